"""What is left of an outline is drawn around what was cut out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.matching.cutout import left_of
from pipeline.matching.parts import Points


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)


FRAME = box(100, 50, 1_700, 1_250)


def holds(corners: Points, x: float, y: float) -> bool:
    return cv2.pointPolygonTest(corners, (x, y), False) > 0


def test_of_a_sheet_under_another_the_rest_is_left() -> None:
    (left,) = left_of(FRAME, [box(1_000, 600, 2_000, 2_000)])
    assert holds(left, 500, 1_000)
    assert holds(left, 1_500, 300)
    assert not holds(left, 1_200, 800)


def test_a_hole_is_gone_around() -> None:
    (left,) = left_of(FRAME, [box(300, 300, 600, 600), box(900, 300, 1_300, 900)])
    assert [holds(left, x, y) for x, y in ((200, 200), (750, 500), (1_500, 1_100))] == [True] * 3
    assert [holds(left, x, y) for x, y in ((450, 450), (1_100, 600))] == [False] * 2
    shown = cv2.fillPoly(np.zeros((1_300, 1_800), np.uint8), [left.astype(np.int32)], 1)
    assert shown.sum() == pytest.approx(1_600 * 1_200 - 300 * 300 - 400 * 600, rel=0.04)


def test_parts_that_do_not_hang_together_come_the_largest_first() -> None:
    first, second = left_of(FRAME, [box(0, 400, 2_000, 700)])
    assert holds(first, 900, 1_000)
    assert holds(second, 900, 200)


def test_nothing_may_be_left() -> None:
    assert left_of(FRAME, [box(0, 0, 2_000, 2_000)]) == []
