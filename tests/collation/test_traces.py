"""Local traces: what was typed anew stands out from the words around it on its own copy."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.traces import MOST, TRAITS, find_traces, standing_out, strongest
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput

BOXES = np.array([[20 + 110 * i, 20 + 40 * j, 100 + 110 * i, 44 + 40 * j] for j in range(6) for i in range(5)], float)
ANEW = 13  # a word in the middle


def words(blur: float, *, darkness: float = 0.7, weight: int = 2, only: int | None = None) -> Ink:
    ink = np.zeros((300, 600), np.float32)
    for number, (x0, y0, x1, y1) in enumerate(BOXES.astype(int)):
        if only is None or number == only:
            for x in range(x0 + 6 + number % 3, x1 - 4, 9):
                cv2.line(ink, (x, y0 + 3), (x + 2, y1 - 3), darkness, weight)
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), blur), np.float32)


def table_of(*inks: Ink) -> Table:
    grain = np.random.default_rng(1).normal(0, 0.01, inks[0].shape).astype(np.float32)
    page, blank = PageInput("a" * 64, 1, 600, 300, 0, ()), np.zeros_like(inks[0])
    copies = [
        LaidCopy(page, ink + grain, ink, blank, blank, np.ones(ink.shape, bool), (), np.zeros((0, 4)), 1.0, None)
        for ink in inks
    ]
    return Table(copies, 1.0, 24.0, [])


def typed_anew(page: Ink, word: Ink) -> Ink:
    x0, y0, x1, y1 = BOXES[ANEW].astype(int)
    out = page.copy()
    out[y0:y1, x0:x1] = word[y0:y1, x0:x1]
    return out


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (words(0.6, only=ANEW), "sharper"),
        (words(2.6, only=ANEW), "softer"),
        (words(1.4, darkness=1.0, only=ANEW), "darker"),
        (words(1.4, weight=4, only=ANEW), "heavier"),
    ],
    ids=["sharper", "softer", "darker", "heavier"],
)
def test_a_word_typed_anew_stands_out(word: Ink, said: str) -> None:
    page = words(1.4)
    honest, changed = find_traces(table_of(page, typed_anew(page, word)), BOXES)
    found, before = strongest(changed[[ANEW]]), strongest(honest[[ANEW]])
    assert found is not None
    assert before is not None
    assert found.spreads > before.spreads + 2
    names = [more if value > 0 else less for (more, less), value in zip(TRAITS, changed[ANEW], strict=True)]
    assert said in names
    assert found.spreads == MOST  # all are far off, and which trait is farthest is still known
    assert found.word == names[int(np.abs(changed[ANEW]).argmax())]


def test_a_shorter_word_leaves_paper_that_is_none_of_its_traits() -> None:
    page = words(1.4)
    x0, y0, x1, y1 = BOXES[ANEW].astype(int)
    short = page.copy()
    short[y0:y1, (x0 + x1) // 2 : x1] = 0
    (traces,) = find_traces(table_of(short), BOXES)
    found = strongest(traces[[ANEW]])
    assert found is not None
    assert found.spreads < 2


def test_a_page_alike_all_over_has_nothing_that_stands_out() -> None:
    (traces,) = find_traces(table_of(words(1.4)), BOXES)
    assert np.nanmedian(np.abs(traces)) < 1


def test_where_a_copy_is_blank_or_not_seen_nothing_is_told() -> None:
    table = table_of(words(1.4))
    seen = np.ones((300, 600), bool)
    seen[:, :120] = False
    (traces,) = find_traces(replace(table, copies=[replace(table.copies[0], seen=seen)]), BOXES)
    assert np.isnan(traces[0]).all()
    assert strongest(traces[[0]]) is None
    assert strongest(traces[[0, ANEW]]) == strongest(traces[[ANEW]])
    assert strongest(np.zeros((0, len(TRAITS)))) is None


def test_too_few_words_tell_nothing() -> None:
    assert np.isnan(standing_out(np.zeros((9, 1)), BOXES[:9])).all()
