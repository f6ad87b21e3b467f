"""Marks laid over a page: redactions, pen and highlighter, watermarks and logos. They hide, they do not change.

What one copy shows beyond the ink that the copies have in common is grouped into blobs and named. Text under a mark
is not examined in that copy, and says so by `shows` being false there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.collation.copies import LaidCopy, Mask, Table
from pipeline.imaging.ink import Ink

EXTRA = 0.22  # ink beyond the common ink that counts; paper texture and JPEG stay below
SOLID = 0.82  # share of a blob's box that is dark in a redaction
COLOURED = 0.35  # chroma of pen and highlighter
MIN_SIDE = 1.2  # text heights: smaller blobs are letters or dirt
MIN_AREA = 2.0  # square text heights of extra ink's box


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on one copy: kind redaction, annotation or overlay, and its box on the canvas."""

    copy: int
    kind: str
    box: tuple[int, int, int, int]


def common_ink(copies: Sequence[LaidCopy]) -> Ink:
    """Ink that the copies share: the lower median over those that show a pixel, strokes widened by a pixel or two."""
    wide = [cv2.dilate(c.ink, np.ones((5, 5), np.uint8)) for c in copies]
    stack = np.stack([np.where(c.seen, w, np.float32(2)) for c, w in zip(copies, wide, strict=True)])
    stack.sort(axis=0)
    n_seen = np.sum([c.seen for c in copies], axis=0)
    index = np.maximum((n_seen - 1) // 2, 0)
    return np.asarray(np.minimum(np.take_along_axis(stack, index[None], 0)[0], 1), np.float32)


def find_marks(table: Table) -> list[Mark]:
    """Marks on all copies of a table with at least two copies."""
    if len(table.copies) < 2:
        return []
    shared = common_ink(table.copies)
    n_seen = np.sum([c.seen for c in table.copies], axis=0)
    marks = []
    for index, copy in enumerate(table.copies):
        extra = np.clip(copy.ink - shared, 0, 1) * copy.seen * (n_seen > 1)
        colour = (copy.chroma > COLOURED) & (n_seen > 1)
        marks += _blobs(index, extra, colour, copy.ink, table.text_height, copy.seen)
    return marks


def _blobs(index: int, extra: Ink, colour: Mask, ink: Ink, text_height: float, seen: Mask) -> list[Mark]:
    dark = (extra > EXTRA).astype(np.uint8)
    reach = max(3, round(text_height * 0.7)) | 1
    joined = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach)))
    n, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, w, h, _area in stats[1:n].tolist():
        if min(w, h) < 3 or max(w, h) < MIN_SIDE * text_height or w * h < MIN_AREA * text_height**2:
            continue
        if w > 0.9 * seen.shape[1] and h > 0.9 * seen.shape[0]:
            continue  # light or paper, not a mark
        box = (x, y, x + w, y + h)
        part = (slice(y, y + h), slice(x, x + w))
        filled = float((ink[part] > 0.6).mean())
        touched = dark[part] > 0
        if touched.sum() < 0.02 * w * h:
            continue
        if filled >= SOLID and h >= 0.6 * text_height and w >= 1.5 * text_height:
            found.append(Mark(index, "redaction", box))
        elif float(colour[part][touched].mean()) > 0.5:
            found.append(Mark(index, "annotation", box))
        elif w * h >= (6 * text_height) ** 2 or (w >= 5 * text_height and h >= 1.6 * text_height):
            found.append(Mark(index, "overlay", box))
    return found
