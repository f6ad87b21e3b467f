"""What a difference says about how often one like it is none."""

from __future__ import annotations

import pytest

from pipeline.assessment import false_alarms as rates
from pipeline.assessment.false_alarms import false_alarms
from pipeline.assessment.pieces import DIFFERENCES


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    strongest = {"difference": [2.9, 1.5, 1.3], "missing": [2.1], "drawing": []}
    monkeypatch.setattr(rates, "MEASURED", {"pages": 100, "strongest": strongest})


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("detector", "strength", "n", "low", "high"),
    # The intervals of 3, 1 and 0 in 100 stand in tables of Clopper and Pearson's limits.
    [("difference", 1.0, 3, 0.0062, 0.0852), ("difference", 2.9, 1, 0.0003, 0.0545), ("drawing", 1.0, 0, 0.0, 0.0362)],
)
def test_pages_with_a_false_place_as_strong_are_counted(
    detector: str, strength: float, n: int, low: float, high: float
) -> None:
    found = false_alarms(detector, strength)
    assert (found.n, found.of) == (n, 100)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.usefixtures("measured")
def test_a_reviewer_reads_the_count_its_denominator_and_its_interval() -> None:
    sentence = false_alarms("missing", 2.0).sentence
    assert sentence.startswith("Of 100 generated pages 1 had such a place as strong or stronger where nothing was")
    assert "(95 % interval 0.0 to 5.4 %)" in sentence


def test_every_kind_of_difference_was_measured() -> None:
    assert set(rates.MEASURED["strongest"]) == set(DIFFERENCES)
    assert rates.MEASURED["pages"] >= 100
    assert rates.MEASURED["measured"]["copies"] > rates.MEASURED["pages"]
