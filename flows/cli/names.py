"""What a person means by a name: a file, or a page of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import DoctoredError
from pipeline.intake.evidence import sha256_of
from pipeline.records import PageKey
from pipeline.store import Reader


def resolve_file(opened: Reader, what: str, findings: Sequence[dict[str, Any]] = ()) -> str:
    """The SHA-256 of the file that a person means: a path, a name of a batch, the start of a SHA-256, or one of these
    findings. Raises DoctoredError when nothing, or more than one thing, is meant."""
    path = no_folder(what)
    by_bytes = sha256_of(path) if path.is_file() else None
    given = None if by_bytes else what
    rows = opened.query("find_files", file_name=given, sha256=by_bytes, prefix=given).to_pylist()
    if by_bytes and not rows:
        raise DoctoredError(f"{what} was never triaged in this workspace. Hand it in with `doctored triage {what}`.")
    found = sorted({row["file_sha256"] for row in rows})
    if findings and not found:
        if len(findings) == 1:
            return str(findings[0]["example_sha256"])
        found = sorted({row["finding_id"] for row in findings})
    if not found:
        raise DoctoredError(
            f"Nothing here is called {what}: it is no path, no file name of a batch, and no start (4 digits or more) "
            'of a SHA-256 or of a finding\'s id. `doctored sql "select file_name from sightings"` lists the names.'
        )
    if len(found) > 1 or (findings and rows):
        listed = "; ".join(
            f"{row['file_name']} ({row['file_sha256'][:12]}, batch {row['batch_id'][:8]})" for row in rows[:10]
        )
        raise DoctoredError(f"{what} may mean several: {listed or ', '.join(found)}. Give more digits of one.")
    return str(found[0])


def no_folder(what: str) -> Path:
    """A name as a path. Raises DoctoredError when a folder is meant."""
    path = Path(what)
    if path.is_dir():
        raise DoctoredError(f"{what} is a folder; name one file of it.")
    return path


def page_named(what: str) -> tuple[str, int]:
    """A file's name and a page: `FILE#2` is its second page, `FILE` its first."""
    named = re.fullmatch(r"(.+)#(\d+)", what)
    return (named[1], int(named[2])) if named and not Path(what).exists() else (what, 1)


def resolve_page(opened: Reader, what: str) -> PageKey:
    """A page: FILE, or FILE#2 for its second page. Raises DoctoredError as resolve_file, and for a page that the file
    does not have."""
    name, number = page_named(what)
    sha256 = resolve_file(opened, name)
    pages = [row["page_no"] for row in opened.query("show_pages", sha256=sha256).to_pylist()]
    if number not in pages:
        have = f"its pages are {pages[0]} to {pages[-1]}" if pages else "no page of it could be examined"
        raise DoctoredError(f"{name} has no page {number}: {have}.")
    return PageKey(sha256, number)
