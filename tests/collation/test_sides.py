"""Copies at one slot fall into two sides that say something else, or into none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from pipeline.collation.heard import Heard
from pipeline.collation.ratios import Pairs
from pipeline.collation.sides import MOST_EXTRA, part
from pipeline.collation.slots import Said
from pipeline.collation.strength import SURELY_NOT, WEIGHED, WEIGHTS, Measures, strength_of
from pipeline.records import Recognition

SEEN = np.ones(5, bool)
LEGIBLE = np.zeros(5)  # all words around were read
ALTERED = (1, 3)  # which of five copies differ


def pairs(ink: float, unlike: float, outlying: float = 1.5) -> Pairs:
    """Five copies, of which two differ from the rest by so much, and agree among themselves."""
    differs = np.array([i in ALTERED for i in range(5)])
    across = differs[:, None] != differs[None]
    measures = [(ink, -0.6), (unlike, 0.0), (outlying, 0.0), (0.1, 0.1), (0.2, 0.0)]
    return Pairs(*(np.where(across, other, same) for other, same in measures))


def read(*texts: str | None) -> list[Said]:
    return [Said(text, 0.0 if text is None else 94.0) for text in texts]


def test_each_side_has_its_reading_and_the_larger_comes_first() -> None:
    found = part(read("16,000", "61,000", "16,000", "61,000", "16,000"), pairs(1.5, 0.6), SEEN, LEGIBLE)
    assert found is not None
    assert (found.larger, found.smaller) == ((0, 2, 4), ALTERED)
    assert found.texts == ("16,000", "61,000")
    assert found.strength > 2


def test_copies_that_read_and_look_the_same_have_no_sides() -> None:
    assert part(read(*["16,000"] * 5), pairs(-0.4, 0.0), SEEN, LEGIBLE) is None


def test_blank_papers_are_alike_however_unlike_their_grain() -> None:
    grain = pairs(1.5, 0.6)
    for papers, with_letters in zip((0, 2), ALTERED, strict=True):
        grain.ink[papers, 4] = grain.ink[4, papers] = 2.4
        grain.ink[with_letters, 4] = grain.ink[4, with_letters] = 0.5
    found = part(read("", "Payments", "", "Payments", ""), grain, SEEN, LEGIBLE)
    assert found is not None
    assert (found.larger, found.smaller) == ((0, 2, 4), ALTERED)


def test_a_copy_that_does_not_show_the_slot_is_on_no_side() -> None:
    shown = SEEN.copy()
    shown[4] = False
    found = part(read("16,000", "61,000", "16,000", "61,000", "16,000"), pairs(1.5, 0.6), shown, LEGIBLE)
    assert found is not None
    assert 4 not in found.larger + found.smaller


def test_ink_that_nobody_could_read_is_a_blur_unless_it_is_much_unliker_than_the_words_around() -> None:
    texts = read("SEALED", None, "SEALED", None, "SEALED")
    blurred, other = (
        part(texts, pairs(0.8, 0.15, outlying=0.0), SEEN, LEGIBLE),
        part(texts, pairs(0.8, 0.85), SEEN, LEGIBLE),
    )
    assert blurred is not None
    assert other is not None
    assert blurred.texts == ("SEALED", None)
    assert blurred.strength + 0.5 < other.strength
    assert blurred.strength < 0.5


def test_copies_of_which_nothing_else_is_legible_are_no_surer_for_that() -> None:
    texts, known = read("3,500", "8,500", "3,500", "8,500", "3,500"), pairs(0.0, 0.0, outlying=0.0)
    plain = part(texts, known, SEEN, LEGIBLE)
    unknown = part(texts, known._replace(outlying=np.full((5, 5), np.nan)), SEEN, LEGIBLE)
    assert plain is not None
    assert unknown is not None
    assert unknown.strength <= plain.strength


def test_figures_likeness_and_second_looks_are_measured() -> None:
    texts = [Said(text, 94.0, is_borne_out=i < 2) for i, text in enumerate(["16,000", "61,000"] * 2 + ["16,000"])]
    found = part(texts, pairs(1.5, 0.6), SEEN, LEGIBLE)
    assert found is not None
    assert (found.measures.figures, found.measures.borne_out) == (1.0, 1.0)
    assert found.measures.likeness == pytest.approx(4 / 6)
    slip = part(read("8221", "G22)", "8221", "G22)", "8221"), pairs(1.5, 0.6), SEEN, LEGIBLE)
    assert slip is not None
    assert slip.measures.figures == 0.0
    words = part(read("SEALED", "OPENED", "SEALED", "OPENED", "SEALED"), pairs(1.5, 0.6), SEEN, LEGIBLE)
    assert words is not None
    assert (words.measures.figures, words.measures.borne_out) == (0.0, 0.0)


def test_a_copy_laid_badly_does_not_dilute_what_the_clear_ones_show() -> None:
    texts, clear = read("16,000", "61,000", "16,000", "61,000", "16,000"), pairs(1.5, 0.6)
    unlike, normal = clear.unlike.copy(), clear.normal.copy()
    unlike[3], unlike[:, 3], normal[3], normal[:, 3] = 0.1, 0.1, 0.6, 0.6
    found = part(texts, clear._replace(unlike=unlike, normal=normal), SEEN, LEGIBLE)
    assert found is not None
    assert found.measures.unlike == pytest.approx(0.6)


def test_how_many_copies_read_what_another_lacks_is_measured_and_how_much_else_it_could_be_read_at() -> None:
    lacking = part(read("SEALED", "", "SEALED", "", "SEALED"), pairs(1.5, 0.6), SEEN, LEGIBLE)
    blurred = part(
        read("SEALED", None, "SEALED", None, "SEALED"), pairs(1.5, 0.85), SEEN, np.array([0, 0.5, 0, 0.7, 0])
    )
    assert lacking is not None
    assert blurred is not None
    assert (lacking.measures.regime, blurred.measures.regime) == ("blank", "unread")
    assert lacking.measures.read_alike == pytest.approx(np.log(3))
    assert blurred.measures.readable == pytest.approx(0.5)  # that of the copy read the best


@pytest.mark.parametrize(("darker", "extra"), [(0.5, 0.5), (-0.5, 0.0), (9.0, MOST_EXTRA)])
def test_a_side_that_could_not_be_read_may_be_darker_for_a_blot(darker: float, extra: float) -> None:
    known = pairs(0.8, 0.8)
    altered = np.array([i in ALTERED for i in range(5)], float)
    known = known._replace(amount=darker * (altered[:, None] - altered[None]))
    found = part(read("SEALED", None, "SEALED", None, "SEALED"), known, SEEN, LEGIBLE)
    assert found is not None
    assert found.measures.extra == pytest.approx(extra)
    is_read = part(read("SEALED", "OPEN", "SEALED", "OPEN", "SEALED"), known, SEEN, LEGIBLE)
    assert is_read is not None
    assert is_read.measures.extra == 0


def test_what_tesseract_did_not_read_has_sides_by_what_is_heard(seen_as: Callable[..., Recognition]) -> None:
    texts, alike = read("16,000", None, None, None, None), pairs(-0.1, 0.1)
    assert part(texts, alike, SEEN, LEGIBLE) is None
    seen = {copy: seen_as("43,500" if copy in ALTERED else "16,000") for copy in range(5)}
    found = part(texts, alike, SEEN, LEGIBLE, Heard(seen))
    assert found is not None
    assert (found.larger, found.smaller) == ((0, 2, 4), ALTERED)
    assert found.measures.regime == "unread_heard"
    assert found.measures.heard == SURELY_NOT
    assert found.measures.likeness == pytest.approx(3 / 6)  # of 43,500, which was heard and is no reading yet
    assert 0.8 < found.measures.confidence < 1


def test_a_misreading_that_the_ink_does_not_bear_out_has_a_low_margin(seen_as: Callable[..., Recognition]) -> None:
    texts = read("16,000", "61,000", "16,000", "61,000", "16,000")
    seen = {copy: seen_as("16,000") for copy in range(5)}
    found = part(texts, pairs(1.5, 0.6), SEEN, LEGIBLE, Heard(seen))
    assert found is not None
    assert found.measures.regime == "read_heard"
    assert found.measures.heard == -SURELY_NOT


FALLING = ("likeness", "extra")
MEASURED = {field.name for field in fields(Measures)}
RISING = [(regime, name) for regime, names in WEIGHED.items() for name in names if name in MEASURED.difference(FALLING)]


@pytest.mark.parametrize(("regime", "measure"), RISING)
def test_more_of_any_measure_is_surer(regime: str, measure: str) -> None:
    every = dict.fromkeys((field.name for field in fields(Measures)), 0.3)
    told, _, opinion = regime.partition("_")
    asked = {"is_unread": told == "unread", "is_blank": told == "blank", "heard": 0.3 if opinion else None}
    base = Measures(**every | asked)
    assert base.regime == regime
    assert strength_of(replace(base, **{measure: 0.8})) > strength_of(base)


@pytest.mark.parametrize(
    ("heard", "ink", "is_sure"), [(SURELY_NOT, 0.1, 1.0), (SURELY_NOT, -0.9, 0.0), (8.0, 0.1, 0.0)]
)
def test_a_second_opinion_that_could_not_be_surer_counts_where_the_ink_is_not_alike(
    heard: float, ink: float, is_sure: float
) -> None:
    every = dict.fromkeys((field.name for field in fields(Measures)), 0.3)
    measures = Measures(**every | {"is_unread": False, "is_blank": False, "heard": heard, "ink": ink})
    assert measures.heard_in_ink == is_sure
    assert WEIGHTS["read_heard"]["heard_in_ink"] > 0


def test_paper_has_no_grain_that_differs_where_nobody_believes_that_it_is_paper_either() -> None:
    """A blurred copy is not believed to lack a word, and does not side with the word for its paper's grain."""
    grain = pairs(1.5, 1.5)._replace(ink=np.where(np.eye(5, dtype=bool), np.nan, 1.5))
    said, blank = read("", "Payments", "", None, ""), [True, False, True, True, True]
    found = part(said, grain, SEEN, LEGIBLE, None, blank)
    assert found is not None
    assert (found.larger, found.smaller) == ((0, 2, 3, 4), (1,))
    unknown = part(said, grain, SEEN, LEGIBLE)
    assert unknown is None or 3 not in unknown.larger


@pytest.mark.parametrize(
    ("sure", "is_borne_out", "told"), [(18.0, False, None), (18.0, True, "youdi"), (40.0, False, "youdi")]
)
def test_letters_that_were_guessed_are_no_reading(sure: float, told: str | None, *, is_borne_out: bool) -> None:
    """A pen's strokes on a word are read as something."""
    texts = [Said("information", 95.0) if i not in ALTERED else Said("youdi", sure, is_borne_out) for i in range(5)]
    found = part(texts, pairs(1.5, 0.6), SEEN, LEGIBLE)
    assert found is not None
    assert found.texts == ("information", told)
