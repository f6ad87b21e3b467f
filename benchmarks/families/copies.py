"""A copy of a page: its pixels, and the map from the page to them, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks.families.drawing import Drawn, Word
from sample_docs.kit import Box

Points = np.ndarray  # (n, 2): x, y
PointMap = Callable[[Points], Points]
LEGIBLE_HEIGHT = 11.0  # line height in pixels below which a word loses legibility in proportion
LEGIBLE_CONTRAST = 60.0  # grey levels between ink and paper below which it does


@dataclass(frozen=True)
class Step:
    """One thing done to a picture: where its points went, and the size (width, height) of the picture after it."""

    to: PointMap
    size: tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A benign mark, polygon in pixels of this copy. kind: redaction, pen, highlight, watermark, logo."""

    mark_id: str
    kind: str
    polygon: Points
    text: str = ""


@dataclass(frozen=True)
class Edit:
    """One doctored place, polygons in page coordinates: `place` where it stands in the copies that carry it, `before`
    where the same place is in the others; moved: the part of the page that shifted, in the carriers."""

    edit_id: str
    group_id: str
    kind: str
    method: str
    old: str
    new: str
    place: Points
    before: Points
    moved: Points | None = None


@dataclass(frozen=True)
class Copy:
    """RGB pixels; steps from the page; the words as this copy shows them, page coordinates; what was done to it."""

    image: np.ndarray
    steps: tuple[Step, ...]
    words: tuple[Word, ...]
    marks: tuple[Mark, ...] = ()
    edits: tuple[Edit, ...] = ()
    ops: tuple[dict[str, Any], ...] = ()
    is_flat: bool = True  # lines of text are parallel to the rows of pixels

    def at(self, points: Points) -> Points:
        """Page points as pixels."""
        points = np.asarray(points, np.float64)
        for step in self.steps:
            points = step.to(points)
        return points

    def inside(self, points: Points) -> np.ndarray:
        """For each page point: was it in frame after every step?"""
        points = np.asarray(points, np.float64)
        seen = np.ones(len(points), bool)
        for step in self.steps:
            points = step.to(points)
            seen &= ((points >= -0.5) & (points <= np.asarray(step.size) - 0.5)).all(1)
        return seen

    def box(self, box: Box) -> tuple[int, int, int, int]:
        """Upright pixel box around a page box, inside the picture."""
        found = self.at(corners(box))
        (x0, y0), (x1, y1) = np.floor(found.min(0)), np.ceil(found.max(0))
        height, width = self.image.shape[:2]
        return max(0, int(x0)), max(0, int(y0)), min(width, int(x1)), min(height, int(y1))

    def done(self, name: str, image: np.ndarray, to: PointMap | None = None, flat: bool = True, **told: Any) -> Copy:
        """The copy after an op that gave `image` and moved points by `to`."""
        height, width = image.shape[:2]
        after = replace(self, image=image, ops=(*self.ops, {"op": name, **told}), is_flat=self.is_flat and flat)
        if to is None:
            return after
        marks = tuple(replace(mark, polygon=to(mark.polygon)) for mark in self.marks)
        return replace(after, marks=marks, steps=(*self.steps, Step(to, (width, height))))


def corners(box: Box) -> Points:
    """The four corners of a box."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def first_copy(drawn: Drawn) -> Copy:
    """The page itself."""
    height, width = drawn.image.shape[:2]
    return Copy(drawn.image, (Step(lambda points: np.asarray(points, np.float64), (width, height)),), drawn.words)


def grey(image: np.ndarray) -> np.ndarray:
    """Grey levels, float32."""
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)


def legibility(copy: Copy, pixels: np.ndarray, box: Box, page: np.ndarray) -> float:
    """0 to 1: how well a copy shows the strokes that the page has in a box. pixels, page: grey levels of both.

    Correlation of the strokes (cubed: looked at, text that has to be guessed comes below 0.35 so), times what small and
    pale print loses.
    0 when a part of it is out of frame.
    """
    x0, y0, x1, y1 = (int(np.floor(box[0])), int(np.floor(box[1])), int(np.ceil(box[2])), int(np.ceil(box[3])))
    x0, y0 = max(0, x0), max(0, y0)
    patch = page[y0:y1, x0:x1]
    ring = corners((x0, y0, x1, y1))
    if patch.size < 12 or not copy.inside(ring).all():
        return 0.0
    grid = np.stack(np.meshgrid(np.arange(x0, x0 + patch.shape[1]), np.arange(y0, y0 + patch.shape[0])), -1)
    there = copy.at(grid.reshape(-1, 2)).reshape(*patch.shape, 2).astype(np.float32)
    seen = cv2.remap(pixels, there[..., 0], there[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if patch.std() < 1 or seen.std() < 1:
        return 0.0
    agree = max(0.0, float(np.corrcoef(patch.ravel(), seen.ravel())[0, 1]))
    height = float(np.linalg.norm(copy.at(ring)[3] - copy.at(ring)[0]))
    contrast = float(np.percentile(seen, 95) - np.percentile(seen, 3))
    return agree**3 * min(1.0, height / LEGIBLE_HEIGHT) * min(1.0, contrast / LEGIBLE_CONTRAST)


def saved(copy: Copy, path: str, quality: int) -> Copy:
    """Saved under a path (jpg, webp or png by its name) and read again."""
    picture = Image.fromarray(copy.image)
    if path.endswith(".png"):
        picture.save(path)
    elif path.endswith(".webp"):
        picture.save(path, quality=quality, method=2)
    else:
        picture.save(path, quality=quality)
    with Image.open(path) as again:
        image = np.asarray(again.convert("RGB")).copy()
    return copy.done("encode", image, q=None if path.endswith(".png") else quality)
