"""The other half of a swap is found by the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.collation.readings import Place
from pipeline.collation.swaps import OTHER_HALF, bear_out_swaps

SIDES = {0: 1, 1: 1, 2: 1, 3: 2}
FIRST = Place((0.0, 0.0, 50.0, 24.0), 1, ("6,519", "2,471"), SIDES, 3.0, None, (4,))
FAINT = Place((0.0, 300.0, 50.0, 324.0), 9, ("2,471", None), SIDES, -0.5, None, (80,))


@pytest.mark.parametrize("came", [None, "6,519", "6519", "6,5I9"])
def test_the_word_that_reads_what_was_put_in_elsewhere_is_the_other_half(came: str | None) -> None:
    first, half = bear_out_swaps([FIRST, replace(FAINT, texts=("2,471", came))])
    assert first == FIRST
    assert half.texts == ("2,471", came and "6,519")  # what could not be read is not said to be read
    assert half.strength == FAINT.strength + OTHER_HALF


def test_no_half_is_surer_than_the_other() -> None:
    assert bear_out_swaps([FIRST, replace(FAINT, strength=2.5)])[1].strength == FIRST.strength
    surer = replace(FAINT, strength=4.0, texts=("2,471", "6,519"))
    assert [place.strength for place in bear_out_swaps([FIRST, surer])] == [4.0, 4.0]


def test_sides_may_be_numbered_otherwise() -> None:
    turned = replace(FAINT, texts=(None, "2,471"), carried={0: 2, 1: 2, 2: 2, 3: 1})
    half = bear_out_swaps([FIRST, turned])[1]
    assert (half.texts, dict(half.carried)) == (("2,471", None), SIDES)


def test_a_copy_that_is_on_no_side_there_is_no_witness_here() -> None:
    blurred = replace(FAINT, carried={**SIDES, 4: 2})
    assert dict(bear_out_swaps([FIRST, blurred])[1].carried) == SIDES


def test_of_several_rows_that_may_be_the_other_half_none_is() -> None:
    rows = [replace(FAINT, slots=(n,)) for n in (80, 90)]
    assert bear_out_swaps([FIRST, *rows]) == [FIRST, *rows]


@pytest.mark.parametrize(
    "other",
    [
        replace(FAINT, texts=("2,471", "8,000")),  # something else was surely read
        replace(FAINT, texts=("2,470", None)),  # another figure
        replace(FAINT, texts=("Losses", None)),
        replace(FAINT, carried={0: 1, 1: 2, 2: 1, 3: 1}),  # another copy departs
    ],
)
def test_what_is_no_half_stays_as_it_is(other: Place) -> None:
    assert bear_out_swaps([FIRST, other]) == [FIRST, other]


def test_a_doubtful_place_bears_nothing_out() -> None:
    doubtful = replace(FIRST, strength=1.0)
    assert bear_out_swaps([doubtful, FAINT]) == [doubtful, FAINT]
