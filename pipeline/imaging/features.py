"""Local features of a page: where they are, how large, how turned, and what they look like."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8
from pipeline.records import PageKey

FEATURES_VERSION = "3"
LONG_SIDE = 1_600  # pixels; at 1,100 curled photographs lose half of their matches
N_FEATURES = 3_000  # matching costs the square
BANDS = (3.0, 6.0)  # pixels: sizes of serifs, of letters, of words. The strongest of a sharp page are all serifs, and a
# blurred copy of it has none: each size gets its share, and who has none of a size more of the others
MIN_UPSCALE_SIDE = 900  # smaller frames are enlarged first: SIFT finds nothing on 6 px letters
DESCRIPTOR_UNIT = 400.0  # RootSIFT components lie in 0..1, few above 0.6: this fills one byte

Float = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """n local features. xy: (n, 2) frame coordinates; size: (n,) pixels of the frame; angle: (n,) radians;
    descriptor: (n, 128) uint8, RootSIFT (Arandjelovic and Zisserman 2012) times DESCRIPTOR_UNIT."""

    xy: Float
    size: Float
    angle: Float
    descriptor: UInt8

    def __len__(self) -> int:
        """How many."""
        return len(self.xy)


def extract(grey: UInt8) -> Features:
    """SIFT features (Lowe 2004) of a page, grey (height, width), after local contrast equalisation.

    The strongest of each size are kept, evenly over the page, so that neither a picture on it nor the grain of a sharp
    scan takes them all.
    """
    height, width = grey.shape
    scale = LONG_SIDE / max(height, width)
    if scale > 1:
        scale = min(scale, max(1.0, MIN_UPSCALE_SIDE / max(height, width)))
    resized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    equalised = cv2.createCLAHE(2.0, (8, 8)).apply(resized)
    sift = cv2.SIFT_create(contrastThreshold=0.02)
    keypoints = sift.detect(equalised, None)
    if not keypoints:
        empty = np.zeros(0, np.float32)
        return Features(np.zeros((0, 2), np.float32), empty, empty, np.zeros((0, 128), np.uint8))
    # Only the chosen are described: a page of fine print has five times as many, and describing costs the most.
    points, raw = sift.compute(equalised, [keypoints[i] for i in _of_all_sizes(keypoints, resized.shape[:2])])
    root = np.sqrt(raw / np.maximum(raw.sum(1, keepdims=True), 1e-6))
    return Features(
        (np.array([p.pt for p in points], np.float32) + 0.5) / scale - 0.5,
        np.array([p.size for p in points], np.float32) / scale,
        np.deg2rad(np.array([p.angle for p in points], np.float32)),
        np.clip(root * DESCRIPTOR_UNIT, 0, 255).astype(np.uint8),
    )


def _of_all_sizes(keypoints: Sequence[cv2.KeyPoint], shape: tuple[int, int]) -> list[int]:
    """Indices of at most N_FEATURES keypoints: as many of each of BANDS, then the strongest of what is left."""
    points = np.array([p.pt for p in keypoints]).reshape(-1, 2)
    strength = np.array([p.response for p in keypoints])
    band = np.digitize([p.size for p in keypoints], BANDS)
    cell = (points[:, 1] * 12 / shape[0]).astype(int) * 12 + (points[:, 0] * 12 / shape[1]).astype(int)
    order = np.lexsort((points[:, 0], points[:, 1], -strength))
    kept: list[int] = []
    for number in range(len(BANDS) + 1):
        kept += _evenly(order[band[order] == number], cell, N_FEATURES // (len(BANDS) + 1))
    rest = order[~np.isin(order, kept)]
    return kept + _evenly(rest, cell, N_FEATURES - len(kept))


def _evenly(order: npt.NDArray[np.intp], cell: npt.NDArray[np.intp], most: int) -> list[int]:
    """The first of these indices, at most so many, but of no cell of a 12 x 12 grid over 4 shares."""
    share, taken = max(1, 4 * most // 144), Counter[int]()
    kept: list[int] = []
    for i in order.tolist():
        if len(kept) == most:
            break
        if taken[cell[i]] < share:
            taken[cell[i]] += 1
            kept.append(i)
    return kept


def features_path(cache: Path, key: PageKey) -> Path:
    """Where a page's features lie."""
    return cache / "features" / FEATURES_VERSION / key.file_sha256[:2] / f"{key.file_sha256}-{key.page_no}.npz"


def save_features(cache: Path, key: PageKey, features: Features) -> None:
    """Write them in one step."""
    path = features_path(cache, key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        np.savez(out, xy=features.xy, size=features.size, angle=features.angle, descriptor=features.descriptor)
    os.replace(part, path)


def load_features(cache: Path, key: PageKey) -> Features:
    """Read them back. Raises FileNotFoundError when the cache lost them."""
    with np.load(features_path(cache, key)) as stored:
        return Features(stored["xy"], stored["size"], stored["angle"], stored["descriptor"])
