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


def joined(name: str, first: int) -> LaidCopy:
    """A copy on which two lines were read as one."""
    copy = copy_of(name, ["colonel ivan petrov", *TEXTS])
    words = [replace(w, line_no=first) if w.line_no == first + 1 else w for w in copy.words]
    return replace(copy, words=words)


def test_lines_read_together_are_both_there() -> None:
    assert moved_in(copy_of("a", [TEXTS[0], "colonel ivan petrov", *TEXTS[1:]]), joined("b", 1)) == []
    assert moved_in(copy_of("a", ["colonel ivan petrov", *TEXTS]), joined("b", 2)) == []


def test_a_row_like_others_may_be_one_of_them() -> None:
    rows = [f"box {n} of rations for the second company" for n in range(1, 5)]
    tops = [20 + PITCH * i for i in (0, 1, 3, 4)]
    assert moved_in(copy_of("a", [TEXTS[0], *rows]), copy_of("b", [TEXTS[0], rows[0], *rows[2:]], at=tops)) == []
    assert moved_in(copy_of("a", [TEXTS[0], *rows]), copy_of("b", [TEXTS[0], rows[0], *rows[2:]])) == []


def test_cells_beside_each_other_are_no_lines_of_their_own() -> None:
    cells = [*TEXTS[:2], "received by the duty officer", *TEXTS[2:]]
    tops = [20.0, 60.0, 60.0, 100.0, 140.0, 180.0]
    assert moved_in(copy_of("a", cells, at=tops), copy_of("b", TEXTS)) == []


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
    figures = replace(beside, texts=("72", "7"))
    of_others = replace(beside, carried={0: 1, 2: 2})  # a copy that has the line, and another change
    far = replace(beside, box=(20.0, 300.0, 60.0, 324.0))
    line = replace(line, carried={0: 1, 2: 1, 1: 2})
    found = with_moved_lines([beside, paper, retyped, figures, of_others, far], [line], table)
    assert found[:-1] == [retyped, figures, of_others, far]
    (named,) = found[-1:]
    assert named.kind == "line_removed"
    assert with_moved_lines([beside], [], table) == [beside]


def test_lines_are_those_of_the_reader_in_its_order() -> None:
    lines = lines_of(copy_of("a", TEXTS, scale=0.5))
    assert [line.text for line in lines] == TEXTS
    assert lines[1].own == (10.0, 30.0, lines[1].own[2], 42.0)
    assert lines[1].box[:2] == (20.0, 60.0)
