"""TAR, packed or not."""

from __future__ import annotations

import io
import lzma
import tarfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.intake.archive.taking import SupportsRead, Taking, TooMuchError, special
from pipeline.intake.worker import shortened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Metered(io.RawIOBase):
    """A stream that counts what is unpacked from it."""

    def __init__(self, inner: SupportsRead, count: Callable[[int], None]) -> None:
        super().__init__()
        self._inner = inner
        self._count = count

    def readable(self) -> bool:
        """As of any file to read from."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As of any file to read from; raises TooMuchError when more comes out than may."""
        view = memoryview(buffer)
        block = self._inner.read(len(view))
        self._count(len(block))
        view[: len(block)] = block
        return len(block)


def _open(inner: SupportsRead, taking: Taking) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BufferedReader(_Metered(inner, taking.count)), mode="r|")


def unpack_tar(inner: SupportsRead, taking: Taking) -> None:
    try:
        archive = _open(inner, taking)
    except TooMuchError as error:
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
        except TooMuchError as error:
            if str(error):
                taking.refuse(f"{name}", f"{error}; nothing after it was unpacked")
        except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
            reason = "the archive is damaged from here on; nothing after this was unpacked; fetch it again"
            taking.refuse(f"(after {name})", reason, shortened(error))


def _take_tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, name: str, taking: Taking) -> None:
    taken = taking.name(name)
    if taken is None:
        return
    if not entry.isreg():
        what = "link" if entry.issym() or entry.islnk() else "device or pipe"
        taking.refuse(taken, special(what), entry.linkname)
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
