"""How sure a missing word is where none was ever missing by chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.fit_strength import Row
from benchmarks.raise_blank import raised
from pipeline.collation.strength import Measures

READ = Measures(
    ink=1.0, text=0.4, unlike=0.5, outlying=1.0, extra=0.1, repeated=0.0, carriers=0.7, confidence=0.9,
    is_unread=False, is_blank=False,
    figures=1.0, likeness=0.5, borne_out=0.0, readable=1.0, read_alike=0.7,
)  # fmt: skip
BLANK = replace(READ, is_blank=True)
WEIGHTS = {"constant": -1.0, "unlike": 2.0}


def rows(n: int) -> list[Row]:
    """n words that a copy lacks, and as many read otherwise by chance: half of all are real."""
    return [Row(BLANK, True, f"g{i}") for i in range(n)] + [Row(READ, False, f"h{i}") for i in range(n)]


def test_so_many_places_without_a_mistake_allow_so_much() -> None:
    weights, record = raised(rows(299), WEIGHTS)
    # One mistake in 65 is the most that 299 without one leave with 99 %: the rule of 4.6 over n.
    assert record["mean_now"] == pytest.approx(1.81, abs=0.01)
    assert weights["constant"] + weights["unlike"] * BLANK.unlike == pytest.approx(record["mean_now"], abs=2e-3)
    assert weights["unlike"] == WEIGHTS["unlike"]
    assert raised(rows(30), WEIGHTS)[1]["mean_now"] < record["mean_now"]


def test_where_one_came_about_by_chance_the_weights_are_fitted_instead() -> None:
    with pytest.raises(ValueError, match="fit the weights"):
        raised([*rows(20), Row(BLANK, False, "g0")], WEIGHTS)
    with pytest.raises(ValueError, match="fit the weights"):
        raised([Row(READ, True, "g0"), Row(READ, False, "g1")], WEIGHTS)
