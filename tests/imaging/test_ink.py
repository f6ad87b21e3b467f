"""Two registered copies of a word: half a pixel and a little stretch are no difference, another digit is one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.imaging.ink import ALREADY_LAID, Ink, compare_patch

BOX = (25, 23, 106, 45)


def word(text: str, motion: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)) -> Ink:
    """A word drawn large and laid on a canvas by (stretch, shear, dx, dy), as a registration that is a little off."""
    large = np.zeros((240, 576), np.uint8)
    cv2.putText(large, text, (100, 164), cv2.FONT_HERSHEY_SIMPLEX, 3.2, 255, 9, cv2.LINE_AA)
    stretch, shear, dx, dy = motion
    fine = np.array([[stretch / 4, shear / 4, dx], [0, stretch / 4, dy]], np.float32)
    smooth = cv2.GaussianBlur(large, (0, 0), 3.0)
    return np.asarray(cv2.warpAffine(smooth, fine, (144, 60)), np.float32) / 255


def unlike(a: Ink, b: Ink) -> float:
    found = compare_patch(a, b, BOX)
    assert found is not None
    return found.unlike


MOTIONS = [(1.0, 0.0, 1.5, 0.5), (1.03, 0.0, -1.5, 0.4), (0.98, 0.02, 1.3, -0.5)]


@pytest.mark.parametrize("motion", MOTIONS)
def test_what_is_a_little_off_is_alike(motion: tuple[float, float, float, float]) -> None:
    assert unlike(word("16,532"), word("16,532", motion)) < ALREADY_LAID


@pytest.mark.parametrize("other", ["18,532", "16,582", "15,632", "1,6532", "-16,532"])
@pytest.mark.parametrize("motion", MOTIONS)
def test_no_fit_makes_another_figure_of_it(other: str, motion: tuple[float, float, float, float]) -> None:
    assert unlike(word("16,532"), word(other, motion)) > 3 * ALREADY_LAID


def test_words_that_have_nothing_in_common_are_not_fitted() -> None:
    grain = np.random.default_rng(3).random((60, 144)).astype(np.float32)
    assert 0.5 < unlike(word("16,532"), grain) <= 2


def test_blank_beside_blank_is_alike_and_beside_a_word_opposite_enough() -> None:
    blank = np.zeros((60, 144), np.float32)
    assert unlike(blank, blank) == 0
    assert unlike(word("16,532"), blank) > 0.9


def test_a_box_that_leaves_the_canvas_is_not_compared() -> None:
    assert compare_patch(word("16"), word("16"), (0, 14, 60, 46)) is None
