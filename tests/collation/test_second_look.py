"""What two looks at one word say together."""

from __future__ import annotations

import pytest

from pipeline.collation.second_look import both_looks
from pipeline.collation.slots import Said


@pytest.mark.parametrize(
    ("first", "second", "text", "at_least", "at_most"),
    [
        (Said("16,000", 70), Said("16,000", 90), "16,000", 91, 100),  # borne out
        (Said(None, 0), Said("16,000", 80), "16,000", 80, 80),  # read at last
        (Said(None, 0), Said("l6OO0", 60), None, 0, 0),  # blur read as something
        (Said("16,000", 70), Said(None, 0), "16,000", 70, 70),  # the crop tells nothing
        (Said("16.000", 70), Said("61,000", 75), "16.000", 0, 50),  # two readings, neither sure
        (Said("l6OO0", 40), Said("16,000", 92), "16,000", 70, 80),  # the second is much surer
        (Said("16,000", 92), Said("l6OO0", 40), "16,000", 70, 80),
        (Said("", 90), Said("ghost", 60), "", 90, 90),  # grain read as something
        (Said("", 90), Said("ghost", 80), None, 0, 0),  # paper, and yet something was surely read
        (Said("", 90), Said(None, 0), "", 90, 90),
    ],
)  # fmt: skip
def test_two_looks(first: Said, second: Said, text: str | None, at_least: float, at_most: float) -> None:
    found = both_looks(first, second, "61,000")
    assert found.text == text
    assert at_least <= found.confidence <= at_most


@pytest.mark.parametrize("first", [Said(None, 0), Said("", 90)])
def test_an_unsure_reading_close_to_the_word_of_other_copies_is_that_word(first: Said) -> None:
    assert both_looks(first, Said("memorandom", 30), "memorandum") == Said("memorandum", 50)
    assert both_looks(first, Said("relnery", 64), "hierbei") == first


@pytest.mark.parametrize("first", [Said(None, 0), Said("", 90)])
def test_an_unsure_reading_that_is_but_like_the_word_may_be_another_one(first: Said) -> None:
    assert both_looks(first, Said("SOUTH", 74), "NORTH") == Said(None, 0)
    assert both_looks(first, Said("SOUTH", 80), "NORTH") == (Said("SOUTH", 80) if first.text is None else Said(None, 0))


def test_a_figure_is_not_the_same_for_being_close() -> None:
    assert both_looks(Said(None, 0), Said("8.020", 30), "8,670").text is None
    assert both_looks(Said(None, 0), Said("1400", 60), "14.00") == Said("14.00", 50)
