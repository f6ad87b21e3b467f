"""What ordinary re-posts do not do to a page: screens photographed, sheets that curl, chains of messengers, halves."""

from __future__ import annotations

from io import BytesIO
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageFilter

from benchmarks.families.copies import Copy, Points
from benchmarks.families.photographs import photo, projective, seeded

STRIPES = 3  # red, green and blue beside each other make one pixel of a screen
DARK_ROW = 0.45  # of its light between two rows of pixels
MESSENGERS = ((1280, 75), (1600, 70), (1080, 62), (800, 68))  # longest side and quality of what they send on
KNEES = 64  # points by which a curl is followed


def off_screen(copy: Copy, rng: Random, hard: int) -> Copy:
    """Photographed off a screen: its grid of stripes beats with the camera's own, which gives moiré."""
    chance = seeded(rng)
    height, width = copy.image.shape[:2]
    fit = (rng.uniform(1150, 1400), rng.uniform(950, 1150), rng.uniform(750, 950))[hard] / max(height, width)
    shown = (round(width * fit), round(height * fit))
    image = cv2.resize(copy.image, shown, interpolation=cv2.INTER_AREA if fit < 1 else cv2.INTER_LINEAR)
    big = np.repeat(np.repeat(image, STRIPES, 0), STRIPES, 1)
    for channel in range(STRIPES):
        for column in range(STRIPES):
            if column != channel:
                big[:, column::STRIPES, channel] = (big[:, column::STRIPES, channel] * 0.22).astype(np.uint8)
    big[STRIPES - 1 :: STRIPES] = (big[STRIPES - 1 :: STRIPES] * DARK_ROW).astype(np.uint8)
    camera = rng.uniform(1.05, 1.7)  # its pixels for one of the screen
    corner = np.array([[0, 0], [big.shape[1], 0], big.shape[1::-1], [0, big.shape[0]]], np.float32)
    reach = (0.006, 0.015, 0.03)[hard]
    size = (round(shown[0] * camera), round(shown[1] * camera))
    seen = corner * (camera / STRIPES) + chance.uniform(-reach, reach, (4, 2)) * size
    seen = np.clip(seen, -0.01 * np.array(size), 1.01 * np.array(size)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corner, seen).astype(np.float64)
    blur = rng.uniform(0.28, 0.42) * STRIPES / camera
    taken = cv2.warpPerspective(cv2.GaussianBlur(big, (0, 0), blur), matrix, size, flags=cv2.INTER_LINEAR)
    taken = _by_one_colour_a_pixel(taken)
    light = 235.0 / max(float(np.percentile(taken, 95)), 1.0)
    noise = chance.normal(0, (1.5, 2.5, 4)[hard], taken.shape)
    scale = np.diag([fit * STRIPES, fit * STRIPES, 1.0])
    picture = np.clip(taken * light + noise, 0, 255).astype(np.uint8)
    return copy.done("off_screen", picture, projective(matrix @ scale), flat=False, camera=round(camera, 2))


def _by_one_colour_a_pixel(taken: np.ndarray) -> np.ndarray:
    """What a camera makes of (height, width, 3) light: each of its pixels sees red, green or blue (Bayer 1976)."""
    raw = taken[..., 1].copy()
    raw[::2, ::2], raw[1::2, 1::2] = taken[::2, ::2, 0], taken[1::2, 1::2, 2]
    return cv2.cvtColor(raw, cv2.COLOR_BayerRGGB2RGB)


def curl(copy: Copy, rng: Random, hard: int) -> Copy:
    """A sheet that bends like an open book's, photographed from aslant: its lines are arcs, its turned end is narrow."""
    height, width = copy.image.shape[:2]
    steepest, turns, phase = (0.35, 0.6, 0.85)[hard], rng.uniform(0.5, 1.2), rng.uniform(0, 1)
    along = np.linspace(0, width, KNEES)
    angle = steepest * np.sin(np.pi * (turns * along / width + phase))
    step = width / (KNEES - 1)
    x = np.concatenate([[0.0], np.cumsum(np.cos((angle[1:] + angle[:-1]) / 2)) * step])
    lift = np.concatenate([[0.0], np.cumsum(np.sin((angle[1:] + angle[:-1]) / 2)) * step]) * rng.uniform(0.2, 0.4)
    lift -= lift.min()
    size = (int(np.ceil(x[-1])), int(np.ceil(height + lift.max())))
    at_x, at_y = np.meshgrid(np.arange(size[0], dtype=np.float64), np.arange(size[1], dtype=np.float64))
    source = np.interp(at_x, x, along)
    down = at_y - np.interp(source, along, lift)
    image = cv2.remap(
        copy.image, source.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=(96, 88, 80),
    )  # fmt: skip
    shade = 1 - 0.35 * np.abs(np.interp(source, along, angle)) * rng.uniform(0.4, 1.0)

    def to(points: Points) -> Points:
        points = np.asarray(points, np.float64)
        return np.stack(
            [np.interp(points[:, 0], along, x), points[:, 1] + np.interp(points[:, 0], along, lift)], axis=1
        )

    picture = np.clip(image * shade[..., None], 0, 255).astype(np.uint8)
    return photo(copy.done("curl", picture, to, flat=False, steepest=steepest), rng, hard)


def chain(copy: Copy, rng: Random, hard: int) -> Copy:
    """Sent on from messenger to messenger: made smaller, sharpened and compressed every time."""
    for _ in range(2 + hard):
        most, quality = rng.choice(MESSENGERS)
        height, width = copy.image.shape[:2]
        scale = min(1.0, most / max(height, width)) * rng.choice((1.0, 1.0, 0.85))
        size = (round(width * scale), round(height * scale))
        picture = Image.fromarray(copy.image).resize(size, Image.Resampling.BILINEAR)
        if rng.random() < 0.4:
            picture = picture.filter(ImageFilter.UnsharpMask(1.2, 60, 2))
        memory = BytesIO()
        picture.save(memory, "JPEG", quality=quality - 12 * hard)
        image = np.asarray(Image.open(memory).convert("RGB")).copy()
        fx, fy = size[0] / width, size[1] / height
        copy = copy.done("chain", image, lambda p, f=(fx, fy): (np.asarray(p) + 0.5) * f - 0.5, scale=round(scale, 3))
    return copy


def half(copy: Copy, rng: Random, hard: int) -> Copy:
    """The upper or the lower part of the page alone."""
    height = copy.image.shape[0]
    kept = int(height * rng.uniform(0.5, 0.65))
    top = rng.choice((0, height - kept))
    return copy.done("half", copy.image[top : top + kept].copy(), lambda p: np.asarray(p) - [0, top], top=top)


ROUGH = (off_screen, off_screen, curl, curl, chain, half)


def roughly(copy: Copy, rng: Random, hard: int) -> Copy:
    """One of these, on a copy that is still flat."""
    return rng.choice(ROUGH)(copy, rng, hard)
