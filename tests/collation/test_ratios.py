"""What the readings and the ink of two copies say of whether they differ."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.ratios import ILLEGIBLE, ink_ratio, rarity, text_ratio
from pipeline.collation.sides import SUSPECT
from pipeline.collation.slots import Said


def test_one_digit_of_a_long_number_changes_little_and_yet_more_than_anything_else_on_the_page() -> None:
    little = {"spreads": 3.2, "normal": 0.01, "unlike": 0.17, "rarity": 2.0}
    assert ink_ratio(**little, outlying=2.1) > SUSPECT
    assert ink_ratio(**little, outlying=0.7) < SUSPECT  # where other words of these copies are as far off


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        (Said("16,000", 95), Said("61,000", 95), 1.0, 2.0),  # two sure readings
        (Said("16,000", 95), Said("16,000", 95), -3.0, -2.0),
        (Said("16,000", 95), Said("61,000", 40), 0.0, 0.0),  # one of them doubtful
        (Said("16,000", 95), Said(None, 0), 0.0, 0.0),
        (Said("SEALED", 95), Said("", 90), 0.5, 1.0),  # against paper
        (Said("10", 95), Said("IO", 95), -0.5, 0.0),  # what OCR mixes up
        (Said("modern", 95), Said("modem", 95), -0.5, 0.0),  # and letters that touch
        (Said("155", 95), Said("15", 95), 1.0, 2.0),
        (Said("1,016,000", 95), Said("016,000", 95), 1.0, 2.0),  # a piece of a figure is another figure
        (Said("UNSEALED", 95), Said("SEALED", 95), 0.0, 0.0),  # a piece of a word may be a box cut otherwise
    ],
)  # fmt: skip
def test_what_was_read(a: Said, b: Said, least: float, most: float) -> None:
    assert least <= text_ratio(a, b) <= most
    assert text_ratio(a, b) == text_ratio(b, a)


def test_a_pair_that_is_not_legible_says_nothing() -> None:
    clear = {"spreads": 9.0, "unlike": 0.9, "rarity": 2.0, "outlying": 2.0}
    assert ink_ratio(**clear, normal=0.1) > 1
    assert ink_ratio(**clear, normal=ILLEGIBLE) == 0
    assert ink_ratio(**clear | {"spreads": np.nan}, normal=0.1) == 0


def test_rarity_is_the_share_of_words_that_are_as_far_off() -> None:
    spreads = np.array([[[0.0, 5.0, 1.0, np.nan]]])
    assert rarity(spreads)[0, 0].tolist() == pytest.approx([-np.log10(3 / 4), -np.log10(1 / 4), -np.log10(2 / 4), 0])
