"""Blocks of text shift onto the base's; neither a desk beside the sheet nor a rule draws them along."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.laying import AS_GOOD, _best_shift, _peak, refine
from pipeline.imaging.cache import UInt8
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


def moved(image: UInt8, x: float = 0.0, y: float = 0.0) -> UInt8:
    """The picture moved by some pixels."""
    by = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return np.asarray(cv2.warpAffine(image, by, SIZE, borderValue=(235,)), np.uint8)


def off(base: UInt8, copy: UInt8, x: float = 0.0, y: float = 0.0) -> float:
    """Pixels by which the copy's places are missed at most, after blocks were shifted; they lie by x, y off."""
    flat = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (480.0, 640.0), 200, 200, 40, 0.3, AT)
    laid, share = refine(flat, base, copy, 1.0)
    assert share > 0.5
    return float(np.abs(laid.to_b(AT) - AT - [x, y]).max())


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (6.0, -4.0)])
def test_blocks_of_text_are_shifted_onto_the_base(x: float, y: float) -> None:
    assert off(page(), moved(page(), x, y), x, y) < 1


def test_a_desk_beside_the_sheet_draws_no_block() -> None:
    base = page()
    base[:, :60] = 235
    for y in (y for y in range(0, 640, 20) if y % 60):
        base[y : y + 20, :200] = 235  # few headings begin at the left
    copy = base.copy()
    copy[:, :20] = 20
    assert off(base, copy) < 1


def test_along_a_rule_nothing_moves() -> None:
    base = page()
    base[120:520, :] = 235
    base[130:520:40, 20:460] = 20
    noise = np.random.default_rng(1).normal(0, 3, base.shape)
    assert off(base, np.clip(base + noise, 0, 255).astype(np.uint8)) < 2


def test_no_shift_is_no_leap() -> None:
    """Agreement that rises slowly beyond the middle has its top far away; what is as good is taken for where it is."""
    scores = np.full((11, 11), 0.5, np.float32)
    scores[5] = 0.9 + 0.008 * np.linspace(0, 1, 11) ** 0.95
    _, x, y = _best_shift(scores, 5, AS_GOOD)
    assert np.abs(_peak(scores, x, y) - 5).max() <= 1.5
