"""A word through which a crop runs is not shown, and says nothing; words that were changed do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.copies import Table
from pipeline.collation.cuts import cut_off, without_cut_words
from pipeline.collation.readings import Place
from pipeline.imaging.ink import Ink
from tests.collation.test_blanks import COLUMNS, HEIGHT, LINES, WHERE, WORD, copy, page

WHOLE = page(0.8)
ALL = range(LINES * COLUMNS)
LAST = [i for i in ALL if i % COLUMNS == COLUMNS - 1]
CROPPED = 30  # pixels by which the frame of a copy that was cropped and turned is another one than that of the others


def cut(*pages: Ink, frame: int = CROPPED) -> list[list[int]]:
    """The words that are cut off, for each page; all but the whole ones have another frame than these."""
    copies = [copy(p) for p in pages]
    copies = [
        c if p is WHOLE else replace(c, page=replace(c.page, width=c.page.width + frame))
        for c, p in zip(copies, pages, strict=True)
    ]
    found = cut_off(Table(copies, 1.0, HEIGHT, []), WHERE.astype(float), np.ones((len(pages), len(WHERE)), bool))
    return [np.flatnonzero(row).tolist() for row in found]


def without(*areas: tuple[slice, ...]) -> Ink:
    """The page with nothing in some areas."""
    ink = WHOLE.copy()
    for area in areas:
        ink[area] = 0
    return ink


def behind(word: int, left: int) -> tuple[slice, slice]:
    """What a word has right of a column."""
    return np.s_[WHERE[word][1] : WHERE[word][3], left:]


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (np.s_[:, 325:], LAST),
        (np.s_[:, :60], [i for i in ALL if i % COLUMNS == 0]),
        (np.s_[:33], list(range(COLUMNS))),
        (np.s_[176:], list(ALL[-COLUMNS:])),
    ],
    ids=["right", "left", "top", "foot"],
)
def test_words_that_a_straight_line_runs_through_are_cut(area: tuple[slice, ...], words: list[int]) -> None:
    assert cut(WHOLE, without(area), WHOLE) == [[], words, []]
    assert cut(WHOLE, without(area), WHOLE, frame=0) == [[], [], []]  # it ends where the others do


@pytest.mark.parametrize("left", [150, 240])
def test_what_lies_beyond_a_cut_is_not_shown_either(left: int) -> None:
    beyond = [i for i in ALL if WHERE[i][2] > left]
    assert cut(WHOLE, without(np.s_[:, left:]), WHOLE)[1] == beyond


@pytest.mark.parametrize(
    "changed",
    [
        [np.s_[:, 285:]],  # a column left out
        [behind(WORD, 140)],
        [behind(3, 312), behind(11, 330)],  # two words of the last column typed anew
        [behind(3, 325), behind(7, 325)],  # where others of the column reach farther
    ],
)
def test_words_left_out_or_shortened_are_no_cut(changed: list[tuple[slice, ...]]) -> None:
    assert cut(WHOLE, without(*changed), WHOLE) == [[], [], []]


def test_words_that_one_copy_made_longer_are_not_cut_on_the_others() -> None:
    shorter = without(np.s_[:, 325:])
    assert cut(WHOLE, shorter, shorter) == [[], [], []]
    assert cut(WHOLE, shorter) == [[], []]


def test_a_crop_that_was_posted_twice_is_cut_on_both() -> None:
    cropped = without(np.s_[:, 325:])
    assert cut(WHOLE, cropped, cropped.copy(), WHOLE) == [[], LAST, LAST, []]


def ends(line: int, whole: str, rest: str, carried: dict[int, int]) -> Place:
    """A place on some line where most copies have a word and the others a part of it, or another one."""
    return Place((10.0, 30.0 * line, 80.0, 30.0 * line + 20), line, (whole, rest), carried, 2.0)


MOST, OTHERS = {0: 1, 1: 1, 2: 2}, {0: 1, 1: 2, 2: 1}


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (ends(2, "personnel", "onnel", MOST), 0),
        (ends(1, "personnel", "onnel", MOST), 2),  # on the same line: no crop runs so
        (ends(2, "personnel", "onnel", OTHERS), 2),  # of another copy
        (ends(2, "personnel", "person", MOST), 2),  # it lacks its end
        (ends(2, "personnel", "colonel", MOST), 2),
        (ends(2, "16500", "500", MOST), 2),  # a figure that lost some is a change
    ],
)
def test_words_of_which_the_same_copies_have_but_the_ends_were_cropped(second: Place, kept: int) -> None:
    assert len(without_cut_words([ends(1, "second", "cond", MOST), second])) == kept


def figure(line_no: int, whole: str, left: str, x0: float) -> Place:
    """A figure that runs on from a place, 20 pixels high, of which the first copy has the begin."""
    return Place((x0, 30.0 * line_no, x0 + 12 * len(whole), 30.0 * line_no + 20), line_no, (whole, left), MOST, 2.0)


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        pytest.param(figure(2, "09:44:00", "09:44:c", 112), 0, id="cut at one line, a figure cut through"),
        pytest.param(figure(2, "09:44:00", "09:44:c", 212), 2, id="elsewhere on its line"),
        pytest.param(figure(1, "09:44:00", "09:44:c", 112), 2, id="on one line"),
        pytest.param(figure(2, "09:44:00", "09:44:01", 112), 2, id="another last figure"),
    ],
)
def test_figures_that_end_below_each_other_were_cropped(second: Place, kept: int) -> None:
    assert len(without_cut_words([figure(1, "07-5624059", "07-5624", 100), second])) == kept
