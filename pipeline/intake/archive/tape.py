"""TAR, packed or not."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Callable

from pipeline.errors import UnreadableError
from pipeline.intake.archive.taking import SupportsRead, Taking, TooMuchError, special
from pipeline.intake.guard import shortened


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


def unpack_tar(inner: SupportsRead, taking: Taking) -> None:
    try:
        archive = tarfile.open(fileobj=_Metered(inner, taking.count), mode="r|")  # type: ignore[call-overload]  # noqa: SIM115
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
