"""Readings weighed by how well they explain each copy's ink."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.heard import SURELY_NOT, Heard
from pipeline.collation.slots import Said
from pipeline.records import Recognition

ALPHABET = "0123456789,no"
UNREAD, READ = Said(None, 0), Said("16,000", 90)


def ink(text: str, clear: float = 0.97, or_else: str = "") -> Recognition:
    """A word seen so clearly; where it is not clear it may as well be `or_else`, character by character."""
    frames = np.full((len(text), 1 + len(ALPHABET)), (1 - clear) / (len(ALPHABET) + 1))
    for column, character in enumerate(text):
        frames[column, 1 + ALPHABET.index(character)] += clear if not or_else else clear / 2
        if or_else:
            frames[column, 1 + ALPHABET.index(or_else[column])] += clear / 2
    spaced = np.full((2 * len(text), 1 + len(ALPHABET)), 0.01 / len(ALPHABET))
    spaced[:, 0] = 0.99
    spaced[::2] = frames
    return Recognition(ALPHABET, np.log(spaced).astype(np.float32))


def of(copies: dict[int, Recognition]) -> Heard:
    return Heard(copies, {0: 0.9, 1: 0.6, 2: 0.2, 3: 0.5})


def test_copies_that_show_other_figures_differ_though_only_one_was_read() -> None:
    heard = of({0: ink("16,000"), 1: ink("43,500"), 2: ink("16,000")})
    ratios = heard.pairs([READ, UNREAD, UNREAD])
    assert ratios[0, 1] == ratios[1, 2] == pytest.approx(1.0)
    assert ratios[0, 2] < -0.5
    assert np.array_equal(ratios, ratios.T)


def test_a_blur_that_may_be_either_says_little() -> None:
    heard = of({0: ink("16,000"), 1: ink("43,500"), 2: ink("16,000", or_else="43,500")})
    ratios = heard.pairs([READ, Said("43,500", 90), UNREAD])
    assert abs(ratios[0, 2]) < 0.4
    assert abs(ratios[1, 2]) < 0.4


def test_what_is_none_of_the_readings_speaks_for_neither() -> None:
    heard = of({0: ink("16,000"), 1: ink("43,500"), 2: ink("no", clear=0.5)})
    assert abs(heard.pairs([READ, Said("43,500", 90), UNREAD])[0, 2]) < 0.4


def test_one_reading_alone_cannot_differ() -> None:
    heard = of({0: ink("16,000"), 1: ink("43,500", clear=0.3)})
    assert not heard.pairs([READ, UNREAD]).any()


def test_margin_is_that_of_the_side_that_is_explained_the_worse() -> None:
    sure = of({0: ink("16,000"), 1: ink("18,000")}).margin([[0], [1]], ["16,000", "18,000"])
    doubtful = of({0: ink("16,000"), 1: ink("18,000", or_else="16,000")}).margin([[0], [1]], ["16,000", "18,000"])
    misread = of({0: ink("16,000"), 1: ink("16,000")}).margin([[0], [1]], ["16,000", "18,000"])
    assert sure is not None
    assert doubtful is not None
    assert misread is not None
    assert 3 < sure <= SURELY_NOT
    assert abs(doubtful) < 0.1
    assert misread < -3


def test_of_the_copies_of_a_side_the_middle_one_counts() -> None:
    copies = {0: ink("16,000"), 1: ink("43,500"), 2: ink("43,500"), 3: ink("16,000")}
    assert (of(copies).margin([[0], [1, 2, 3]], ["16,000", "43,500"]) or 0) > 3


def test_an_unasked_side_has_no_margin() -> None:
    assert of({0: ink("16,000")}).margin([[0], [1]], ["16,000", "43,500"]) is None


def test_nothing_is_a_reading_too() -> None:
    paper = Recognition(ALPHABET, np.log(np.array([[0.98, *[0.02 / len(ALPHABET)] * len(ALPHABET)]] * 6)))
    assert (of({0: ink("16,000"), 1: paper}).margin([[0], [1]], ["16,000", ""]) or 0) > 3


def test_the_surest_free_reading_of_a_side() -> None:
    heard = of({0: ink("16,000", clear=0.6), 1: ink("43,500"), 2: ink(",")})
    assert heard.free_text([0, 1, 2])[0] == "43,500"  # a comma is no reading, however sure
    assert heard.free_text([3]) == ("", 0.0)


def test_a_side_is_trusted_as_its_best_copy_and_both_as_the_worse_side() -> None:
    heard = of({0: ink("16,000"), 1: ink("43,500"), 2: ink("43,500")})
    assert heard.trust([[0], [1, 2]]) == 0.6
    assert heard.trust([[0, 1], [2]]) == 0.2
    assert heard.trust([[0], [3]]) == 0.0  # not asked
