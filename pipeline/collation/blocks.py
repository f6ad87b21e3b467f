"""Blocks of text shifted onto the base's, coarse to fine, and how well the inks then agree.

The blocks are several lines high and their shifts are smoothed over their neighbours, so a changed word cannot move
its own place: a refinement never warps an edit away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import LEAST_SCATTER, Ink, ink_of, scatter, soften
from pipeline.imaging.registration import Float64, Registration, project

MIN_BLOCK_AGREEMENT = 0.45  # correlation from which a block's shift is believed
MIN_BLOCK_INK = 0.03  # spread of ink under which a block is blank
TEXT_HALF = 12.0  # pixels of a text line on the small canvas used here
# (block width, block height, search) in text heights: first drift over the page, then curl
PASSES = ((24.0, 14.0, 2.6), (12.0, 7.0, 0.9), (7.0, 4.0, 0.45))
AGREEING_BLOCK, STROKE_WIDTH = (6.0, 2.0), 2  # text heights; pixels


def refine(
    laid: Registration, base_ink: Ink, grey: UInt8, scale: float, passes: Sequence[tuple[float, float, float]] = PASSES
) -> tuple[Registration, float]:
    """Shift blocks of text onto the base's, coarse to fine. base_ink: the base on the small canvas, scale: its pixels
    for one of the base's frame. Also the share of inked blocks that agreed in the last pass."""
    height, width = base_ink.shape
    share = 0.0
    for block_w, block_h, search in passes:
        canvas = laid.lay(grey, (width, height), scale)
        inside = covered(laid, grey, (width, height), scale)
        ink = soften(ink_of(canvas) * inside, 1.0)
        shifts, share = _block_shifts(
            soften(base_ink, 1.0),
            ink,
            inside,
            round(block_w * TEXT_HALF),
            round(block_h * TEXT_HALF),
            search * TEXT_HALF,
        )
        if shifts is None:
            continue
        laid = shifted(laid, shifts, (width, height), scale)
    return laid, share


def agreement(laid: Registration, base_ink: Ink, grey: UInt8, scale: float) -> float:
    """Mean correlation of the inked blocks with the base's, each at its best place within a stroke's width."""
    height, width = base_ink.shape
    inside = covered(laid, grey, (width, height), scale)
    ink = soften(ink_of(laid.lay(grey, (width, height), scale)) * inside, 1.0)
    soft = soften(base_ink, 1.0)
    block_w, block_h = (round(side * TEXT_HALF) for side in AGREEING_BLOCK)
    found = []
    for y in range(STROKE_WIDTH, height - block_h - STROKE_WIDTH + 1, block_h):
        for x in range(STROKE_WIDTH, width - block_w - STROKE_WIDTH + 1, block_w):
            patch = soft[y : y + block_h, x : x + block_w]
            if scatter(patch) < MIN_BLOCK_INK or inside[y : y + block_h, x : x + block_w].mean() < 0.7:
                continue
            around = ink[y - STROKE_WIDTH : y + block_h + STROKE_WIDTH, x - STROKE_WIDTH : x + block_w + STROKE_WIDTH]
            is_blank = scatter(around) < LEAST_SCATTER
            found.append(0.0 if is_blank else float(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).max()))
    return float(np.mean(found)) if found else 0.0


def covered(laid: Registration, grey: UInt8, size: tuple[int, int], scale: float) -> npt.NDArray[np.bool_]:
    """Which pixels of the canvas the page covers."""
    return np.asarray(laid.lay(np.full(grey.shape, 255, np.uint8), size, scale, outside=0) > 250)


def _block_shifts(
    base: Ink, ink: Ink, inside: npt.NDArray[np.bool_], block_w: int, block_h: int, search: float
) -> tuple[npt.NDArray[np.float32] | None, float]:
    """(rows, columns, 2) smoothed shifts of blocks, and the share of inked blocks that agree."""
    height, width = base.shape
    block_w, block_h, reach = min(block_w, width - 2), min(block_h, height - 2), max(2, round(search))
    columns, rows = max(2, round(width / block_w * 1.5)), max(2, round(height / block_h * 1.5))
    shifts = np.zeros((rows, columns, 2), np.float32)
    weight = np.zeros((rows, columns), np.float32)
    inked = 0
    padded = cv2.copyMakeBorder(ink, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
    for row in range(rows):
        y = round(row * (height - block_h) / (rows - 1))
        for column in range(columns):
            x = round(column * (width - block_w) / (columns - 1))
            patch = base[y : y + block_h, x : x + block_w]
            if inside[y : y + block_h, x : x + block_w].mean() < 0.7 or scatter(patch) < MIN_BLOCK_INK:
                continue
            inked += 1
            around = padded[y : y + block_h + 2 * reach, x : x + block_w + 2 * reach]
            scores = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
            _, top, _, (mx, my) = cv2.minMaxLoc(scores)
            if top < MIN_BLOCK_AGREEMENT:
                continue
            shifts[row, column] = _peak(scores, mx, my) - reach
            weight[row, column] = top
    share = float((weight > 0).sum() / inked) if inked else 0.0
    if (weight > 0).sum() < 4:
        return None, share
    return smoothed(shifts, weight), share


def _peak(scores: npt.NDArray[np.float32], x: int, y: int) -> npt.NDArray[np.float32]:
    """Sub-pixel place of a maximum: a parabola through its neighbours."""
    out = [float(x), float(y)]
    for axis, (at, size) in enumerate(((x, scores.shape[1]), (y, scores.shape[0]))):
        if 0 < at < size - 1:
            before, here, after = (
                (scores[y, x - 1], scores[y, x], scores[y, x + 1])
                if axis == 0
                else (scores[y - 1, x], scores[y, x], scores[y + 1, x])
            )
            bend = before - 2 * here + after
            out[axis] += float(0.5 * (before - after) / bend) if bend < -1e-6 else 0.0
    return np.array(out, np.float32)


def smoothed(shifts: npt.NDArray[np.float32], weight: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A robust local mean: blocks without a shift take their neighbours'; one that departs is not believed."""
    known = weight > 0
    rows, columns = np.nonzero(known)
    at = np.stack([rows, columns], 1).astype(np.float64)
    values = shifts[known].astype(np.float64)
    grid = np.stack(np.meshgrid(np.arange(shifts.shape[0]), np.arange(shifts.shape[1]), indexing="ij"), -1).reshape(
        -1, 2
    )
    distance = np.linalg.norm(grid[:, None] - at[None], axis=2)
    k = min(9, len(at))
    near = np.argsort(distance, axis=1)[:, :k]
    close = np.take_along_axis(distance, near, 1)
    around = values[near]
    middle = np.median(around, 1, keepdims=True)
    off = np.linalg.norm(around - middle, axis=2)
    trust = np.exp(-((close / np.maximum(close[:, [min(4, k - 1)]], 1.0)) ** 2)) * (
        off <= 2.5 * np.median(off, 1, keepdims=True) + 0.7
    )
    trust += 1e-9
    mean = (around * trust[..., None]).sum(1) / trust.sum(1, keepdims=True)
    return np.asarray(mean.reshape(shifts.shape), np.float32)


def shifted(laid: Registration, shifts: npt.NDArray[np.float32], size: tuple[int, int], scale: float) -> Registration:
    """The registration after the canvas's blocks moved: nodes as dense as the blocks."""
    width, height = size[0] / scale, size[1] / scale
    rows, columns = max(shifts.shape[0], laid.nodes.shape[0]), max(shifts.shape[1], laid.nodes.shape[1])
    dense = cv2.resize(shifts, (columns, rows), interpolation=cv2.INTER_LINEAR) / scale
    step = (width / (columns - 1), height / (rows - 1))
    x, y = np.meshgrid(np.arange(columns) * step[0], np.arange(rows) * step[1])
    at = np.stack([x.ravel(), y.ravel()], 1)
    left = laid.to_b(at + dense.reshape(-1, 2)) - project(laid.homography, at)
    return replace(laid, nodes=left.reshape(rows, columns, 2).astype(np.float32), step=step)


def node_points(laid: Registration) -> Float64:
    rows, columns = laid.nodes.shape[:2]
    x, y = np.meshgrid(np.arange(columns) * laid.step[0], np.arange(rows) * laid.step[1])
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float64)
