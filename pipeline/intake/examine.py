"""What a file shows: its kind by content, then its pages or members. Runs inside a guard worker."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UnreadableError
from pipeline.intake.archive import unpack
from pipeline.intake.evidence import evidence_path
from pipeline.intake.image import decode_image
from pipeline.intake.kinds import EMPTY, Kind, sniff
from pipeline.intake.metadata import bounded
from pipeline.intake.pdf import decode_pdf
from pipeline.records import Decoded, FileFacts, Unpacked
from pipeline.settings import Limits

VERSION = "2"  # bump when what comes out for the same bytes changes


def examine_file(
    evidence: str, cache: str, file_sha256: str, file_name: str, limits: Limits, render_dpi: int
) -> Decoded | Unpacked:
    """Examine the file with this hash in the evidence store. Page images go to the cache, members of an archive to the
    evidence store. file_name is for messages only: the kind is told by content.

    Raises UnreadableError with a plain reason for a file that cannot be examined at all; pages that cannot, while
    others can, are failures in what is returned.
    """
    path = evidence_path(Path(evidence), file_sha256)
    n_bytes = path.stat().st_size
    with path.open("rb") as opened:
        kind = sniff(opened)
        opened.seek(0)
        if kind.family == "archive":
            return unpack(opened, kind, file_sha256, Path(evidence), limits)
        if kind.family == "image":
            shown = decode_image(opened, kind, file_sha256, Path(cache), limits)
            facts = FileFacts(
                file_sha256, n_bytes, kind.media_type, len(shown.frames), bounded(shown.metadata, limits.metadata_bytes)
            )
            return Decoded(facts, tuple(shown.frames), (), tuple(shown.failures))
        if kind.family == "pdf":
            paged = decode_pdf(path, file_sha256, Path(cache), limits, render_dpi)
            facts = FileFacts(
                file_sha256, n_bytes, kind.media_type, paged.n_pages, bounded(paged.metadata, limits.metadata_bytes)
            )
            return Decoded(facts, tuple(paged.frames), tuple(paged.text_layers), tuple(paged.failures))
    raise UnreadableError(_refusal(kind))


def _refusal(kind: Kind) -> str:
    return f"is empty; {kind.advice}" if kind is EMPTY else f"is {kind.name}, which is not examined; {kind.advice}"
