"""Pictures as tesseract reads them best: not too large, and small text enlarged."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

BLOCK_PX = 31  # neighbourhood of the local threshold: wider than a letter, narrower than a shadow
CONTRAST = 12  # grey levels by which ink differs from its neighbourhood
SPECK_PX = 4  # lower and higher blobs are noise, or no letters
TALLEST = 0.1  # of the page's longer side
SMALL_PX = 14.0  # median letter height; receipts around 13.5 px gained by enlarging, a printed page of 15 px lost
ENLARGE = 2.0  # 1.5 finds fewer words; 3 costs more and finds more false ones
SMALL_SIDE = 1_600  # larger frames are not enlarged: on photographs of paper the small blobs are its texture
ENOUGH = 30  # letters; with fewer the page says nothing about its text


def letter_height(image: Image.Image) -> float | None:
    """Median height in pixels of what looks like letters in a grey image, whichever way up; None with too few of them.

    Blobs of local contrast, dark on light or light on dark, whichever are more.
    """
    grey = np.asarray(image, np.uint8)
    found: list[float] = []
    for ink in (cv2.THRESH_BINARY_INV, cv2.THRESH_BINARY):
        shift = CONTRAST if ink == cv2.THRESH_BINARY_INV else -CONTRAST
        mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, ink, BLOCK_PX, shift)
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        letters = sides.max(axis=1)[(sides.min(axis=1) >= SPECK_PX // 2) & (sides.max(axis=1) < 4 * sides.min(axis=1))]
        letters = letters[(letters >= SPECK_PX) & (letters <= TALLEST * max(image.size))]
        if len(letters) >= ENOUGH and len(letters) > len(found):
            found = [float(letter) for letter in letters]
    return float(np.median(found)) if found else None


def reading_factor(image: Image.Image, long_side: int) -> float:
    """By what to scale a grey image before reading: enlarged when its text is small, never beyond long_side pixels."""
    fits = long_side / max(image.size)
    if fits <= 1 or max(image.size) > SMALL_SIDE:
        return min(fits, 1.0)
    height = letter_height(image)
    return min(fits, ENLARGE) if height is not None and height < SMALL_PX else 1.0


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """The image reduced or enlarged."""
    if factor == 1:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC)
