"""Bars at the edges of a picture: the flat strips of a messenger, a browser or a viewer around what it shows.

A page may have such a strip itself, as the title of a slide: whether a bar belongs to the page is told by its copies,
not here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.imaging.cache import UInt8

SKIPPED = 2  # pixels at the very edge, which resizing mixes with nothing
LEVELS = (6.0, 2.5)  # grey levels within which the background of a dark and of a light bar stays: compression stains a
# dark one around its text, and a light one is hardly darker than paper
STEP = 3.0  # grey levels by which a bar differs from what lies beyond its edge
NOISE = 12.0  # grey levels within which a pixel counts as the background of its row
FLAT = 0.35  # share of such pixels in a row of a bar: the others are its text
THINNEST = 6  # pixels
THICKEST = 0.35  # of the picture
SPREAD = 1.5  # grey levels by which the background of a bar's rows departs on average: shadows and paper vary more
COLUMNS = 12  # pieces into which an edge is cut to see that it goes across the whole picture
ACROSS = 11  # of them that must show the step: a table or a rule leaves the margins of its page
ACROSS_READ = 200  # pixels of a row that are looked at
SOFT = 3  # pixels over which an edge may be smeared
NESTED = 3  # a screenshot of a screenshot has bars within bars


@dataclass(frozen=True, slots=True)
class Bars:
    """How thick the bars at the edges of a picture are together, in its pixels; 0 without one."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def __bool__(self) -> bool:
        """Is there any?"""
        return bool(self.left or self.top or self.right or self.bottom)


def find_bars(image: UInt8) -> Bars:
    """Bars around a picture, (height, width) or (height, width, 3).

    Seen are straight strips along a whole edge, of one colour but for the text on them, that end in a step.
    """
    pixels = image.reshape(*image.shape[:2], -1)
    x0, y0, x1, y1 = 0, 0, pixels.shape[1], pixels.shape[0]
    for _ in range(NESTED):
        inner = pixels[y0:y1, x0:x1]
        top, bottom = _bar(inner), _bar(inner[::-1])
        across = inner[top : len(inner) - bottom].swapaxes(0, 1)
        left, right = _bar(across), _bar(across[::-1])
        if not (top or bottom or left or right):
            break
        x0, y0, x1, y1 = x0 + left, y0 + top, x1 - right, y1 - bottom
    return Bars(x0, y0, pixels.shape[1] - x1, pixels.shape[0] - y1)


def _bar(rows: UInt8) -> int:
    """Thickness of the bar along the first rows of (height, width, channels); 0 without one."""
    longest = int(len(rows) * THICKEST)
    if longest < THINNEST + 2 * SOFT or rows.shape[1] < 4 * COLUMNS:
        return 0
    every = max(1, rows.shape[1] // ACROSS_READ)
    part = rows[: longest + 4 * SOFT, ::every].astype(np.float32)
    first = np.median(part[SKIPPED : SKIPPED + 4], axis=(0, 1))
    levels = LEVELS[int(first.mean() >= 128)]
    near = np.abs(part - first).max(2) <= NOISE
    # of a row: the mean of what is near the first rows' background; a row without any is not flat
    background = (part * near[..., None]).sum(1) / np.maximum(near.sum(1), 1)[:, None]
    is_bar = (np.abs(background - first).max(1) <= levels) & (near.mean(1) >= FLAT)
    is_bar[:SKIPPED] = True
    thick = int(np.argmin(is_bar)) if not is_bar.all() else len(is_bar)
    if not THINNEST <= thick <= longest or np.abs(background[SKIPPED:thick] - first).mean() > SPREAD:
        return 0
    inside = part[max(SKIPPED, thick - 2 * SOFT) : thick]
    beyond = part[thick + SOFT : thick + 3 * SOFT]
    n_steps = sum(
        bool(
            np.abs(np.median(a, axis=(0, 1)) - first).max() <= 2 * levels
            and np.abs(np.median(b, axis=(0, 1)) - first).max() >= STEP
        )
        for a, b in zip(np.array_split(inside, COLUMNS, 1), np.array_split(beyond, COLUMNS, 1), strict=True)
    )
    return thick if n_steps >= ACROSS else 0
