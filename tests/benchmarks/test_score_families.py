"""Marks that are named, and named marks that are true ones."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.judged import Box, Judged, Workspace, lies_on
from benchmarks.score_families import _marks

RING, BAR = (100.0, 100.0, 180.0, 130.0), (300.0, 100.0, 400.0, 120.0)


@pytest.mark.parametrize(
    ("box", "does"),
    [((110.0, 105.0, 170.0, 125.0), True), ((0.0, 0.0, 600.0, 800.0), True), ((175.0, 100.0, 260.0, 130.0), False)],
    ids=["within", "around", "at its end"],
)
def test_a_mark_lies_on_another_by_the_smaller_of_them(box: Box, does: bool) -> None:
    assert lies_on(box, RING) == does


def truth(*marks: tuple[str, str, Box]) -> dict[str, Any]:
    """What is true of a file that carries some marks: id, kind, box."""
    return {
        "marks": [
            {"mark_id": mark_id, "kind": kind, "polygon": [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]}
            for mark_id, kind, (x0, y0, x1, y1) in marks
        ]
    }


def test_a_mark_that_all_copies_carry_cannot_be_told() -> None:
    ring, bar = ("m1", "pen", RING), ("m2", "redaction", BAR)
    files = [("a.jpg", truth(ring, bar), "clean"), ("b.jpg", truth(bar), "clean")]
    named = {"a.jpg": [("annotation", RING), ("overlay", BAR)]}
    work = Workspace({}, {}, {}, [], named, [], {}, {})
    true_marks, named_marks = _marks(Judged("f", {}, files, {}), work)
    assert true_marks == [True]  # the ring; the bar is on every copy
    assert named_marks == [True, False]  # and no overlay
