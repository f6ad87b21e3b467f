"""What is left of a frame beside the pages that were found in it: where another page has room.

The picture of a post of which nobody has a copy yet must not be lost with the interface around it. Nothing tells one
from the other but its size: what is left has room for a page as large as half of those found, or it is interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from pipeline.matching.patches import Box

ROOM = 0.5  # of the smaller side of a page found, and of its larger one, from which a rest has room for another


def free_boxes(taken: Sequence[Box], frame: Box) -> list[Box]:
    """The largest boxes (x0, y0, x1, y1) of the frame that have nothing in common with the taken ones nor with each
    other, the largest first, while one has room for a page. taken: one or more."""
    smallest = min(taken, key=_area)
    least = sorted(ROOM * side for side in (smallest[2] - smallest[0], smallest[3] - smallest[1]))
    found: list[Box] = []
    while (largest := _largest([*taken, *found], frame, least)) is not None:
        found.append(largest)
    return found


def _largest(taken: Sequence[Box], frame: Box, least: Sequence[float]) -> Box | None:
    """The largest free box whose sides are at least so long. One that cannot grow ends at sides of the others."""
    x0, y0, x1, y1 = frame
    xs = sorted({x0, x1, *(min(max(x, x0), x1) for box in taken for x in box[::2])})
    ys = sorted({y0, y1, *(min(max(y, y0), y1) for box in taken for y in box[1::2])})
    full = np.array(taken)
    best: Box | None = None
    for left, right in combinations(xs, 2):
        beside = full[(full[:, 0] < right) & (full[:, 2] > left)]  # what a box of this width could meet
        for top, bottom in combinations(ys, 2):
            box, sides = (left, top, right, bottom), sorted((right - left, bottom - top))
            if sides[0] < least[0] or sides[1] < least[1] or (best is not None and _area(box) <= _area(best)):
                continue
            if not ((beside[:, 1] < bottom) & (beside[:, 3] > top)).any():
                best = box
    return best


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
