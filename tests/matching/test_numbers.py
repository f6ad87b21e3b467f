"""Pages of a frame that is drawn anew keep their numbers."""

from __future__ import annotations

from dataclasses import replace

from pipeline.imaging.cache import Outline
from pipeline.matching.numbers import page_numbers
from pipeline.records import Frame

FRAME = Frame("f" * 64, 1, 1, 1000, 800, None, None, "whole_frame")


def box(x0: float, y0: float, x1: float, y1: float) -> Outline:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


LEFT, RIGHT, BELOW = box(10, 10, 490, 390), box(510, 10, 990, 390), box(510, 410, 990, 790)


def test_a_page_that_was_known_keeps_its_number_and_gone_ones_leave_theirs_to_nobody() -> None:
    known = [replace(FRAME, page_no=number, outline=part) for number, part in enumerate((LEFT, RIGHT), 1)]
    nudged = box(515, 15, 980, 390)
    assert page_numbers(known, [nudged, LEFT]) == [2, 1]
    assert page_numbers(known, [BELOW, nudged]) == [3, 2]
    assert page_numbers([FRAME], [nudged, LEFT]) == [1, 2]
