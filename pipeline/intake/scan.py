"""Is a PDF page nothing but one scan? Then its bytes can be taken out untouched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ContentStream, IndirectObject, StreamObject

_LARGEST_CONTENT = 2_000_000  # bytes of drawing operators; the invisible OCR text of a dense scan has 300,000
_EDGE = 0.02  # a scan may leave this share of the page free, or stand out by it
_SQUEEZE = 0.02  # horizontal and vertical resolution may differ by this share
_POINTS = 72

# Operators that set something and leave no ink by themselves. Clipping (W) and graphics states (gs) are not among them:
# they may hide a part of the scan.
_SILENT = frozenset(
    b"q Q cm w J j M d ri i BT ET Tc Tw Tz TL Tf Ts Td TD Tm T* BMC EMC MP n re m l h c v y".split()
) | frozenset(b"g G rg RG k K cs CS sc SC scn SCN BX EX".split())
_SHOWS_TEXT = frozenset((b"Tj", b"TJ", b"'", b'"'))
_INVISIBLE = 3  # text rendering mode of the OCR text that lies under a scan

_FORMATS = {"/DCTDecode": "JPEG", "/DCT": "JPEG", "/JPXDecode": "JPEG2000"}
_PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB")


@dataclass(frozen=True, slots=True)
class Scan:
    """The one image that fills a page. size: in pixels, as stored; dpi: pixels for an inch of the page; rotation:
    clockwise turn of the page, 0 to 270; pillow_format: None when its stored bytes are no picture by themselves."""

    data: bytes
    size: tuple[int, int]
    dpi: float
    rotation: int
    pillow_format: str | None


def find_scan(page: pypdf.PageObject) -> Scan | None:
    """The page's scan, or None when the page shows anything else. Raises whatever pypdf raises on a broken page."""
    if page.get("/Annots") and _resolved(page["/Annots"]):
        return None
    name, matrix = _only_drawing(page) or (None, None)
    if name is None or matrix is None:
        return None
    image = _resolved(_resolved(_resolved(page["/Resources"])["/XObject"])[name])
    if not isinstance(image, StreamObject) or image.get("/Subtype") != "/Image" or not _is_plain(image):
        return None
    width, height = int(_resolved(image["/Width"])), int(_resolved(image["/Height"]))
    if not _fills(page, matrix):
        return None
    horizontal, vertical = width * _POINTS / matrix[0], height * _POINTS / matrix[3]
    user_unit = float(page.get("/UserUnit", 1))
    if user_unit != 1 or abs(horizontal / vertical - 1) > _SQUEEZE:
        return None
    pillow_format = _stored_format(image)
    data = image.get_data() if pillow_format else b""
    return Scan(data, (width, height), (horizontal + vertical) / 2, int(page.rotation) % 360, pillow_format)


def _only_drawing(page: pypdf.PageObject) -> tuple[str, tuple[float, ...]] | None:
    """Name and matrix of the only XObject that a page draws, if nothing else on it leaves ink."""
    contents = page.get_contents()
    if contents is None or len(contents.get_data()) > _LARGEST_CONTENT:
        return None
    drawn: tuple[str, tuple[float, ...]] | None = None
    matrix: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    mode = 0
    saved: list[tuple[tuple[float, ...], int]] = []
    operations = contents.operations if isinstance(contents, ContentStream) else []
    for operands, operator in operations:
        if operator == b"q":
            saved.append((matrix, mode))
        elif operator == b"Q" and saved:
            matrix, mode = saved.pop()
        elif operator == b"cm":
            matrix = _times(tuple(float(value) for value in operands), matrix)
        elif operator == b"Tr":
            mode = int(operands[0])
        elif operator == b"BDC":
            if operands[0] == "/OC":  # a layer that can be switched off
                return None
        elif operator == b"Do":
            if drawn is not None:
                return None
            drawn = (str(operands[0]), matrix)
        elif operator in _SHOWS_TEXT:
            if mode != _INVISIBLE:
                return None
        elif operator not in _SILENT:
            return None
    return drawn


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _fills(page: pypdf.PageObject, matrix: tuple[float, ...]) -> bool:
    """Whether the unit square under the matrix, upright, is the visible page."""
    a, b, c, d, e, f = matrix
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    if a <= 0 or d <= 0 or abs(b) > 1e-3 * a or abs(c) > 1e-3 * d or width <= 0 or height <= 0:
        return False
    edges = (
        (e - float(box.left)) / width,
        (e + a - float(box.right)) / width,
        (f - float(box.bottom)) / height,
        (f + d - float(box.top)) / height,
    )
    return all(abs(edge) <= _EDGE for edge in edges)


def _is_plain(image: StreamObject) -> bool:
    """Whether nothing else has a say in how the image looks."""
    return not any(key in image for key in ("/SMask", "/Mask", "/Decode", "/ImageMask", "/OC", "/SMaskInData"))


def _stored_format(image: StreamObject) -> str | None:
    """The Pillow format of the stored bytes, when their colours mean what the picture itself says."""
    filters = _resolved(image.get("/Filter"))
    names = [str(_resolved(name)) for name in filters] if isinstance(filters, list) else [str(filters)]
    pillow_format = _FORMATS.get(names[-1])
    space = _resolved(image.get("/ColorSpace"))
    kind = str(_resolved(space[0])) if isinstance(space, list) and space else str(space)
    if pillow_format == "JPEG2000" and space is None:
        return pillow_format
    return pillow_format if kind in (*_PLAIN_SPACES, "/ICCBased") else None


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
