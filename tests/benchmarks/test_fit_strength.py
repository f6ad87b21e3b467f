"""The fit of strengths: what tells real places from chance ones, and which places may teach it."""

from __future__ import annotations

from dataclasses import asdict
from random import Random

import numpy as np

from benchmarks.figures import auroc
from benchmarks.fit_strength import NAMES, Truth, cross_validated, fit, row_of
from benchmarks.judged import Forgery
from pipeline.collation.collate import Measured
from pipeline.collation.strength import Measures
from pipeline.records import PageKey

PLACE = (100.0, 100.0, 160.0, 120.0)
MEASURES = Measures(
    ink=1.0, text=0.4, unlike=0.5, normal=0.1, outlying=1.0, repeated=0.0, carriers=0.7, confidence=0.9, unread=0.0,
    figures=1.0, likeness=0.5, borne_out=0.0,
)  # fmt: skip


def truth() -> Truth:
    """Two families; of the first, a.jpg carries an edit at PLACE that b.jpg shows unedited."""
    edit = {"kind": "number", "affected": None}
    forged = Forgery(edit, carriers={"a.jpg": PLACE}, visible={"a.jpg": "mild"}, elsewhere={"b.jpg": PLACE})
    files = {name: {"family": (name == "c.jpg" and "g1") or "g0", "edits": []} for name in ("a.jpg", "b.jpg", "c.jpg")}
    return Truth(7, files, {"g0": {"e": forged}, "g1": {}}, {"g0": "g0", "g1": "g1"})


def at(box: tuple[float, float, float, float], *names: str) -> tuple[Measured, dict[PageKey, list[str]]]:
    keys = {PageKey(name, 1): [name] for name in names}
    return Measured(MEASURES, dict.fromkeys(keys, box)), keys


def test_a_place_on_a_forgery_is_real_and_one_beside_it_came_about_by_chance() -> None:
    on, beside = (
        row_of(*at(PLACE, "a.jpg", "b.jpg"), truth()),
        row_of(*at((400, 400, 460, 420), "a.jpg", "b.jpg"), truth()),
    )
    assert on is not None
    assert beside is not None
    assert (on.is_real, beside.is_real) == (True, False)
    assert on.values == (1.0, *asdict(MEASURES).values())
    assert on.family == "7 g0"


def test_copies_of_two_families_teach_nothing() -> None:
    assert row_of(*at(PLACE, "a.jpg", "c.jpg"), truth()) is None


def test_a_measure_that_tells_gets_weight_and_one_that_does_not_gets_none() -> None:
    rng = Random(3)
    y = np.array([rng.random() < 0.5 for _ in range(600)], float)
    x = np.ones((600, len(NAMES)))
    for i, real in enumerate(y):
        x[i, 1:] = [rng.gauss(0, 1) for _ in NAMES[1:]]
        x[i, NAMES.index("unlike")] += 2 * real
    found = dict(zip(NAMES, fit(x, y), strict=True))
    assert found["unlike"] > 1.5
    assert abs(found["carriers"]) < 0.4
    assert auroc(y, cross_validated(x, y, [f"g{i % 60}" for i in range(600)])) > 0.85
