"""What is typed over a word of other length leaves another gap behind it, or the column."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pipeline.collation.copies import Table
from pipeline.collation.readings import Place
from pipeline.collation.slots import Slot
from pipeline.collation.spacing import OutOfStep, out_of_step

HEIGHT = 20.0
Row = list[tuple[str, float, float]]  # texts with their left and right ends
LINE: Row = [
    ("the", 0, 40), ("convoy", 50, 130), ("left", 140, 180), ("the", 190, 230), ("depot", 240, 300), ("by", 310, 330),
    ("the", 340, 370), ("river", 380, 430),
]  # fmt: skip
SHORTER: Row = [*LINE[:1], ("train", 50, 118), *LINE[2:]]
BOX = (50.0, 200.0, 130.0, 220.0)


def copy_of(*rows: Row) -> Any:
    """A copy with some rows of words, the first of them at the height of BOX."""
    words = [(text, number, x0, x1) for number, row in enumerate(rows) for text, x0, x1 in row]
    boxes = np.array([[x0, 200.0 + 40 * n, x1, 220.0 + 40 * n] for _, n, x0, x1 in words], float).reshape(-1, 4)
    return SimpleNamespace(words=[SimpleNamespace(text=t, line_no=n) for t, n, _, _ in words], boxes=boxes)


def told(place: Place, *copies: Any) -> tuple[OutOfStep, OutOfStep] | None:
    slots = [Slot(tuple(box), w.text, w.line_no, 0) for w, box in zip(copies[0].words, copies[0].boxes, strict=True)]
    table = cast(Table, SimpleNamespace(copies=copies, text_height=HEIGHT))
    return out_of_step(place, slots, table)


def place(*texts: str | None, box: tuple[float, float, float, float] = BOX) -> Place:
    return Place(box, 1, texts, {0: 1, 1: 2}, 3.0, slots=(1,))


def test_a_shorter_word_leaves_a_wider_gap_behind_it() -> None:
    assert told(place("convoy", "train"), copy_of(LINE), copy_of(SHORTER)) == (
        OutOfStep(0.0, "gap"),
        OutOfStep(0.6, "gap"),
    )


def test_a_line_of_few_words_has_the_gaps_of_its_page() -> None:
    short, printed = [*SHORTER[:2], ("now", 140, 170)], [*LINE[:2], ("now", 140, 170)]
    found = told(place("convoy", "train"), copy_of(printed, LINE), copy_of(short, LINE))
    assert found == (OutOfStep(0.0, "gap"), OutOfStep(0.6, "gap"))
    assert told(place("convoy", "train"), copy_of(printed), copy_of(short)) is None  # nothing to hold it against


@pytest.mark.parametrize("texts", [("convoy", None), ("convoy", ""), ("convoy", "brain")])
def test_both_readings_have_words_of_their_own(texts: tuple[str | None, ...]) -> None:
    assert told(place(*texts), copy_of(LINE), copy_of(SHORTER)) is None


def test_where_neither_is_in_step_the_line_was_cut_otherwise() -> None:
    askew: Row = [*LINE[:1], ("convoy", 50, 116), *LINE[2:]]
    assert told(place("convoy", "train"), copy_of(askew), copy_of(SHORTER)) is None


FIGURES: list[Row] = [[("sum", 0, 40), (text, 300 - 12 * len(text), 300)] for text in ("120", "4500", "83", "17")]
SUM = (264.0, 200.0, 300.0, 220.0)


def test_a_figure_that_is_typed_over_a_longer_one_leaves_its_column() -> None:
    page, altered = copy_of([("sum", 0, 40), ("950", 264, 300)], *FIGURES), copy_of([("sum", 0, 40), ("95", 264, 288)])
    found = told(place("950", "95", box=SUM), page, altered)
    assert found == (OutOfStep(0.0, "edge"), OutOfStep(0.6, "edge"))
    few = copy_of([("sum", 0, 40), ("950", 264, 300)], *FIGURES[:3])
    assert told(place("950", "95", box=SUM), few, altered) is None  # three ends may be alike by chance


def test_words_within_lines_have_no_column() -> None:
    followed = [[*row, ("each", 310, 350)] for row in FIGURES]
    page, altered = copy_of([("sum", 0, 40), ("950", 264, 300)], *followed), copy_of([("sum", 0, 40), ("95", 264, 288)])
    assert told(place("950", "95", box=SUM), page, altered) is None


def test_cells_that_begin_alike_end_alike_by_their_length_and_are_no_column() -> None:
    rows: list[Row] = [[("unit", 0, 40), ("ACTIVE", 200, 272)] for _ in range(5)]
    page = copy_of([("unit", 0, 40), ("PENDING", 200, 284)], *rows)
    altered = copy_of([("unit", 0, 40), ("ACTIVE", 200, 272)], *rows)
    assert told(place("PENDING", "ACTIVE", box=(200.0, 200.0, 284.0, 220.0)), page, altered) is None


@pytest.mark.parametrize(
    ("printed", "typed", "texts"),
    [
        ([*LINE[:2], *LINE[3:]], [LINE[0], ("convoi", 50, 130), *LINE[2:]], ("convoy", "convoi")),  # a word not read
        ([*LINE[:2], ("Date", 170, 200), *LINE[3:]], [LINE[0], ("convoys", 50, 160), ("Date", 170, 200), *LINE[3:]],
         ("convoy", "convoys")),  # the next column
        ([LINE[0], ("convoy.", 50, 124), *LINE[2:]], [LINE[0], ("convoys.", 50, 130), *LINE[2:]],
         ("convoy.", "convoys.")),  # the end of a sentence
    ],
    ids=["unread", "column", "sentence"],
)  # fmt: skip
def test_a_gap_is_told_before_the_same_word_within_a_sentence(printed: Row, typed: Row, texts: tuple[str, str]) -> None:
    assert told(place(*texts, box=(50.0, 200.0, 160.0, 220.0)), copy_of(printed), copy_of(typed)) is None


def test_most_of_a_side_must_say_what_it_reads() -> None:
    blurred = copy_of([*LINE[:1], ("tra1n", 50, 118), *LINE[2:]])
    sides = Place(BOX, 1, ("convoy", "train"), {0: 1, 1: 2, 2: 2, 3: 2}, 3.0)
    assert told(sides, copy_of(LINE), copy_of(SHORTER), copy_of(SHORTER), blurred) is not None
    assert told(sides, copy_of(LINE), copy_of(SHORTER), blurred, blurred) is None
