"""What the second recogniser is shown of a word: all of it, nothing of its neighbours, or nothing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.slots import Slot
from pipeline.collation.word_crops import word_crop
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput, Word

HEIGHT = 24.0  # of text
WORD, NEXT = (40.0, 20.0, 100.0, 44.0), (108.0, 20.0, 160.0, 44.0)


def page(*words: tuple[int, int]) -> Ink:
    """A line of words from one column to another, each of strokes three pixels wide with three of paper between."""
    ink = np.zeros((64, 300), np.float32)
    for left, right in words:
        for x in range(left, right - 2, 6):
            ink[22:42, x : x + 3] = 1.0
    return ink


def cut(ink: Ink, *boxes: tuple[float, float, float, float]) -> tuple[tuple[int, int], tuple[float, float]] | None:
    """Shape of the crop of the first slot, and where the word begins and ends."""
    slots = [Slot(box, "16,000", 1, 0) for box in boxes]
    sheet = PageInput("a", 1, ink.shape[1], ink.shape[0], 0, ())
    copy = LaidCopy(sheet, ink, ink, ink, ink, np.ones(ink.shape, bool), (), np.zeros((0, 4)), 1.0, None)
    found = word_crop(Table([copy], 1.0, HEIGHT, ()), copy, slots, 0)
    return None if found is None else ((found[0].shape[0], found[0].shape[1]), (found[1][0], found[1][2]))


def test_a_word_that_lies_well_is_its_slot_with_paper_around() -> None:
    assert cut(page((41, 99), (110, 158)), WORD, NEXT) == ((40, 74), (40.0, 100.0))


def test_it_is_dark_on_white_whatever_the_contrast() -> None:
    slots = [Slot(WORD, "16,000", 1, 0)]
    for ink in (page((41, 99)), 0.3 * page((41, 99))):
        sheet = PageInput("a", 1, 300, 64, 0, ())
        copy = LaidCopy(sheet, ink, ink, ink, ink, np.ones(ink.shape, bool), (), np.zeros((0, 4)), 1.0, None)
        found = word_crop(Table([copy], 1.0, HEIGHT, ()), copy, slots, 0)
        assert found is not None
        assert (found[0].min(), found[0].max()) == (0, 255)


def test_a_longer_word_in_its_place_is_shown_whole() -> None:
    found = cut(page((41, 160)), WORD)
    assert found is not None
    _, (left, right) = found
    assert left == 40.0
    assert 155 < right < 170


@pytest.mark.parametrize("tail", [(99, 103), (99, 103, 106, 112, 115, 121)])
def test_a_word_does_not_end_at_a_comma_or_between_letters(tail: tuple[int, ...]) -> None:
    """16,000 became 16,000,000: what follows the slot is low, then there is as much paper as between letters."""
    ink = page((41, 99))
    ink[38:44, 101:103] = 1.0
    for left, right in zip(tail[2::2], tail[3::2], strict=True):
        ink[22:42, left:right] = 1.0
    found = cut(ink, WORD)
    assert found is not None
    assert found[1][1] >= tail[-1] - 1


def test_the_copys_own_word_is_shown_whole() -> None:
    slots = [Slot(WORD, "SEALED", 1, 0), Slot((190.0, 20.0, 240.0, 44.0), "men", 1, 0)]
    ink = page((41, 99), (108, 170))
    sheet = PageInput("a", 1, 300, 64, 0, ())
    scrawl = "8", 200.0, (40.0, 100.0)  # read of a rule and the word: no letter is so wide
    for text, end, shown in (("SEALED UP", 172.0, (40.0, 172.0)), ("SEALED UP", 200.0, None), scrawl):
        own = np.array([[40.0, 20.0, end, 44.0]])
        words = (Word("a", 1, 1, 1, text, 90.0, *own[0]),)
        copy = LaidCopy(sheet, ink, ink, ink, ink, np.ones(ink.shape, bool), words, own, 1.0, None)
        found = word_crop(Table([copy], 1.0, HEIGHT, ()), copy, slots, 0, [0])
        assert (found and (found[1][0], found[1][2])) == shown


@pytest.mark.parametrize("shift", [8, 14, -8, -14])
def test_words_laid_beside_their_places_are_not_shown(shift: int) -> None:
    before = (-22.0, 20.0, 32.0, 44.0)
    ink = np.full((64, 300), 0.0, np.float32)
    ink[:, :] = page(*[(max(0, a + shift), b + shift) for a, b in ((0, 31), (41, 99), (109, 158))])
    solid = np.where(np.convolve(ink[30], np.ones(4), "same") > 0, 1.0, 0.0)  # strokes that touch
    ink[22:42] = solid
    assert cut(ink, WORD, before, NEXT) is None


def test_nothing_is_shown_of_a_slot_too_small_or_off_the_canvas() -> None:
    assert cut(page((41, 99)), (40.0, 20.0, 44.0, 44.0)) is None
    assert cut(page((41, 99)), (400.0, 20.0, 460.0, 44.0)) is None


def test_a_word_ends_though_a_rule_goes_on() -> None:
    """A rule above a sum, blurred, which its box holds, too; not the field on which letters stand."""
    ink = page((41, 99))
    ink[25:43] = ink[22:40]
    ink[19:25] = np.array([0.3, 1.0, 1.0, 1.0, 0.6, 0.1], np.float32)[:, None]
    assert cut(ink, WORD) == ((40, 74), (40.0, 100.0))
    ink[19:35] = 1.0
    assert cut(ink, WORD) is None


def test_light_letters_on_a_dark_field_are_shown_dark_on_white() -> None:
    ink = 0.9 - 0.8 * page((41, 99))
    slots = [Slot(WORD, "July", 1, 0)]
    sheet = PageInput("a", 1, ink.shape[1], ink.shape[0], 0, ())
    copy = LaidCopy(sheet, ink, ink, ink, ink, np.ones(ink.shape, bool), (), np.zeros((0, 4)), 1.0, None)
    found = word_crop(Table([copy], 1.0, HEIGHT, ()), copy, slots, 0)
    assert found is not None
    crop, box = found
    assert (box[0], box[2]) == (40.0, 100.0)
    assert np.median(crop) > 200
    assert crop.min() == 0


def test_dark_letters_on_a_tinted_field_are_not_turned_over() -> None:
    """What lies between them, dark on white, would be read as other letters."""
    ink = np.maximum(page((41, 99)), 0.55)
    found = cut(ink, WORD)
    assert found is None  # as far as the field goes on there is ink, and nobody can say where the word ends
