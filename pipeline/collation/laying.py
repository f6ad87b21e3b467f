"""Laying a copy on the base where plain matching fails or drifts: coarse features, a detour over another copy, and
shifts of whole blocks of text.

The blocks are several lines high and their shifts are smoothed over their neighbours, so a changed word cannot move
its own place: a refinement never warps an edit away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8
from pipeline.imaging.features import Features, extract
from pipeline.imaging.ink import Ink, ink_of, soften
from pipeline.imaging.register import STIFF, SUPPLE, register
from pipeline.imaging.registration import Float64, Registration

LAYING_VERSION = "11"  # bump when copies are laid otherwise
MIN_CELLS = 6  # cells of the base that matches must cover before a copy is compared
COARSE_SIDE = 900  # long side for coarse features: the strokes that survive a blur of 2 pixels
COARSE_BLUR = 1.4
MIN_BLOCK_AGREEMENT = 0.45  # correlation from which a block's shift is believed
MIN_BLOCK_INK = 0.03  # spread of ink under which a block is blank
GOOD_BLOCKS = 0.35  # share of inked blocks that must be believed before a doubtful registration is used
TEXT_HALF = 12.0  # pixels of a text line on the small canvas used here
# (block width, block height, search) in text heights: first drift over the page, then curl
BENT = 0.01  # of the long side: sheets that depart so far from a plane are followed by optical flow
LEAST_FLOW = 64  # pixels of the shorter side, under which OpenCV's flow may crash: its scales run out
FLOW_ROUNDS, FLOW_PATCH, FLOW_BLUR = 2, 16, 1.5  # the patch, longer than a letter is high, and the blur in pixels
FLOW_BLOCK = (5.0, 3.0)  # text heights: larger than a word, smaller than a fold
STRAYED, RESIDUALS, FEW_STRAYED = 0.5, 4.0, 0.005  # text heights, or so many times what the fit leaves, by which a
# detail may be moved, and share of them that may be moved farther: single ones are mistakes
AGREEING_BLOCK, STROKE_WIDTH = (6.0, 2.0), 2  # text heights; pixels
GAIN, EVEN = 0.005, 1e-3  # of agreement by which the flow must be better; spread of ink where there is none
FLOW_INK, FLOW_LEAST = 0.15, 60  # softened ink that counts, and pixels of it in a block
PASSES = ((24.0, 14.0, 2.6), (12.0, 7.0, 0.9), (7.0, 4.0, 0.45))


@dataclass(frozen=True, slots=True)
class Seat:
    """A page prepared for laying: its grey image, its features as stored."""

    grey: UInt8
    features: Features

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.grey.shape[1], self.grey.shape[0]


def coarse(seat: Seat) -> Features:
    """Features of the page as a blurred copy would show it."""
    scale = min(1.0, COARSE_SIDE / max(seat.grey.shape))
    small = cv2.resize(seat.grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = extract(np.asarray(cv2.GaussianBlur(small, (0, 0), COARSE_BLUR * max(scale, 0.6)), np.uint8))
    return replace(found, xy=(found.xy + 0.5) / scale - 0.5, size=found.size / scale)


def compose(first: Registration, second: Registration, size: tuple[int, int]) -> Registration:
    """A to C over B, as a homography and what it leaves at the nodes of the first. size: (width, height) of A."""
    homography = second.homography @ first.homography
    homography = homography / homography[2, 2]
    at = _node_points(first)
    left = second.to_b(first.to_b(at)) - _project(homography, at)
    return replace(
        first,
        homography=homography,
        nodes=left.reshape(*first.nodes.shape).astype(np.float32),
        n_matches=second.n_matches,
        n_inliers=second.n_inliers,
        n_cells=min(first.n_cells, second.n_cells),
        residual_px=first.residual_px * float(np.sqrt(abs(np.linalg.det(second.homography[:2, :2]))))
        + second.residual_px,
    )


def refine(
    laid: Registration, base_ink: Ink, grey: UInt8, scale: float, passes: Sequence[tuple[float, float, float]] = PASSES
) -> tuple[Registration, float]:
    """Shift blocks of text onto the base's, coarse to fine. base_ink: the base on the small canvas, scale: its pixels
    for one of the base's frame. Also the share of inked blocks that agreed in the last pass."""
    height, width = base_ink.shape
    share = 0.0
    for block_w, block_h, search in passes:
        canvas = laid.lay(grey, (width, height), scale)
        inside = _inside(laid, grey, (width, height), scale)
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
        laid = _shifted(laid, shifts, (width, height), scale)
    return laid, share


def follow(laid: Registration, base_ink: Ink, grey: UInt8, scale: float) -> Registration:
    """The same, moved along the optical flow between both inks, which reaches across folds where details and blocks
    lose the sheet: medians of the flow over blocks larger than words. base_ink, scale: as of `refine`.

    Dense inverse search: Kroeger et al., Fast Optical Flow using Dense Inverse Search, ECCV 2016."""
    height, width = base_ink.shape
    if min(height, width) < LEAST_FLOW:
        return laid
    flow_of = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow_of.setFinestScale(1)
    flow_of.setPatchSize(FLOW_PATCH)
    flow_of.setPatchStride(FLOW_PATCH // 3)
    there = _contrasted(base_ink)
    for _ in range(FLOW_ROUNDS):
        inside = _inside(laid, grey, (width, height), scale)
        ink = ink_of(laid.lay(grey, (width, height), scale)) * inside
        flow = flow_of.calc(there, _contrasted(ink), np.zeros((height, width, 2), np.float32))
        shifts = _block_medians(np.asarray(flow, np.float32), (soften(base_ink, 1.0) > FLOW_INK) & inside)
        if shifts is None:
            break
        laid = _shifted(laid, shifts, (width, height), scale)
    return laid


def agreement(laid: Registration, base_ink: Ink, grey: UInt8, scale: float) -> float:
    """Mean correlation of the inked blocks with the base's, each at its best place within a stroke's width."""
    height, width = base_ink.shape
    inside = _inside(laid, grey, (width, height), scale)
    ink = soften(ink_of(laid.lay(grey, (width, height), scale)) * inside, 1.0)
    soft = soften(base_ink, 1.0)
    block_w, block_h = (round(side * TEXT_HALF) for side in AGREEING_BLOCK)
    found = []
    for y in range(STROKE_WIDTH, height - block_h - STROKE_WIDTH + 1, block_h):
        for x in range(STROKE_WIDTH, width - block_w - STROKE_WIDTH + 1, block_w):
            patch = soft[y : y + block_h, x : x + block_w]
            if float(patch.std()) < MIN_BLOCK_INK or inside[y : y + block_h, x : x + block_w].mean() < 0.7:
                continue
            around = ink[y - STROKE_WIDTH : y + block_h + STROKE_WIDTH, x - STROKE_WIDTH : x + block_w + STROKE_WIDTH]
            is_blank = float(around.std()) < EVEN
            found.append(0.0 if is_blank else float(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).max()))
    return float(np.mean(found)) if found else 0.0


def _contrasted(ink: Ink) -> UInt8:
    """Softened ink in grey levels, pale print as dark as black one."""
    soft = soften(ink, FLOW_BLUR)
    inked = soft[soft > MIN_BLOCK_INK]
    darkest = float(np.percentile(inked, 95)) if inked.size else 1.0
    return np.asarray(255 * np.clip(soft / max(darkest, MIN_BLOCK_INK), 0, 1), np.uint8)


def _block_medians(flow: npt.NDArray[np.float32], inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32] | None:
    """(rows, columns, 2) smoothed shifts of blocks: the median of the flow at the ink of each. None of too few."""
    height, width = inked.shape
    block_w, block_h = (
        min(round(side * TEXT_HALF), most - 2) for side, most in zip(FLOW_BLOCK, (width, height), strict=True)
    )
    columns, rows = max(2, round(width / block_w * 1.5)), max(2, round(height / block_h * 1.5))
    shifts = np.zeros((rows, columns, 2), np.float32)
    weight = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        y = round(row * (height - block_h) / (rows - 1))
        for column in range(columns):
            x = round(column * (width - block_w) / (columns - 1))
            here = inked[y : y + block_h, x : x + block_w]
            if here.sum() > FLOW_LEAST:
                shifts[row, column] = np.median(flow[y : y + block_h, x : x + block_w][here], axis=0)
                weight[row, column] = 1.0
    return _smooth(shifts, weight) if (weight > 0).sum() >= 4 else None


def _inside(laid: Registration, grey: UInt8, size: tuple[int, int], scale: float) -> npt.NDArray[np.bool_]:
    """Which pixels of the canvas the page covers."""
    return np.asarray(laid.lay(np.full(grey.shape, 255, np.uint8), size, scale, outside=0) > 250)


def lay_on(
    base: Seat,
    base_coarse: Features,
    base_ink: Ink,
    page: Seat,
    scale: float,
    others: Sequence[tuple[Seat, Registration]],
) -> Registration | None:
    """Where the base's points lie on a page: by its features, else by coarse ones, else over another copy that is laid
    already. None when nothing agrees."""
    best: tuple[float, Registration, Registration] | None = None
    for attempt in range(3 + len(others)):
        if attempt < 2:
            found = register(base.features, page.features, base.size, (STIFF, SUPPLE)[attempt])
        elif attempt == 2:
            found = register(base_coarse, coarse(page), base.size)
        else:
            via, first = others[attempt - 3]
            second = register(via.features, page.features, via.size)
            found = None if second is None else compose(first, second, base.size)
        if found is None:
            continue
        refined, share = refine(found, base_ink, page.grey, scale)
        if best is None or share > best[0]:
            best = (share, refined, found)
        if found.n_cells >= 2 * MIN_CELLS and share >= 2 * GOOD_BLOCKS:
            break
        if share >= 2.4 * GOOD_BLOCKS:
            break
    if best is None or best[0] < GOOD_BLOCKS:
        return None
    _, laid, found = best
    if laid.bend_px <= BENT * max(page.size) and not strays(laid, found, scale):
        return laid
    return _best_laid(laid, found, base_ink, page.grey, scale)


def strays(laid: Registration, found: Registration, scale: float) -> bool:
    """Did shifting blocks draw the registration of a flat page away from details that it was found by? An app's bars on
    the base, a desk and lines that are alike do. scale: as of `refine`."""
    there = found.to_b(found.matched)
    if not len(there) or found.bend_px > BENT * np.ptp(there, axis=0).max():  # a bent one may lie beside them itself
        return False
    a_pixel = np.median(np.linalg.norm(found.to_b(found.matched + np.array([1.0, 0.0])) - there, axis=1))
    most = max(STRAYED * TEXT_HALF / scale * float(a_pixel), RESIDUALS * found.residual_px)
    return float((np.linalg.norm(laid.to_b(found.matched) - there, axis=1) > most).mean()) > FEW_STRAYED


def _best_laid(laid: Registration, found: Registration, base_ink: Ink, grey: UInt8, scale: float) -> Registration:
    """Of a registration that bends or strays: itself, what was found with its blocks shifted but a little, and what the
    flow makes of it. The one with which the inks agree best, and none that strays; else what was found."""
    gently, _ = refine(found, base_ink, grey, scale, PASSES[-1:])
    flown, _ = refine(follow(laid, base_ink, grey, scale), base_ink, grey, scale, PASSES[1:])
    held = [each for each in (laid, gently, flown) if not strays(each, found, scale)]
    if not held:
        return found
    best = held[0]
    for each in held[1:]:
        if agreement(each, base_ink, grey, scale) > agreement(best, base_ink, grey, scale) + GAIN:
            best = each
    return best


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
            if inside[y : y + block_h, x : x + block_w].mean() < 0.7 or float(patch.std()) < MIN_BLOCK_INK:
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
    return _smooth(shifts, weight), share


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


def _smooth(shifts: npt.NDArray[np.float32], weight: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
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


def _shifted(laid: Registration, shifts: npt.NDArray[np.float32], size: tuple[int, int], scale: float) -> Registration:
    """The registration after the canvas's blocks moved: nodes as dense as the blocks."""
    width, height = size[0] / scale, size[1] / scale
    rows, columns = max(shifts.shape[0], laid.nodes.shape[0]), max(shifts.shape[1], laid.nodes.shape[1])
    dense = cv2.resize(shifts, (columns, rows), interpolation=cv2.INTER_LINEAR) / scale
    step = (width / (columns - 1), height / (rows - 1))
    x, y = np.meshgrid(np.arange(columns) * step[0], np.arange(rows) * step[1])
    at = np.stack([x.ravel(), y.ravel()], 1)
    left = laid.to_b(at + dense.reshape(-1, 2)) - _project(laid.homography, at)
    return replace(laid, nodes=left.reshape(rows, columns, 2).astype(np.float32), step=step)


def _node_points(laid: Registration) -> Float64:
    rows, columns = laid.nodes.shape[:2]
    x, y = np.meshgrid(np.arange(columns) * laid.step[0], np.arange(rows) * laid.step[1])
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float64)


def _project(homography: Float64, points: Float64) -> Float64:
    return np.asarray(cv2.perspectiveTransform(points.reshape(-1, 1, 2), homography).reshape(-1, 2), np.float64)
