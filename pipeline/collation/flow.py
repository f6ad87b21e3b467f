"""A bent sheet moved along the optical flow between its ink and the base's: it reaches across folds where details and
blocks lose the sheet."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blocks import MIN_BLOCK_INK, TEXT_HALF, covered, shifted, smoothed
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import Ink, ink_of, soften
from pipeline.imaging.registration import Registration

LEAST = 64  # pixels of the shorter side, under which OpenCV's flow may crash: its scales run out
ROUNDS, PATCH, BLUR = 2, 16, 1.5  # the patch, longer than a letter is high, and the blur in pixels
BLOCK = (5.0, 3.0)  # text heights: larger than most words, smaller than a fold
INKED, FEWEST = 0.15, 60  # softened ink that counts, and pixels of it in a block


def follow(laid: Registration, base_ink: Ink, grey: UInt8, scale: float) -> Registration:
    """The same, moved along the optical flow between both inks, which reaches across folds where details and blocks
    lose the sheet: medians of the flow over blocks larger than words. base_ink, scale: as of `refine`.

    Dense inverse search: Kroeger et al., Fast Optical Flow using Dense Inverse Search, ECCV 2016."""
    height, width = base_ink.shape
    if min(height, width) < LEAST:
        return laid
    flow_of = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow_of.setFinestScale(1)
    flow_of.setPatchSize(PATCH)
    flow_of.setPatchStride(PATCH // 3)
    there = _contrasted(base_ink)
    for _ in range(ROUNDS):
        inside = covered(laid, grey, (width, height), scale)
        ink = ink_of(laid.lay(grey, (width, height), scale)) * inside
        flow = flow_of.calc(there, _contrasted(ink), np.zeros((height, width, 2), np.float32))
        shifts = _block_medians(np.asarray(flow, np.float32), (soften(base_ink, 1.0) > INKED) & inside)
        if shifts is None:
            break
        laid = shifted(laid, shifts, (width, height), scale)
    return laid


def _contrasted(ink: Ink) -> UInt8:
    """Softened ink in grey levels, pale print as dark as black one."""
    soft = soften(ink, BLUR)
    inked = soft[soft > MIN_BLOCK_INK]
    darkest = float(np.percentile(inked, 95)) if inked.size else 1.0
    return np.asarray(255 * np.clip(soft / max(darkest, MIN_BLOCK_INK), 0, 1), np.uint8)


def _block_medians(flow: npt.NDArray[np.float32], inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32] | None:
    """(rows, columns, 2) smoothed shifts of blocks: the median of the flow at the ink of each. None of too few."""
    height, width = inked.shape
    block_w, block_h = (
        min(round(side * TEXT_HALF), most - 2) for side, most in zip(BLOCK, (width, height), strict=True)
    )
    columns, rows = max(2, round(width / block_w * 1.5)), max(2, round(height / block_h * 1.5))
    shifts = np.zeros((rows, columns, 2), np.float32)
    weight = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        y = round(row * (height - block_h) / (rows - 1))
        for column in range(columns):
            x = round(column * (width - block_w) / (columns - 1))
            here = inked[y : y + block_h, x : x + block_w]
            if here.sum() > FEWEST:
                shifts[row, column] = np.median(flow[y : y + block_h, x : x + block_w][here], axis=0)
                weight[row, column] = 1.0
    return smoothed(shifts, weight) if (weight > 0).sum() >= 4 else None
