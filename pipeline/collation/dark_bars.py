"""Redactions of a page that is dark itself: black on navy they are no ink, but darker than the paper around them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.collation.blobs import Blob, Box, Mark, fill_aslant
from pipeline.collation.copies import CELL, LaidCopy, Mask, Table
from pipeline.imaging.ink import Ink

AROUND = 51  # cells: the paper around a bar, which is less than half as high
DARK_SHARE = 0.25  # of what a copy shows: a page with pictures and tables, too
PER_LEVEL = 40.0  # steps of a logarithm, for the median
DARK_PAGE = math.log(96)  # lightness behind its text: ink is looked for on a darker page as light on dark, too
DARKER = 0.15  # natural logarithm of lightness, of a bar on a faded copy
LOWEST, NARROWEST = 0.6, 1.1  # text heights of a bar
TALLEST = 8.0  # the same: more would be taken for the page
READ, LETTERS = 50.0, 3  # confidence of a word that shows that nothing covers it, and its letters and figures
FILLED = 0.55  # share of the smallest rectangle around it, upright or aslant: its ends lie within cells, and the blur
# of letters hangs on to it


def bars_on_dark(index: int, table: Table) -> list[Mark]:
    """Bars of one copy whose page is dark: cells of paper far darker than the page and than another copy has there, in
    the shape of a bar, over words of the other. Boxes in canvas pixels."""
    copy = table.copies[index]
    known, dark = np.isfinite(copy.paper), _dark(copy)
    if dark is None:
        return []
    level = _level(copy, dark)
    darker = known & (level < -DARKER)
    n, labels, stats, _ = cv2.connectedComponentsWithStats(darker.astype(np.uint8), connectivity=4)
    found = []
    for label in range(1, n):
        x, y, width, height, area = (int(v) for v in stats[label])
        lines = CELL * height / table.text_height
        is_bar = LOWEST <= lines <= TALLEST and CELL * width >= NARROWEST * table.text_height
        if not is_bar or _is_at_the_end(known, x, y, width, height):
            continue
        box = (x * CELL, y * CELL, (x + width) * CELL, (y + height) * CELL)
        here = labels == label
        filled = fill_aslant(Blob(box, area / (width * height), here[y : y + height, x : x + width]))
        others = (other for i, other in enumerate(table.copies) if i != index)
        if filled >= FILLED and not _words_in(copy, box) and any(_lies_open(other, box, here) for other in others):
            found.append(Mark(index, "redaction", box))
    return found


def is_dark_page(copy: LaidCopy) -> bool:
    """Is most of its paper dark? Its ink is what is light then, and a light table on it no bar."""
    known = np.isfinite(copy.paper)
    return bool(known.any() and np.median(copy.paper[known]) < DARK_PAGE)


def _dark(copy: LaidCopy) -> Mask | None:
    """The cells of a page's own dark paper; None where the page is not dark."""
    known = np.isfinite(copy.paper)
    dark = np.asarray(known & (copy.paper < DARK_PAGE))
    return dark if dark.sum() > DARK_SHARE * known.sum() else None


def _level(copy: LaidCopy, cells: Mask) -> Ink:
    """How much lighter than the paper around each of some cells is, natural logarithm; 0 for the others, on which
    something stands."""
    paper = np.where(cells, copy.paper, np.median(copy.paper[cells]))
    around = cv2.medianBlur(np.clip(paper * PER_LEVEL, 0, 255).astype(np.uint8), AROUND) / PER_LEVEL
    return np.asarray(np.where(cells, copy.paper - around, 0), np.float32)


def _is_at_the_end(known: Mask, x: int, y: int, width: int, height: int) -> bool:
    """Does it reach the end of what the copy shows? Then it may be a desk. A bar may begin or end at the margin."""
    rows, columns = known.shape
    around = known[max(y - 1, 0) : y + height + 1, max(x - 1, 0) : x + width + 1]
    if x == 0 or y == 0 or x + width == columns or y + height == rows:
        return True
    at_margins = [bool(around[1:-1, side].all()) for side in (0, -1)]
    return not (around[:, 1:-1].all() and any(at_margins))


def _words_in(copy: LaidCopy, box: Box) -> bool:
    """Was something surely read there?"""
    middles = (copy.boxes[:, :2] + copy.boxes[:, 2:]) / 2
    inside = np.flatnonzero(((middles > box[:2]) & (middles < box[2:])).all(1)).tolist()
    said = (copy.words[i] for i in inside)
    return any(word.confidence >= READ and sum(c.isalnum() for c in word.text) >= LETTERS for word in said)


def _lies_open(other: LaidCopy, box: Box, here: Mask) -> bool:
    """Has another copy words in a box, on paper no darker than around? A banner of the page's is dark on all, however
    bright a copy."""
    known = np.isfinite(other.paper)
    if not (here & known).any() or not _words_in(other, box):
        return False
    dark = _dark(other)  # of a copy that is not, as a brighter scan, all of its paper
    return bool(np.median(_level(other, known if dark is None else dark)[here & known]) > -DARKER / 2)
