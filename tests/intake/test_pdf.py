"""PDFs: scans untouched, the rest drawn, text apart."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import load_page
from pipeline.records import Decoded, PageKey
from pipeline.settings import Limits


def jpeg(size: tuple[int, int] = (400, 600)) -> bytes:
    pixels = np.random.default_rng(2).integers(0, 255, (*reversed(size), 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize(size).save(out, "JPEG", quality=80)
    return out.getvalue()


def scan_pdf(data: bytes, size: tuple[int, int], content: bytes = b"") -> bytes:
    """A page of 200 x 300 points that shows one JPEG, and whatever content draws besides."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    image = DecodedStreamObject()
    image.set_data(data)
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Width"): NumberObject(size[0]),
            NameObject("/Height"): NumberObject(size[1]),
        }
    )
    drawing = DecodedStreamObject()
    drawing.set_data(b"q 200 0 0 300 0 0 cm /Im Do Q " + content)
    objects = DictionaryObject({NameObject("/Im"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): objects})
    page[NameObject("/Contents")] = writer._add_object(drawing)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def text_pdf(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 300))
    for text in pages:
        canvas.drawString(20, 200, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def encrypted(data: bytes, user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user_password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def decoded(found: object) -> Decoded:
    assert isinstance(found, Decoded)
    return found


def test_a_scan_is_taken_out_byte_for_byte(examine, tmp_path: Path) -> None:
    picture = jpeg()
    found = decoded(examine(scan_pdf(picture, (400, 600))))
    facts = found.file.metadata["pages"]["1"]
    assert facts["scan_sha256"] == hashlib.sha256(picture).hexdigest()
    assert found.frames[0].render_dpi == 144
    pixels = load_page(tmp_path / "cache", PageKey(found.file.file_sha256, 1))
    assert np.array_equal(pixels, np.asarray(Image.open(io.BytesIO(picture))))


@pytest.mark.parametrize(
    "content",
    [b"0 0 0 rg 20 20 50 50 re f", b"BT /F1 12 Tf (seen) Tj ET", b"q 50 0 0 50 0 0 cm /Im Do Q"],
    ids=["a rectangle over it", "visible text", "a second picture"],
)
def test_a_page_with_anything_besides_is_drawn(examine, content: bytes) -> None:
    found = decoded(examine(scan_pdf(jpeg(), (400, 600), content)))
    assert "pages" not in found.file.metadata
    assert found.frames[0].render_dpi == 100


def test_invisible_text_under_a_scan_leaves_it_a_scan(examine) -> None:
    found = decoded(examine(scan_pdf(jpeg(), (400, 600), b"BT 3 Tr (read) Tj ET")))
    assert found.file.metadata["pages"]["1"]["scan_format"] == "JPEG"


def test_the_text_layer_is_kept_apart(examine) -> None:
    found = decoded(examine(text_pdf("first words", "second words")))
    assert [layer.text.strip() for layer in found.text_layers] == ["first words", "second words"]
    assert (found.file.n_pages, found.file.metadata["info"]["/Producer"][:9]) == (2, "ReportLab")


def test_the_empty_password_is_tried(examine) -> None:
    assert decoded(examine(encrypted(text_pdf("open"), ""))).file.metadata["encrypted"]
    with pytest.raises(UnreadableError, match="encrypted"):
        examine(encrypted(text_pdf("closed"), "secret"))


def test_a_huge_page_is_drawn_at_a_lower_resolution(examine) -> None:
    found = decoded(examine(text_pdf("small"), Limits(pixels=20_000)))
    assert found.frames[0].render_dpi < 100
    assert found.frames[0].width * found.frames[0].height <= 21_000


def test_a_broken_pdf_says_so(examine) -> None:
    with pytest.raises(UnreadableError, match="damaged beyond reading"):
        examine(b"%PDF-1.7\nnothing more")
