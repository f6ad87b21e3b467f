"""A page laid on another: points, the picture, and what it has no room for."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.imaging.registration import Registration

SIZE = (320, 480)  # width, height of both pages


def shifted_below(gap: float) -> Registration:
    """Page B lacks `gap` pixels of page A in the middle: what lies below moved up."""
    rows, columns = 25, 3
    step = (SIZE[0] / (columns - 1), SIZE[1] / (rows - 1))
    nodes = np.zeros((rows, columns, 2), np.float32)
    nodes[:, :, 1] = -np.clip(np.arange(rows)[:, None] * step[1] - 200, 0, gap)
    return Registration(np.eye(3), nodes, step, 100, 100, 20, 0.1)


def test_points_go_there_and_back() -> None:
    laid = shifted_below(40)
    at = np.array([[10.0, 20.0], [100.0, 400.0]])
    assert laid.to_b(at)[1] == pytest.approx([100, 360], abs=0.01)
    assert laid.to_a(laid.to_b(at)) == pytest.approx(at, abs=0.01)


def test_what_the_other_page_has_no_room_for_is_squeezed() -> None:
    squeezed = shifted_below(100).squeezed(SIZE, 1.0)
    assert squeezed.shape == SIZE[::-1]
    assert squeezed[230:270].all()
    assert not squeezed[:180].any()
    assert not squeezed[330:].any()


def test_a_page_that_fits_is_squeezed_nowhere() -> None:
    assert not shifted_below(0).squeezed(SIZE, 1.0).any()


def test_a_field_that_runs_away_at_the_end_squeezes_nothing() -> None:
    laid = shifted_below(0)
    laid.nodes[-4:, :, 1] = -np.arange(4)[:, None] * laid.step[1]  # a guess beyond the last matches
    assert not laid.squeezed(SIZE, 1.0).any()


def test_each_channel_has_its_own_value_outside() -> None:
    page = np.zeros((SIZE[1], SIZE[0], 2), np.uint8)
    laid = Registration(
        np.array([[1.0, 0, 0], [0, 1, 100], [0, 0, 1]]), np.zeros((2, 2, 2), np.float32), SIZE, 9, 9, 9, 0.1
    )
    canvas = laid.lay(page, SIZE, 1.0, outside=(255, 7))
    assert canvas[-1, 5].tolist() == [255, 7]
    assert canvas[5, 5].tolist() == [0, 0]
