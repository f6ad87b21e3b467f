"""Bars around a picture: flat strips along a whole edge, also with text on them, and nothing else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.imaging.bars import Bars, find_bars
from pipeline.imaging.cache import UInt8


def page() -> UInt8:
    """Lines of text on paper that is a little uneven, with a rule right across the text."""
    noise = np.random.default_rng(0).normal(252, 1.5, (600, 400, 1))
    image = np.repeat(np.clip(noise, 0, 255).astype(np.uint8), 3, axis=2)
    for y in range(60, 580, 30):
        cv2.putText(image, "four words of text", (40, y), cv2.FONT_HERSHEY_DUPLEX, 0.7, (30, 30, 30), 1, cv2.LINE_AA)
    cv2.line(image, (40, 80), (360, 80), (0, 0, 0), 2)
    return image


def framed(image: UInt8, bars: Bars, shade: int) -> UInt8:
    around = cv2.copyMakeBorder(
        image, bars.top, bars.bottom, bars.left, bars.right, cv2.BORDER_CONSTANT, value=(shade, shade, shade)
    )
    ink = (255 - shade,) * 3
    cv2.putText(around, "06:43  Forwarded from @docdump", (8, 30), cv2.FONT_HERSHEY_DUPLEX, 0.6, ink, 1, cv2.LINE_AA)
    _, coded = cv2.imencode(".jpg", around, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def test_a_page_has_no_bars() -> None:
    assert not find_bars(page())


@pytest.mark.parametrize("shade", [20, 242])
def test_bars_are_found_with_the_text_on_them(shade: int) -> None:
    there = Bars(left=12, top=44, right=9, bottom=70)
    found = find_bars(framed(page(), there, shade))
    for side in ("left", "top", "right", "bottom"):
        assert getattr(found, side) == pytest.approx(getattr(there, side), abs=4)


def test_a_screenshot_of_a_screenshot_has_bars_within_bars() -> None:
    inner = framed(page(), Bars(top=44, bottom=50), 242)
    found = find_bars(framed(inner, Bars(top=60, bottom=40), 20))
    assert found.top == pytest.approx(104, abs=6)
    assert found.bottom == pytest.approx(90, abs=6)


@pytest.mark.parametrize("shape", [(4, 400), (600, 3), (30, 30, 3)])
def test_tiny_pictures_have_none(shape: tuple[int, ...]) -> None:
    assert not find_bars(np.full(shape, 200, np.uint8))
