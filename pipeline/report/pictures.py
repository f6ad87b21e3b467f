"""Pictures for a page: cut from each copy's own pixels in the cache, turned upright, as data: URIs."""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipeline.imaging.cache import open_page
from pipeline.records import PageKey
from pipeline.report.case import Box, Copy

TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}  # clockwise
AROUND = (2.5, 0.9)  # of the place's height, left and right, above and below: the words beside it, half a line above
LEAST_AROUND = 90  # of the page's longer side, a line of text: a box that was squeezed flat is seen with its neighbours
LARGEST_CROP = 1_000  # pixels of the longer side; a line of text that is longer is reduced
LARGEST_PAGE = 900  # pixels of the longer side of a copy that is drawn whole
PAGE_QUALITY = 72  # JPEG; the page is drawn to show where, the crops are lossless and show what


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with boxes on it. width, height: of the part that it shows, in pixels of the upright frame, the unit of
    the boxes; uri: None when the cache lost the page."""

    width: float
    height: float
    uri: str | None
    boxes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A crop around one box (`is_whole` False), or the whole page with its boxes. Boxes in frame coordinates."""

    copy: Copy
    boxes: tuple[Box, ...]
    is_whole: bool


def draw(cache: Path, wanted: Iterable[Wanted]) -> dict[Wanted, Picture]:
    """All pictures; each page is decoded once."""
    by_page: dict[PageKey, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_page[one.copy.key].append(one)
    pictures = {}
    for key, asked in by_page.items():
        copy = asked[0].copy
        try:
            page = open_page(cache, key)
        except FileNotFoundError:
            page = None
        if page is not None and copy.rotation in TURNS:
            page = page.transpose(TURNS[copy.rotation])
        for one in asked:
            boxes = [turned(box, copy) for box in one.boxes]
            pictures[one] = _whole(page, copy, boxes) if one.is_whole else _crop(page, copy, boxes[0])
    return pictures


def turned(box: Box, copy: Copy) -> Box:
    """A box of the frame on the upright page."""
    x0, y0, x1, y1 = box
    if copy.rotation == 90:
        return copy.height - y1, x0, copy.height - y0, x1
    if copy.rotation == 180:
        return copy.width - x1, copy.height - y1, copy.width - x0, copy.height - y0
    if copy.rotation == 270:
        return y0, copy.width - x1, y1, copy.width - x0
    return box


def _size(copy: Copy) -> tuple[int, int]:
    return (copy.height, copy.width) if copy.rotation in (90, 270) else (copy.width, copy.height)


def _whole(page: Image.Image | None, copy: Copy, boxes: Sequence[Box]) -> Picture:
    width, height = _size(copy)
    if page is None:
        return Picture(width, height, None, boxes)
    small = page.copy()
    small.thumbnail((LARGEST_PAGE, LARGEST_PAGE), Image.Resampling.LANCZOS)
    return Picture(width, height, _uri(small, "JPEG", quality=PAGE_QUALITY), boxes)


def _crop(page: Image.Image | None, copy: Copy, box: Box) -> Picture:
    width, height = _size(copy)
    x0, y0, x1, y1 = box
    tall = max(max(width, height) / LEAST_AROUND, min(y1 - y0, x1 - x0))
    left, top = max(0, round(x0 - AROUND[0] * tall)), max(0, round(y0 - AROUND[1] * tall))
    right, bottom = min(width, round(x1 + AROUND[0] * tall)), min(height, round(y1 + AROUND[1] * tall))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    inside = (x0 - left, y0 - top, x1 - left, y1 - top)
    if page is None:
        return Picture(right - left, bottom - top, None, [inside])
    part = page.crop((left, top, right, bottom))
    part.thumbnail((LARGEST_CROP, LARGEST_CROP), Image.Resampling.LANCZOS)
    return Picture(right - left, bottom - top, _uri(part, "PNG", optimize=True), [inside])


def _uri(image: Image.Image, kind: str, **options: object) -> str:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
