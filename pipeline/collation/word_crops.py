"""A word cut out of a copy for the second recogniser: the whole word, and nothing of its neighbours.

The slot is where other copies have the word. Where ink runs over its edge there is a longer word, or the copy does not
lie well: the crop follows the ink as long as it meets no other slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import STROKE_REACH, LaidCopy, Table
from pipeline.collation.slots import Slot, fills
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import Ink

BESIDE, ABOVE = 0.3, 0.35  # heights of the word of paper around its crop: the network scales lines to one height
DARKEST = 95  # percentile of a word's ink that becomes black
SMALLEST = 6  # pixels
INK = 0.5  # share of the darkest from which it is ink
GAP = 0.2  # text heights of paper at which a word ends: between letters and signs there is less, between words more
STEP = 0.05  # text heights by which the crop grows
GROWN = 6.0  # text heights that a longer word may stick out
SPECKS = 0.1  # share of the rows of a column of paper that may be dark
SAME_LINE = 0.5  # of the lower of two words
ON_FIELD = 0.5  # of a word's darkest, the median of what is around it, from which it stands light on a dark field
LIGHT, NO_DARKER = 0.5, 1.2  # of the field's ink that its letters have at most, and all that is among them: letters
# darker than a tinted field are no holes in it
RULE, RULE_REACH = 0.9, 2.0  # share of a row that is dark, and text heights beside the word, from which it is a rule
RULE_THICK, RULE_EDGE = 0.3, 0.12  # text heights of a rule at most, and on both sides of it that belong to it

Box = tuple[float, float, float, float]
Bools = npt.NDArray[np.bool_]


def word_crop(
    table: Table, copy: LaidCopy, slots: Sequence[Slot], number: int, read: Sequence[int] = ()
) -> tuple[UInt8, Box] | None:
    """(height, width) grey, dark on white: the word at a slot with some paper around, and its box (x0, y0, x1, y1) on
    the canvas, which is wider than the slot where a longer word stands. read: the copy's own words there, of which all
    belongs to the crop, but for a scrawl that was read of a rule. None where it is too small, off the canvas, or runs
    into another slot: part of the word, or of another one, lies there."""
    x0, y0, x1, y1 = slots[number].box
    beside, above = BESIDE * (y1 - y0), ABOVE * (y1 - y0)
    top, bottom = max(0, round(y0 - above)), round(y1 + above)
    lines = _letters(copy.ink[top:bottom], (x0, y0 - top, x1, y1 - top), table.text_height)
    rows = lines[max(0, round(y0)) - top : round(y1) - top]
    word = rows[:, max(0, round(x0)) : round(x1)]
    if min(word.shape) < SMALLEST:
        return None
    darkest = max(0.1, float(np.percentile(word, DARKEST)))
    own = copy.boxes[[i for i in read if fills(copy.words[i].text, copy.boxes[i], table.text_height)]]
    begin, end = (min(x0, own[:, 0].min()), max(x1, own[:, 2].max())) if len(own) else (x0, x1)
    left, right = (_end(rows > INK * darkest, *at) for at in ((begin, -table.text_height), (end, table.text_height)))
    if left is None or right is None or _meets_another(slots, number, left, right):
        return None
    part = lines[:, max(0, round(left - beside)) : round(right + beside)]
    return np.asarray(255 * (1 - np.clip(part / darkest, 0, 1)), np.uint8), (left, y0, right, y1)


def runs_on(table: Table, copy: LaidCopy, slot: Slot, side: int) -> bool:
    """Has the copy ink within a text height beyond the slot, on its left (-1) or right (1)?"""
    x0, y0, x1, y1 = slot.box
    top = max(0, round(y0))
    rows = _letters(copy.ink[top : round(y1)], (x0, y0 - top, x1, y1 - top), table.text_height)
    word, edge = rows[:, max(0, round(x0)) : round(x1)], x1 if side > 0 else x0
    beyond = _columns(rows, edge, edge + side * table.text_height)
    dark = beyond > INK * max(0.1, float(np.percentile(word, DARKEST))) if word.size else np.zeros((0, 0), bool)
    return bool(dark.size) and bool(dark.mean(0).max() > SPECKS)


def _letters(ink: Ink, box: Box, text_height: float) -> Ink:
    """The ink of letters on a strip of a copy: on a dark field what is lighter than it, and no rules, in which no word
    would end. box: the word on the strip."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    word = ink[y0:y1, x0:x1]
    if not word.size:
        return ink
    margin = round(BESIDE * (y1 - y0))
    beside = [ink[:y0, x0:x1], ink[y1:, x0:x1], ink[y0:y1, max(0, x0 - margin) : x0], ink[y0:y1, x1 : x1 + margin]]
    around = np.concatenate([part.ravel() for part in beside])
    field, at_most = np.percentile(around, (50, DARKEST)).tolist() if around.size else (0.0, 0.0)
    darkest, lightest = (float(np.percentile(word, share)) for share in (DARKEST, 100 - DARKEST))
    if field > ON_FIELD * darkest and lightest < LIGHT * field and darkest < NO_DARKER * at_most:
        side = round(STROKE_REACH * text_height)  # along the line alone: a field may darken across it
        ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_BLACKHAT, np.ones((1, side), np.uint8)), np.float32)
        word = ink[y0:y1, x0:x1]
    reach = round(RULE_REACH * text_height)
    dark = ink[:, max(0, x0 - reach) : x1 + reach] > INK * max(0.1, float(np.percentile(word, DARKEST)))
    rule = (dark.mean(1) > RULE).astype(np.uint8)[:, None]
    thick = np.ones((round(RULE_THICK * text_height) + 1, 1), np.uint8)
    rule -= np.asarray(cv2.morphologyEx(rule, cv2.MORPH_OPEN, thick), np.uint8)  # a field, in which letters stand
    edge = round(RULE_EDGE * text_height)  # blurred, it thins out
    near = cv2.dilate(rule, np.ones((2 * edge + 1, 1), np.uint8)).ravel() > 0
    return np.where((near & (dark.mean(1) > SPECKS))[:, None], np.float32(0), ink) if rule.any() else ink


def _end(dark: Bools, edge: float, height: float) -> float | None:
    """Where the word ends: at an edge, or beyond, where ink goes on. height: of text, negative to the left; None where
    it does not end within GROWN of them."""
    for step in np.arange(0, GROWN, STEP):
        paper = _columns(dark, edge + step * height, edge + (step + GAP) * height)
        if not paper.size or paper.mean(0).max() <= SPECKS:
            return float(edge + step * height)
    return None


def _columns(dark: npt.NDArray[Any], a: float, b: float) -> npt.NDArray[Any]:
    """The columns between two places, one at least."""
    left, right = sorted((max(0, round(a)), max(0, round(b))))
    return dark[:, left : max(left + 1, right)]


def _meets_another(slots: Sequence[Slot], number: int, left: float, right: float) -> bool:
    """Does a word as long as this run into the place of another one of its line?"""
    x0, y0, x1, y1 = slots[number].box
    if left >= x0 and right <= x1:
        return False
    for other, slot in enumerate(slots):
        a0, b0, a1, b1 = slot.box
        on_line = min(b1, y1) - max(b0, y0) > SAME_LINE * min(b1 - b0, y1 - y0)
        if other != number and on_line and min(a1, right) > max(a0, left) and (a0 >= x1 or a1 <= x0):
            return True
    return False
