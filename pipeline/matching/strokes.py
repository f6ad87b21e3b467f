"""Ink of a page laid on another, whatever is paper there, with the bars of a redaction told from it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import Ink

Mask = npt.NDArray[np.bool_]

PAPER_REACH = 21  # pixels of a page of 500 in which the paper around a stroke is looked for
BAR_DARKNESS = 0.5  # of the page's median grey, under which a bar lies
BAR_AT_LEAST = (5, 11)  # height and width of one, in such pixels: no letter of a heading is as broad and as solid
BAR_HIGHEST = 0.15  # of the long side
SHARED_BAR = 0.7  # of a bar, which the other page has as well
BAR_FILL = 0.65  # of its box: a slanted or rounded one does


def strokes(grey: UInt8, bars: Mask) -> Ink:
    """How far each pixel is from the paper around it, 0 to 1; grey and bars (height, width), as bars_of has them.

    Unlike ink, it needs no notion of which is paper and which is ink: a dark desk around a sheet, a screenshot in
    an app and white letters on a blue bar give the same strokes. The bars of a redaction are ink.
    """
    height, width = grey.shape
    small = _small(grey)
    size = small.shape[1], small.shape[0]
    small = _without(small, cv2.resize(bars.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)
    paper = cv2.GaussianBlur(cv2.medianBlur(small, PAPER_REACH), (0, 0), 5)
    full = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    departure = np.abs(full - grey) / np.maximum(full, 255 - full)
    letters = departure[::3, ::3][~bars[::3, ::3]]
    top = float(np.percentile(letters, 99)) if letters.size else 0.0
    return np.asarray(np.clip(departure / max(top, 0.05), 0, 1), np.float32)


def bars_of(grey: UInt8) -> Mask:
    """(height, width): where solid dark bars lie on a page, and a little beside: a redaction, the sticker of a channel.
    They are as wide as the reach in which paper is looked for, and would be taken for it, and the lines beside them for
    white letters."""
    small = _small(grey)
    dark = (small < BAR_DARKNESS * float(np.median(small))).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(BAR_AT_LEAST, np.uint8))
    _, labels = cv2.connectedComponents(dark)
    with_letters = (np.isin(labels, np.unique(labels[solid > 0])) & (dark > 0)).astype(np.uint8)
    # a bar alone, whatever touches it, and a sticker with the light letters on it
    bars = cv2.dilate(_rectangles(solid) | _rectangles(with_letters), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(bars, grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


def bars_alone(bars: Mask, others: Mask) -> Mask:
    """The bars of one page that the other page has not: on both it is the page's own, a heading's bold word among them.
    Both (height, width), laid on each other."""
    if not bars.any():
        return bars
    _, labels, stats, _ = cv2.connectedComponentsWithStats(bars.astype(np.uint8))
    shared = np.bincount(labels[others], minlength=len(stats)) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    is_alone = shared < SHARED_BAR
    is_alone[0] = False  # the page
    return np.asarray(is_alone[labels])


def _rectangles(mask: UInt8) -> UInt8:
    """The parts of a mask that fill their boxes, holes filled. Without those at the edges: a desk, a shadow, the bar of
    an app; and those too high."""
    height, width = mask.shape
    found = np.zeros_like(mask)
    for outline in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
        x, y, w, h = cv2.boundingRect(outline)
        is_inside = x > 0 and y > 0 and x + w < width and y + h < height
        if is_inside and h <= BAR_HIGHEST * max(height, width) and cv2.contourArea(outline) >= BAR_FILL * w * h:
            cv2.drawContours(found, [outline], -1, 1, cv2.FILLED)
    return found


def _small(grey: UInt8) -> UInt8:
    shrink = min(1.0, 500 / max(grey.shape))
    return np.asarray(cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _without(small: UInt8, bars: Mask) -> UInt8:
    """A page with the paper beside its bars in place of them."""
    if not bars.any():
        return small
    beside = (cv2.dilate(bars.astype(np.uint8), np.ones((PAPER_REACH, PAPER_REACH), np.uint8)) > 0) & ~bars
    return np.where(bars, np.uint8(np.percentile(small[beside], 75) if beside.any() else np.median(small)), small)


def ink_runs(ink: Ink) -> npt.NDArray[np.float64]:
    """(n, 4) boxes of runs of ink as long as a word, where nothing was read."""
    dark = (ink > 0.25).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    letters = heights[(heights >= 3) & (heights <= ink.shape[0] // 20) & (stats[1:, cv2.CC_STAT_WIDTH] <= 4 * heights)]
    if len(letters) < 30:
        return np.zeros((0, 4))
    letter = max(4, int(np.median(letters)))
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, max(3, letter)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    x, y, w, h = (stats[1:, k].astype(np.float64) for k in range(4))
    ok = (h >= 0.6 * letter) & (h <= 3 * letter) & (w >= 1.5 * letter) & (w <= 40 * letter)
    return np.asarray(np.stack([x - 1, y - 1, x + w + 1, y + h + 1], 1)[ok], np.float64)
