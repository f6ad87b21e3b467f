"""What lies around a sheet is none of its paper; a band of the page is, however a copy was framed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.copies import CELL, LaidCopy, Table
from pipeline.collation.surroundings import _without_desks
from pipeline.imaging.ink import Ink
from pipeline.records import Word
from tests.collation.test_blanks import HEIGHT, copy, page

DESK = -0.8  # logarithm of its lightness on paper's
TOP = 5  # rows of cells
INK = page(0.8)
SAID = Word("0" * 64, 1, 1, 1, "RESTRICTED", 90.0, 100, 10, 200, 30)


def sheet(*, above: float = 0.0, fades: int = 0, shows: int = 0, words: tuple[Word, ...] = ()) -> LaidCopy:
    """A copy whose paper has another lightness above row TOP, from a sharp edge or fading over some rows; and which
    shows nothing of its first rows."""
    drawn = copy(INK)
    paper: Ink = drawn.paper.copy()
    paper[:TOP] = above
    paper[:fades] = np.linspace(above, 0, fades)[:, None]
    seen = drawn.seen.copy()
    paper[:shows], seen[: shows * CELL] = np.nan, False
    at = np.array([(w.x0, w.y0, w.x1, w.y1) for w in words], float).reshape(-1, 4)
    return replace(drawn, paper=paper, seen=seen, words=words, boxes=at)


def hidden(*copies: LaidCopy) -> list[bool]:
    """Of each copy: does it show no more what it showed above row TOP?"""
    found = _without_desks(Table(list(copies), 1.0, HEIGHT, []))
    above = np.s_[: (TOP - 1) * CELL]
    assert all(c.seen[(TOP + 2) * CELL :].all() for c in found.copies)
    return [
        bool(was.seen[above].any() and not c.seen[above].any()) for was, c in zip(copies, found.copies, strict=True)
    ]


def test_the_desk_around_a_sheet_is_not_shown() -> None:
    assert hidden(sheet(), sheet(above=DESK), sheet()) == [False, True, False]
    assert hidden(sheet(), sheet(above=-DESK), sheet()) == [False, True, False]


def test_a_desk_on_most_copies_is_one_where_a_single_copy_shows_the_page() -> None:
    passed_on = [sheet(above=DESK)] * 3
    assert hidden(sheet(), *passed_on) == [False, True, True, True]


def test_a_shadow_fades_and_hides_nothing() -> None:
    assert hidden(sheet(), sheet(above=DESK / 2, fades=12), sheet()) == [False, False, False]


@pytest.mark.parametrize("words", [(), (SAID,)])
def test_a_band_of_the_page_stays_where_one_copy_ends_at_it_and_two_say_the_same_on_it(words: tuple[Word, ...]) -> None:
    band = sheet(above=DESK, words=words)
    assert hidden(band, replace(band), sheet(above=DESK, shows=TOP)) == [False, False, False]
    reframed = sheet()  # cropped at the band, and paper put around
    assert hidden(band, replace(band), reframed) == [not words, not words, False]


def test_a_marking_that_was_changed_on_a_band_is_shown() -> None:
    """One copy without the band, as a scan in black and white has it, does not make it a desk."""
    bands = [sheet(above=DESK, words=(replace(SAID, text=text),)) for text in ("UNCLASSIFIED", "RESTRICTED", "SECRET")]
    assert hidden(*bands, sheet()) == [False] * 4


def test_two_apps_around_a_page_are_none_of_it() -> None:
    apps = [sheet(above=DESK, words=(replace(SAID, text=text),)) for text in ("Telegram", "WhatsApp")]
    assert hidden(*apps, sheet(), sheet(), sheet()) == [True, True, False, False, False]


@pytest.mark.parametrize("first", [True, False])
def test_the_copy_that_shows_the_page_is_asked_wherever_it_stands(*, first: bool) -> None:
    passed_on = [sheet(above=DESK) for _ in range(7)]
    copies = [sheet(), *passed_on] if first else [*passed_on, sheet()]
    assert sorted(hidden(*copies)) == [False] + [True] * 7
