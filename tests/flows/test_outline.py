"""An analyst draws which pages a picture shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command import doctored, query
from conftest import Triaged

from pipeline.imaging.features import features_path
from pipeline.records import PageKey


@pytest.fixture
def case(triaged: Triaged, tmp_path: Path) -> Path:
    """The store of the triaged samples, to draw in."""
    shutil.copytree(triaged.workspace / "state", tmp_path / "state")
    shutil.copy(triaged.workspace / "doctored.duckdb", tmp_path)
    return tmp_path


def pages(case: Path, name: str) -> list[tuple[int, object, str]]:
    rows = query(case, f"select page_no, outline, shown_as from pages where file_name = '{name}' order by 1")
    return [(row["page_no"], row["outline"] and json.loads(row["outline"]), row["shown_as"]) for row in rows]


def test_a_picture_is_split_and_put_together_again(case: Path) -> None:
    name = "update_0103.png"
    drawn = ("--page", "10,20,300,400", "--page", "310,20 600,25 600,400")
    (known,) = query(case, f"select file_sha256 from files where file_name = '{name}'")
    features = features_path(case / "cache", PageKey(known["file_sha256"], 1))
    features.parent.mkdir(parents=True)
    features.touch()
    split = doctored("outline", name, *drawn, "--by", "anna", "--workspace", case)
    assert not features.exists()  # those of the whole picture
    assert split.code == 0, split.err
    assert pages(case, name) == [
        (1, [[10, 20], [300, 20], [300, 400], [10, 400]], "embedded_picture"),
        (2, [[310, 20], [600, 25], [600, 400]], "sheet"),
    ]
    again = doctored(
        "outline", name, "--page", "400,20,700,390", "--page", "20,20,290,390", "--by", "anna", "--workspace", case
    )
    assert "shows 2 pages, #1, #3" in again.out
    assert [(number, corners[0]) for number, corners, _ in pages(case, name)] == [(1, [20, 20]), (3, [400, 20])]
    merged = doctored("outline", name, "--whole", "--by", "bert", "--workspace", case)
    assert merged.code == 0, merged.err
    assert pages(case, name) == [(1, None, "whole_frame")]
    assert [(row["kind"], row["reviewer"]) for row in query(case, "select * from reviews order by decided_at")] == [
        ("outline", "anna"),
        ("outline", "anna"),
        ("outline", "bert"),
    ]


def test_a_page_of_a_picture_is_compared_by_itself(case: Path, sample_docs: Path) -> None:
    name, files = "update_0103.png", sample_docs / "files"
    picture, other = files / name, files / "frontwire_5521.jpg"
    width, height = (
        query(case, f"select width, height from pages where file_name = '{name}'")[0][c] for c in ("width", "height")
    )
    drawn = ("--page", f"0,0,{width // 2},{height}", "--page", f"{width // 2},0,{width},{height}")
    doctored("outline", name, *drawn, "--by", "anna", "--workspace", case)
    done = doctored("compare", f"{picture}#2", other, "--json", "--workspace", case)
    assert done.code == 0, done.err
    boxes = [d["box_in_a"] for d in json.loads(done.out)["differences"] if d["box_in_a"]]
    assert boxes
    assert all(x0 >= width // 2 - 1 for x0, *_ in boxes)
    gone = doctored("compare", f"{picture}#3", other, "--workspace", case)
    assert (gone.code, "has no page 3" in gone.err) == (1, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Give the pages with --page, or --whole"),
        (("--page", "left half"), "is no list of corners"),
        (("--page", "0,0,99999,10"), "lies outside the picture"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(case: Path, options: tuple[str, ...], sentence: str) -> None:
    refused = doctored("outline", "update_0103.png", *options, "--by", "anna", "--workspace", case)
    assert refused.code == 2
    assert sentence in refused.err
    assert query(case, "select * from reviews") == []
