"""Local traces: does the ink of a word stand out from that of the words around it on the same copy?

What was typed anew or copied from elsewhere was not printed, photographed and compressed together with the rest of its
page: its edges are steeper or softer, its ink darker or paler, its strokes heavier or lighter, or the paper between
them has another grain. A word may stand out where nothing was changed, as a heading does: so copies that carry another
reading at the same place are what it is held against, by the assessment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import FAINTEST, SCHARR
from pipeline.collation.copies import LaidCopy, Table
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import nearest

# What a word is that has more of a trait than its page, and one that has less.
TRAITS = (("sharper", "softer"), ("darker", "paler"), ("heavier", "lighter"), ("grainier", "smoother"))
MARGIN = 2  # canvas pixels around a word
SMALLEST = 6  # canvas pixels: a smaller word tells nothing
STROKE, FAINT = 0.4, 0.15  # of a word's darkest ink: what is a stroke, and what is paper
STEEPEST, DARKEST = 90, 96  # percentiles
GRAIN_REACH = 2.0  # canvas pixels: what is finer is grain
ENOUGH_PAPER = 40  # pixels between the letters
AROUND, ENOUGH = 20, 15  # words around that it is held against; words of a copy, under which nothing stands out
MOST = 6.0  # spreads; more is not surer
LEAST_SPREAD = 0.03  # natural logarithm: on a clean page all words are alike, and a hundredth would stand out
TINY = 1e-4

Float = npt.NDArray[np.float64]


class Trace(NamedTuple):
    """By how many spreads of its copy's words the ink of a place stands out, and as what."""

    spreads: float
    word: str


def find_traces(table: Table, boxes: Float) -> Float:
    """(copies, n, traits): by how many spreads each word of each copy departs from the words around it, nan where this
    cannot be told. boxes: (n, 4) on the canvas."""
    return np.array([standing_out(word_traits(copy, boxes), boxes) for copy in table.copies]).reshape(
        len(table.copies), len(boxes), len(TRAITS)
    )


def strongest(traces: Float) -> Trace | None:
    """What stands out most at a place of some words, None where nothing is known. traces: (words, traits) of a copy."""
    known = np.isfinite(traces).any(0)
    if not known.any():
        return None
    middle = np.nanmean(traces[:, known], axis=0)
    most = int(np.abs(middle).argmax())
    more, less = TRAITS[int(np.flatnonzero(known)[most])]
    return Trace(min(float(abs(middle[most])), MOST), more if middle[most] > 0 else less)


def standing_out(traits: Float, boxes: Float) -> Float:
    """(n, traits): each less the median of the words around, in robust standard deviations of such differences. traits,
    boxes: (n, traits), (n, 4)."""
    out = np.full(traits.shape, np.nan)
    for column, values in enumerate(traits.T):
        known = np.flatnonzero(np.isfinite(values))
        if len(known) < ENOUGH:
            continue
        near = nearest(boxes[known], min(AROUND, len(known) - 1))
        apart = values[known] - np.median(values[known][near], axis=1)
        spread = 1.4826 * float(np.median(np.abs(apart - np.median(apart))))
        out[known, column] = apart / max(spread, LEAST_SPREAD)
    return out


def word_traits(copy: LaidCopy, boxes: Float) -> Float:
    """(n, traits) of the words in (n, 4) boxes, natural logarithms, in the order of TRAITS: steepness of the edges for
    their darkness; ink; width of the strokes; grain of the paper between them. nan where there is no ink."""
    slope = np.hypot(cv2.Scharr(copy.strokes, cv2.CV_32F, 1, 0), cv2.Scharr(copy.strokes, cv2.CV_32F, 0, 1)) / SCHARR
    grain = copy.ink - cv2.GaussianBlur(copy.ink, (0, 0), GRAIN_REACH)
    return np.array([_traits(copy, np.asarray(slope, np.float32), grain, box) for box in boxes]).reshape(
        -1, len(TRAITS)
    )


def _traits(copy: LaidCopy, slope: Ink, grain: Ink, box: Float) -> Sequence[float]:
    nothing = (np.nan,) * len(TRAITS)
    height, width = copy.strokes.shape
    x0, y0, x1, y1 = (round(float(v)) for v in box)
    rows = slice(max(0, y0 - MARGIN), min(height, y1 + MARGIN))
    left, right = max(0, x0 - MARGIN), min(width, x1 + MARGIN)
    # a shorter word than the one that the place was taken from leaves paper beside it, which is none of its traits
    inked = np.flatnonzero((copy.strokes[rows, left:right] > FAINTEST).any(0))
    if not inked.size:
        return nothing
    part = rows, slice(max(left, left + int(inked[0]) - MARGIN), min(right, left + int(inked[-1]) + 1 + MARGIN))
    ink = copy.strokes[part]
    if min(ink.shape) < SMALLEST or not copy.seen[part].all():
        return nothing
    top = float(np.percentile(ink, DARKEST))
    if top < FAINTEST:
        return nothing
    own = (ink > STROKE * top).astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    rim, inner = cv2.dilate(own, kernel) > 0, cv2.erode(own, kernel)
    paper = cv2.dilate((ink > FAINT * top).astype(np.uint8), kernel) == 0
    edge = max(int(own.sum()) - int(inner.sum()), 1)
    return (
        float(np.log(np.percentile(slope[part][rim], STEEPEST) / top + TINY)),
        float(np.log(top)),
        float(np.log(own.sum() / edge)),
        float(np.log(grain[part][paper].std() + TINY)) if paper.sum() > ENOUGH_PAPER else np.nan,
    )
