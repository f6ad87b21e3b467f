"""Laying a copy on the base where plain matching fails or drifts: coarse features, a detour over another copy, blocks
of text shifted, and the flow along a bent sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.collation.blocks import PASSES, TEXT_HALF, agreement, node_points, refine
from pipeline.collation.flow import follow
from pipeline.imaging.cache import UInt8
from pipeline.imaging.features import Features, extract
from pipeline.imaging.ink import Ink
from pipeline.imaging.register import STIFF, SUPPLE, register
from pipeline.imaging.registration import Registration, project

LAYING_VERSION = "11"  # bump when copies are laid otherwise
MIN_CELLS = 6  # cells of the base that matches must cover before a copy is compared
COARSE_SIDE = 900  # long side for coarse features: the strokes that survive a blur of 2 pixels
COARSE_BLUR = 1.4
GOOD_BLOCKS = 0.35  # share of inked blocks that must be believed before a doubtful registration is used
BENT_SHARE = 0.01  # of the long side: sheets that depart so far from a plane are followed by optical flow
GAIN = 0.005  # of agreement by which another way of laying must be better
STRAYED, RESIDUALS, FEW_STRAYED = 0.5, 4.0, 0.005  # text heights, or so many times what the fit leaves, by which a
# detail may be moved, and share of them that may be moved farther: single ones are mistakes


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
    at = node_points(first)
    left = second.to_b(first.to_b(at)) - project(homography, at)
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
    if laid.bend_px <= BENT_SHARE * max(page.size) and not strays(laid, found, scale):
        return laid
    return _best_laid(laid, found, base_ink, page.grey, scale)


def strays(laid: Registration, found: Registration, scale: float) -> bool:
    """Did shifting blocks draw the registration of a flat page away from details that it was found by? An app's bars on
    the base, a desk and lines that are alike do. scale: as of `refine`."""
    there = found.to_b(found.matched)
    # one that bends may itself lie beside its details
    if not len(there) or found.bend_px > BENT_SHARE * np.ptp(there, axis=0).max():
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
    best, most = held[0], agreement(held[0], base_ink, grey, scale)
    for each in held[1:]:
        agreeing = agreement(each, base_ink, grey, scale)
        if agreeing > most + GAIN:
            best, most = each, agreeing
    return best
