"""What lies in an inbox, and when it has settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.inbox import Watched, entries, remember, watched_by
from pipeline.errors import DoctoredError
from pipeline.settings import WorkspacePaths


def drop(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_sub_folders_are_entries_and_loose_files_are_one(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    drop(inbox / "tuesday" / "a.jpg")
    drop(inbox / "monday" / "deep" / "b.jpg")
    drop(inbox / "loose.jpg")
    drop(inbox / "sources.csv")
    found = {entry.name: [path.name for path in entry.paths] for entry in entries(inbox, tmp_path / "workspace")}
    assert found == {"monday": ["monday"], "tuesday": ["tuesday"], "loose files of inbox": ["loose.jpg"]}


def test_the_workspace_is_no_entry(tmp_path: Path) -> None:
    drop(tmp_path / "workspace" / "doctored.duckdb")
    drop(tmp_path / "monday" / "a.jpg")
    assert [entry.name for entry in entries(tmp_path, tmp_path / "workspace")] == ["monday"]


@pytest.mark.parametrize("change", ["grow", "rename", "add", "correct the sources"])
def test_the_signature_tells_every_change(tmp_path: Path, change: str) -> None:
    photo = drop(tmp_path / "monday" / "a.jpg")
    (before,) = entries(tmp_path, tmp_path / "w")
    (same,) = entries(tmp_path, tmp_path / "w")
    if change == "grow":
        drop(photo, b"xy")
    elif change == "rename":
        photo.rename(photo.with_name("b.jpg"))
    elif change == "add":
        drop(photo.with_name("b.jpg"))
    else:
        drop(photo.with_name("sources.csv"), b"file_name\n")
    (after,) = entries(tmp_path, tmp_path / "w")
    assert before.signature == same.signature != after.signature


def test_a_missing_inbox_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(DoctoredError, match="is no folder any more"):
        entries(tmp_path / "gone", tmp_path / "w")


def test_what_is_watched_is_remembered_in_the_workspace(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path / "w")
    with pytest.raises(DoctoredError, match="watches no inbox"):
        watched_by(paths)
    remember(paths, Watched("/in", 20, None, "eng+rus"))
    assert watched_by(paths) == Watched("/in", 20, None, "eng+rus")
