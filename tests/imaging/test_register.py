"""Pages laid on each other by details that agree: the field follows the sheet, and no word that stands twice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.imaging.features import Features
from pipeline.imaging.register import STIFF, SUPPLE, register
from pipeline.imaging.registration import Registration

SIZE = (1_000, 1_400)
Points = npt.NDArray[np.float64]


def details(xy: Points) -> Features:
    """The same n details at (n, 2) places of a page: each is like no other."""
    draw = np.random.default_rng(3)
    n = len(xy)
    descriptors = draw.integers(0, 256, (n, 128)).astype(np.uint8)
    return Features(xy.astype(np.float32), np.full(n, 8, np.float32), np.zeros(n, np.float32), descriptors)


def lines() -> Points:
    """Details along 40 lines of text."""
    return np.array([(x, y) for y in range(60, 1_340, 32) for x in range(60, 940, 20)], float)


def heading() -> Points:
    """Those of a word in large letters."""
    return np.array([(x, y) for y in range(60, 108, 12) for x in range(300, 600, 18)], float)


def laid(there: Points) -> Registration:
    found = register(details(lines()), details(there), SIZE)
    assert found is not None
    return found


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_word_that_stands_on_two_lines_of_a_flat_page_bends_nothing(*, is_alone: bool) -> None:
    beside = (lines()[:, 1] > 200) | (((lines()[:, 0] < 280) | (lines()[:, 0] > 620)) & (not is_alone))
    at = np.concatenate([heading(), lines()[beside]])
    there = at.copy()
    there[: len(heading()), 1] += 70  # found on the next heading
    found = register(details(at), details(there), SIZE)
    assert found is not None
    assert np.abs(found.to_b(at) - at).max() < 6


@pytest.mark.parametrize("lowest", [500.0, 1_270.0])
def test_lines_that_one_put_in_between_moved_down_are_followed(lowest: float) -> None:
    at = lines()
    there = at + np.where(at[:, 1:] > lowest, [0.0, 32.0], 0.0)
    far = at[:, 1] > lowest + 20
    assert np.abs(laid(there).to_b(at[far]) - there[far]).max() < 6


def test_a_curled_sheet_is_followed() -> None:
    at = lines()
    there = at.copy()
    there[:, 1] += 60 * np.clip((at[:, 0] - 700) / 240, 0, 1) ** 2
    assert np.median(np.abs(laid(there).to_b(at) - there)) < 2


@pytest.mark.parametrize("seed", range(4))
def test_a_raised_corner_is_followed(seed: int) -> None:
    at = lines()
    there = at + np.random.default_rng(seed).normal(0, 0.8, at.shape)
    raised = np.clip(((at[:, 0] - 640) + (at[:, 1] - 1_060)) / 480, 0, 1) ** 1.5
    there[:, 1] -= 80 * raised
    corner = raised > 0.6
    assert 0.005 < corner.mean() < 0.05
    assert np.median(np.abs(laid(there).to_b(at[corner]) - there[corner])[:, 1]) < 12


def test_half_of_a_sheet_that_curls_away_is_followed_among_copies_only() -> None:
    at = lines()
    there = at.copy()
    there[:, 1] += 200 * np.clip((at[:, 0] - 300) / 640, 0, 1) ** 2
    far = at[:, 0] > 880
    misses = [
        np.median(np.abs(found.to_b(at[far]) - there[far]))
        for field in (STIFF, SUPPLE)
        if (found := register(details(at), details(there), SIZE, field)) is not None
    ]
    assert misses[0] < 12 < misses[1]
