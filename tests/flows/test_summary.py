"""The end of a triage in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.cli.summary import show_summary

NOTHING: dict[str, Any] = {
    "label": "tips", "was_finished_before": False, "n_files": 3, "n_names": 3, "n_pages": 3, "n_copies": 2,
    "n_clusters": 1, "n_likely_altered": 0, "n_disputed": 0, "n_copies_agree": 0, "n_alone": 1, "n_open": 0,
    "n_references": 0, "n_open_pairs": 0, "n_ignored": 0, "findings": [], "unreadable": [], "source_warnings": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("n_open", "says"),
    [(0, ""), (1, "1 page is inconclusive or not examined"), (2, "2 pages are inconclusive or not examined")],
)
def test_without_findings_pages_that_say_nothing_are_not_passed_over(
    n_open: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_summary({**NOTHING, "n_open": n_open}, Path("workspace"))
    said = " ".join(capsys.readouterr().out.split())
    assert "No copies contradict each other" in said
    assert ("that says nothing of" in said) == bool(says)
    assert says in said


def test_one_page_stands_alone_and_two_stand(capsys: pytest.CaptureFixture[str]) -> None:
    show_summary(NOTHING, Path("workspace"))
    assert "2 pages have copies, in 1 cluster; 1 stands alone, with nothing to compare it with." in " ".join(
        capsys.readouterr().out.split()
    )
