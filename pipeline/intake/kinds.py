"""What a file is, by its bytes; never by its name. And what to hand in instead of what is not examined."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096  # bytes looked at; a PDF may have some rubbish before its header, a tar header takes 512


@dataclass(frozen=True, slots=True)
class Kind:
    """family: image | pdf | archive | other. media_type for those examined; pillow: the only Pillow format that may
    open it; name and advice: for the reason why another is not examined."""

    family: str
    media_type: str = ""
    pillow: str = ""
    name: str = ""
    advice: str = ""


def _image(media_type: str, pillow: str) -> Kind:
    return Kind("image", media_type, pillow)


def _other(name: str, advice: str) -> Kind:
    return Kind("other", name=name, advice=advice)


_AS_PDF = "save it as PDF and hand that in"
_AS_PNG = "save it as PNG and hand that in"
_FRAMES = "hand in the frames that matter as PNG or JPEG"
_UNPACK = "unpack it and hand in the folder, or a ZIP"
_NO_DOCUMENT = "hand in images, PDFs or archives of them"

JPEG = _image("image/jpeg", "JPEG")
PNG = _image("image/png", "PNG")
GIF = _image("image/gif", "GIF")
WEBP = _image("image/webp", "WEBP")
BMP = _image("image/bmp", "BMP")
TIFF = _image("image/tiff", "TIFF")
HEIC = _image("image/heic", "HEIF")
AVIF = _image("image/avif", "AVIF")
JPEG2000 = _image("image/jp2", "JPEG2000")
PDF = Kind("pdf", "application/pdf")
ZIP = Kind("archive", "application/zip")
TAR = Kind("archive", "application/x-tar")
TAR_GZIP = Kind("archive", "application/x-tar+gzip")
TAR_BZIP2 = Kind("archive", "application/x-tar+bzip2")
TAR_XZ = Kind("archive", "application/x-tar+xz")
SEVEN_ZIP = Kind("archive", "application/x-7z-compressed")

EMPTY = _other("an empty file", "fetch it again from its source")
UNKNOWN = _other("of an unknown kind", _NO_DOCUMENT)
TEXT = _other("a text file", "hand in a picture or a PDF of the document")
VIDEO = _other("a video", _FRAMES)

# (offset, bytes, kind), the first that fits
_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    (0, b"II+\x00", TIFF),
    (0, b"MM\x00+", TIFF),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", JPEG2000),
    (0, b"\xff\x4f\xff\x51", JPEG2000),
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (0, b"Rar!\x1a\x07", _other("a RAR archive", _UNPACK)),
    (0, b"\x28\xb5\x2f\xfd", _other("a Zstandard archive", _UNPACK)),
    (0, b"\xff\x0a", _other("a JPEG XL picture", _AS_PNG)),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", _other("a JPEG XL picture", _AS_PNG)),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _other("an old Office file (Word, Excel, PowerPoint, Outlook)", _AS_PDF)),
    (0, b"{\\rtf", _other("a rich-text document", _AS_PDF)),
    (0, b"\x1aE\xdf\xa3", VIDEO),
    (0, b"FLV\x01", VIDEO),
    (0, b"\x00\x00\x01\xba", VIDEO),
    (0, b"\x00\x00\x01\xb3", VIDEO),
    (0, b"0&\xb2u\x8ef\xcf\x11", VIDEO),
    (0, b"OggS", _other("a sound or video file", _FRAMES)),
    (0, b"ID3", _other("a sound file", _NO_DOCUMENT)),
    (0, b"fLaC", _other("a sound file", _NO_DOCUMENT)),
    (0, b"%!PS", _other("a PostScript file (PS, EPS)", _AS_PDF)),
    (0, b"\xc5\xd0\xd3\xc6", _other("a PostScript file (PS, EPS)", _AS_PDF)),
    (0, b"8BPS", _other("a Photoshop file (PSD)", _AS_PNG)),
    (0, b"DDS ", _other("a game texture (DDS)", _AS_PNG)),
    (0, b"BLP1", _other("a game texture (BLP)", _AS_PNG)),
    (0, b"BLP2", _other("a game texture (BLP)", _AS_PNG)),
    (4, b"\x11\xaf", _other("an old animation (FLI, FLC)", _FRAMES)),
    (4, b"\x12\xaf", _other("an old animation (FLI, FLC)", _FRAMES)),
    (0, b"\x01\xda", _other("an SGI picture", _AS_PNG)),
    (0, b"\x00\x00\x01\x00", _other("an icon (ICO)", _AS_PNG)),
    (0, b"\x00\x00\x02\x00", _other("a mouse pointer (CUR) or a TGA picture", _AS_PNG)),
    (0, b"icns", _other("an icon (ICNS)", _AS_PNG)),
    (0, b"DanM", _other("an old Paint picture (MSP)", _AS_PNG)),
    (0, b"LinS", _other("an old Paint picture (MSP)", _AS_PNG)),
    (0, b"gimp xcf", _other("a GIMP picture (XCF)", _AS_PNG)),
    (0, b"AT&TFORM", _other("a DjVu document", _AS_PDF)),
    (0, b"\xd7\xcd\xc6\x9a", _other("a Windows drawing (WMF)", _AS_PNG)),
    (40, b" EMF", _other("a Windows drawing (EMF)", _AS_PNG)),
    (0, b"SQLite format 3\x00", _other("a database", _NO_DOCUMENT)),
    (0, b"MZ", _other("a program", _NO_DOCUMENT)),
    (0, b"\x7fELF", _other("a program", _NO_DOCUMENT)),
)

# The first four bytes of a PCX picture: its maker, a version, run-length coding, bits for a pixel.
_PCX = {b"\x0a" + bytes((version, 1, bits)) for version in (0, 2, 3, 4, 5) for bits in (1, 2, 4, 8)}
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 66, 108, 124}  # sizes of the headers that BMP ever had
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_STILL_BRANDS = {b"mif1", b"msf1", b"miaf"}


def sniff(opened: BinaryIO) -> Kind:
    """The kind of an open file. Reads its head, its end, and the directory of a ZIP."""
    head = opened.read(HEAD)
    if not head:
        return EMPTY
    kind = _by_magic(head)
    if kind is not None and (kind.family != "other" or b"%PDF-" not in head[:1024]):
        return kind  # a PDF may begin with rubbish, that of another kind too
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(opened)
    if (kind := _compressed_tar(head)) is not None:
        return kind
    if len(head) >= 512 and _is_tar(head[:512]):
        return TAR
    if _targa(opened):
        return _other("a TGA picture", _AS_PNG)
    return _text(head) or UNKNOWN


def _by_magic(head: bytes) -> Kind | None:
    for offset, magic, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"AVI ": VIDEO, b"WAVE": _other("a sound file", _NO_DOCUMENT)}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head[:4] in _PCX:
        return _other("a PCX picture", _AS_PNG)
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return BMP
    return None


def _iso_media(head: bytes) -> Kind:
    """HEIC, AVIF and MP4 are one container; the brands tell them apart."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, size, 4)}
    if major in (b"avif", b"avis"):
        return AVIF
    if major in _HEIC_BRANDS:
        return HEIC
    if major in _STILL_BRANDS:
        return AVIF if brands & {b"avif", b"avis"} else HEIC
    if major == b"crx ":
        return _other("a raw photograph (CR3)", "save it as JPEG or PNG and hand that in")
    if major in (b"M4A ", b"M4B "):
        return _other("a sound file", _NO_DOCUMENT)
    return VIDEO


def _zip(opened: BinaryIO) -> Kind:
    """A ZIP, unless it is one of the documents that are ZIPs inside. A broken one stays a ZIP: unpacking says why."""
    try:
        with zipfile.ZipFile(opened) as archive:
            names = {info.filename for info in archive.infolist()}
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    mimetype = member.read(100)
    except Exception:
        return ZIP
    for part, name in (("word/", "a Word document"), ("ppt/", "a PowerPoint file"), ("xl/", "an Excel file")):
        if "[Content_Types].xml" in names and any(inner.startswith(part) for inner in names):
            return _other(name, _AS_PDF)
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return _other("an OpenDocument file", _AS_PDF)
    if mimetype.startswith(b"application/epub"):
        return _other("an electronic book (EPUB)", _AS_PDF)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return _other("a Pages, Numbers or Keynote file", _AS_PDF)
    return ZIP


def _compressed_tar(head: bytes) -> Kind | None:
    for magic, kind in ((b"\x1f\x8b", TAR_GZIP), (b"BZh", TAR_BZIP2), (b"\xfd7zXZ\x00", TAR_XZ)):
        if head.startswith(magic):
            return kind
    return None


def _is_tar(block: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _targa(opened: BinaryIO) -> bool:
    try:
        opened.seek(-26, os.SEEK_END)
    except OSError:
        return False
    return b"TRUEVISION-XFILE" in opened.read(26)


def _text(head: bytes) -> Kind | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if b"<svg" in start:
        return _other("a drawing (SVG)", _AS_PDF)
    if start.startswith((b"<!doctype html", b"<html")):
        return _other("a web page", _AS_PDF)
    if b"\x00" in head or sum(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head) > len(head) // 50:
        return None
    try:
        io.TextIOWrapper(io.BytesIO(head), encoding="utf-8").read(len(head) // 4)
    except UnicodeDecodeError:
        return None
    if start.startswith((b"from ", b"received:", b"return-path:", b"mime-version:")):
        return _other("an e-mail", "save it as PDF, and its attachments beside it")
    return TEXT
