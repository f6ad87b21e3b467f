"""Archives that mean no good."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import py7zr
import pytest

from pipeline.errors import UnreadableError
from pipeline.records import Unpacked
from pipeline.settings import Limits


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(mode: str, members: dict[str, bytes], special: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, kind in (special or {}).items():
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sevenzipped(members: dict[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


def unpacked(found: object) -> Unpacked:
    assert isinstance(found, Unpacked)
    return found


MEMBERS = {"a.txt": b"one", "inner/b.txt": b"two", "empty": b"", ".DS_Store": b"x", "sources.csv": b"file_name\n"}


@pytest.mark.parametrize(
    "data",
    [zipped(MEMBERS), *(tarred(f"w:{how}", MEMBERS) for how in ("", "gz", "bz2", "xz")), sevenzipped(MEMBERS)],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "7z"],
)
def test_members_go_to_the_evidence_store(examine, tmp_path: Path, data: bytes) -> None:
    found = unpacked(examine(data))
    kept = {
        member.inner_name: (tmp_path / "evidence" / member.file_sha256[:2] / member.file_sha256).read_bytes()
        for member in found.members
    }
    assert kept == {name: MEMBERS[name] for name in ("a.txt", "inner/b.txt", "empty")}
    assert {name for name, _ in found.ignored} == {".DS_Store", "sources.csv"}
    assert not found.refused


@pytest.mark.parametrize("name", ["../../escape", "/etc/cron.d/x", "a/../../b", "..\\..\\b", "C:\\b"])
def test_names_that_would_escape_are_refused(examine, tmp_path: Path, name: str) -> None:
    found = unpacked(examine(zipped({name: b"x", "good": b"y"})))
    assert [member.inner_name for member in found.members] == ["good"]
    assert [refused[0] for refused in found.refused] == [name]


def test_links_devices_and_pipes_are_refused(examine) -> None:
    special = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "null": tarfile.CHRTYPE, "pipe": tarfile.FIFOTYPE}
    found = unpacked(examine(tarred("w", {"good": b"x"}, special)))
    assert [member.inner_name for member in found.members] == ["good"]
    assert {refused[0] for refused in found.refused} == set(special)


def test_a_link_in_a_zip_is_refused(examine) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert "is a link" in unpacked(examine(out.getvalue())).refused[0][1]


@pytest.mark.parametrize(
    "pack", [zipped, lambda members: tarred("w:gz", members), sevenzipped], ids=["zip", "tar", "7z"]
)
def test_a_bomb_is_not_unpacked(examine, pack) -> None:
    found = unpacked(examine(pack({"bomb": bytes(40 * 1024**2)}), Limits(expansion_ratio=2)))
    assert not found.members
    assert "unpacks to more than" in found.refused[0][1]


def test_more_members_than_allowed_are_refused(examine) -> None:
    found = unpacked(examine(zipped({f"{n}.txt": b"x" for n in range(5)}), Limits(archive_members=3)))
    assert len(found.members) == 3
    assert "more than 3 members" in found.refused[0][1]


def test_an_encrypted_7z_says_so(examine) -> None:
    with pytest.raises(UnreadableError, match="encrypted"):
        examine(sevenzipped({"a": b"x"}, password="secret"))


def test_a_cut_off_zip_says_so(examine) -> None:
    with pytest.raises(UnreadableError, match="damaged archive"):
        examine(zipped(MEMBERS)[:-10])


def test_a_word_document_is_no_archive(examine) -> None:
    with pytest.raises(UnreadableError, match=r"Word document.*PDF"):
        examine(zipped({"[Content_Types].xml": b"", "word/document.xml": b""}))
