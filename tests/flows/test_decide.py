"""An analyst's decisions about pairs of pages, from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import doctored, query
from conftest import Triaged


@pytest.fixture
def case(triaged: Triaged, tmp_path: Path) -> Path:
    """The store of the triaged samples, to decide in."""
    shutil.copytree(triaged.workspace / "state", tmp_path / "state")
    shutil.copy(triaged.workspace / "doctored.duckdb", tmp_path)
    return tmp_path


def test_a_decision_is_noted_and_can_be_taken_back(case: Path) -> None:
    pair = ("frontwire_5521.jpg", "update_0103.png")
    noted = doctored("different", *pair, "--by", "anna", "--note", "other figures", "--workspace", case)
    assert noted.code == 0, noted.err
    (row,) = query(case, "select * from reviews")
    assert (row["kind"], row["reviewer"], row["note"]) == ("different", "anna", "other figures")
    assert row["review_id"] in noted.out
    taken = doctored("withdraw", row["review_id"][:6], "--by", "bert", "--workspace", case)
    assert taken.code == 0, taken.err
    (row,) = query(case, "select * from reviews")
    assert row["withdrawn_by"] == "bert"


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ("update_0103.png", "update_0103.png", "one and the same page"),
        ("update_0103.png#7", "frontwire_5521.jpg", "has no page 7"),
        ("nowhere.png", "frontwire_5521.jpg", "Nothing here is called nowhere.png"),
    ],
)
def test_a_decision_about_nothing_is_refused_in_one_sentence(case: Path, a: str, b: str, sentence: str) -> None:
    refused = doctored("same", a, b, "--by", "anna", "--workspace", case)
    assert refused.code in (1, 2)
    assert sentence in refused.err
    assert "Traceback" not in refused.err
    assert query(case, "select * from reviews") == []
