"""A document pinned and taken back from the command line, on a batch of two copies of the slide."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import doctored, public_tables, query

BATCH = ("frontwire_5521.jpg", "photo_2023-04-03_21-40.jpg", "readme_first.txt")
RELEASED = "update_0103.png"
DOCTORED, HONEST = BATCH[:2]


@pytest.fixture(scope="module")
def case(sample_docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with an honest copy and a doctored one; a Prefect server is kept, so that commands start sooner."""
    folder = tmp_path_factory.mktemp("reference")
    (folder / "files").mkdir()
    for name in BATCH:
        shutil.copy(sample_docs / "files" / name, folder / "files")
    done = doctored("triage", folder / "files", "--workspace", folder / "case")
    assert done.code == 0, done.err
    doctored("server", "start", "--workspace", folder / "case")
    yield folder / "case"
    doctored("server", "stop", "--workspace", folder / "case")


def verdicts(case: Path) -> dict[str, str]:
    return {row["file_name"]: row["verdict"] for row in query(case, "from page_verdicts")}


def test_a_released_file_is_compared_at_once_and_leaves_nothing_when_it_is_removed(
    case: Path, sample_docs: Path
) -> None:
    before = public_tables(case)
    released = sample_docs / "files" / RELEASED
    add = ("reference", "add", released, "--attributed-to", "the General Staff", "--workspace", case)
    done = doctored(*add, "--obtained-from", "press office", "--by", "anna")
    assert done.code == 0, done.err
    assert "as released by the General Staff" in done.out
    assert "2 copies; 1 reads otherwise" in done.out
    assert verdicts(case) == {DOCTORED: "likely_altered", HONEST: "copies_agree", RELEASED: "reference"}
    (first, *_) = json.loads(doctored("review", "--json", "--workspace", case).out)
    assert first["headline"].startswith("1 of 2 copies reads")
    assert "As released by the General Staff it reads" in first["headline"]
    shown = " ".join(doctored("show", DOCTORED, "--workspace", case).out.split())
    assert "it reads as released at 0" in shown
    assert {row["n_copies"] for row in query(case, "from readings where kind = 'number'")} == {1}
    gone = doctored("reference", "remove", released, "--by", "bert", "--workspace", case)
    assert gone.code == 0, gone.err
    assert public_tables(case) == before


@pytest.mark.soak  # the store's tests hold the same; this is the whole way once more
def test_a_copy_that_is_there_stops_voting_until_it_is_removed(case: Path) -> None:
    before = public_tables(case)
    done = doctored("reference", "add", HONEST, "--attributed-to", "the General Staff", "--workspace", case)
    assert done.code == 0, done.err
    assert verdicts(case) == {DOCTORED: "likely_altered", HONEST: "reference"}
    (finding,) = query(case, "from findings")
    assert finding["headline"].startswith("1 of 1 copy reads")
    assert doctored("reference", "remove", HONEST, "--workspace", case).code == 0
    assert public_tables(case) == before


def test_what_cannot_be_pinned_is_refused_in_one_sentence_and_leaves_nothing(case: Path, sample_docs: Path) -> None:
    before = public_tables(case)
    wrong = {
        sample_docs / "files" / "timeline.docx": "Word document",
        sample_docs: "is a folder",
        "nowhere.png": "Nothing here is called nowhere.png",
    }
    for file, sentence in wrong.items():
        refused = doctored("reference", "add", file, "--attributed-to", "the Staff", "--workspace", case)
        assert refused.code in (1, 2)
        assert sentence in refused.err
        assert "Traceback" not in refused.err
    refused = doctored("reference", "remove", HONEST[:9] + "0", "--workspace", case)
    assert refused.code == 1
    assert public_tables(case) == before
