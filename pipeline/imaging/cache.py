"""Page images and features in the workspace's cache: by content and version, rebuilt when missing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
import numpy.typing as npt
from cachetools import LRUCache, cached
from PIL import Image

from pipeline.records import PageKey

KEPT_BYTES = 64 * 1024**2  # of grey pages in memory: 16 photographs of four megapixels
PAGES_VERSION = "1"  # bump when decoding changes what a page image looks like

UInt8 = npt.NDArray[np.uint8]
Outline = Sequence[Sequence[float]]


def frame_path(cache: Path, key: PageKey) -> Path:
    """Where the lossless image of a frame lies, named by the page it is where it shows just one: EXIF orientation
    applied, sRGB or grey."""
    return cache / "pages" / PAGES_VERSION / key.file_sha256[:2] / f"{key.file_sha256}-{key.page_no}.png"


def outlined_path(cache: Path, key: PageKey) -> Path:
    """Where the image of a page lies that is but a part of its frame: as large as the frame, everything outside the
    outline transparent, so that boxes are in coordinates of the frame whatever the page."""
    return frame_path(cache, key).with_suffix(".part.png")


def page_path(cache: Path, key: PageKey) -> Path:
    """Where the image of a page lies."""
    outlined = outlined_path(cache, key)
    return outlined if outlined.exists() else frame_path(cache, key)


def image_version(outline: Outline | None) -> str:
    """What the image of a page depends on besides the bytes of its file."""
    if outline is None:
        return PAGES_VERSION
    return f"{PAGES_VERSION}:" + " ".join(f"{x:.0f},{y:.0f}" for x, y in outline)


def save_page(cache: Path, key: PageKey, image: Image.Image) -> Path:
    """Write the image of a frame (mode L or RGB) in one step, so that a kill leaves none or a whole one."""
    return _write(frame_path(cache, key), image)


def save_outlined(cache: Path, key: PageKey, frame: Image.Image, outline: Outline) -> Path:
    """Write the image of a page that is a part of a frame (mode L or RGB). outline: corners in the frame.

    What lies outside is transparent, and beneath it of the colour most common along the outline's inner side, so that
    readers which know no transparency see paper and no edge.
    """
    polygon = np.array(outline, np.int32).reshape(-1, 1, 2)
    shown = np.zeros((frame.height, frame.width), np.uint8)
    cv2.fillPoly(shown, [polygon], 255)
    width = max(3, round(0.01 * min(cv2.boundingRect(polygon)[2:])))
    rim = (shown > 0) & (cv2.erode(shown, np.ones((2 * width + 1, 2 * width + 1), np.uint8)) == 0)
    pixels = np.asarray(frame).copy()
    pixels[shown == 0] = np.median(pixels[rim], axis=0).astype(np.uint8) if rim.any() else 255
    image = Image.fromarray(pixels)
    image.putalpha(Image.fromarray(shown))
    return _write(outlined_path(cache, key), image)


def _write(path: Path, image: Image.Image) -> Path:
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
        return image.convert("L" if image.mode in ("L", "LA") else "RGB")


def open_frame(cache: Path, key: PageKey) -> Image.Image:
    """The frame's image, mode L or RGB, also where it shows several pages. Raises FileNotFoundError when the cache
    lost it."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(frame_path(cache, key)) as image:
        image.load()
        return image.copy()


def load_shown(cache: Path, key: PageKey) -> UInt8:
    """(height, width) uint8: 255 where the frame shows this page, 0 where it shows something else."""
    with Image.open(page_path(cache, key)) as image:
        if image.mode in ("LA", "RGBA"):
            return np.asarray(image.getchannel("A"), dtype=np.uint8)
        return np.full((image.height, image.width), 255, np.uint8)


def load_page(cache: Path, key: PageKey) -> UInt8:
    """The page image as an array: (height, width) or (height, width, 3) RGB, uint8."""
    return np.asarray(open_page(cache, key), dtype=np.uint8)


def load_grey(cache: Path, key: PageKey) -> UInt8:
    """The page image as (height, width) uint8, not to be written to. Raises FileNotFoundError when the cache lost it.

    Those opened last are kept: a page is compared with several others right after each other, and of comparing
    photographs a third of the time was opening them.
    """
    path = page_path(cache, key)
    found = path.stat()
    return _grey(path, found.st_mtime_ns, found.st_size)


@cached(LRUCache(KEPT_BYTES, getsizeof=lambda grey: grey.nbytes), lock=Lock())
def _grey(path: Path, changed_ns: int, size: int) -> UInt8:
    """changed_ns, size: of the file, so that a page drawn anew is opened anew."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as image:
        return np.asarray(image.convert("L" if image.mode in ("L", "LA") else "RGB").convert("L"), dtype=np.uint8)
