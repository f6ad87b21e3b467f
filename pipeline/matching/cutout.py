"""What is left of a sheet, or of a picture, without what lies on it or was taken out of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.matching.parts import Points

ON_CANVAS, RIM = 800, 4  # pixels of the long side on which it is cut, and of the rims of what is cut out
SMOOTH = 2  # pixels of that canvas that its corners may be off


def left_of(outline: Points, cut_out: Sequence[Points]) -> list[Points]:
    """The parts of an outline that are left without others, the largest first: (n, 2) corners of each. One with a hole
    is a ring: its border goes to the hole and back."""
    (x0, y0), (width, height) = outline.min(0), np.ptp(outline, axis=0) + 1
    scale = min(1.0, ON_CANVAS / max(width, height))
    left = np.zeros((round(height * scale), round(width * scale)), np.uint8)

    def on_canvas(corners: Points) -> npt.NDArray[np.int32]:
        return np.asarray(((corners - (x0, y0)) * scale).round(), np.int32)

    cv2.fillPoly(left, [on_canvas(outline)], 1)
    for place in cut_out:
        cv2.fillPoly(left, [on_canvas(place)], 0)
        cv2.polylines(left, [on_canvas(place)], True, 0, 2 * RIM)
    found, hierarchy = cv2.findContours(left, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    borders = [cv2.approxPolyDP(border, SMOOTH, True).reshape(-1, 2) for border in found]
    lies_in = [] if hierarchy is None else hierarchy[0][:, 3].tolist()
    rings = []
    for i in sorted((i for i, outer in enumerate(lies_in) if outer < 0), key=lambda i: -cv2.contourArea(found[i])):
        ring = borders[i]
        for hole in (border for border, outer in zip(borders, lies_in, strict=True) if outer == i):
            ring = _with_hole(ring, hole)
        if len(ring) > 2:
            rings.append(np.asarray(ring / scale + (x0, y0), np.float32))
    return rings


def _with_hole(ring: npt.NDArray[np.int32], hole: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Corners that go around a ring, from its corner next to a hole around that, and on."""
    away = np.linalg.norm(ring[:, None] - hole[None], axis=2)
    i, j = np.unravel_index(int(away.argmin()), away.shape)
    return np.concatenate([ring[: i + 1], hole[j:], hole[: j + 1], ring[i:]])
