"""Page images and features in the workspace's cache: by content and version, rebuilt when missing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.records import PageKey

PAGES_VERSION = "1"  # bump when decoding changes what a page image looks like

UInt8 = npt.NDArray[np.uint8]


def page_path(cache: Path, key: PageKey) -> Path:
    """Where the lossless image of a page lies: the whole frame, EXIF orientation applied, sRGB or grey."""
    return cache / "pages" / PAGES_VERSION / key.file_sha256[:2] / f"{key.file_sha256}-{key.page_no}.png"


def save_page(cache: Path, key: PageKey, image: Image.Image) -> Path:
    """Write a page image (mode L or RGB) in one step, so that a kill leaves none or a whole one."""
    path = page_path(cache, key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        image.save(out, format="PNG", compress_level=1)
    os.replace(part, path)
    return path


def open_page(cache: Path, key: PageKey) -> Image.Image:
    """The page image, mode L or RGB. Raises FileNotFoundError when the cache lost it.

    The cache holds only what our own guard wrote, so Pillow's own limit on pixels is not needed here.
    """
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(page_path(cache, key)) as image:
        image.load()
        return image.copy()


def load_page(cache: Path, key: PageKey) -> UInt8:
    """The page image as an array: (height, width) or (height, width, 3) RGB, uint8."""
    return np.asarray(open_page(cache, key), dtype=np.uint8)


def load_grey(cache: Path, key: PageKey) -> UInt8:
    """The page image as (height, width) uint8."""
    return np.asarray(open_page(cache, key).convert("L"), dtype=np.uint8)
