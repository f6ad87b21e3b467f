"""Parts of a frame that other pages show, and whether two of them are about the same part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.records import PageKey, PageMatch

# Share of the smaller part from which two parts overlap: then they are parts of one page. Of nine frames taken apart
# the parts of different pages had at most .005 in common, two halves of a sheet that overlap by a line .13.
APART = 0.05
GRID = 32  # rows, and columns, of the box around a part
BOTH = 0.45  # of what lies in two parts and has details of either, from which it has those of both: a sheet that lies
# on another hides what that has there
FEWEST = 12  # places with details where two parts overlap, under which that tells nothing
SAMPLES = 24  # rows, and columns, of places that are asked where two parts overlap

Points = npt.NDArray[np.float32]
Cells = npt.NDArray[np.bool_]


class Shown(NamedTuple):
    """A part of a frame: (n, 2) convex corners, and the cells of the box around it that have details of it, (GRID,
    GRID), None where unknown."""

    corners: Points
    cells: Cells | None = None

    def has(self, points: Points) -> Cells:
        """(n,) which of (n, 2) places have details of it there or in the next cell."""
        cells = np.ones((GRID, GRID), bool) if self.cells is None else self.cells
        wide = cv2.dilate(np.pad(cells, 2).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        x, y = (_cell_of(points, self.corners).clip(-2, GRID + 1) + 2).T
        return np.asarray(wide[y, x])


class Part(NamedTuple):
    """A part of a frame that some other page shows: matches with it; whole: (n, 2) convex corners of where all of that
    page lies, None where unknown; n_cut: of its sides that the frame does not show; other: that page."""

    n_matches: int
    shown: Shown
    whole: Points | None
    n_cut: int
    other: PageKey

    @property
    def corners(self) -> Points:
        """(n, 2) convex corners in the frame."""
        return self.shown.corners


def part_shown(match: PageMatch, key: PageKey) -> Shown | None:
    """What both pages of a match show, in the frame of one of them; None where unknown."""
    is_a = key == PageKey(match.file_a, match.page_a)
    corners, cells = (match.part_of_a, match.cells_of_a) if is_a else (match.part_of_b, match.cells_of_b)
    if corners is None:
        return None
    filled = None
    if cells is not None:
        filled = np.unpackbits(np.frombuffer(bytes.fromhex(cells), np.uint8)).reshape(GRID, GRID) > 0
    return Shown(convex(corners), filled)


def cells_of(points: npt.NDArray[np.float64], corners: Sequence[Sequence[float]]) -> str:
    """Hexadecimal: the cells of the box around corners that have some of (n, 2) points, row by row, a bit each."""
    filled = np.zeros((GRID, GRID), bool)
    x, y = _cell_of(points.astype(np.float32), np.array(corners, np.float32)).clip(0, GRID - 1).T
    filled[y, x] = True
    return np.packbits(filled).tobytes().hex()


def _cell_of(points: Points, corners: Points) -> npt.NDArray[np.int_]:
    """(n, 2) column and row in the box around corners, and beyond it."""
    low, high = corners.min(0), corners.max(0)
    return np.asarray(np.floor(GRID * (points - low) / np.maximum(high - low, 1)).astype(int))


def convex(corners: Sequence[Sequence[float]] | Points) -> Points:
    """(n, 2) corners of the convex hull."""
    return np.asarray(cv2.convexHull(np.array(corners, np.float32)).reshape(-1, 2), np.float32)


def common(one: Points, other: Points, rims: float = APART) -> Points | None:
    """(n, 2) corners of what two convex parts of a frame have in common; None where that is no more than their rims,
    which may be a share of the smaller one."""
    area, corners = cv2.intersectConvexConvex(one, other)
    smaller = min(float(cv2.contourArea(one)), float(cv2.contourArea(other)))
    if corners is None or float(area) <= rims * max(1.0, smaller):
        return None
    return np.asarray(corners.reshape(-1, 2), np.float32)


def overlap(one: Shown, other: Shown) -> bool:
    """Are two parts of a frame about one page? They have more in common than their rims, and both details there."""
    both = common(one.corners, other.corners)
    if both is None:
        return False
    here, there = (part.has(inside(both)) for part in (one, other))
    either = int((here | there).sum())
    return either < FEWEST or int((here & there).sum()) > BOTH * either


def inside(corners: Points) -> Points:
    """(n, 2) places all over a polygon; of one that is thinner than they are apart there may be none."""
    low, high = corners.min(0), corners.max(0)
    steps = (np.arange(SAMPLES, dtype=np.float32) + 0.5) / SAMPLES
    places = np.stack(np.meshgrid(*(low[i] + steps * (high[i] - low[i]) for i in (0, 1))), -1).reshape(-1, 2)
    within = [cv2.pointPolygonTest(corners, (float(x), float(y)), False) >= 0 for x, y in places]
    return places[within]
