"""Numbers of the pages of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import cv2
import numpy as np

from pipeline.imaging.cache import Outline
from pipeline.matching.parts import Points, convex
from pipeline.records import Frame

SAME_PAGE = 0.5  # share of the larger outline that lies in the other too, from which a page was drawn anew


def page_numbers(known: Sequence[Frame], outlines: Sequence[Outline]) -> list[int]:
    """The number of each page of a frame that is drawn anew: one that was known keeps its own, so that its cluster and
    what was decided about it stay with it, and a new one takes none of theirs. known: the pages as they were."""
    if any(page.outline is None for page in known):
        return list(range(1, 1 + len(outlines)))  # nothing was known of the pages
    alike = {
        (i, page.page_no): share
        for i, outline in enumerate(outlines)
        for page in known
        if (share := _share(np.array(outline, np.float32), np.array(page.outline, np.float32))) >= SAME_PAGE
    }
    numbers: dict[int, int] = {}
    for i, number in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        if i not in numbers and number not in numbers.values():
            numbers[i] = number
    unused = count(1 + max(page.page_no for page in known))
    return [numbers[i] if i in numbers else next(unused) for i in range(len(outlines))]


def _share(one: Points, other: Points) -> float:
    hulls = convex(one), convex(other)
    common, _ = cv2.intersectConvexConvex(*hulls)
    return float(common / max(1.0, *(float(cv2.contourArea(hull)) for hull in hulls)))
