"""The shape of what is drawn: how its strokes run, turn and hang together, and how much of them lies on words.

A signature turns back and forth, a stamp has letters in a frame, a reader's pen rings, underlines or ticks, and the
remains of words laid askew lie on words and are in pieces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import binary_fill_holes, gaussian_filter1d

from pipeline.collation.blobs import FAINTEST, HALF
from pipeline.collation.copies import Mask
from pipeline.collation.shapes import runs_of
from pipeline.imaging.ink import Ink

SMOOTH, TURN = 0.15, 0.3  # text heights: along which the middle of a drawing is smoothed, and that it must turn back by
FEWEST = 5  # columns of a drawing that can turn


@dataclass(frozen=True)
class StrokeShape:
    """Traits of strokes at half scale. on_words: share of them on strokes that the copies without them have; words:
    share of the box that those take; off_words: squared text heights of ink clear of them; biggest: share of the
    biggest piece; pieces: natural logarithm of their number; across, down: mean number of strokes that a column and a
    row cross; columns, rows: share of these that have any; turns: times that their middle turns back from left to
    right; length: natural logarithm of their outline, text heights; colour: median chroma; enclosed: share of the
    box."""

    on_words: float
    words: float
    off_words: float
    biggest: float
    pieces: float
    across: float
    down: float
    columns: float
    rows: float
    turns: float
    length: float
    colour: float
    enclosed: float


def shape_of(own: Mask, usual: Ink, chroma: Ink, text_height: float) -> StrokeShape:
    """own, usual, chroma: arrays of one size at half scale, the drawing's pixels, the strokes that copies without it
    have there, and the colour; text_height: canvas pixels. Raises ValueError where nothing is drawn."""
    if not own.any():
        raise ValueError("Nothing is drawn there.")
    height = text_height * HALF
    n, _, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8), connectivity=8)
    print_ = (usual > FAINTEST).astype(np.uint8)
    on, near = (cv2.dilate(print_, np.ones((side, side), np.uint8)) > 0 for side in (3, 5))
    inner = cv2.erode(np.pad(own.astype(np.uint8), 1), np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    rim = own & ~inner
    across, down = runs_of(own), runs_of(own.T)
    return StrokeShape(
        on_words=float(on[own].mean()),
        words=float(on.mean()),
        off_words=float((own & ~near).sum()) / height**2,
        biggest=float(stats[1:, cv2.CC_STAT_AREA].max() / own.sum()),
        pieces=math.log(n - 1),
        across=float(across[across > 0].mean()),
        down=float(down[down > 0].mean()),
        columns=float((across > 0).mean()),
        rows=float((down > 0).mean()),
        turns=float(_turns(own, height)),
        length=math.log1p(float(rim.sum()) / (2 * height)),
        colour=float(np.median(chroma[own])),
        enclosed=float(binary_fill_holes(own).sum() - own.sum()) / own.size,
    )


def _turns(own: Mask, height: float) -> int:
    """How often the middle of a drawing turns back, up and down, from left to right. height: of the text, pixels."""
    inked = own[:, own.any(0)]
    middle = (inked * np.arange(len(own))[:, None]).sum(0) / inked.sum(0)
    if len(middle) < FEWEST:
        return 0
    smooth = gaussian_filter1d(middle, max(1.0, SMOOTH * height)).tolist()
    last, direction, turns = smooth[0], 0, 0
    for y in smooth:
        step = y - last
        if direction * step > 0:
            last = y
        elif abs(step) > TURN * height:
            last, direction, turns = y, int(np.sign(step)), turns + abs(direction)
    return turns
