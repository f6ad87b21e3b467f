"""What readers of pages leave out is found by its shape and read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Mark
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.slots import READ_ALONE, Said, find_slots, read_slots
from pipeline.collation.unread import FIRST_LINE, as_of_page, with_unread
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput, Word

SIZE, HEIGHT = (120, 400), 24.0
WORD, LONE = (20.0, 20.0, 120.0, 44.0), (200, 20, 214, 44)


def letters(ink: Ink, box: Sequence[float]) -> None:
    """Strokes as letters have them: uprights with bars, three pixels wide."""
    x0, y0, x1, y1 = (round(v) for v in box)
    for x in range(x0, x1 - 2, 7):
        ink[y0:y1, x : x + 3] = 0.9
    ink[y0 : y0 + 3, x0:x1] = ink[y1 - 3 : y1, x0:x1] = 0.9


def copy_of(*boxes: Sequence[float], ink: Ink | None = None) -> LaidCopy:
    """A copy with letters in some boxes, of which only WORD was read with the page."""
    layer = np.zeros(SIZE, np.float32) if ink is None else ink
    for box in boxes:
        letters(layer, box)
    word = Word("a" * 64, 1, 1, 1, "Quantity", 95.0, *WORD)
    sheet = PageInput("a" * 64, 1, SIZE[1], SIZE[0], 0, (word,))
    return LaidCopy(sheet, layer, layer, layer, layer, layer >= 0, [word], np.array([WORD]), 1.0, None)


def read_as(text: str, confidence: float = 95.0):
    return lambda crops: [(text, confidence)] * len(crops)


def added(copies: Sequence[LaidCopy], text: str, confidence: float = 95.0) -> list[list[str]]:
    """Texts that each copy has beyond those read with the page."""
    table = with_unread(Table(copies, 1.0, HEIGHT, ()), [], read_as(text, confidence))
    return [[w.text for w in copy.words if w.word_no >= READ_ALONE] for copy in table.copies]


def test_a_lone_figure_that_nobody_read_has_a_place_and_a_reading() -> None:
    copies = [copy_of(WORD, LONE), copy_of(WORD, LONE), copy_of(WORD, LONE)]
    copies.append(copies[0])
    assert added(copies, "2") == [["2"], ["2"], ["2"], []]  # three copies are read; the rest is seen when they differ
    table = with_unread(Table(copies, 1.0, HEIGHT, ()), [], read_as("2"))
    slots = find_slots(table)
    assert [slot.text for slot in slots] == ["Quantity", "2"]
    said = read_slots(table, slots)
    assert [row[1].text for row in said] == ["2", "2", "2", None]
    assert [row[1] for row in as_of_page(table, slots, said)] == [Said(None, 0.0)] * 4
    assert [row[0] for row in as_of_page(table, slots, said)] == [row[0] for row in said]


def test_a_figure_close_to_a_word_that_was_read_is_found() -> None:
    close = (WORD[2] + 2, 20, WORD[2] + 16, 44)
    assert added([copy_of(WORD, close), copy_of(WORD)], "2") == [["2"], []]


def test_a_long_word_is_read_where_a_copy_lacks_it_alone() -> None:
    long = (200.0, 20.0, 380.0, 44.0)
    assert added([copy_of(WORD, long), copy_of(WORD)], "Substation") == [["Substation"], []]
    assert added([copy_of(WORD, long), copy_of(WORD, long)], "Substation") == [[], []]


@pytest.mark.parametrize(
    ("text", "confidence"), [("2", 60.0), ("~", 95.0), ("0", 95.0), ("C", 95.0), ("Quantity of salt", 95.0), ("", 0.0)]
)
def test_what_is_no_word_or_not_surely_one_is_not_taken(text: str, confidence: float) -> None:
    assert added([copy_of(WORD, LONE), copy_of(WORD)], text, confidence) == [[], []]


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ([("14.15", 70.0), ("14.13", 65.0)], ["14.15", "14.13"]),  # one of them slipped; which is seen later
        ([("14.15", 70.0), ("14.15", 50.0)], []),  # guessed
        ([("14.15", 70.0), ("1L1S", 70.0)], []),
    ],
)
def test_what_two_copies_were_read_alike_at_is_a_word(answers: list[tuple[str, float]], taken: list[str]) -> None:
    sum_of = (200.0, 20.0, 290.0, 44.0)
    copies = [copy_of(WORD, sum_of), copy_of(WORD, sum_of)]
    table = with_unread(Table(copies, 1.0, HEIGHT, ()), [], lambda _: answers)
    assert [w.text for copy in table.copies for w in copy.words if w.word_no >= READ_ALONE] == taken


def test_on_a_blank_page_nothing_is_a_word() -> None:
    ghost: Ink = np.zeros(SIZE, np.float32)
    letters(ghost, LONE)  # what shines through from the other side
    blank = replace(copy_of(ink=0.05 * ghost), words=[], boxes=np.zeros((0, 4)))
    assert added([blank, blank], "2") == [[], []]


def test_what_was_read_is_not_read_again() -> None:
    assert added([copy_of(WORD), copy_of(WORD)], "Quantity") == [[], []]


def test_figures_of_a_till_that_stand_apart_are_one_word() -> None:
    apart = [(200.0 + 22 * i, 20.0, 212.0 + 22 * i, 44.0) for i in range(3)]
    assert added([copy_of(WORD, *apart), copy_of(WORD)], "190") == [["190"], []]


@pytest.mark.parametrize("what", ["rule", "bar", "picture", "redaction", "overlay"])
def test_rules_bars_pictures_and_what_lies_under_a_mark_are_no_words(what: str) -> None:
    ink: Ink = np.zeros(SIZE, np.float32)
    marks = []
    if what == "rule":
        ink[30:33, 180:380] = 0.9
    elif what == "bar":
        ink[20:44, 200:260] = 0.9
    elif what == "picture":
        ink[:, 150:] = 0.9 * (np.random.default_rng(1).random((SIZE[0], SIZE[1] - 150)) > 0.6)
    else:
        letters(ink, LONE)
        marks = [Mark(0, what, (190, 10, 230, 60), 0.0)]
    copies = [copy_of(WORD, ink=ink), copy_of(WORD)]
    table = with_unread(Table(copies, 1.0, HEIGHT, ()), marks, read_as("2"))
    assert [len(copy.words) for copy in table.copies] == [1, 1]


def test_a_table_s_figure_is_found_inside_its_rules() -> None:
    ink: Ink = np.zeros(SIZE, np.float32)
    cv2.rectangle(ink, (150, 6), (300, 60), 0.9, 2)
    letters(ink, LONE)
    assert added([copy_of(WORD, ink=ink), copy_of(WORD)], "2") == [["2"], []]


def with_scrawl(copy: LaidCopy, text: str, confidence: float) -> LaidCopy:
    """The copy with something badly read where LONE stands."""
    scrawl = Word("a" * 64, 1, 2, 2, text, confidence, *map(float, LONE))
    return replace(copy, words=[*copy.words, scrawl], boxes=np.array([WORD, LONE], float))


def test_what_was_read_badly_with_the_page_gives_way() -> None:
    table = Table([with_scrawl(copy_of(WORD, LONE), "l9", 15.0), copy_of(WORD)], 1.0, HEIGHT, ())
    found = with_unread(table, [], read_as("2"))
    assert [w.text for w in found.copies[0].words] == ["Quantity", "2"]
    assert [slot.text for slot in find_slots(found)] == ["Quantity", "2"]


def test_a_word_stands_in_the_line_of_the_words_beside_it() -> None:
    found = with_unread(Table([copy_of(WORD, LONE), copy_of(WORD)], 1.0, HEIGHT, ()), [], read_as("2"))
    assert [w.line_no for w in found.copies[0].words] == [1, 1]
    below = (200, 70, 214, 94)
    found = with_unread(Table([copy_of(WORD, below), copy_of(WORD)], 1.0, HEIGHT, ()), [], read_as("2"))
    assert [w.line_no for w in found.copies[0].words] == [1, FIRST_LINE + 70]


def test_a_figure_that_the_base_lacks_is_told_where_two_copies_have_it() -> None:
    for n, texts in ((2, ["Quantity", "2"]), (1, ["Quantity"])):
        copies = [copy_of(WORD), *(copy_of(WORD, LONE) for _ in range(n))]
        found = with_unread(Table(copies, 1.0, HEIGHT, ()), [], read_as("2"))
        assert [slot.text for slot in find_slots(found)] == texts


def test_a_word_s_box_is_the_copy_s_own_and_on_the_canvas_where_it_was_found() -> None:
    table = Table([copy_of(WORD, LONE), copy_of(WORD)], 2.0, HEIGHT, ())
    copy = with_unread(table, [], read_as("2")).copies[0]
    (word,) = [w for w in copy.words if w.word_no >= READ_ALONE]
    np.testing.assert_allclose(copy.boxes[-1], LONE, atol=2)
    np.testing.assert_allclose([word.x0, word.y0, word.x1, word.y1], np.array(LONE) / 2, atol=1)
