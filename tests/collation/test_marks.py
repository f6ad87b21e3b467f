"""Marks: what is laid over a page."""

from __future__ import annotations

import numpy as np

from pipeline.collation.marks import _watermarks

PAGE = np.ones((400, 300), bool)  # half the canvas


def test_a_letter_that_runs_off_the_canvas_is_no_watermark() -> None:
    assert _watermarks([((-160, -160, 12, 12), 900.0)], PAGE, 20.0) == []


def test_large_letters_in_a_row_are_one_watermark() -> None:
    letters = [((100 + 70 * i, 200, 150 + 70 * i, 260), 1_200.0) for i in range(4)]
    assert len(_watermarks(letters, PAGE, 20.0)) == 1
