"""A frame around letters is told from words, boxes, bars and rings."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.copies import Mask
from pipeline.collation.shapes import is_framed


def sticker() -> Mask:
    """A field of colour with a ring and letters left out of it."""
    field = np.ones((36, 140), np.uint8)
    cv2.circle(field, (16, 18), 12, 0, -1)
    cv2.putText(field, "DAILYLEAK", (32, 24), cv2.FONT_HERSHEY_DUPLEX, 0.6, 0, 1)
    return np.asarray(field > 0)


def stamp(*, angle: float = 0.0, letters: str = "PAID", frame: bool = True, below: bool = True) -> Mask:
    """A stamp at half scale, 120 x 36 pixels, turned by an angle in degrees. below: with the frame's lower line."""
    page = np.zeros((140, 200), np.uint8)
    cv2.putText(page, letters, (52, 80), cv2.FONT_HERSHEY_DUPLEX, 1.1, 1, 2)
    if frame:
        cv2.rectangle(page, (40, 50), (160, 90), 1, 2)
    if not below:
        page[86:] = 0
    turned = cv2.warpAffine(page, cv2.getRotationMatrix2D((100, 70), angle, 1.0), (200, 140), flags=cv2.INTER_NEAREST)
    return np.asarray(turned > 0)


@pytest.mark.parametrize("angle", [0.0, -8.0, 14.0])
def test_letters_in_a_frame_are_framed_however_they_lean(angle: float) -> None:
    assert is_framed(stamp(angle=angle))


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(stamp(frame=False), id="letters alone"),
        pytest.param(stamp(letters=""), id="a box around words that all copies have"),
        pytest.param(stamp(below=False), id="a frame that is open below"),
        pytest.param(np.ones((30, 120), bool), id="a bar"),
        pytest.param(sticker(), id="the sticker of a channel"),
        pytest.param(np.zeros((30, 120), bool), id="nothing"),
        pytest.param(stamp()[::8, ::8], id="too small to tell"),
    ],
)
def test_what_is_not_framed(own: Mask) -> None:
    assert not is_framed(own)
