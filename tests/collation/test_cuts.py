"""A word through which a crop runs is not shown, and says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.copies import Table
from pipeline.collation.cuts import cut_off
from tests.collation.test_blanks import COLUMNS, HEIGHT, LINES, WHERE, WORD, copy, page

WHOLE = page(0.8)
LAST = [i for i in range(LINES * COLUMNS) if i % COLUMNS == COLUMNS - 1]


def cut(*pages: np.ndarray) -> list[list[int]]:
    """The words that are cut off, for each page."""
    table = Table([copy(p) for p in pages], 1.0, HEIGHT, [])
    found = cut_off(table, WHERE.astype(float), np.ones((len(pages), len(WHERE)), bool))
    return [np.flatnonzero(row).tolist() for row in found]


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (np.s_[:, 325:], LAST),
        (np.s_[:, :60], [i for i in range(LINES * COLUMNS) if i % COLUMNS == 0]),
        (np.s_[:33], list(range(COLUMNS))),
        (np.s_[176:], list(range((LINES - 1) * COLUMNS, LINES * COLUMNS))),
    ],
    ids=["right", "left", "top", "foot"],
)
def test_words_that_a_straight_line_runs_through_are_cut(area: tuple[slice, ...], words: list[int]) -> None:
    cropped = WHOLE.copy()
    cropped[area] = 0
    assert cut(WHOLE, cropped, WHOLE) == [[], words, []]


def test_what_lies_beyond_a_cut_is_not_shown_either() -> None:
    cropped = WHOLE.copy()
    cropped[:, 240:] = 0
    assert set(cut(WHOLE, cropped, WHOLE)[1]) == {i for i in range(LINES * COLUMNS) if i % COLUMNS >= COLUMNS - 2}


def test_words_left_out_or_shortened_are_no_cut() -> None:
    column, one = WHOLE.copy(), WHOLE.copy()
    column[:, 285:] = 0  # between two columns
    x0, y0, x1, y1 = WHERE[WORD]
    one[y0:y1, (x0 + x1) // 2 : x1] = 0
    assert cut(WHOLE, column, one) == [[], [], []]
