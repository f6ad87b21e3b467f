"""Archives: members go to the evidence store, never to a path of their own choice."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

import py7zr
from py7zr.exceptions import PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from pipeline.errors import UnreadableError
from pipeline.intake.evidence import BLOCK, Incoming, stored
from pipeline.intake.guard import restart_clock, shortened
from pipeline.intake.kinds import SEVEN_ZIP, TAR, TAR_BZIP2, TAR_GZIP, TAR_XZ, ZIP, Kind
from pipeline.intake.names import SOURCES_NAME, clean_text, distinct, junk_reason
from pipeline.records import Member, Unpacked
from pipeline.settings import Limits

# A few blank pages pack far better than limits.expansion_ratio; up to this size nobody is hurt.
ALWAYS_ALLOWED_BYTES = 16 * 1024**2

_ENCRYPTED = "is encrypted and no password is known; unpack it and hand in what is inside"
_BROKEN = "is a damaged archive; fetch it again"


class SupportsRead(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class _TooMuch(Exception):
    """The archive unpacks to more than is allowed. Its message is the reason."""


def unpack(opened: BinaryIO, kind: Kind, file_sha256: str, evidence: Path, limits: Limits) -> Unpacked:
    """Unpack an open archive into the evidence store. Archives inside it are members like any other.

    Raises UnreadableError when nothing of it can be unpacked; single members that cannot are `refused`.
    """
    n_bytes = opened.seek(0, 2)
    opened.seek(0)
    taking = _Taking(file_sha256, n_bytes, evidence, limits)
    _UNPACKERS[kind.media_type](opened, taking)
    return Unpacked(
        file_sha256, n_bytes, kind.media_type, tuple(taking.members), tuple(taking.refused), tuple(taking.ignored)
    )


class _Taking:
    """Takes members in, as far as the limits go."""

    def __init__(self, archive_sha256: str, n_bytes: int, evidence: Path, limits: Limits) -> None:
        self.members: list[Member] = []
        self.refused: list[tuple[str, str, str]] = []
        self.ignored: list[tuple[str, str]] = []
        self._archive_sha256 = archive_sha256
        self._evidence = evidence
        self._limits = limits
        self._n_unpacked = 0
        self._names: set[str] = set()
        by_ratio = max(int(n_bytes * limits.expansion_ratio), ALWAYS_ALLOWED_BYTES)
        self._allowed = min(by_ratio, limits.expanded_bytes)
        self._setting = "limits.expanded_bytes" if self._allowed == limits.expanded_bytes else "limits.expansion_ratio"

    def name(self, name: str) -> str | None:
        """The name under which a member is taken, or None when it is not, which is then noted.

        Raises _TooMuch when the archive has more members than allowed.
        """
        shown = distinct(clean_text(name) or "(no name)", self._names)
        self._names.add(shown)
        if len(self._names) > self._limits.archive_members:
            limit = f"{self._limits.archive_members:,} members (setting limits.archive_members)"
            self.refuse(shown, f"was not unpacked, nor what follows: the archive has more than {limit}")
            raise _TooMuch
        parts = shown.replace("\\", "/").split("/")
        if parts[0] == "" or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
            self.refuse(shown, "has a name that points outside its archive; it was not unpacked")
        elif parts[-1] == SOURCES_NAME:
            self.ignored.append((shown, "a sources.csv is read only at the root of a batch"))
        elif (junk := junk_reason(shown)) is not None:
            self.ignored.append((shown, junk))
        else:
            return shown
        return None

    def refuse(self, name: str, reason: str, detail: str = "") -> None:
        """Note a member that is not taken."""
        self.refused.append((clean_text(name), reason, clean_text(detail)))

    def count(self, n_bytes: int) -> None:
        """Count unpacked bytes. Raises _TooMuch when they are more than the archive may give."""
        self._n_unpacked += n_bytes
        if self._n_unpacked > self._allowed:
            raise _TooMuch(
                f"was not unpacked: the archive unpacks to more than {self._allowed:,} bytes (setting {self._setting})"
            )

    def check_member_size(self, n_bytes: int) -> None:
        """Raises UnreadableError for a member larger than a file may be."""
        if n_bytes > self._limits.file_bytes:
            raise UnreadableError(f"is larger than {self._limits.file_bytes:,} bytes (setting limits.file_bytes)")

    def store(self, name: str, reading: SupportsRead, is_counted: bool = True) -> None:
        """Write a member to the evidence store. is_counted: count here what is unpacked."""
        with stored(self._evidence) as incoming:
            while block := reading.read(BLOCK):
                self.check_member_size(incoming.n_bytes + len(block))
                if is_counted:
                    self.count(len(block))
                incoming.write(block)
        self.add(name, incoming)

    def add(self, name: str, incoming: Incoming) -> None:
        """Note a member that is in the evidence store."""
        self.members.append(Member(self._archive_sha256, name, incoming.sha256, incoming.n_bytes))
        restart_clock(self._limits)

    def incoming(self) -> Any:
        """A place for a member in the evidence store (a context manager)."""
        return stored(self._evidence)


# ------------------------------------------------------------------ ZIP


def _unpack_zip(opened: BinaryIO, taking: _Taking) -> None:
    try:
        archive = zipfile.ZipFile(opened)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(_BROKEN, shortened(error)) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if files and all(info.flag_bits & 1 for info in files):
            raise UnreadableError(_ENCRYPTED)
        stop = ""
        try:
            for info in files:
                name = taking.name(_zip_name(info))
                if name is not None:
                    stop = _take_zip_member(archive, info, name, taking, stop)
        except _TooMuch:
            return


def _take_zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, taking: _Taking, stop: str) -> str:
    """Take one member. stop: why none is taken any more; returns it for the next one."""
    mode = info.external_attr >> 16
    if stop:
        taking.refuse(name, stop)
    elif info.flag_bits & 1:
        taking.refuse(name, _ENCRYPTED)
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        taking.refuse(name, _special("link" if stat.S_ISLNK(mode) else "device or pipe"))
    else:
        try:
            taking.check_member_size(info.file_size)
            with archive.open(info) as reading:
                taking.store(name, reading)
        except _TooMuch as error:
            taking.refuse(name, str(error))
            return str(error)
        except UnreadableError as error:
            taking.refuse(name, error.reason, error.detail)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError) as error:
            taking.refuse(name, "cannot be unpacked: it is damaged or packed in an unknown way", shortened(error))
    return ""


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Many packers write UTF-8 without saying so; Python then reads it as the alphabet of the first PCs."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _special(what: str) -> str:
    return f"is a {what}, which is not followed; hand in the file itself"


# ------------------------------------------------------------------ TAR


class _Metered:
    """A stream that counts what is unpacked from it."""

    def __init__(self, inner: SupportsRead, count: Callable[[int], None]) -> None:
        self._inner = inner
        self._count = count

    def read(self, size: int = -1) -> bytes:
        """As a file's read."""
        block = self._inner.read(size)
        self._count(len(block))
        return block


def _unpack_tar(inner: SupportsRead, taking: _Taking) -> None:
    try:
        archive = tarfile.open(fileobj=_Metered(inner, taking.count), mode="r|")  # type: ignore[call-overload]  # noqa: SIM115
    except _TooMuch as error:
        raise UnreadableError(str(error)) from error
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise UnreadableError(
            "is no TAR, or damaged; if it is a single packed file, unpack it", shortened(error)
        ) from error
    name = "(beginning)"
    with archive:
        try:
            for entry in archive:
                name = entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                if not entry.isdir():
                    _take_tar_member(archive, entry, name, taking)
        except _TooMuch as error:
            if str(error):
                taking.refuse(f"{name}", f"{error}; nothing after it was unpacked")
        except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
            reason = "the archive is damaged from here on; nothing after this was unpacked; fetch it again"
            taking.refuse(f"(after {name})", reason, shortened(error))


def _take_tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, name: str, taking: _Taking) -> None:
    taken = taking.name(name)
    if taken is None:
        return
    if not entry.isreg():
        what = "link" if entry.issym() or entry.islnk() else "device or pipe"
        taking.refuse(taken, _special(what), entry.linkname)
        return
    reading = archive.extractfile(entry)
    if reading is None:
        taking.refuse(taken, "is no file; it was not unpacked")
        return
    try:
        taking.check_member_size(entry.size)
        taking.store(taken, reading, is_counted=entry.issparse())
    except UnreadableError as error:
        taking.refuse(taken, error.reason, error.detail)


# ------------------------------------------------------------------ 7z


class _SevenZipMember(Py7zIO):
    """What py7zr writes one member to."""

    def __init__(self, name: str | None, taking: _Taking) -> None:
        self._name = name
        self._taking = taking
        self._stack = ExitStack()
        self._incoming: Incoming | None = None
        if name is not None:
            self._incoming = self._stack.enter_context(taking.incoming())

    def write(self, block: bytes | bytearray) -> int:
        self._taking.count(len(block))
        if self._incoming is not None:
            self._taking.check_member_size(self._incoming.n_bytes + len(block))
            self._incoming.write(bytes(block))
        return len(block)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._incoming.n_bytes if self._incoming else 0

    def close(self) -> None:
        """The member is whole."""
        if self._incoming is not None and self._name is not None:
            incoming, self._incoming = self._incoming, None
            self._stack.close()
            self._taking.add(self._name, incoming)

    def abandon(self, error: BaseException) -> None:
        """The member stays incomplete: nothing of it is kept."""
        if self._incoming is not None:
            self._incoming = None
            self._stack.__exit__(type(error), error, error.__traceback__)


class _SevenZipMembers(WriterFactory):
    def __init__(self, names: dict[str, str], taking: _Taking) -> None:
        self._names = names
        self._taking = taking
        self.made: list[_SevenZipMember] = []

    def create(self, filename: str) -> _SevenZipMember:
        """Called by py7zr for each member that it begins; a repeated name comes with a number at its end."""
        name = self._names.get(filename) or self._taking.name(filename)
        self.made.append(_SevenZipMember(name, self._taking))
        return self.made[-1]


def _unpack_7z(opened: BinaryIO, taking: _Taking) -> None:
    archive, entries = _open_7z(opened)
    wanted: dict[str, str] = {}  # name in the archive -> name taken
    for entry in entries:
        if entry.is_directory:
            continue
        try:
            name = taking.name(entry.filename)
        except _TooMuch:
            break
        if name is None:
            continue
        if entry.is_file:
            wanted[entry.filename] = name
        else:
            taking.refuse(name, _special("link or device"))
    factory = _SevenZipMembers({PurePosixPath(inner).as_posix(): name for inner, name in wanted.items()}, taking)
    reason, detail = "could not be unpacked: it is damaged or packed in an unknown way", ""
    try:
        with archive:
            archive.extract(targets=list(wanted), factory=factory)
    except MemoryError:
        raise
    except Exception as error:
        for member in factory.made:
            member.abandon(error)
        detail = shortened(error)
        if isinstance(error, _TooMuch | UnreadableError):
            reason, detail = str(error.args[0]), ""
    sizes = {wanted[entry.filename]: entry.uncompressed for entry in entries if entry.filename in wanted}
    for name in sorted(set(wanted.values()) - {member.inner_name for member in taking.members}):
        if sizes[name] == 0 and not detail:
            taking.store(name, io.BytesIO())
        else:
            taking.refuse(name, reason, detail)


def _open_7z(opened: BinaryIO) -> tuple[py7zr.SevenZipFile, list[Any]]:
    try:
        archive = py7zr.SevenZipFile(opened)
        if archive.needs_password():
            raise UnreadableError(_ENCRYPTED)
        return archive, archive.list()
    except PasswordRequired as error:
        raise UnreadableError(_ENCRYPTED) from error
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:
        raise UnreadableError(_BROKEN, shortened(error)) from error


# ------------------------------------------------------------------ by kind


def _unpack_gzip(opened: BinaryIO, taking: _Taking) -> None:
    with gzip.GzipFile(fileobj=opened) as inner:
        _unpack_tar(inner, taking)


def _unpack_bzip2(opened: BinaryIO, taking: _Taking) -> None:
    with bz2.BZ2File(opened) as inner:
        _unpack_tar(inner, taking)


def _unpack_xz(opened: BinaryIO, taking: _Taking) -> None:
    with lzma.LZMAFile(opened) as inner:
        _unpack_tar(inner, taking)


_UNPACKERS: dict[str, Callable[[BinaryIO, _Taking], None]] = {
    ZIP.media_type: _unpack_zip,
    TAR.media_type: _unpack_tar,
    TAR_GZIP.media_type: _unpack_gzip,
    TAR_BZIP2.media_type: _unpack_bzip2,
    TAR_XZ.media_type: _unpack_xz,
    SEVEN_ZIP.media_type: _unpack_7z,
}
