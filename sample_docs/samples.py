"""One sample: the bytes of a file, how it was made, what should be found in it, and where."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from sample_docs.renditions import Copy, Edit

DOCTORED_KINDS = frozenset({"number", "marking", "line"})
# EXIF orientation: how the upright picture has to be turned before it is stored under that tag
STORED_AS = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
ORIENTATION_TAG = 0x0112


@dataclass(frozen=True)
class Change:
    """Something on a page that differs from the page as issued; box in pixels of the upright frame, None for all."""

    kind: str
    old: str
    new: str
    box: tuple[int, int, int, int] | None


@dataclass(frozen=True)
class Page:
    """The truth about one page of a file. size: width, height of its frame in pixels (of a PDF page: None)."""

    page_no: int
    page: str
    capture: str
    size: tuple[int, int] | None
    edits: tuple[Change, ...] = ()
    marks: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A file to hand in. found: what should be found in it. made_from: the file that it descends from."""

    name: str
    data: bytes
    made: str
    found: str
    pages: tuple[Page, ...] = ()
    made_from: str | None = None
    unreadable: bool = False


@dataclass(frozen=True)
class Story:
    """What is told about a file: everything but its bytes."""

    name: str
    made: str
    found: str
    capture: str
    made_from: str | None = None


def _change(copy: Copy, edit: Edit) -> Change:
    if edit.box == (0, 0, 0, 0):
        return Change(edit.kind, edit.old, edit.new, None)
    x0, y0, x1, y1 = copy.box(edit.box)
    w, h = copy.image.size
    return Change(edit.kind, edit.old, edit.new, (max(0, x0), max(0, y0), min(w, x1), min(h, y1)))


def page_of(copy: Copy, capture: str, page_no: int = 1, sized: bool = True) -> Page:
    """The truth about a picture of a page."""
    return Page(
        page_no,
        copy.page,
        capture,
        copy.image.size if sized else None,
        tuple(_change(copy, edit) for edit in copy.edits),
        tuple(_change(copy, mark) for mark in copy.marks),
    )


def jpeg_bytes(image: Image.Image, quality: int, orientation: int = 1) -> bytes:
    """A JPEG whose pixels are stored turned, as phones do, with the EXIF tag that says so."""
    turn = STORED_AS[orientation]
    stored = image if turn is None else image.transpose(turn)
    exif = Image.Exif()
    if orientation != 1:
        exif[ORIENTATION_TAG] = orientation
    buffer = BytesIO()
    stored.save(buffer, "JPEG", quality=quality, exif=exif.tobytes() if orientation != 1 else b"")
    return buffer.getvalue()


def as_jpeg(story: Story, copy: Copy, quality: int, orientation: int = 1) -> Sample:
    """A sample stored as JPEG."""
    data = jpeg_bytes(copy.image, quality, orientation)
    return Sample(story.name, data, story.made, story.found, (page_of(copy, story.capture),), story.made_from)


def as_png(story: Story, copy: Copy) -> Sample:
    """A sample stored as PNG."""
    buffer = BytesIO()
    copy.image.save(buffer, "PNG", optimize=True)
    return Sample(
        story.name, buffer.getvalue(), story.made, story.found, (page_of(copy, story.capture),), story.made_from
    )
