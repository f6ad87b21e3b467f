"""A stamp that was found on one copy is looked for on the others before these are said to lack it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Mark, Pen
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.same_drawing import Carried, carried
from pipeline.imaging.ink import Ink
from tests.collation.test_blanks import HEIGHT, copy, page

BOX = (100, 90, 300, 170)
PLAIN = page(0.8)


def stamped(ink: float, blur: float = 0.0) -> LaidCopy:
    """The page with a stamp, of so much ink, and blurred."""
    strokes: Ink = PLAIN.copy()
    drawn = np.zeros(strokes.shape, np.uint8)
    cv2.rectangle(drawn, (104, 94), (296, 166), 255, 3)
    cv2.line(drawn, (104, 94), (296, 166), 255, 3)
    strokes = np.maximum(strokes, (drawn / 255 * ink).astype(np.float32))
    return copy(np.asarray(cv2.GaussianBlur(strokes, (0, 0), blur), np.float32) if blur else strokes)


def known(copies: list[LaidCopy], lacking: tuple[int, ...]) -> Mark:
    """The stamp as it was found on the first copy."""
    half = cv2.resize(copies[0].strokes, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    print_ = cv2.resize(PLAIN, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    extra = (half - print_)[BOX[1] // 2 : BOX[3] // 2, BOX[0] // 2 : BOX[2] // 2] > 0.2
    return Mark(0, "graphic", BOX, 3.0, Pen(0.3, 1.0, 0.1, 0.2), extra, lacking)


def told(*others: LaidCopy, lacking: tuple[int, ...] = (1,), more: tuple[Mark, ...] = ()) -> Carried:
    copies = [stamped(0.8), copy(PLAIN), *others]
    mark = known(copies, lacking)
    (found,) = carried([("graphic", {0: BOX}, 3.0)], [mark, *more], Table(copies, 1.0, HEIGHT, []))
    return found


@pytest.mark.parametrize(
    ("other", "carries"),
    [
        (stamped(0.8), True),
        (stamped(0.6, 1.5), True),
        (copy(np.roll(stamped(0.8).strokes, (5, -5), (0, 1))), True),
        (copy(0.25 * stamped(0.8).strokes), True),
        (copy(PLAIN), False),
        (stamped(0.0, 1.5), False),
    ],
    ids=["as clear", "blurred", "askew", "pale", "without", "blurred, without"],
)
def test_who_else_carries_a_stamp(other: LaidCopy, *, carries: bool) -> None:
    found = told(other)
    assert (2 in found.carriers, 2 in found.open) == (carries, False)
    assert (found.carriers.get(0), found.strength) == (BOX, 3.0)


def test_a_faint_trace_leaves_it_open() -> None:
    assert told(stamped(0.22)).open == {2}


def test_what_is_not_shown_or_covered_is_open() -> None:
    cropped = copy(PLAIN)
    seen = cropped.seen.copy()
    seen[:, :220] = False
    assert told(replace(cropped, seen=seen)).open == {2}
    for bar in ((90, 80, 320, 180), (20, 20, 390, 230)):
        assert told(copy(PLAIN), more=(Mark(2, "redaction", bar),)).open == {2}


def test_what_only_a_bar_hides_is_the_pages_own() -> None:
    copies = [stamped(0.8), copy(PLAIN)]
    marks = [known(copies, (1,)), Mark(1, "redaction", (90, 80, 320, 180))]
    assert carried([("graphic", {0: BOX}, 3.0)], marks, Table(copies, 1.0, HEIGHT, [])) == []


def test_a_copy_that_surely_lacks_it_is_not_asked_and_other_marks_are_left_alone() -> None:
    assert 2 not in told(stamped(0.8), lacking=(1, 2)).carriers
    overlay = ("overlay", {0: BOX}, None)
    assert carried([overlay], [], Table([copy(PLAIN)], 1.0, HEIGHT, [])) == [Carried(*overlay)]


def test_what_was_told_of_one_copy_and_is_on_most_is_print() -> None:
    copies = [stamped(0.8), copy(PLAIN), stamped(0.8), stamped(0.7), stamped(0.75)]
    mark = known(copies, (1,))
    table = Table(copies, 1.0, HEIGHT, [])
    assert carried([("graphic", {0: BOX}, 3.0)], [mark], table) == []
    twice = [("graphic", {0: BOX, 2: BOX}, 3.0)]  # two copies showed it by themselves
    (found,) = carried(twice, [mark, replace(mark, copy=2)], table)
    assert set(found.carriers) == {0, 2, 3, 4}


@pytest.mark.parametrize(("n_others", "is_print"), [(7, True), (4, False)])
def test_what_few_of_many_showed_by_themselves_is_print(n_others: int, *, is_print: bool) -> None:
    copies = [stamped(0.8), copy(PLAIN), *[stamped(0.8)] * n_others]
    mark = known(copies, (1,))
    twice = [("graphic", {0: BOX, 2: BOX}, 3.0)]
    found = carried(twice, [mark, replace(mark, copy=2)], Table(copies, 1.0, HEIGHT, []))
    assert (found == []) == is_print
