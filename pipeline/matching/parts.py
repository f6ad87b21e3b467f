"""Parts of a frame that other pages show, and whether two of them are about the same part."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.records import PageKey, PageMatch

# Share of the smaller part from which two parts overlap: then they are parts of one page. Of nine frames taken apart
# the parts of different pages had at most .005 in common, two halves of a sheet that overlap by a line .13.
APART = 0.05

Points = npt.NDArray[np.float32]


def part_shown(match: PageMatch, key: PageKey) -> Points | None:
    """(n, 2) convex corners of what both pages of a match show, in the frame of one of them; None where unknown."""
    is_a = key == PageKey(match.file_a, match.page_a)
    corners = match.part_of_a if is_a else match.part_of_b
    if corners is None:
        return None
    return convex(corners)


def convex(corners: Sequence[Sequence[float]] | Points) -> Points:
    """(n, 2) corners of the convex hull."""
    return np.asarray(cv2.convexHull(np.array(corners, np.float32)).reshape(-1, 2), np.float32)


def overlap(one: Points, other: Points) -> bool:
    """Do two parts of a frame have more in common than their rims?"""
    area, _ = cv2.intersectConvexConvex(one, other)
    smaller = min(float(cv2.contourArea(one)), float(cv2.contourArea(other)))
    return float(area) / max(1.0, smaller) > APART
