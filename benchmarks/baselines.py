"""What simple methods see of doctored copies: each gives a file a number that should be higher where it was changed.

They are given more than the pipeline is: which files are copies of one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import cv2
import imagehash
import numpy as np
from PIL import Image, ImageChops

SIDE = (360, 480)  # pixels to which pictures are brought for SSIM
QUALITY = 90  # of the JPEG that error level analysis saves
BLOCK = 16  # pixels: error levels are averaged over squares of this side, the highest 2 % count
NAMES = ("ELA", "SSIM", "pHash distance", "difflib on OCR text")


def baselines(folder: Path, names: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """{file: {method: number}} for the copies of one page."""
    pictures = {}
    for name in names:
        with Image.open(folder / name) as picture:
            pictures[name] = picture.convert("RGB")
    greys = {n: cv2.resize(np.asarray(p.convert("L")), SIDE, interpolation=cv2.INTER_AREA) for n, p in pictures.items()}
    hashes = {n: imagehash.phash(p) for n, p in pictures.items()}
    found = {}
    for name in names:
        others = [n for n in names if n != name]
        found[name] = {
            "ELA": error_level(pictures[name]),
            "SSIM": float(np.median([1 - ssim(greys[name], greys[n]) for n in others])),
            "pHash distance": float(np.median([hashes[name] - hashes[n] for n in others])),
            "difflib on OCR text": float(np.median([_unlike(words.get(name, ()), words.get(n, ())) for n in others])),
        }
    return found


def error_level(picture: Image.Image) -> float:
    """Error level analysis: how much the worst squares change when the picture is saved once more."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    with Image.open(buffer) as again:
        change = np.asarray(ImageChops.difference(picture, again.convert("RGB"))).astype(np.float32).mean(2)
    squares = cv2.resize(
        change, (max(1, change.shape[1] // BLOCK), max(1, change.shape[0] // BLOCK)), interpolation=cv2.INTER_AREA
    )
    top = np.sort(squares.ravel())[::-1]
    return float(top[: max(1, len(top) // 50)].mean() / (squares.mean() + 0.5))


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Structural similarity of two grey pictures of one size (Wang and others 2004), 7-pixel windows."""
    x, y = a.astype(np.float32), b.astype(np.float32)
    mx, my, mxx, myy, mxy = (cv2.blur(image, (7, 7)) for image in (x, y, x * x, y * y, x * y))
    vx, vy, cxy = mxx - mx * mx, myy - my * my, mxy - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mx * my + c1) * (2 * cxy + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean())


def _unlike(a: Sequence[str], b: Sequence[str]) -> float:
    return 1 - SequenceMatcher(None, a, b, autojunk=False).ratio()
