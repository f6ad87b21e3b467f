"""A bar is known by the words that it hides, whatever its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.blobs import Mark
from pipeline.collation.copies import CELL, LaidCopy, Table
from pipeline.collation.covered import bars_on_words
from pipeline.imaging.ink import Ink
from pipeline.records import Word
from tests.collation.test_blanks import COLUMNS, HEIGHT, WHERE, copy, page

WHITE, SHADOW, BLACK = 5.4, 4.9, 2.5  # natural logarithms of lightness
SAID = Word("0" * 64, 1, 1, 1, "depot", 90.0, 0, 0, 1, 1)
BAR = np.s_[7:13, 2:24]  # cells of the first two words of the second line
LONG = np.s_[10:13, 2:40]  # and of the lower part of all four
ON_BAR = [COLUMNS, COLUMNS + 1]


def read(*cells: tuple[slice, ...], dark: float = BLACK, unread: Sequence[int] = ON_BAR) -> LaidCopy:
    """A copy that is dark in some cells, on which all words but a few were read."""
    drawn = copy(page(0.8))
    paper: Ink = np.full_like(drawn.paper, WHITE)
    for part in cells:
        paper[part] = dark
    known = [i for i in range(len(WHERE)) if i not in unread]
    return replace(drawn, paper=paper, words=[SAID] * len(known), boxes=WHERE[known].astype(float))


OPEN = read(unread=())


def told(*copies: LaidCopy, marks: Sequence[Mark] = ()) -> tuple[list[tuple[int, ...]], list[bool]]:
    """Bars named on the first copy, and which of its words are hidden."""
    table = Table(list(copies), 1.0, HEIGHT, [])
    found, hides = bars_on_words(table, WHERE.astype(float), marks)
    assert all((mark.copy, mark.kind) == (0, "redaction") for mark in found)
    return [mark.box for mark in found], [bool(hides[0][y0:y1, x0:x1].mean() > 0.5) for x0, y0, x1, y1 in WHERE]


def test_words_under_something_dark_are_hidden_by_a_bar_as_large_as_that() -> None:
    (box,), hidden = told(read(BAR), OPEN)
    assert box == (2 * CELL - CELL, 7 * CELL - CELL, 24 * CELL + CELL, 13 * CELL + CELL)
    assert np.flatnonzero(hidden).tolist() == ON_BAR


def test_a_word_that_ends_with_the_canvas_has_a_place_among_the_cells() -> None:
    """A canvas is no multiple of a cell wide: the middle of a narrow word may lie beyond the last whole one."""
    last = np.array([[395.0, 56.0, 407.0, 104.0]])
    copies = [read(np.s_[7:13, 48:], unread=()), OPEN]
    copies = [replace(c, boxes=np.concatenate([c.boxes, last]), words=[*c.words, SAID]) for c in copies]
    copies[0] = replace(copies[0], boxes=copies[0].boxes[:-1], words=copies[0].words[:-1])
    found, hides = bars_on_words(Table(copies, 1.0, HEIGHT, []), np.concatenate([WHERE.astype(float), last]), [])
    assert (found, bool(hides[0][60:100, 390:].all())) == ([], True)  # at the end: it may be a desk


def test_bars_that_touch_each_other_are_two() -> None:
    upper, lower = told(read(np.s_[7:10, 2:24], LONG, unread=range(COLUMNS, 2 * COLUMNS)), OPEN)[0]
    assert (upper[2], lower[2]) == (25 * CELL, 41 * CELL)


@pytest.mark.parametrize(
    "copies",
    [
        pytest.param((read(BAR, dark=SHADOW), OPEN), id="a shadow"),
        pytest.param((read(), OPEN), id="erased"),
        pytest.param((read(BAR), read(BAR, unread=())), id="erased from a field that is dark on all copies"),
        pytest.param((read(BAR, unread=()), OPEN), id="it can be read"),
        pytest.param((read(BAR), read()), id="read on no copy"),
    ],
)
def test_what_is_no_bar(copies: tuple[LaidCopy, ...]) -> None:
    assert told(*copies) == ([], [False] * len(WHERE))


def test_at_the_end_of_what_a_copy_shows_it_may_be_a_desk_which_hides_and_is_no_redaction() -> None:
    named, hidden = told(read(np.s_[7:13, :24]), OPEN)
    assert (named, np.flatnonzero(hidden).tolist()) == ([], ON_BAR)


def test_a_bar_that_is_known_is_not_named_again() -> None:
    assert told(read(BAR), OPEN, marks=[Mark(0, "redaction", (10, 50, 200, 110))])[0] == []
