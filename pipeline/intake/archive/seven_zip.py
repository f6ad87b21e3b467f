"""7z."""

from __future__ import annotations

import io
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import py7zr
from py7zr.exceptions import PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from pipeline.errors import UnreadableError
from pipeline.intake.archive.taking import BROKEN, ENCRYPTED, Taking, TooMuchError, special
from pipeline.intake.evidence import Incoming
from pipeline.intake.worker import shortened


class _SevenZipMember(Py7zIO):
    """What py7zr writes one member to."""

    def __init__(self, name: str | None, taking: Taking) -> None:
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
    def __init__(self, names: dict[str, str], taking: Taking) -> None:
        self._names = names
        self._taking = taking
        self.made: list[_SevenZipMember] = []

    def create(self, filename: str) -> _SevenZipMember:
        """Called by py7zr for each member that it begins; a repeated name comes with a number at its end."""
        name = self._names.get(filename) or self._taking.name(filename)
        self.made.append(_SevenZipMember(name, self._taking))
        return self.made[-1]


def unpack_7z(opened: BinaryIO, taking: Taking) -> None:
    archive, entries = _open_7z(opened)
    wanted: dict[str, str] = {}  # name in the archive -> name taken
    for entry in entries:
        if entry.is_directory:
            continue
        try:
            name = taking.name(entry.filename)
        except TooMuchError:
            break
        if name is None:
            continue
        if entry.is_file:
            wanted[entry.filename] = name
        else:
            taking.refuse(name, special("link or device"))
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
        if isinstance(error, TooMuchError | UnreadableError):
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
            raise UnreadableError(ENCRYPTED)
        return archive, archive.list()
    except PasswordRequired as error:
        raise UnreadableError(ENCRYPTED) from error
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:
        raise UnreadableError(BROKEN, shortened(error)) from error
