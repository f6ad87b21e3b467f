"""Strokes on a page with solid bars on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.imaging.cache import UInt8
from pipeline.matching.strokes import bars_alone, bars_of, strokes


@pytest.fixture
def page() -> UInt8:
    """Six lines of letters, 700 x 500."""
    grey = np.full((700, 500), 240, np.uint8)
    for row in range(6):
        cv2.putText(grey, "the quay of the northern depot", (30, 100 + 34 * row), cv2.FONT_HERSHEY_DUPLEX, 0.7, 30, 1)
    return grey


def test_a_page_of_letters_has_no_bars(page: UInt8) -> None:
    assert not bars_of(page).any()


def test_a_bar_is_found_with_what_touches_it(page: UInt8) -> None:
    cv2.rectangle(page, (30, 148), (300, 176), 10, -1)
    cv2.line(page, (290, 170), (420, 230), 10, 2)  # of a signature
    bars = bars_of(page)
    assert bars[150:175, 35:295].all()
    assert not bars[:140].any()
    assert not bars[:, 330:].any()


def test_a_sticker_is_found_with_the_letters_on_it(page: UInt8) -> None:
    cv2.rectangle(page, (30, 140), (330, 200), 70, -1)
    cv2.putText(page, "CHANNEL", (60, 184), cv2.FONT_HERSHEY_DUPLEX, 1.2, 240, 2)
    assert bars_of(page)[144:196, 36:324].all()


def test_what_reaches_the_edge_is_a_desk(page: UInt8) -> None:
    page[:60] = 20
    assert not bars_of(page).any()


def test_lines_beside_a_bar_keep_their_strokes(page: UInt8) -> None:
    plain = strokes(page, bars_of(page))
    barred = page.copy()
    cv2.rectangle(barred, (20, 148), (480, 176), 10, -1)
    found = strokes(barred, bars_of(barred))
    beside = slice(180, 212), slice(20, 480)
    assert np.corrcoef(plain[beside].ravel(), found[beside].ravel())[0, 1] > 0.97
    assert found[155:170, 40:460].min() > 0.8


def test_a_bar_that_both_pages_have_is_the_pages_own(page: UInt8) -> None:
    cv2.rectangle(page, (30, 148), (300, 176), 10, -1)
    other = page.copy()
    cv2.rectangle(other, (30, 250), (300, 278), 10, -1)
    bars, others = bars_of(page), bars_of(other)
    assert not bars_alone(bars, others).any()
    alone = bars_alone(others, bars)
    assert alone[255:270, 40:290].all()
    assert not alone[:230].any()


def test_a_bar_does_not_say_how_dark_the_letters_of_a_pale_page_are(page: UInt8) -> None:
    pale = np.asarray(240 - 0.12 * (240 - page.astype(np.float32)), np.uint8)
    barred = pale.copy()
    cv2.rectangle(barred, (20, 300), (480, 360), 10, -1)
    letters = slice(80, 210), slice(20, 480)
    plain, found = strokes(pale, bars_of(pale))[letters], strokes(barred, bars_of(barred))[letters]
    assert found.mean() > 0.8 * plain.mean()
