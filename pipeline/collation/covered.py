"""Words that something dark lies on, whatever its shape: bars that touch each other, or on a page dark in parts.

A bar is known by its shape where it stands alone. Here the words say it: where a copy reads nothing, and the paper in
the word's place is far darker, beside the paper of the words around, than on the copies on which it was read.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blanks import around_words, lightness
from pipeline.collation.blobs import Box, Mark, rounded, share_in
from pipeline.collation.copies import CELL, LaidCopy, Mask, Table
from pipeline.collation.slots import READABLE
from pipeline.imaging.words import facing

DARKER = 0.9  # natural logarithm of lightness: no shadow or thumb makes paper so dark beside paper in the same light
KNOWN = 0.5  # share of a word that a bar known already covers
RIM = CELL  # canvas pixels: the paper beside a bar lightens the cells at its ends
STEP = 2.0  # text heights by which the ends of two bars that lie on each other differ

Boxes = npt.NDArray[np.float64]


def bars_on_words(table: Table, where: Boxes, marks: Sequence[Mark]) -> tuple[list[Mark], list[Mask]]:
    """Redactions of words, beside the marks that are known; and for each copy where on the canvas something dark lies
    on words, a desk at the end of a sheet too. where: (slots, 4) places of words on the canvas."""
    found: list[Mark] = []
    hides = [np.zeros(copy.paper.shape, bool) for copy in table.copies]
    is_read = np.array([_read(copy, where) for copy in table.copies], bool).reshape(len(table.copies), len(where))
    paper = np.array([[lightness(copy, box) for box in where] for copy in table.copies]).reshape(is_read.shape)
    beside = np.array([around_words(*row, where) for row in zip(paper, is_read, strict=True)]).reshape(is_read.shape)
    for index, slot in np.argwhere(covered(paper - beside, is_read)).tolist():
        x0, y0, x1, y1 = box = rounded(where[slot])
        copy, bars = table.copies[index], [m.box for m in marks if m.copy == index and m.kind == "redaction"]
        row, column = (
            min((a + b) // 2 // CELL, n - 1) for a, b, n in zip((y0, x0), (y1, x1), copy.paper.shape, strict=True)
        )
        if any(share_in(box, bar) > KNOWN for bar in bars) or hides[index][row, column]:
            continue
        dark = copy.paper < beside[index, slot] - DARKER
        for witness in np.flatnonzero(is_read[:, slot]).tolist():  # a bar of the page's own is no redaction
            dark &= table.copies[witness].paper > beside[witness, slot] - DARKER / 2
        here = _around(dark, row, column)
        hides[index] |= here
        if not _reaches_the_end(here, copy):
            found += [Mark(index, "redaction", bar) for bar in _bars(here, STEP * table.text_height)]
    return found, [_on_canvas(cells, table) for cells in hides]


def covered(off: Boxes, is_read: Mask) -> Mask:
    """(copies, slots): does something dark lie on a word's place? off: (copies, slots), natural logarithm of how much
    lighter than the paper of the words around its own is; is_read: (copies, slots), where it was read."""
    on_read = np.where(is_read, off, np.nan)
    known = np.isfinite(on_read).any(0)
    usual = np.full(off.shape[1], np.nan)
    usual[known] = np.nanmedian(on_read[:, known], axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(~is_read & (off < usual - DARKER), bool)


def _read(copy: LaidCopy, where: Boxes) -> list[bool]:
    """For each place, was a word or a figure surely read there?"""
    sure = [w.confidence >= READABLE and any(c.isalnum() for c in w.text) for w in copy.words]
    return [any(sure[i] for i in on) for on in facing(where, copy.boxes).indices]


def _around(dark: Mask, row: int, column: int) -> Mask:
    """The dark cells that hang together with one; none where that is not dark."""
    if not dark[row, column]:
        return np.zeros_like(dark)
    labels = cv2.connectedComponents(dark.astype(np.uint8), connectivity=4)[1]
    return np.asarray(labels == labels[row, column])


def _reaches_the_end(cells: Mask, copy: LaidCopy) -> bool:
    """Do cells lie at the end of what a copy shows? Then they may be a desk."""
    ends = np.pad(np.isnan(copy.paper), 1, constant_values=True).astype(np.uint8)
    return bool((cv2.dilate(ends, np.ones((3, 3), np.uint8))[1:-1, 1:-1][cells] > 0).any())


def _bars(cells: Mask, step: float) -> list[Box]:
    """The upright bars that some cells make up, one above the other, in canvas pixels. step: by which ends differ."""
    bars: list[list[int]] = []
    for y in np.flatnonzero(cells.any(1)).tolist():
        across = np.flatnonzero(cells[y]).tolist()
        left, right = across[0] * CELL, (across[-1] + 1) * CELL
        if bars and max(abs(left - bars[-1][0]), abs(right - bars[-1][2])) < step:
            bars[-1] = [min(left, bars[-1][0]), bars[-1][1], max(right, bars[-1][2]), (y + 1) * CELL]
        else:
            bars.append([left, y * CELL, right, (y + 1) * CELL])
    return [(max(0, x0 - RIM), max(0, y0 - RIM), x1 + RIM, y1 + RIM) for x0, y0, x1, y1 in bars]


def _on_canvas(cells: Mask, table: Table) -> Mask:
    """What cells cover, and their rim."""
    height, width = table.copies[0].seen.shape
    grown = np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)
    full = cv2.resize(cells.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.dilate(full, grown) > 0) if cells.any() else np.zeros((height, width), bool)
