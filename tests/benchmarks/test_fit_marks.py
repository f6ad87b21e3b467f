"""The fit of marks: which blobs are marks, of which sort, and what tells them from chance ones."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.fit_marks import Row, fitted, rows_of
from benchmarks.fit_strength import Truth
from benchmarks.judged import Box, Forgery
from pipeline.collation.blobs import Mark, Pen
from pipeline.collation.mark_strength import Candidate

STAMP, WORD, RING = (100.0, 100.0, 260.0, 160.0), (400.0, 100.0, 460.0, 120.0), (100.0, 300.0, 180.0, 330.0)
DRAWN = Candidate(Mark(0, "graphic", (0, 0, 9, 9), pen=Pen(0.1, 1.0, 0.2, 0.2)), {"rim": 0.2})


def truth() -> Truth:
    """One file with a forged stamp, a changed figure and a reader's ring."""
    stamp = Forgery({"kind": "stamp", "affected": None}, carriers={"a.jpg": STAMP}, visible={"a.jpg": "mild"})
    word = Forgery({"kind": "number", "affected": None}, carriers={"a.jpg": WORD}, visible={"a.jpg": "mild"})
    x0, y0, x1, y1 = RING
    ring = {"kind": "pen", "polygon": [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]}
    return Truth(7, {"a.jpg": {"family": "g0", "marks": [ring]}}, {"g0": {"s": stamp, "w": word}}, {"g0": "g0"})


@pytest.mark.parametrize(
    ("box", "is_pen", "is_drawing"),
    [(STAMP, False, True), (RING, True, False), (WORD, False, False), ((700, 700, 760, 740), False, False)],
    ids=["forged stamp", "reader's ring", "changed figure", "nothing"],
)
def test_a_blob_is_what_lies_there(box: Box, is_pen: bool, is_drawing: bool) -> None:
    found = {row.sort: row.is_one for row in rows_of(DRAWN, box, ["a.jpg"], truth())}
    assert found == {"pen": is_pen, "drawing": is_drawing}
    assert {row.family for row in rows_of(DRAWN, box, ["a.jpg"], truth())} == {"7 g0"}


def test_a_trait_that_tells_gets_weight_and_one_that_does_not_gets_none() -> None:
    rng = Random(3)
    rows = [
        Row("redaction", {"rim": rng.gauss(0.5 * is_one, 0.2), "even": rng.gauss(0, 9)}, is_one, f"g{i % 60}")
        for i, is_one in enumerate(rng.random() < 0.4 for _ in range(600))
    ]
    weights, figures = fitted(rows)
    assert weights["rim"] > 5
    assert abs(weights["even"]) < 0.1
    assert figures["auroc_cross_validated"] > 0.9
    assert figures["marks"] == sum(row.is_one for row in rows)
