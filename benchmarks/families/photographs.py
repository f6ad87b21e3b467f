"""Photographs of a page: by phone, on a table, of sheets that curl or were crumpled."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from scipy.interpolate import LinearNDInterpolator

from benchmarks.families.copies import Copy, Points


def seeded(rng: Random) -> np.random.Generator:
    """numpy's generator, seeded by the other one."""
    return np.random.default_rng(rng.randrange(2**32))


def projective(matrix: np.ndarray) -> Callable[[Points], Points]:
    """Points mapped by a homography."""
    return lambda points: cv2.perspectiveTransform(np.asarray(points, np.float64).reshape(-1, 1, 2), matrix).reshape(
        -1, 2
    )


def photo(copy: Copy, rng: Random, hard: int) -> Copy:
    """Photographed by phone: perspective, a sheet that is not quite flat, uneven light, a soft lens, noise."""
    chance = seeded(rng)
    height, width = copy.image.shape[:2]
    scale = max(
        (rng.uniform(0.95, 1.1), rng.uniform(0.8, 1.0), rng.uniform(0.56, 0.74))[hard], 560 / max(height, width)
    )
    reach = (0.012, 0.03, 0.05)[hard]
    corner = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corner * scale + chance.uniform(-reach, reach, (4, 2)) * [width * scale, height * scale]
    margin = chance.uniform(0.02, 0.09, 2) * [width * scale, height * scale]
    seen = (seen - seen.min(0) + margin).astype(np.float32)
    size = tuple(int(v) for v in seen.max(0) + margin)
    matrix = cv2.getPerspectiveTransform(corner, seen).astype(np.float64)
    curl = rng.uniform(-1, 1) * (0.0015, 0.004, 0.007)[hard] * size[1]
    phase = rng.uniform(0, 1)

    def bend(across: np.ndarray) -> np.ndarray:
        """How far the sheet's curl lifts each point, pixels."""
        return curl * np.sin(np.pi * (across / size[0] + phase))

    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    source = copy.image if scale >= 1 else cv2.GaussianBlur(copy.image, (0, 0), 0.35 / scale)
    flat = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
    lifted = (y - bend(x)).astype(np.float32)
    flat, mask = cv2.remap(flat, x, lifted, cv2.INTER_LINEAR), cv2.remap(mask, x, lifted, cv2.INTER_LINEAR)
    share = (mask / 255.0)[..., None].astype(np.float32)
    shadow = cv2.GaussianBlur(mask, (0, 0), 7)[..., None] / 255.0
    image = table(size, rng) * (1 - 0.4 * shadow) * (1 - share) + flat * share
    slope = chance.uniform(-1, 1, 2) * (0.1, 0.18, 0.28)[hard]
    u, v = x / size[0] * 2 - 1, y / size[1] * 2 - 1
    light = (1 + slope[0] * u + slope[1] * v - rng.uniform(0, 0.15) * (u * u + v * v) / 2) * rng.uniform(0.8, 1.0)
    image = image * light[..., None] * (1 + chance.uniform(-0.04, 0.04, 3))
    image = cv2.GaussianBlur(
        image.astype(np.float32), (0, 0), (rng.uniform(0.35, 0.6), rng.uniform(0.6, 1.0), rng.uniform(0.9, 1.6))[hard]
    )
    image += chance.normal(0, (1.2, 2.2, 4)[hard], (*image.shape[:2], 1)).astype(np.float32)
    straight = projective(matrix)

    def to(points: Points) -> Points:
        moved = straight(points)
        moved[:, 1] += bend(moved[:, 0])
        return moved

    return copy.done("photo", np.clip(image, 0, 255).astype(np.uint8), to, flat=False, curl=round(curl, 2))


def crumple(copy: Copy, rng: Random, hard: int) -> Copy:
    """A sheet that was folded or crumpled and flattened again, photographed: flat facets between creases, each leaning
    its own way, so that words are shifted and shaded from facet to facet."""
    chance = seeded(rng)
    height, width = copy.image.shape[:2]
    n = rng.choice((12, 40, 90))  # folded in a pocket, crumpled, crumpled hard
    size = np.array([width, height])
    rim = np.array([[x, y] for x in (-0.1, 0.5, 1.1) for y in (-0.1, 0.5, 1.1) if (x, y) != (0.5, 0.5)])
    corners = np.concatenate([chance.uniform(0, 1, (n, 2)), rim]) * size
    reach = (0.002, 0.004, 0.006)[hard] * width
    facets = LinearNDInterpolator(corners, chance.normal(0, 1, (len(corners), 3)) * [reach, reach, 1])
    x, y = np.meshgrid(np.arange(0, width, 4), np.arange(0, height, 4))
    coarse = facets(x, y).astype(np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    at_x, at_y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    image = cv2.remap(
        copy.image, at_x - field[..., 0], at_y - field[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    slope_y, slope_x = np.gradient(coarse[..., 2])
    lit = slope_x * np.cos(turn := rng.uniform(0, 6.3)) + slope_y * np.sin(turn)
    shade = 1 + rng.uniform(0.05, 0.16) * lit / (np.abs(lit).mean() * 2 + 1e-6)
    image *= cv2.GaussianBlur(cv2.resize(shade.astype(np.float32), (width, height)), (0, 0), 2)[..., None]

    def to(points: Points) -> Points:
        points = np.asarray(points, np.float64)
        return points + np.nan_to_num(facets(points))[:, :2]

    flat = copy.done("crumple", np.clip(image, 0, 255).astype(np.uint8), to, flat=False, n=n)
    return photo(flat, rng, hard)


def table(size: tuple[int, int], rng: Random) -> np.ndarray:
    """What a sheet lies on: wood, cloth or a plate; float RGB."""
    chance = seeded(rng)
    colour = np.array(
        rng.choice(((134, 98, 66), (92, 66, 44), (168, 140, 104), (74, 82, 92), (176, 176, 172), (58, 60, 64))),
        np.float32,
    )
    across, along = rng.choice(((90, 3), (4, 70), (24, 24)))
    cells = chance.normal(0, 1, (max(2, size[1] // along), max(2, size[0] // across))).astype(np.float32)
    grain = cv2.resize(cells, size, interpolation=cv2.INTER_CUBIC)[..., None]
    return np.clip(colour * (1 + 0.06 * grain) + chance.normal(0, 2, (size[1], size[0], 1)), 0, 255).astype(np.float32)
