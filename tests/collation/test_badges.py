"""A badge is one tone with light letters; a bar, a highlighter and print of the page are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.badges import badges
from pipeline.collation.blobs import Mark
from pipeline.collation.mark_strength import Layers
from pipeline.collation.marks import hidden_by
from pipeline.imaging.ink import Ink
from tests.collation.test_copies import bent_and_flat
from tests.collation.test_tints import BOTH, HEIGHT, NOTHING, words

PLACE = np.s_[180:212, 40:160]


def badge(tone: float, letters: float, ink: Ink) -> Ink:
    """The page with a field of a tone and letters on it."""
    out = ink.copy()
    out[PLACE] = tone
    written = np.zeros(out.shape, np.uint8)
    cv2.putText(written, "docdump", (58, 203), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    out[written > 0] = letters
    return out


def found(ink: Ink, chroma: Ink = NOTHING, other: Ink | None = None) -> list[Mark]:
    inks = [ink, words() if other is None else other]
    return badges(0, Layers(inks, inks, [chroma, NOTHING], [BOTH] * 2, HEIGHT), [1])


@pytest.mark.parametrize("is_grey", [True, False], ids=["grey", "in colour, as light as the paper"])
def test_a_field_with_light_letters_is_a_badge_and_hides_what_it_lies_on(*, is_grey: bool) -> None:
    field = badge(0.5, 0.0, words() if is_grey else NOTHING)
    (mark,) = found(field) if is_grey else found(words(), field)
    assert (mark.kind, mark.copy) == ("overlay", 0)
    assert np.allclose(mark.box, (80, 360, 320, 424), atol=2)
    assert mark.strokes is not None
    assert mark.strokes.all()


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param(badge(0.95, 0.0, words()), id="a bar with holes"),
        pytest.param(badge(0.3, 0.8, words()), id="dark letters"),
        pytest.param(badge(0.5, 0.5, words()), id="no letters"),
        pytest.param(words(), id="text"),
    ],
)
def test_bars_highlighters_and_text_are_none(ink: Ink) -> None:
    assert found(ink) == []


def test_what_the_other_copies_have_as_well_is_none() -> None:
    printed = badge(0.5, 0.0, words())
    assert found(printed, other=printed) == []


def test_a_field_that_one_copy_lacks_is_print_of_the_page() -> None:
    printed = badge(0.5, 0.0, words())
    inks = [printed, printed, printed, words()]
    assert badges(0, Layers(inks, inks, [NOTHING] * 4, [BOTH] * 4, HEIGHT), [1, 2, 3]) == []


def test_words_under_a_badge_are_not_shown() -> None:
    table = bent_and_flat()
    (hidden, *others) = hidden_by([Mark(0, "overlay", (10, 20, 50, 40), strokes=np.ones((10, 20), bool))], table)
    assert hidden[20:40, 10:50].all()
    assert hidden.sum() == 800
    assert not any(mask.any() for mask in others)
    in_doubt = Mark(0, "overlay", (10, 20, 50, 40), 0.0, strokes=np.ones((10, 20), bool))
    assert not hidden_by([in_doubt], table)[0].any()
