"""Archives: members go to the evidence store, never to a path of their own choice."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pipeline.intake.archive.seven_zip import unpack_7z
from pipeline.intake.archive.taking import Taking
from pipeline.intake.archive.tape import unpack_tar
from pipeline.intake.archive.zipped import unpack_zip
from pipeline.intake.kinds import SEVEN_ZIP, TAR, TAR_BZIP2, TAR_GZIP, TAR_XZ, ZIP, Kind
from pipeline.records import Unpacked
from pipeline.settings import Limits


def unpack(opened: BinaryIO, kind: Kind, file_sha256: str, evidence: Path, limits: Limits) -> Unpacked:
    """Unpack an open archive into the evidence store. Archives inside it are members like any other.

    Raises UnreadableError when nothing of it can be unpacked; single members that cannot are `refused`.
    """
    n_bytes = opened.seek(0, 2)
    opened.seek(0)
    taking = Taking(file_sha256, n_bytes, evidence, limits)
    _UNPACKERS[kind.media_type](opened, taking)
    return Unpacked(
        file_sha256, n_bytes, kind.media_type, tuple(taking.members), tuple(taking.refused), tuple(taking.ignored)
    )


def _unpack_gzip(opened: BinaryIO, taking: Taking) -> None:
    with gzip.GzipFile(fileobj=opened) as inner:
        unpack_tar(inner, taking)


def _unpack_bzip2(opened: BinaryIO, taking: Taking) -> None:
    with bz2.BZ2File(opened) as inner:
        unpack_tar(inner, taking)


def _unpack_xz(opened: BinaryIO, taking: Taking) -> None:
    with lzma.LZMAFile(opened) as inner:
        unpack_tar(inner, taking)


_UNPACKERS: dict[str, Callable[[BinaryIO, Taking], None]] = {
    ZIP.media_type: unpack_zip,
    TAR.media_type: unpack_tar,
    TAR_GZIP.media_type: _unpack_gzip,
    TAR_BZIP2.media_type: _unpack_bzip2,
    TAR_XZ.media_type: _unpack_xz,
    SEVEN_ZIP.media_type: unpack_7z,
}
