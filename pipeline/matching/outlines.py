"""Where the pages of a frame lie in it, by the copies that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.matching.cutout import left_of
from pipeline.matching.parts import Part, Points, common, convex, inside
from pipeline.matching.patches import Box

LIKE_THE_BEST = 0.5  # copies with this share of the best one's matches help to draw the outline
INSIDE = 0.9  # of what both show that lies on it
SLIVER = 0.002  # share of the smaller one, from which two sheets lie on each other


def hull_of(group: Sequence[Part]) -> Points:
    """Corners around what the best copies of a page show of it."""
    best = max(part.n_matches for part in group)
    near = [part.corners for part in group if part.n_matches >= LIKE_THE_BEST * best]
    return convex(np.concatenate(near))


def outlines_of(groups: Sequence[Sequence[Part]], room: Box) -> list[Points]:
    """The outline of each page of a frame: its sheet, as far as a copy shows all of that, up to half-way to the next
    one, without what another may hide. What both show alone would leave out what was put on the sheet elsewhere."""
    hulls = [hull_of(group) for group in groups]
    sheets = [_sheet(group, hull) for group, hull in zip(groups, hulls, strict=True)]
    left, top, right, bottom = room
    found = []
    lie_on = {
        (i, j): both
        for i, j in permutations(range(len(groups)), 2)
        if (both := common(sheets[i].corners, sheets[j].corners, SLIVER)) is not None
    }
    for i, (hull, sheet) in enumerate(zip(hulls, sheets, strict=True)):
        x0, y0, x1, y1 = left, top, right, bottom
        for j, other in enumerate(hulls):
            lies_on = (i, j) in lie_on and sheet.n_cut != sheets[j].n_cut
            if j != i and not lies_on and common(hull, other) is None:
                x0, y0, x1, y1 = _up_to(other, hull, (x0, y0, x1, y1))
        shown = cv2.intersectConvexConvex(sheet.corners, corners_of((x0, y0, x1, y1)))[1]
        found.append(convex(hull if shown is None else np.concatenate([shown.reshape(-1, 2), hull])))
    hidden: dict[int, list[Points]] = defaultdict(list)
    for (i, j), both in lie_on.items():
        more_cut = sheets[i].n_cut - sheets[j].n_cut  # of a sheet that lies on another all sides can be seen
        if more_cut > 0 or (more_cut == 0 and details_in(groups[i], both) <= details_in(groups[j], both)):
            hidden[i].append(both)
    return [
        next(iter(left_of(outline, hidden[i])), outline) if i in hidden else outline for i, outline in enumerate(found)
    ]


def details_in(group: Sequence[Part], place: Points) -> float:
    """Share of a place in a frame that has details of a page; none of one too thin to be asked."""
    asked = inside(place)
    if not group or not len(asked):
        return 0.0
    return float(np.any([part.shown.has(asked) for part in group], axis=0).mean())


class Sheet(NamedTuple):
    """Where the sheet of a page lies: (n, 2) corners, and how many of its sides the frame does not show."""

    corners: Points
    n_cut: int


def _sheet(group: Sequence[Part], hull: Points) -> Sheet:
    """As the copy has it that shows all of what is known and of which most is shown, the smallest of those: beyond the
    page in a picture of several lie others."""
    area = float(cv2.contourArea(hull))
    around = [
        Sheet(part.whole, part.n_cut)
        for part in group
        if part.whole is not None and float(cv2.intersectConvexConvex(part.whole, hull)[0]) >= INSIDE * area
    ]
    return min(
        around,
        key=lambda sheet: (sheet.n_cut, float(cv2.contourArea(sheet.corners)), sheet.corners.tolist()),
        default=Sheet(hull, 0),
    )


def _up_to(other: Points, hull: Points, room: Box) -> Box:
    """The room of a page, up to half-way to another one."""
    (a0, b0, a1, b1), (c0, d0, c1, d1), (x0, y0, x1, y1) = box_of(hull), box_of(other), room
    gaps = {"right": c0 - a1, "left": a0 - c1, "below": d0 - b1, "above": b0 - d1}
    widest = max(gaps, key=lambda side: gaps[side])
    if widest == "right":
        return x0, y0, min(x1, (a1 + c0) // 2), y1
    if widest == "left":
        return max(x0, (a0 + c1) // 2), y0, x1, y1
    if widest == "below":
        return x0, y0, x1, min(y1, (b1 + d0) // 2)
    return x0, max(y0, (b0 + d1) // 2), x1, y1


def corners_of(box: Box) -> Points:
    """(4, 2) corners of a box x0, y0, x1, y1."""
    x0, y0, x1, y1 = box
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)


def box_of(outline: Points) -> Box:
    """The upright box x0, y0, x1, y1 around (n, 2) corners."""
    x, y, width, height = cv2.boundingRect(outline)
    return x, y, x + width, y + height
