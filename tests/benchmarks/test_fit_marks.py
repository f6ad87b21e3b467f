"""The fit of marks: which blobs are marks, of which sort, and what tells them from chance ones."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.fit_marks import Row, fitted, fitted_shapes, rows_of
from benchmarks.fit_strength import Truth
from benchmarks.judged import Box, Forgery
from pipeline.collation.blobs import Mark, Pen
from pipeline.collation.mark_strength import OF_SHAPE, Candidate, drawn_and_signed, weighed

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


def test_shapes_tell_what_is_drawn_and_which_of_it_is_signed() -> None:
    rng = Random(5)
    rows = []
    for i in range(600):
        is_drawn, is_signed = rng.random() < 0.5, rng.random() < 0.5
        shape = {"pieces": rng.gauss(-is_drawn, 0.3), "turns": rng.gauss(is_signed, 0.3)}
        is_one = is_drawn and is_signed
        rows.append(Row("drawing", {"rim": rng.gauss(is_one, 1)}, is_one, f"g{i % 60}", shape, is_drawn))
    weights, figures = fitted_shapes(rows, {"constant": 0.0, "rim": 1.0, "share": 0.0})
    assert set(weights) == {*OF_SHAPE, "both"}
    assert weights["drawn"]["pieces"] < -3
    assert weights["signed"]["turns"] > 3
    assert weights["both"]["shape"] > weights["both"]["traits"] > 0
    assert figures["auroc_cross_validated"] > 0.95 > figures["auroc_of_traits"]
    assert (figures["candidates"], figures["signed"]) == (600, sum(row.is_one for row in rows))
    signature, tick = (
        drawn_and_signed(*(weighed(weights[name], {"pieces": -1.0, "turns": turns}) for name in OF_SHAPE))
        for turns in (1.0, 0.0)
    )
    assert signature > 2 > -2 > tick


def test_what_was_read_to_be_drawn_is_known_of_a_drawing_and_of_a_pen() -> None:
    shaped = DRAWN._replace(shape={"turns": 3.0})
    told = {box: rows_of(shaped, box, ["a.jpg"], truth())[1] for box in (STAMP, RING, WORD)}
    assert [(row.is_drawn, row.is_one) for row in told.values()] == [(True, True), (True, False), (False, False)]
    assert all(row.shape == {"turns": 3.0} for row in told.values())
