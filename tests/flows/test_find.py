"""Have we seen this? Answers from a triaged case, without a batch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
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
    assert found["frontwire_5521.jpg"]["n_differences"] is None  # the new file is in no cluster
    doubted = next(row for row in found.values() if row["relation"] == "content_differs")
    assert f"compare {tmp_path / 'again.jpg'} {doubted['file_name']} --workspace" in doubted["compare"]
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


def test_of_a_file_of_the_case_it_is_said_what_its_copies_read_otherwise(triaged: Triaged) -> None:
    ask = ("find", "frontwire_5521.jpg", "--workspace", triaged.workspace)  # by its name alone
    found = {row["file_name"]: row for row in json.loads(doctored(*ask, "--json").out)["found"]}
    honest = found["update_0103.png"]
    assert ("17,500", "43,500") in {(place["in_file"], place["in_copy"]) for place in honest["differences"]}
    assert honest["n_differences"] == len(honest["differences"])
    assert found["frontwire_5521.jpg"]["differences"] == []
    told = next(line for line in doctored(*ask).out.splitlines() if line.startswith("update_0103.png, page 1: "))
    first = honest["differences"][0]
    assert f"places differ (your file -> this copy): {first['in_file']} -> {first['in_copy']}" in told


@pytest.fixture
def split(triaged: Triaged, tmp_path: Path) -> Path:
    """The triaged case, in which an analyst says that update_0103.png shows five pages."""
    workspace = tmp_path / "case"
    shutil.copytree(triaged.workspace, workspace)
    fifths = [("--page", f"0,{top},600,{top + 80}") for top in range(0, 400, 80)]
    done = doctored("outline", "update_0103.png", *sum(fifths, ()), "--by", "anna", "--workspace", workspace)
    assert done.code == 0, done.err
    return workspace


def test_every_page_of_a_picture_is_looked_for_and_those_left_out_are_named(split: Path, triaged: Triaged) -> None:
    picture = triaged.files / "update_0103.png"
    done = doctored("find", picture, "--json", "--workspace", split)
    answer = json.loads(done.out)
    assert (answer["asked_pages"], answer["pages_left_out"]) == ([1, 2, 3, 4], [5])
    assert {(1, 1), (2, 2), (3, 3), (4, 4)} <= {(row["asked_page_no"], row["page_no"]) for row in answer["found"]}
    shown = doctored("find", picture, "--workspace", split).out
    assert f"Page 4 of {picture}" in shown
    assert f"Page 5 not looked for; ask for one as {picture}#5." in " ".join(shown.split())
    assert json.loads(doctored("find", f"{picture}#5", "--json", "--workspace", split).out)["asked_pages"] == [5]


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["for people", "for programs"])
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(
    triaged: Triaged, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "tip\x1b[2J\n.png"
    path.touch()
    reports = tmp_path / "reports"
    reports.mkdir()
    done = doctored("find", path, *words, "--workspace", triaged.workspace, env={"TMPDIR": str(reports)})
    assert (done.code, done.out) == (1, "")
    name = f"{tmp_path}/tip\\x1b[2J\\n.png"
    assert done.err == f"{name} cannot be examined: it is empty; fetch it again from its source.\n"
    assert not list(reports.iterdir())


@pytest.mark.parametrize("command", [("find",), ("compare", "update_0103.png")])
def test_a_folder_is_no_file(command: tuple[str, ...], triaged: Triaged) -> None:
    done = doctored(*command, triaged.files, "--workspace", triaged.workspace)
    assert (done.code, done.err) == (1, f"{triaged.files} is a folder; name one file of it.\n")
