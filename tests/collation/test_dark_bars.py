"""A bar on a dark page is darker than the paper around it, and lies on words that another copy has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.copies import CELL, LaidCopy, Table
from pipeline.collation.dark_bars import bars_on_dark, is_dark_page
from pipeline.collation.marks import mark_candidates
from pipeline.imaging.ink import Ink
from pipeline.records import Word
from tests.collation.test_blanks import HEIGHT, WHERE, copy, page

NAVY, BLACK, WHITE = 3.5, 2.8, 5.5  # logarithms of lightness
SAID = Word("0" * 64, 1, 1, 1, "", 90.0, 0, 0, 1, 1)
LINE = np.s_[8:12, 2:45]  # cells of the second line of words


def slide(background: float, bar: float | None = None, cells: tuple[slice, ...] = LINE) -> LaidCopy:
    drawn = copy(page(0.8))
    paper: Ink = np.full_like(drawn.paper, background)
    if bar is not None:
        paper[cells] = bar
    return replace(drawn, paper=paper)


def saying(text: str, page: LaidCopy) -> LaidCopy:
    """A copy on which the same was read at every word."""
    return replace(page, words=[replace(SAID, text=text) for _ in WHERE], boxes=WHERE.astype(float))


def bars(hidden: LaidCopy, *others: LaidCopy) -> list[tuple[int, int, int, int]]:
    return [mark.box for mark in bars_on_dark(0, Table([hidden, *others], 1.0, HEIGHT, []))]


@pytest.mark.parametrize("bar", [BLACK, NAVY - 0.2])
def test_a_bar_on_a_dark_page_is_told_however_faded_the_copy_is(bar: float) -> None:
    rows, columns = LINE
    box = tuple(v * CELL for v in (columns.start, rows.start, columns.stop, rows.stop))
    assert bars(slide(NAVY, bar), saying("depot", slide(NAVY))) == [box]
    for other in (0.4, 1.1, 2.0):  # and however bright another
        assert bars(slide(NAVY, bar), saying("depot", slide(NAVY + other))) == [box]
    assert bars(saying("|", slide(NAVY, bar)), saying("depot", slide(NAVY))) == [box]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (slide(NAVY, BLACK), slide(NAVY, BLACK)),  # the page's own
        (slide(WHITE, BLACK), slide(WHITE)),  # ink on a light page: other eyes see that
        (slide(NAVY, NAVY - 0.05), slide(NAVY)),
        (slide(NAVY, BLACK, np.s_[8:12, :45]), slide(NAVY)),  # a desk beside it
        (slide(NAVY, BLACK), replace(slide(NAVY), words=())),  # where no copy has words
        (slide(NAVY, BLACK, np.s_[8:9, 2:45]), slide(NAVY)),  # a rule
        (slide(NAVY, BLACK), slide(NAVY + 0.4, BLACK + 0.4)),  # a banner, beside a brighter copy
        (saying("SECRET", slide(NAVY, BLACK)), slide(NAVY)),  # it can be read
    ],
    ids=["own", "light", "faint", "desk", "no words", "rule", "brighter", "read"],
)
def test_what_else_is_dark_is_no_bar(here: LaidCopy, there: LaidCopy) -> None:
    assert bars(here, there if there.words == () and not there.boxes.size else saying("depot", there)) == []


@pytest.mark.parametrize(
    ("unknown", "n"),
    [([np.s_[:, :2]], 1), ([np.s_[:, :2], np.s_[:, 45:]], 0), ([np.s_[:8]], 0)],
    ids=["begins at the margin", "lies across the sheet", "lies along its end"],
)
def test_a_bar_may_begin_where_the_copy_ends(unknown: list[tuple[slice, ...]], n: int) -> None:
    hidden = slide(NAVY, BLACK)
    for cells in unknown:
        hidden.paper[cells] = np.nan
    assert len(bars(hidden, saying("depot", slide(NAVY)))) == n


def test_several_lines_may_be_blacked_out_at_once() -> None:
    lines = np.s_[6:24, 2:30]  # some six
    hidden, other = (large(slide(NAVY, bar, lines)) for bar in (BLACK, NAVY))
    (box,) = bars(hidden, saying("depot", other))
    assert box == (2 * CELL, 6 * CELL, 30 * CELL, 24 * CELL)


def large(page: LaidCopy) -> LaidCopy:
    """The same on a page three times as large, whose paper is even beyond it."""
    paper: Ink = np.full((90, 150), NAVY, np.float32)
    rows, columns = page.paper.shape
    paper[:rows, :columns] = page.paper
    return replace(page, paper=paper, seen=np.ones((90 * CELL, 150 * CELL), bool))


def test_a_light_table_on_a_dark_page_is_no_bar() -> None:
    """Light is ink there; a copy in an app with light bars is not turned over, and has none at the place."""
    light = np.zeros_like(page(0.8))
    light[60:120, 40:300] = 0.9
    table = Table([replace(slide(NAVY), ink=light, strokes=page(0.8)), slide(WHITE)], 1.0, HEIGHT, [])
    assert (is_dark_page(table.copies[0]), is_dark_page(table.copies[1])) == (True, False)
    assert not [c for copies in mark_candidates(table) for c in copies if c.mark.kind == "redaction"]
    on_white = Table([replace(slide(WHITE), ink=light, strokes=page(0.8)), slide(WHITE)], 1.0, HEIGHT, [])
    assert [c for copies in mark_candidates(on_white) for c in copies if c.mark.kind == "redaction"]
