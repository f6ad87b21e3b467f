"""What was laid over a copy stays on those made from it: the side with a clean copy was there first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.assessment.laid_over import PART, TAKEN_OFF, laid_over
from pipeline.assessment.weigh import ClusterFacts, weigh
from pipeline.records import PageKey, PlaceReading

OLD, OLDER, NEW, NEWER = (PageKey(name * 64, 1) for name in "abde")
KEYS = [OLD, OLDER, NEW, NEWER]


def row(
    key: PageKey, number: int | None, *, place: int = 1, kind: str = "number", text: str = "35", y: float = 10.0
) -> PlaceReading:
    return PlaceReading("c", place, kind, *key, number, text, kind == "number", 10.0, y, 60.0, y + 10.0, 4.0)


CONTENT = [row(key, 1 + (key in (NEW, NEWER)), text="16" if key in (NEW, NEWER) else "35") for key in KEYS]


def mark(
    *carriers: PageKey, place: int = 7, kind: str = "annotation", y: float = 200.0, unseen: tuple[PageKey, ...] = ()
) -> list[PlaceReading]:
    """A mark that some copies carry, far below what differs; unseen: copies cut off above it."""
    numbers = {key: None if key in unseen else 2 if key in carriers else 1 for key in KEYS}
    return [row(key, number, place=place, kind=kind, text="", y=y) for key, number in numbers.items()]


def told(*marks: list[PlaceReading]) -> dict[PageKey, float]:
    rows = CONTENT + [each for rows in marks for each in rows]
    found = weigh(ClusterFacts("c", KEYS, rows, [], [], [], dict.fromkeys(KEYS, 0.9), []))
    return {PageKey(e.file_sha256, e.page_no): round(e.value, 1) for e in found.evidence if e.part == PART}


@pytest.mark.parametrize("kind", ["annotation", "overlay", "redaction"])
def test_a_side_all_of_whose_copies_are_marked_came_later_than_one_with_a_clean_copy(kind: str) -> None:
    assert told(mark(OLDER, NEW, NEWER, kind=kind)) == {
        OLD: -TAKEN_OFF,
        OLDER: -TAKEN_OFF,
        NEW: TAKEN_OFF,
        NEWER: TAKEN_OFF,
    }
    assert told(mark(OLD, OLDER, NEW, kind=kind))[OLD] == TAKEN_OFF  # whichever side is the larger


def test_each_copy_may_carry_another_mark() -> None:
    assert told(mark(NEW), mark(NEWER, place=8, y=300.0))[NEW] == TAKEN_OFF


@pytest.mark.parametrize(
    "marks",
    [
        [],
        [mark(NEW)],  # both sides have a clean copy
        [mark(OLD, OLDER, NEW, NEWER)],  # none has
        [mark(NEW, NEWER, unseen=(OLD, OLDER))],  # nobody knows whether they would carry it
        [mark(OLD, OLDER, unseen=(NEW, NEWER)), mark(OLDER, place=8, y=300.0)],  # cropped above the mark of one of them
    ],
)
def test_else_marks_tell_nothing(marks: list[list[PlaceReading]]) -> None:
    assert told(*marks) == {}


def test_what_differs_may_look_like_a_mark_itself() -> None:
    assert told(mark(NEW, NEWER, y=11.0)) == {}  # in the line of what differs, on one side only
    assert told(mark(OLDER, NEW, NEWER, y=11.0))[NEW] == TAKEN_OFF  # a highlighter, passed on
    tall = [replace(each, y0=0.0, y1=400.0) for each in mark(NEW, NEWER)]
    assert told(tall)[NEW] == TAKEN_OFF  # a watermark over the page


def test_the_sentence_says_which_side_is_marked() -> None:
    marks = laid_over(mark(OLDER, NEW, NEWER))
    (here,), (there,) = (
        marks.pieces([NEW, NEWER], [OLD, OLDER], CONTENT),
        marks.pieces([OLD, OLDER], [NEW, NEWER], CONTENT),
    )
    assert "Every copy with this reading carries marks" in here[2]
    assert "A copy with this reading carries none" in there[2]
