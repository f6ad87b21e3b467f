"""Have we seen this? Answers from a triaged case, without a batch."""

from __future__ import annotations

import json
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
