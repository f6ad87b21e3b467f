"""Ink instead of grey: paper, light and shadow taken away, sharpness matched, so that like is compared with like."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8

Ink = npt.NDArray[np.float32]

BACKGROUND_SHARE = 1 / 24  # of the long side: wider than a heading's letters, narrower than a shadow
SOFTNESS = (0.0, 0.6, 0.9, 1.3, 1.8, 2.5, 3.5)  # Gaussian sigmas tried on the sharper copy, in canvas pixels
ALREADY_LAID = 0.03  # unlikeness (of 0 to 2) under which a word lies as it should; others are fitted, changed ones, too
FIT_STEPS, FIT_ENOUGH = 5, 1e-3  # of the fit: at most so many, and until the correlation gains less
# Pixels by which a fit may move a word's middle beyond the best whole ones, and its corners: honest fits are small, and
# a larger one shifts a sign before a figure out of sight.
MOST_SHIFT, MOST_STRETCH = 1.0, 2.5
LEAST_SCATTER = 1e-3  # of ink: under it a piece of page is even, and correlates with nothing
FLOOR = 0.004  # variance of ink below which a window is blank: JPEG rings and paper texture stay under it


def ink_of(grey: UInt8) -> Ink:
    """Ink of a page, grey (height, width): 0 is paper, 1 is black on it. Light on dark is turned over."""
    if float(np.median(grey)) < 96:
        grey = 255 - grey
    height, width = grey.shape
    small_scale = min(1.0, 400 / max(height, width))
    small = cv2.resize(grey, None, fx=small_scale, fy=small_scale, interpolation=cv2.INTER_AREA)
    reach = max(3, round(max(small.shape) * BACKGROUND_SHARE)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 2)
    full = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.asarray(np.clip((full - grey) / np.maximum(full, 24.0), 0.0, 1.0), np.float32)


def strokes_of(grey: UInt8, reach: int) -> Ink:
    """Ink of what is thinner than reach pixels: 0 is the paper right beside it, 1 is black. Highlighter, watermarks,
    shadows and solid boxes that are wider count as paper. A page that is mostly dark is turned over, as in ink_of."""
    if float(np.median(grey)) < 96:
        grey = 255 - grey
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (reach | 1, reach | 1))
    paper = cv2.GaussianBlur(
        cv2.morphologyEx(cv2.GaussianBlur(grey, (0, 0), 0.8), cv2.MORPH_CLOSE, kernel), (0, 0), reach / 4
    )
    full = paper.astype(np.float32)
    return np.asarray(np.clip((full - grey) / np.maximum(full, 24.0), 0.0, 1.0), np.float32)


def scatter(ink: Ink) -> float:
    """Standard deviation of a piece of ink. OpenCV's, for numpy's takes as long as all else that is done to a word."""
    return float(cv2.meanStdDev(ink)[1][0, 0]) if ink.size else 0.0


def soften(ink: Ink, sigma: float) -> Ink:
    """Gaussian blur; sigma 0 changes nothing."""
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), sigma), np.float32) if sigma > 0 else ink


@dataclass(frozen=True, slots=True)
class LikeWithLike:
    """Two inks brought to one sharpness and strength, and how well they then agree (correlation, -1 to 1)."""

    a: Ink
    b: Ink
    agreement: float
    sigma_a: float
    sigma_b: float


def like_with_like(a: Ink, b: Ink, seen: npt.NDArray[np.bool_]) -> LikeWithLike:
    """Soften the sharper of two registered inks until they agree best, then match their strength.

    a, b: (height, width), same canvas; seen: where both show the page.
    """
    rows = slice(None, None, 2)  # every second row tells sharpness as well as all of them
    there = np.asarray(seen[rows], np.float32)
    n = float(there.sum())

    def agreement(left: Ink, right: Ink) -> float:
        if n < 100:
            return 0.0
        x, y = (left[rows] * there).ravel(), (right[rows] * there).ravel()
        mean_x, mean_y = float(x.sum()) / n, float(y.sum()) / n
        of_x, of_y = float(x @ x) - n * mean_x**2, float(y @ y) - n * mean_y**2
        return (float(x @ y) - n * mean_x * mean_y) / (math.sqrt(max(of_x * of_y, 0.0)) + 1e-6)

    best, sigma_a, sigma_b = agreement(a, b), 0.0, 0.0
    for sigma in SOFTNESS[1:]:
        for on_a in (True, False):
            found = agreement(soften(a, sigma), b) if on_a else agreement(a, soften(b, sigma))
            if found > best + 0.002:
                best, sigma_a, sigma_b = found, sigma if on_a else 0.0, 0.0 if on_a else sigma
        if sigma > max(sigma_a, sigma_b) + 1.0:
            break
    left, right = soften(a, sigma_a), soften(b, sigma_b)
    strong = seen & (np.maximum(left, right) > 0.2)
    if strong.sum() > 50:
        right = right * np.float32(np.clip(left[strong].mean() / max(float(right[strong].mean()), 1e-3), 0.4, 2.5))
    return LikeWithLike(left, right, best, sigma_a, sigma_b)


@dataclass(frozen=True, slots=True)
class PatchAgreement:
    """How the ink of two copies agrees in one box, laid as well as it can be. whole: correlation of the box, -1 to 1;
    worst: structural similarity of the worst window of one letter's width, -1 to 1."""

    whole: float
    worst: float

    @property
    def unlike(self) -> float:
        """0 alike to 2 opposite."""
        return 1 - (self.worst + self.whole) / 2


def compare_patch(
    a: Ink, b: Ink, box: tuple[int, int, int, int], reach: int = 3, window: int | None = None
) -> PatchAgreement | None:
    """Compare the ink of two registered copies in a box (x0, y0, x1, y1) of the canvas, b shifted by up to reach,
    and where that is not enough fitted: moved by a part of a pixel and stretched a little.

    The window is a letter wide: the whole word dilutes one changed digit. Similarity is that of SSIM's structure
    and contrast term (Wang et al. 2004), 2 cov + c over var + var + c, so that blank against ink is unlike and
    blank against blank alike. None when the box leaves the canvas.
    """
    x0, y0, x1, y1 = box
    height, width = a.shape
    if x0 - reach < 0 or y0 - reach < 0 or x1 + reach > width or y1 + reach > height or x1 - x0 < 3 or y1 - y0 < 3:
        return None
    patch = a[y0:y1, x0:x1]
    around = b[y0 - reach : y1 + reach, x0 - reach : x1 + reach]
    is_even, is_even_around = scatter(patch) < LEAST_SCATTER, scatter(around) < LEAST_SCATTER
    if is_even or is_even_around:
        whole = 1.0 if is_even and is_even_around else 0.0
        return PatchAgreement(whole, _worst(patch, b[y0:y1, x0:x1], window))
    scores = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
    _, whole, _, (x, y) = cv2.minMaxLoc(scores)
    found = PatchAgreement(float(whole), _worst(patch, around[y : y + y1 - y0, x : x + x1 - x0], window))
    if found.unlike < ALREADY_LAID:
        return found
    fitted = _fitted(patch, around, (x, y))
    if fitted is None:
        return found
    whole = float(cv2.matchTemplate(fitted, patch, cv2.TM_CCOEFF_NORMED)[0, 0])
    return min(found, PatchAgreement(whole, _worst(patch, fitted, window)), key=lambda p: p.unlike)


def _fitted(patch: Ink, around: Ink, at: tuple[int, int]) -> Ink | None:
    """What is around, laid on the patch by the small affine motion that makes them correlate best (Evangelidis and
    Psarakis 2008); at: where the patch begins. None where there is no small one."""
    start = np.array([[1, 0, at[0]], [0, 1, at[1]]], np.float32)
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, FIT_STEPS, FIT_ENOUGH)
    try:
        _, motion = cv2.findTransformECC(patch, around, start.copy(), cv2.MOTION_AFFINE, until, None, 1)
    except cv2.error as error:
        if error.code != cv2.Error.StsNoConv:
            raise
        return None  # it does not converge: they have nothing in common
    height, width = patch.shape
    points = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1], [width / 2, height / 2, 1]])
    moved = np.abs(points @ (motion - start).T).max(1)
    if moved[-1] > MOST_SHIFT or moved.max() > MOST_STRETCH:
        return None
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(around, motion, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, np.float32)


def _worst(patch: Ink, other: Ink, window: int | None) -> float:
    """Similarity of the worst window of two patches of one size."""
    height, width = patch.shape
    w = max(3, min(window or round(height * 0.8), width))

    def mean(image: Ink) -> Ink:
        return np.asarray(
            cv2.boxFilter(image, cv2.CV_32F, (w, height), borderType=cv2.BORDER_REFLECT)[
                height // 2, w // 2 : width - w // 2
            ],
            np.float32,
        )

    ma, mb = mean(patch), mean(other)
    va, vb = mean(patch * patch) - ma * ma, mean(other * other) - mb * mb
    covariance = mean(patch * other) - ma * mb
    return float(((2 * covariance + FLOOR) / (va + vb + FLOOR)).min(initial=1.0))
