"""Files that are no documents or cannot be opened, an archive, and a duplicate."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sample_docs.report import report_pdf
from sample_docs.samples import Sample

ZIP_TIME = (2023, 4, 4, 12, 0, 0)
DOCX_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.'
    'org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Timeline of the update, draft</w:t></w:r></w:p></w:body>'
    "</w:document>",
}  # fmt: skip


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP without compression and with one fixed time: the same bytes with every zlib."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(ZipInfo(name, ZIP_TIME), data)
    return buffer.getvalue()


def _video() -> bytes:
    """The first boxes of an MP4: enough to be known as one."""
    kind = b"isom\x00\x00\x02\x00isomiso2avc1mp41"
    return (len(kind) + 8).to_bytes(4, "big") + b"ftyp" + kind + (1032).to_bytes(4, "big") + b"mdat" + bytes(1024)


def broken(whole: Sample) -> list[Sample]:
    """Files that nothing can be read from. whole: the JPEG of which one is the first third."""
    note = b"Saved from the thread before it was deleted. The big one is IMG_0331, ask Tam for the others.\n"
    locked = report_pdf(password="quay-4")
    made = (
        ("frontwire_5519.jpg", whole.data[: len(whole.data) // 3], "a download that broke off", "truncated JPEG"),
        ("eb_2023_09_locked.pdf", locked, "the report with a password", "encrypted, no password"),
        ("timeline.docx", zipped({k: v.encode() for k, v in DOCX_PARTS.items()}), "a word processor's file", "office file"),
        ("walkthrough.mp4", _video(), "the head of a video", "video"),
        ("IMG_0333.jpg", b"", "nothing at all", "empty file"),
        ("readme_first.txt", note, "a plain text", "text, not a picture or PDF"),
    )  # fmt: skip
    return [
        Sample(name, data, how, f"unreadable, with a reason: {why}", unreadable=True) for name, data, how, why in made
    ]
