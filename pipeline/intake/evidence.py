"""The evidence store: originals by SHA-256, written in one step, read-only, never altered."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from pipeline.errors import UnreadableError

BLOCK = 1024 * 1024  # bytes read at once

# A name may be exchanged for a link or a fifo between looking and opening: neither is followed nor waited for.
_SAFE_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def evidence_path(evidence: Path, sha256: str) -> Path:
    """Where the bytes with this hash lie: `<first two hex>/<sha256>`."""
    return evidence / sha256[:2] / sha256


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file that a person named, 64 hex digits. Raises OSError."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def open_regular(path: str | bytes | Path) -> BufferedReader:
    """Open a regular file; no link is followed, nothing blocks. Raises OSError, or ValueError when it is none."""
    handle = os.open(path, _SAFE_OPEN)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ValueError("not a regular file")
    return os.fdopen(handle, "rb")


def keep(evidence: Path, source: Path, sha256: str) -> Path:
    """Copy a file into the store, checking on the way that its bytes still have this hash. Returns its path there.

    Raises UnreadableError when the bytes changed since they were hashed or can no longer be read.
    """
    kept = evidence_path(evidence, sha256)
    if kept.exists():
        return kept
    try:
        reading = open_regular(source)
    except (OSError, ValueError) as error:
        raise UnreadableError("could be read when the batch was listed, but not any more", str(error)) from error
    with reading, stored(evidence) as incoming:
        while block := reading.read(BLOCK):
            incoming.write(block)
        if incoming.sha256 != sha256:
            raise UnreadableError(
                "was changed while the batch was being read; triage the batch again",
                f"SHA-256 was {sha256}, is {incoming.sha256}",
            )
    return kept


class Incoming:
    """Bytes on their way into the store: hashed and counted while they are written."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write = write
        self._hash = hashlib.sha256()
        self.n_bytes = 0

    def write(self, block: bytes) -> None:
        """Take one more block."""
        self._write(block)
        self._hash.update(block)
        self.n_bytes += len(block)

    @property
    def sha256(self) -> str:
        """Hash of the bytes so far."""
        return self._hash.hexdigest()


@contextmanager
def stored(evidence: Path) -> Iterator[Incoming]:
    """Write bytes whose hash is not known yet. On leaving without an exception they stand in the store, whole and on
    disk; otherwise nothing does."""
    evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=evidence, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            incoming = Incoming(out.write)
            yield incoming
            out.flush()
            os.fchmod(out.fileno(), 0o400)
            os.fsync(out.fileno())
        _put_in_place(evidence, part, incoming.sha256)
    finally:
        Path(part).unlink(missing_ok=True)


def _put_in_place(evidence: Path, part: str, sha256: str) -> None:
    kept = evidence_path(evidence, sha256)
    if kept.exists():
        return
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    os.rename(part, kept)
    folder = os.open(kept.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # a name is safe on disk only when its folder is
    finally:
        os.close(folder)
