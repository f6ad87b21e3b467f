"""Blocks of text shift onto the base's."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.blocks import refine
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import ink_of
from pipeline.imaging.registration import Registration

SIZE = (480, 640)  # width, height; a line of text is 12 pixels high
AT = np.array([(x, y) for y in range(60, 600, 90) for x in range(60, 440, 60)], float)


def page() -> UInt8:
    """A printed page, no two words of which are alike."""
    draw, drawn = np.random.default_rng(2), np.full(SIZE[::-1], 235, np.uint8)
    for y in range(24, 630, 20):
        for x in range(24, 440, 40):
            letters = "".join(draw.choice(list("abdefghkmnprst"), 4))
            cv2.putText(drawn, letters, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 30, 1, cv2.LINE_AA)
    return drawn


def flat() -> Registration:
    """As if the page lay flat, held by details in its middle."""
    return Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (480.0, 640.0), 200, 200, 40, 0.3, AT)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (6.0, -4.0)])
def test_blocks_of_text_are_shifted_onto_the_base(x: float, y: float) -> None:
    by = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = np.asarray(cv2.warpAffine(page(), by, SIZE, borderValue=(235,)), np.uint8)
    laid, share = refine(flat(), ink_of(page()), moved, 1.0)
    assert share > 0.9
    assert np.abs(laid.to_b(AT) - AT - [x, y]).max() < 1
