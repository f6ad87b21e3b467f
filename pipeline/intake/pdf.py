"""PDF files: pypdf reads their structure, text and the untouched bytes of scans; pdfium draws every other page."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
from PIL import Image
from pypdf.errors import DependencyError

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import save_page
from pipeline.intake.image import open_picture
from pipeline.intake.names import clean_text
from pipeline.intake.pixels import normalised
from pipeline.intake.scan import Scan, find_scan
from pipeline.intake.worker import PAGE_SECONDS, restart_clock, shortened
from pipeline.records import Failure, Frame, PageKey, TextLayer
from pipeline.settings import Limits

_POINTS = 72  # a PDF's unit is 1/72 inch
_LOWEST_DPI = 20  # below this nothing on a page can be read; the page is refused instead
_LONGEST_TEXT = 1_000_000  # characters of one page's text layer; a dense page has 10,000
_ENCRYPTED = "is encrypted and no password or key is known; hand in a copy that is not"
_BROKEN = "is damaged beyond reading; fetch it again, or hand in pictures of its pages"


@dataclass(frozen=True, slots=True)
class DecodedPdf:
    """What a PDF shows and says. n_pages: pages it has, as far as anybody can tell."""

    n_pages: int
    frames: list[Frame] = field(default_factory=list)
    text_layers: list[TextLayer] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


def decode_pdf(path: Path, file_sha256: str, cache: Path, limits: Limits, render_dpi: int) -> DecodedPdf:
    """Decode all pages of a PDF into the cache. Raises UnreadableError when not one page can be shown."""
    with _roomy(limits):
        metadata: dict[str, Any] = {}
        reader = _structure(path, metadata)
        with _drawn(path, limits) as document:
            n_pages = len(document)
            metadata["n_pages"] = n_pages
            if n_pages == 0:
                raise UnreadableError("has no pages")
            found = DecodedPdf(n_pages, metadata=metadata)
            pages = _Pages(file_sha256, cache, limits, render_dpi, reader, document, found)
            pages.decode_all()
    if not found.frames:
        raise UnreadableError(found.failures[0].reason, found.failures[0].detail)
    return found


@contextmanager
def _roomy(limits: Limits) -> Iterator[None]:
    """pypdf stops at 75 MB a stream, which a 600 dpi scan in colour exceeds; here the guard limits memory and time."""
    n_bytes = limits.pixels * 4
    with pypdf.apply_configuration(
        maximum_declared_stream_length=n_bytes,
        zlib_maximum_output_length=n_bytes,
        lzw_maximum_output_length=n_bytes,
        run_length_maximum_output_length=n_bytes,
        jbig2_maximum_output_length=n_bytes,
        image_maximum_buffer_size=n_bytes,
        stream_decoding_work_maximum_length=n_bytes * 4,
    ):
        yield


def _structure(path: Path, metadata: dict[str, Any]) -> pypdf.PdfReader | None:
    """The file as pypdf reads it, and what it says of itself; None where only pdfium may cope.

    Raises UnreadableError for an encrypted file that the empty password does not open.
    """
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            metadata["encrypted"] = True
            if not reader.decrypt(""):
                raise UnreadableError(_ENCRYPTED)
    except (MemoryError, UnreadableError):
        raise
    except DependencyError as error:
        metadata["structure_problem"] = shortened(error)
        return None
    except Exception as error:
        metadata["structure_problem"] = shortened(error)
        return None
    readers: dict[str, Callable[[], Any]] = {
        "version": lambda: reader.pdf_header,
        "info": lambda: dict(reader.metadata or {}) or None,
        "xmp": lambda: _xmp(reader),
        "is_form": lambda: "/AcroForm" in reader.root_object or None,
    }
    for name, read in readers.items():
        try:
            metadata[name] = read()
        except (MemoryError, RecursionError):
            raise
        except Exception as error:
            metadata.setdefault("metadata_problems", {})[name] = shortened(error)
    return reader


def _xmp(reader: pypdf.PdfReader) -> str | None:
    stream = reader.root_object.get("/Metadata")
    return stream.get_object().get_data().decode("utf-8", errors="backslashreplace") if stream else None


@contextmanager
def _drawn(path: Path, limits: Limits) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        message = str(error).lower()
        reason = _ENCRYPTED if "password" in message or "security" in message else _BROKEN
        raise UnreadableError(reason, shortened(error)) from error
    try:
        yield document
    finally:
        document.close()


class _Pages:
    """Walks the pages of one PDF; what it finds goes to `found`."""

    def __init__(
        self,
        file_sha256: str,
        cache: Path,
        limits: Limits,
        render_dpi: int,
        reader: pypdf.PdfReader | None,
        document: pypdfium2.PdfDocument,
        found: DecodedPdf,
    ) -> None:
        self._sha256 = file_sha256
        self._cache = cache
        self._limits = limits
        self._dpi = render_dpi
        self._reader = reader
        self._document = document
        self._found = found

    def decode_all(self) -> None:
        """Every page, as far as limits and time go."""
        started = time.monotonic()
        for page_no in range(1, self._found.n_pages + 1):
            if page_no > self._limits.pages:
                self._stop(page_no, "setting limits.pages")
                return
            if time.monotonic() - started > self._limits.wall_seconds + PAGE_SECONDS * page_no:
                self._stop(page_no, "they take too long")
                return
            self._decode(page_no)
            restart_clock(self._limits)

    def _stop(self, page_no: int, why: str) -> None:
        self._found.metadata["n_frames_total"] = self._found.n_pages
        reason = f"the pages from here on, of {self._found.n_pages:,}, were not examined ({why})"
        self._fail(page_no, reason)

    def _fail(self, page_no: int, reason: str, detail: str = "") -> None:
        self._found.failures.append(Failure(self._sha256, page_no, "decode", reason, detail))

    def _decode(self, page_no: int) -> None:
        try:
            image, dpi = self._show(page_no)
        except MemoryError:
            raise
        except UnreadableError as error:
            self._fail(page_no, error.reason, error.detail)
            return
        except Exception as error:
            self._fail(page_no, "the page is damaged and cannot be drawn", shortened(error))
            return
        save_page(self._cache, PageKey(self._sha256, page_no), image)
        self._found.frames.append(
            Frame(self._sha256, page_no, page_no, image.width, image.height, dpi, None, "whole_frame")
        )
        self._found.text_layers.append(TextLayer(self._sha256, page_no, self._text(page_no)))

    def _show(self, page_no: int) -> tuple[Image.Image, int]:
        """The picture of a page and its resolution in dots per inch."""
        page = self._document[page_no - 1]
        try:
            scan = self._scan(page_no)
            if scan is not None and (image := self._untouched(page_no, scan)) is not None:
                return image, round(scan.dpi)
            wanted = self._dpi if scan is None else max(self._dpi, min(scan.dpi, self._dpi * 1.5))
            return _draw(page, wanted, self._limits)
        finally:
            page.close()

    def _scan(self, page_no: int) -> Scan | None:
        if self._reader is None:
            return None
        try:
            return find_scan(self._reader.pages[page_no - 1])
        except MemoryError:
            raise
        except Exception as error:
            self._note(page_no, {"structure_problem": shortened(error)})
            return None

    def _untouched(self, page_no: int, scan: Scan) -> Image.Image | None:
        """The scan as its own bytes show it; None where they have to be drawn."""
        if scan.pillow_format is None:
            return None
        facts: dict[str, Any] = {
            "scan_sha256": hashlib.sha256(scan.data).hexdigest(),
            "scan_bytes": len(scan.data),
            "scan_format": scan.pillow_format,
        }
        try:
            with open_picture(scan.data, scan.pillow_format, self._limits) as picture:
                if picture.size != scan.size or picture.mode not in ("L", "RGB"):
                    return None
                picture.load()
                picture.info.pop("exif", None)  # a PDF shows its pictures as they are stored
                image = normalised(picture, facts)
        except MemoryError:
            raise
        except Exception as error:
            self._note(page_no, {"scan_problem": shortened(error)})
            return None
        self._note(page_no, facts)
        return image.rotate(-scan.rotation, expand=True) if scan.rotation else image

    def _note(self, page_no: int, facts: dict[str, Any]) -> None:
        self._found.metadata.setdefault("pages", {}).setdefault(str(page_no), {}).update(facts)

    def _text(self, page_no: int) -> str:
        """The text layer as pypdf reads it, else as pdfium does."""
        if self._reader is not None:
            try:
                return clean_text(self._reader.pages[page_no - 1].extract_text())[:_LONGEST_TEXT]
            except MemoryError:
                raise
            except Exception as error:
                self._note(page_no, {"text_problem": shortened(error)})
        page = self._document[page_no - 1]
        text = page.get_textpage()
        try:
            return clean_text(text.get_text_range())[:_LONGEST_TEXT]
        except pypdfium2.PdfiumError as error:
            self._note(page_no, {"text_problem": shortened(error)})
            return ""
        finally:
            text.close()
            page.close()


def _draw(page: pypdfium2.PdfPage, dpi: float, limits: Limits) -> tuple[Image.Image, int]:
    """Draw a page, at a lower resolution when it would be larger than the limit."""
    width, height = page.get_size()
    area = width * height / _POINTS**2
    if not 0 < area < float("inf"):
        raise UnreadableError("the page has no size and cannot be drawn", f"{width} x {height} points")
    dpi = min(dpi, (limits.pixels / area) ** 0.5)
    if dpi < _LOWEST_DPI:
        raise UnreadableError("the page is too large to be drawn legibly", f"{width:.0f} x {height:.0f} points")
    dpi = int(dpi)
    bitmap = page.render(scale=dpi / _POINTS, may_draw_forms=True)
    image = bitmap.to_pil().convert("RGB")
    return (image.convert("L") if _is_grey(image) else image), dpi


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()
