"""Have we seen this? Answers from a triaged case, without a batch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from command import doctored, query
from conftest import Triaged
from PIL import Image


def test_a_reposted_picture_is_found_with_who_had_it(triaged: Triaged, sample_docs: Path, tmp_path: Path) -> None:
    with Image.open(sample_docs / "files" / "frontwire_5521.jpg") as image:
        image.resize((image.width * 2 // 3, image.height * 2 // 3)).save(tmp_path / "again.jpg", quality=60)
    batches = query(triaged.workspace, "select count(*) as n from batches")
    done = doctored("find", tmp_path / "again.jpg", "--json", "--workspace", triaged.workspace)
    assert done.code == 0, done.err
    found = {row["file_name"]: row for row in json.loads(done.out)["found"]}
    assert found["frontwire_5521.jpg"]["relation"] == "re_encoded"
    assert found["frontwire_5521.jpg"]["author"] == "Frontwire"
    assert "update_0203.jpg" not in found  # the next day's edition
    assert query(triaged.workspace, "select count(*) as n from batches") == batches


def test_a_lost_index_is_made_anew_and_finds_the_same(triaged: Triaged, sample_docs: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "case"
    shutil.copytree(triaged.workspace, workspace)
    page = sample_docs / "files" / triaged.query("select file_name from sightings order by file_name")[0]["file_name"]
    before = doctored("find", page, "--json", "--workspace", workspace)
    manifest = json.loads((workspace / "cache" / "index" / "manifest.json").read_text())
    shutil.rmtree(workspace / "cache" / "index")
    again = doctored("find", page, "--json", "--workspace", workspace)
    assert (again.code, again.out) == (before.code, before.out)
    assert json.loads((workspace / "cache" / "index" / "manifest.json").read_text())["mark"] == manifest["mark"]


def test_of_four_words_one_may_stand_nowhere(triaged: Triaged) -> None:
    words = "fighter aircraft earlier xylophonists"
    done = doctored("find", "--text", words, "--json", "--workspace", triaged.workspace)
    assert "harnath_117.pdf" in {row["file_name"] for row in json.loads(done.out)["found"]}


def test_words_are_found_although_one_is_misspelt(triaged: Triaged) -> None:
    done = doctored("find", "--text", "fighter aircraft earlyer", "--json", "--workspace", triaged.workspace)
    assert done.code == 0, done.err
    names = {row["file_name"] for row in json.loads(done.out)["found"]}
    assert "harnath_117.pdf" in names
    assert "harnath_117_released.png" not in names  # there the line is blacked out


def test_asking_for_nothing_is_wrong_use(triaged: Triaged) -> None:
    done = doctored("find", "--workspace", triaged.workspace)
    assert done.code == 2
    assert "Name a file, or words with --text" in done.err
