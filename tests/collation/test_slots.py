"""Slots are the places of words, from whichever copy has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation import slots
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.slots import find_slots, read_slots, shown_slots
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput, Word

SIZE = (100, 300)
BOX = (20.0, 20.0, 90.0, 40.0)


def copy_reading(text: str, confidence: float) -> LaidCopy:
    """A copy that was read to say one word."""
    layer = np.zeros(SIZE, np.float32)
    word = Word("", 1, 1, 1, text, confidence, *BOX)
    page = PageInput("0" * 64, 1, SIZE[1], SIZE[0], 0, (word,))
    seen = np.ones(SIZE, bool)
    return LaidCopy(page, layer, layer, layer, layer, seen, [word], np.array([BOX]), 1.0, None)


@pytest.mark.parametrize(
    ("readings", "texts"),
    [
        ([("9744", 5.0), ("o744", 90.0), ("G044", 90.0)], ["9744"]),  # the base's words count,
        ([("i4", 5.0), ("~", 0.0), ("~", 0.0)], []),  # but for specks
        ([("i4", 5.0), ("9744", 90.0), ("~", 0.0)], ["9744"]),  # one other copy's, where it is sure
        ([("i4", 5.0), ("9744", 35.0), ("8744", 35.0)], []),  # not where it is unsure
        ([("i4", 5.0), ("9744", 35.0), ("9744", 31.0)], ["9744"]),  # but where two read the same
    ],
)
def test_words_that_one_copy_read_surely_or_two_alike_have_slots(
    readings: list[tuple[str, float]], texts: list[str]
) -> None:
    table = Table([copy_reading(*reading) for reading in readings], 1.0, 20.0, [])
    assert [slot.text for slot in find_slots(table)] == texts


@pytest.mark.parametrize("is_within_a_picture", [False, True])
def test_what_ends_at_the_rim_of_a_page_within_a_picture_may_go_on_beneath_another(
    *, is_within_a_picture: bool
) -> None:
    copy = copy_reading("HC/77", 95.0)
    copy.seen[:, 100:] = False  # 10 pixels beyond the word
    outline = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)) if is_within_a_picture else None
    table = Table([replace(copy, page=replace(copy.page, outline=outline))], 1.0, 20.0, [])
    shown = shown_slots(table, find_slots(table), [np.zeros(SIZE, bool)])
    assert shown.tolist() == [[not is_within_a_picture]]


def line_of(texts: list[str], dy: float = 0.0) -> LaidCopy:
    """A copy of a line of words and their ink; dy: canvas pixels by which the middle one lies lower."""
    ink: Ink = np.zeros((160, 900), np.float32)
    words, boxes = [], []
    for i, text in enumerate(texts):
        x, y = 20 + 100 * i, 40 + (round(dy) if i == 4 else 0)
        if text:
            ink[y : y + 20, x : x + 70 : 3] = 0.8
            boxes.append((float(x), float(y), x + 70.0, y + 20.0))
            words.append(Word("", 1, len(words) + 1, 1, text, 95.0, *boxes[-1]))
    page = PageInput("0" * 64, 1, 900, 160, 0, words)
    return LaidCopy(page, ink, ink, ink, ink, ink >= 0, words, np.array(boxes), 1.0, None)


WORDS = ["Paid", "on", "the", "15th", "July,", "2007", "in", "full"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (line_of([w if w != "July," else "" for w in WORDS]), ""),
        (line_of(WORDS, dy=40), None),  # two text heights lower, on a sheet that was folded
        (line_of([w if w != "July," else "June." for w in WORDS], dy=40), ""),  # another word stands there
    ],
)
def test_a_copy_lacks_no_word_that_it_has_a_little_beside(
    monkeypatch: pytest.MonkeyPatch, other: LaidCopy, told: str | None
) -> None:
    monkeypatch.setattr(slots, "blank_slots", lambda table, where, is_read: ~is_read)
    table = Table([line_of(WORDS), line_of(WORDS), other], 1.0, 20.0, [])
    said = read_slots(table, find_slots(Table([line_of(WORDS)], 1.0, 20.0, [])))
    assert said[2][4].text == told
    assert said[0][4].text == "July,"


@pytest.mark.parametrize(("moved", "told"), [(None, ""), ((14, 0), None), ((0, -22), None), ((60, 0), "")])
def test_a_figure_alone_is_not_missing_where_its_ink_lies_beside_its_place(
    monkeypatch: pytest.MonkeyPatch, moved: tuple[int, int] | None, told: str | None
) -> None:
    monkeypatch.setattr(slots, "blank_slots", lambda table, where, is_read: ~is_read)
    ink: Ink = np.zeros((160, 300), np.float32)
    full, other = (copy_reading("5", 95.0) for _ in range(2))
    box = (100.0, 40.0, 112.0, 60.0)
    full = replace(full, boxes=np.array([box]), ink=ink, strokes=ink)
    if moved is not None:
        ink = ink.copy()
        ink[40 + moved[1] : 60 + moved[1], 100 + moved[0] : 112 + moved[0]] = 0.8
    other = replace(other, words=(), boxes=np.zeros((0, 4)), ink=ink, strokes=ink)
    said = read_slots(Table([full, other], 1.0, 20.0, []), [slots.Slot(box, "5", 1, 0)])
    assert (said[0][0].text, said[1][0].text) == ("5", told)


@pytest.mark.parametrize(
    ("sure", "guess", "confidence", "shows"),
    [
        ("SECRET", "SECRET/IS1", 10.0, True),
        ("SECRET", "SECRET", 90.0, True),
        ("SECRET", "18:26", 90.0, False),
        ("18:26", "09:41", 50.0, False),  # a clock, however badly it was read
        ("18:26", "18:26", 50.0, True),
    ],
)
def test_a_copy_that_ends_where_others_do_shows_what_they_say_whatever_one_guessed_there(
    sure: str, guess: str, confidence: float, *, shows: bool
) -> None:
    without = replace(copy_reading("", 95.0), words=(), boxes=np.zeros((0, 4)))
    table = Table([copy_reading(sure, 90.0), copy_reading(guess, confidence), without], 1.0, 20.0, [])
    assert slots.written_slots(table, [slots.Slot(BOX, sure, 1, 0)])[2, 0] == shows
    guessed = Table([copy_reading("18:26", 40.0), copy_reading("09:41", 40.0), without], 1.0, 20.0, [])
    assert not slots.written_slots(guessed, [slots.Slot(BOX, "18:26", 1, 0)])[2, 0]


@pytest.mark.parametrize(
    ("text", "box", "beside", "expected"),
    [
        ("20240", (20.0, 20.0, 110.0, 40.0), None, (20.0, 110.0)),  # a figure more
        ("12024", (2.0, 20.0, 90.0, 40.0), None, (2.0, 90.0)),
        ("2024.", (20.0, 20.0, 110.0, 40.0), None, (20.0, 90.0)),  # a sign
        ("28248", (20.0, 20.0, 110.0, 40.0), None, (20.0, 90.0)),  # another word, and who knows where it ends
        ("20240", (20.0, 20.0, 110.0, 40.0), (100.0, 20.0, 160.0, 40.0), (20.0, 90.0)),  # runs into the next word
    ],
)
def test_a_slot_is_as_wide_as_the_word_with_a_figure_more(
    text: str, box: tuple[float, ...], beside: tuple[float, ...] | None, expected: tuple[float, float]
) -> None:
    base, other = copy_reading("2024", 95.0), copy_reading(text, 95.0)
    if beside is not None:
        words = [*base.words, Word("", 1, 2, 1, "men", 95.0, *beside)]
        base = replace(base, words=words, boxes=np.array([BOX, beside]))
    other = replace(other, boxes=np.array([box]))
    slot = find_slots(Table([base, other], 1.0, 20.0, []))[0]
    assert (slot.box[0], slot.box[2]) == expected
