"""The ink of two pages laid on each other, box by box: how alike it is, what lies on it, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.imaging.ink import LEAST_SCATTER, Ink, scatter
from pipeline.matching.strokes import Mask

Box = tuple[int, int, int, int]

REACH = 4  # canvas pixels a patch may move: what registration leaves
COVERED = 2.2  # times the ink of the other copy from which something lies on it
UNDER_BAR = 0.2  # share of a word from which it is covered
MOVED_REACH = 3.0  # heights of the word searched above and below
MOVED_LIKENESS = 0.75
MOVED_TOGETHER = 6  # words that moved by the same distance
STROKE = 0.06  # standard deviation of ink below which a patch shows nothing


def is_barred(bars: Mask, box: Box) -> bool:
    """Does a bar, as bars_of has them, hide what is in the box?"""
    return float(bars[box[1] : box[3], box[0] : box[2]].mean()) > UNDER_BAR


def is_covered(a: Ink, b: Ink, box: Box) -> bool:
    """Has one copy so much more ink here that a mark, a stamp or a bar lies on it (or it is blotted out)?"""
    left, right = (float(ink[box[1] : box[3], box[0] : box[2]].mean()) for ink in (a, b))
    return max(left, right) > COVERED * max(min(left, right), 1e-3)


def moved_boxes(a: Ink, b: Ink, boxes: Sequence[Box], threshold: float) -> set[Box]:
    """Those of some boxes whose ink stands a line higher or lower on B, as others' does: a line above was put in or
    taken out."""
    found: list[tuple[Box, float]] = []
    for box in boxes:
        x0, y0, x1, y1 = box
        up = round(MOVED_REACH * (y1 - y0))
        top, bottom, left, right = max(0, y0 - up), min(b.shape[0], y1 + up), x0 - REACH, x1 + REACH
        if left < 0 or right > b.shape[1] or x1 - x0 < 1.5 * (y1 - y0):
            continue
        patch, around = a[y0:y1, x0:x1], b[top:bottom, left:right]
        if scatter(patch) < STROKE or scatter(around) < LEAST_SCATTER:
            continue
        _, best, _, (_, y) = cv2.minMaxLoc(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED))
        if best >= max(threshold, MOVED_LIKENESS):
            found.append((box, float(top + y - y0)))
    if len(found) < MOVED_TOGETHER:
        return set()
    shift = np.array([dy for _, dy in found])
    together = (np.abs(shift[:, None] - shift[None]) <= REACH).sum(1)
    return {box for (box, dy), n in zip(found, together, strict=True) if n >= MOVED_TOGETHER and abs(dy) > REACH}


def likeness(a: Ink, b: Ink, box_a: Box, box_b: Box) -> float | None:
    """Correlation of A's patch with B's ink around the middle of box_b, best within REACH. None: nothing to see."""
    x0, y0, x1, y1 = box_a
    w, h = x1 - x0, y1 - y0
    cx, cy = (box_b[0] + box_b[2]) // 2, (box_b[1] + box_b[3]) // 2
    left, top = (x0, y0) if box_a == box_b else (cx - w // 2, cy - h // 2)
    left, top, right, bottom = left - REACH, top - REACH, left + w + REACH, top + h + REACH
    if left < 0 or top < 0 or right > b.shape[1] or bottom > b.shape[0]:
        return None
    patch, around = a[y0:y1, x0:x1], b[top:bottom, left:right]
    if scatter(patch) < STROKE:
        return None
    if scatter(around) < LEAST_SCATTER:
        return 0.0
    return float(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).max())
