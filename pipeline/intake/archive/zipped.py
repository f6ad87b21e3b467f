"""ZIP."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from typing import BinaryIO

from pipeline.errors import UnreadableError
from pipeline.intake.archive.taking import BROKEN, ENCRYPTED, Taking, TooMuchError, special
from pipeline.intake.worker import shortened


def unpack_zip(opened: BinaryIO, taking: Taking) -> None:
    try:
        archive = zipfile.ZipFile(opened)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(BROKEN, shortened(error)) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if files and all(info.flag_bits & 1 for info in files):
            raise UnreadableError(ENCRYPTED)
        stop = ""
        try:
            for info in files:
                name = taking.name(_zip_name(info))
                if name is not None:
                    stop = _take_zip_member(archive, info, name, taking, stop)
        except TooMuchError:
            return


def _take_zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, taking: Taking, stop: str) -> str:
    """Take one member. stop: why none is taken any more; returns it for the next one."""
    mode = info.external_attr >> 16
    if stop:
        taking.refuse(name, stop)
    elif info.flag_bits & 1:
        taking.refuse(name, ENCRYPTED)
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        taking.refuse(name, special("link" if stat.S_ISLNK(mode) else "device or pipe"))
    else:
        try:
            taking.check_member_size(info.file_size)
            with archive.open(info) as reading:
                taking.store(name, reading)
        except TooMuchError as error:
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
