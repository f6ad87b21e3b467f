"""A word is left out where its ink is missing, not where it is pale or lies a little beside."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.blanks import blank_slots, lettered_slots
from pipeline.collation.copies import CELL, LaidCopy, Table
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput

HEIGHT = 24.0
COLUMNS, LINES = 4, 4
WHERE = np.array([(20 + 90 * c, 20 + 48 * r, 90 + 90 * c, 44 + 48 * r) for r in range(LINES) for c in range(COLUMNS)])
WORD = 5


def page(word: float, shift: tuple[int, int] = (0, 0)) -> Ink:
    """Words as rows of strokes, all black but one, which has `word` of their ink and lies `shift` pixels askew."""
    ink = np.zeros((240, 400), np.float32)
    for i, (x0, y0, x1, y1) in enumerate(WHERE):
        dx, dy = shift if i == WORD else (0, 0)
        for x in range(x0 + 2, x1 - 2, 8):
            cv2.line(ink, (x + dx, y0 + 3 + dy), (x + dx, y1 - 3 + dy), word if i == WORD else 0.8, 2)
    return ink


def copy(strokes: Ink) -> LaidCopy:
    seen = np.ones(strokes.shape, bool)
    page_input = PageInput("0" * 64, 1, 400, 240, 0, ())
    none = np.zeros_like(strokes)
    paper = np.zeros((strokes.shape[0] // CELL, strokes.shape[1] // CELL), np.float32)
    return LaidCopy(page_input, strokes, strokes, none, paper, seen, (), np.zeros((0, 4)), 1.0, None)


def left_out(*pages: Ink) -> list[bool]:
    """Is the word left out on each page? It was read on the first only."""
    is_read = np.ones((len(pages), len(WHERE)), bool)
    is_read[1:, WORD] = False
    table = Table([copy(p) for p in pages], 1.0, HEIGHT, [])
    blank = blank_slots(table, WHERE.astype(float), is_read)
    assert not np.delete(blank, WORD, 1).any()
    return [bool(b) for b in blank[:, WORD]]


def test_paper_where_others_have_a_word_is_a_word_left_out() -> None:
    assert left_out(page(0.8), page(0.0)) == [False, True]


def test_fine_print_that_fades_with_the_copy_is_not_left_out() -> None:
    assert left_out(page(0.3), page(0.12)) == [False, False]
    assert left_out(page(0.8), page(0.12)) == [False, True]


@pytest.mark.parametrize("shift", [(0, 14), (0, -14), (14, 12)])
def test_a_word_laid_askew_is_not_left_out(shift: tuple[int, int]) -> None:
    askew = page(0.8, shift)
    x0, y0, x1, y1 = WHERE[WORD]
    askew[y0:y1, x0:x1] *= 0.1  # of what still lies in its place hardly anything shows
    assert left_out(page(0.8), askew) == [False, False]


def test_letters_that_nobody_could_read_are_letters_and_a_desk_with_grain_is_none() -> None:
    faint, other = page(0.3), page(0.8)
    on_desk = copy(other)
    x0, y0, x1, y1 = WHERE[WORD] // CELL
    on_desk.paper[y0 : y1 + 1, x0 : x1 + 1] = -0.6  # darker than the sheet
    is_read = np.ones((4, len(WHERE)), bool)
    is_read[1:, WORD] = False
    table = Table([copy(other), copy(faint), on_desk, on_desk], 1.0, HEIGHT, [])  # most on desks: one was read
    assert lettered_slots(table, WHERE.astype(float), is_read)[:, WORD].tolist() == [True, False, False, False]
    assert lettered_slots(Table([copy(other)] * 4, 1.0, HEIGHT, []), WHERE.astype(float), is_read)[:, WORD].all()
