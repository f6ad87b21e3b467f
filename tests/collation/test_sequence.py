"""Lines that some copies lack while the rest of the page moved up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.readings import Place
from pipeline.collation.sequence import SURE, find_moved_lines, lines_of, with_moved_lines
from pipeline.collation.slots import Slot
from pipeline.records import PageInput, Word

TEXTS = [
    "the garrison reports that all stocks were counted",
    "on the morning of the ninth the column left for",
    "we judge with moderate confidence that the depot",
    "the northern road and met nobody on its way there",
    "until the bridge where two lorries had broken down",
]
EXTRA = 2
PITCH, HEIGHT, LETTER = 40.0, 24.0, 12.0
NOTHING = np.zeros((400, 900), np.float32)


def copy_of(
    name: str, texts: list[str], *, scale: float = 1.0, at: list[float] | None = None, sure: float = 95.0
) -> LaidCopy:
    """A copy with these lines one beneath the other, laid on the canvas as they are. scale: its own pixels for one of
    the canvas; at: tops of its lines on the canvas."""
    tops = at or [20 + PITCH * i for i in range(len(texts))]
    words, boxes = [], []
    for line_no, (text, y) in enumerate(zip(texts, tops, strict=True), 1):
        x = 20.0
        for word in text.split():
            box = (x, y, x + LETTER * len(word), y + HEIGHT)
            words.append(Word(name, 1, len(words) + 1, line_no, word, sure, *(scale * v for v in box)))
            boxes.append(box)
            x = box[2] + LETTER
    page = PageInput(name, 1, 900, 400, 0, words)
    return LaidCopy(page, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING == 0, words, np.array(boxes), scale, None)


def slots_of(copy: LaidCopy) -> list[Slot]:
    return [Slot(tuple(b), w.text, w.line_no, 0) for w, b in zip(copy.words, copy.boxes.tolist(), strict=True)]


def moved_in(*copies: LaidCopy) -> list[Place]:
    table = Table(list(copies), 1.0, HEIGHT, ())
    return find_moved_lines(table, slots_of(copies[0]))


WITHOUT = [text for i, text in enumerate(TEXTS) if i != EXTRA]


def test_a_line_that_one_copy_lacks_and_the_next_one_follows() -> None:
    (place,) = moved_in(copy_of("a", TEXTS), copy_of("b", TEXTS), copy_of("c", WITHOUT, scale=0.6))
    assert place.texts == (TEXTS[EXTRA], "")
    assert dict(place.carried) == {0: 1, 1: 1, 2: 2}
    assert place.strength == SURE
    assert place.box[1] == 20 + PITCH * EXTRA
    assert set(place.slots) == {n for n, w in enumerate(copy_of("a", TEXTS).words) if w.line_no == EXTRA + 1}


def test_a_line_that_only_other_copies_than_the_base_have() -> None:
    (place,) = moved_in(copy_of("a", WITHOUT), copy_of("b", WITHOUT), copy_of("c", TEXTS), copy_of("d", TEXTS))
    assert place.texts == ("", TEXTS[EXTRA]) or place.texts == (TEXTS[EXTRA], "")
    having = 1 + place.texts.index(TEXTS[EXTRA])
    assert {copy for copy, number in place.carried.items() if number == having} == {2, 3}
    assert len(place.carried) == 4


def test_misread_letters_make_no_other_line() -> None:
    slips = [text.replace("m", "rn") for text in WITHOUT]
    (place,) = moved_in(copy_of("a", TEXTS), copy_of("b", slips))
    assert place.texts == (TEXTS[EXTRA], "")


@pytest.mark.parametrize(
    "other",
    [
        copy_of("b", TEXTS),
        copy_of("b", WITHOUT, at=[20 + PITCH * i for i in (0, 1, 3, 4)]),  # not read, or blank: there is room for it
        copy_of("b", [*TEXTS[:2], "something else entirely stands here now", *TEXTS[3:]]),  # another line in its place
        copy_of("b", TEXTS[:2]),  # the rest was cut off
        copy_of("b", [TEXTS[0], TEXTS[4]]),  # three lines: another page, or columns read in another order
        copy_of("b", TEXTS[::-1]),
    ],
)
def test_where_the_lines_around_do_not_close_up_nothing_is_told(other: LaidCopy) -> None:
    assert moved_in(copy_of("a", TEXTS), other) == []


def test_a_short_or_doubtful_line_tells_nothing() -> None:
    short = [*TEXTS[:2], "no. 7", *TEXTS[3:]]
    assert moved_in(copy_of("a", short), copy_of("b", WITHOUT)) == []
    assert moved_in(copy_of("a", TEXTS, sure=40.0), copy_of("b", WITHOUT)) == []


def test_what_is_left_of_the_line_beside_it_is_no_place_of_its_own() -> None:
    full, less = copy_of("a", TEXTS), copy_of("b", WITHOUT)
    (line,) = moved_in(full, less)
    table = Table([full, less], 1.0, HEIGHT, ())
    beside = Place((20.0, 100.0, 60.0, 124.0), 3, ("we", "road"), {0: 1, 1: 2}, 3.0)
    paper = replace(beside, texts=("judge", ""))
    retyped = replace(beside, texts=("garrison", "brigade"))  # says what no line around says
    far = replace(beside, box=(20.0, 300.0, 60.0, 324.0))
    found = with_moved_lines([beside, paper, retyped, far], [line], table)
    assert found[:2] == [retyped, far]
    (named,) = found[2:]
    assert named.kind == "line_inserted"  # as many have it as lack it
    assert with_moved_lines([beside], [], table) == [beside]


def test_lines_are_those_of_the_reader_in_its_order() -> None:
    lines = lines_of(copy_of("a", TEXTS, scale=0.5))
    assert [line.text for line in lines] == TEXTS
    assert lines[1].own == (10.0, 30.0, lines[1].own[2], 42.0)
    assert lines[1].box[:2] == (20.0, 60.0)
