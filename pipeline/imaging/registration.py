"""Where each point of one page lies on another, and that page as seen in the first one's frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8

FIELD_STEP = 16  # canvas pixels between the points whose place on B is computed; between them it is interpolated
SQUEEZED = 0.3  # of the usual area: curl and slant leave more

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Registration:
    """Where each point of page A lies on page B: a homography and a smooth field of shifts in B's pixels.

    homography: (3, 3), A to B; nodes: (rows, columns, 2) shifts at the nodes of a regular grid over A;
    step: (x, y) A's pixels between nodes; agreeing: share of the clear matches (mutual, well before the second choice)
    that agree with their neighbours; plain_residual_px: median distance that the homography alone leaves;
    n_matches: locally consistent ones; n_inliers: of the homography;
    n_cells: cells of A that matches cover; residual_px: median distance left, in B's pixels; matched: (n, 2) where
    on A the matches are.
    """

    homography: Float64
    nodes: npt.NDArray[np.float32]
    step: tuple[float, float]
    n_matches: int
    n_inliers: int
    n_cells: int
    residual_px: float
    matched: Float64 = field(default_factory=lambda: np.zeros((0, 2)))
    agreeing: float = 0.0
    plain_residual_px: float = 0.0

    @property
    def bend_px(self) -> float:
        """How far the field departs from the homography, nearly at most (95th percentile), in B's pixels."""
        return float(np.percentile(np.linalg.norm(self.nodes.reshape(-1, 2), axis=1), 95))

    def to_b(self, points: npt.ArrayLike) -> Float64:
        """(n, 2) points of A to where they lie on B."""
        at = np.asarray(points, np.float64).reshape(-1, 2)
        return project(self.homography, at) + self._shift(at)

    def to_a(self, points: npt.ArrayLike) -> Float64:
        """(n, 2) points of B to A, by fixed-point iteration."""
        target = np.asarray(points, np.float64).reshape(-1, 2)
        inverse = np.asarray(np.linalg.inv(self.homography), np.float64)
        at = project(inverse, target)
        for _ in range(3):
            at = project(inverse, target - self._shift(at))
        return at

    def _shift(self, at: Float64) -> Float64:
        rows, columns = self.nodes.shape[:2]
        x = np.clip(at[:, 0] / self.step[0], 0, columns - 1).astype(np.float32)[None]
        y = np.clip(at[:, 1] / self.step[1], 0, rows - 1).astype(np.float32)[None]
        if not len(at):
            return at
        sampled = cv2.remap(self.nodes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(sampled.reshape(-1, 2), np.float64)

    def lay(self, image_b: UInt8, size: tuple[int, int], scale: float, outside: int | Sequence[int] = 255) -> UInt8:
        """Page B as seen in A's frame. size: (width, height) of the canvas, scale: canvas pixels a pixel of A; outside:
        the value beyond B's frame, of all its channels or of each.

        B is softened first where the canvas is coarser, so that fine strokes are not sampled away.
        """
        width, height = size
        corners = np.array([[0, 0], [width / scale, 0], [width / scale, height / scale], [0, height / scale]])
        mapped = self.to_b(corners).astype(np.float32)
        shrink = np.sqrt(max(cv2.contourArea(mapped), 1.0) / (width * height))
        if shrink > 1.2:
            image_b = cv2.GaussianBlur(image_b, (0, 0), 0.4 * shrink)
        field = self._canvas_field(size, scale)
        dense_x, dense_y = np.meshgrid(
            np.arange(width, dtype=np.float32) / FIELD_STEP, np.arange(height, dtype=np.float32) / FIELD_STEP
        )
        dense = cv2.remap(field, dense_x, dense_y, cv2.INTER_LINEAR)
        return np.asarray(
            cv2.remap(
                image_b, dense[..., 0], dense[..., 1], cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(outside,) * 4 if isinstance(outside, int) else outside,
            ),
            np.uint8,
        )  # fmt: skip

    def _canvas_field(self, size: tuple[int, int], scale: float) -> npt.NDArray[np.float32]:
        """(rows, columns, 2): where every FIELD_STEP-th pixel of a canvas lies on B."""
        x, y = np.meshgrid(*(np.arange(0, side + FIELD_STEP, FIELD_STEP) for side in size))
        at = np.stack([(x.ravel() + 0.5) / scale - 0.5, (y.ravel() + 0.5) / scale - 0.5], 1)
        return self.to_b(at).reshape(*x.shape, 2).astype(np.float32)

    def squeezed(self, size: tuple[int, int], scale: float) -> npt.NDArray[np.bool_]:
        """(height, width) of a canvas: what B has no room for, because the field lays what is above and below right
        beside each other, or even folds over. There B lacks what A has."""
        width, height = size
        field = self._canvas_field(size, scale)
        across, down = np.gradient(field, axis=1), np.gradient(field, axis=0)
        area = across[..., 0] * down[..., 1] - across[..., 1] * down[..., 0]
        shrunk = (area < SQUEEZED * np.median(area)).astype(np.uint8)
        _, parts = cv2.connectedComponents(shrunk)
        shrunk[np.isin(parts, [parts[0], parts[-1]])] = 0  # above the first and below the last matches it is a guess
        large = cv2.resize(shrunk.astype(np.float32), None, fx=FIELD_STEP, fy=FIELD_STEP)
        return np.asarray(large[:height, :width] > 0.5)


def project(homography: Float64, points: Float64) -> Float64:
    """(n, 2) points through a homography."""
    if not len(points):
        return points
    return np.asarray(cv2.perspectiveTransform(points.reshape(-1, 1, 2), homography).reshape(-1, 2), np.float64)
