"""Marks, and the blobs of extra ink that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import Mask
from pipeline.imaging.ink import Ink

HALF = 0.5  # strokes and solid boxes are looked for on a canvas of half the size
COLOURED = 0.3  # chroma of pen, highlighter, ink pads
STROKE = 0.22  # ink beyond the common ink that counts as a stroke

MOST = 0.5  # of a box that lies in another
EVEN = 1e-3  # standard deviation of a layer that has nothing on it
FAINTEST = 0.1  # ink under which nothing is a stroke
THICKEST, DARKEST = 90, 90  # percentiles of a drawing's own strokes
# Pixels of half scale at the end of what is shown, and share of a blob in them from which it lies along that end:
# signatures that run out to there have .16 to .21, what is left of a desk .29 and more
RIM, ALONG = 4, 0.25
SCHARR = 32.0  # what Scharr's filter makes of a slope of 1 a pixel

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Pen:
    """How the strokes of something drawn look. thickness: of the thickest tenth, in text heights; darkness: of the
    darkest tenth, 1 is that of the copy's own letters; scatter: standard deviation of their ink; density: share of
    their box."""

    thickness: float
    darkness: float
    scatter: float
    density: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on one copy: redaction, annotation, overlay or graphic, its box on the canvas, how sure (log10); pen: of
    something drawn, with its strokes in the box, half scale, and the other copies that lack it; pieces: what it is
    instead where it is no drawing."""

    copy: int
    kind: str
    box: Box
    strength: float = 1.0
    pen: Pen | None = None
    strokes: Mask | None = field(default=None, compare=False)
    lacking: tuple[int, ...] = ()
    pieces: tuple[Mark, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Blob:
    """A part of an extra layer, connected or held together by letters, in canvas pixels. fill: share of its box that is
    extra; mask: itself."""

    box: Box
    fill: float
    mask: Mask

    @property
    def width(self) -> int:
        """Canvas pixels."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        """Canvas pixels."""
        return self.box[3] - self.box[1]


def small(image: npt.NDArray[np.float32], scale: float) -> Ink:
    """A layer scaled down, averaged."""
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)


def blobs_of(mask: npt.NDArray[np.uint8]) -> list[Blob]:
    """Connected parts of a mask at half scale, boxes in canvas pixels."""
    n, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for label in range(1, n):
        x, y, w, h, area = stats[label].tolist()
        if w * h < 16:
            continue
        box = (round(x / HALF), round(y / HALF), round((x + w) / HALF), round((y + h) / HALF))
        found.append(Blob(box, area / (w * h), labels[y : y + h, x : x + w] == label))
    return found


def part_of(blob: Blob) -> tuple[slice, slice]:
    """The blob's box on the half canvas."""
    x0, y0 = round(blob.box[0] * HALF), round(blob.box[1] * HALF)
    return slice(y0, y0 + blob.mask.shape[0]), slice(x0, x0 + blob.mask.shape[1])


def at_edge(blob: Blob, seen: Mask) -> bool:
    """Does it touch the end of what the copy shows? Then it is a border, a desk, a shadow."""
    y, x = part_of(blob)
    around = (slice(max(0, y.start - 4), y.stop + 4), slice(max(0, x.start - 4), x.stop + 4))
    at_canvas = y.start < 2 or x.start < 2 or y.stop > seen.shape[0] - 2 or x.stop > seen.shape[1] - 2
    return bool(at_canvas or seen[around].mean() < 0.999)


def along_edge(blob: Blob, seen: Mask) -> bool:
    """Does much of it lie along the end of what the copy shows? A signature may run out to there."""
    y, x = part_of(blob)
    shown = np.pad(seen, RIM)[y.start : y.stop + 2 * RIM, x.start : x.stop + 2 * RIM]
    inside = cv2.erode(shown.astype(np.uint8), np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))[RIM:-RIM, RIM:-RIM] > 0
    return float(inside[blob.mask].mean()) < 1 - ALONG


def clip(box: Sequence[float], both: Mask) -> Box:
    height, width = both.shape

    def limit(value: float, top: float) -> int:
        return int(np.clip(round(value), 0, round(top / HALF)))

    return limit(box[0], width), limit(box[1], height), limit(box[2], width), limit(box[3], height)


def rounded(box: Sequence[float] | npt.NDArray[np.float64]) -> Box:
    """A box in whole pixels, none of them before the canvas."""
    x0, y0, x1, y1 = (max(0, round(float(v))) for v in box)
    return x0, y0, x1, y1


def share_in(box: Box, other: Box) -> float:
    """Share of a box that lies in another."""
    width, height = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return max(width, 0) * max(height, 0) / max((box[2] - box[0]) * (box[3] - box[1]), 1)


def touches(box: Box, other: Box) -> bool:
    """Does most of one box lie in the other?"""
    return max(share_in(box, other), share_in(other, box)) > MOST


def edge_of(strokes: Ink, seen: Mask) -> float:
    """How much edge a copy's strokes have, for each pixel that it shows."""
    return float(np.abs(np.diff(strokes, axis=1)).sum()) / max(int(seen.sum()), 1)


def correlation(a: Ink, b: Ink) -> float:
    """Of two layers of one size, -1 to 1; 0 where one of them is even."""
    if min(a.std(), b.std()) < EVEN:
        return 0.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def darkness_of(strokes: Ink, seen: Mask) -> float:
    """How dark a copy's own strokes are."""
    ink = strokes[seen & (strokes > FAINTEST)]
    return float(np.percentile(ink, 90)) if ink.size else 0.0


def pen_of(strokes: Ink, own: Mask, own_strength: float, height: float) -> Pen:
    """How strokes look: of a piece of a copy at half scale, with the strokes' own pixels. own_strength: how dark the
    copy's letters are."""
    ink = strokes[own]
    half_width = cv2.distanceTransform(own.astype(np.uint8), cv2.DIST_L2, 3)[own]
    return Pen(
        thickness=2 * float(np.percentile(half_width, THICKEST)) / (height * HALF),
        darkness=float(np.percentile(ink, DARKEST)) / max(own_strength, FAINTEST),
        scatter=float(ink.std()),
        density=float(own.mean()),
    )


def fill_aslant(blob: Blob) -> float:
    """Share of the smallest rectangle around it, upright or aslant, that is the blob: a bar on a tilted photograph
    fills it, its upright box it does not."""
    points = np.argwhere(blob.mask).astype(np.float32)
    width, height = cv2.minAreaRect(points)[1]
    return float(min(1.0, len(points) / max((width + 1) * (height + 1), 1.0)))


def common(layers: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], widen: int) -> Ink:
    """The lower median of a layer over other copies, strokes widened by some pixels; 1 where none shows the place."""
    stack = [np.where(seen[i], cv2.dilate(layers[i], np.ones((widen, widen), np.uint8)), np.float32(2)) for i in others]
    for last in range(len(stack) - 1, 0, -1):  # a few layers are sorted faster whole against whole than pixel by pixel
        for i in range(last):
            stack[i], stack[i + 1] = np.minimum(stack[i], stack[i + 1]), np.maximum(stack[i], stack[i + 1])
    n = np.sum([seen[i] for i in others], axis=0)
    middle = np.take_along_axis(np.stack(stack), np.maximum((n - 1) // 2, 0)[None], 0)[0]
    return np.asarray(np.minimum(middle, 1), np.float32)
