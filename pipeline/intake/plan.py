"""What was handed in: walked, hashed, listed. Nothing is decoded here."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.intake.evidence import open_regular
from pipeline.intake.names import SOURCES_NAME, distinct, junk_reason, readable
from pipeline.intake.sources import ParsedSources, SourceTable, parse_sources
from pipeline.records import Arrival, Ignored, Plan, Refused, SourceRow, SourceWarning
from pipeline.settings import Limits

READ_AS_SOURCES = "read as the batch's sources"
_HASHING_THREADS = 4  # SHA-256 runs outside the interpreter lock; more threads than this only wait for the disk


def make_plan(
    paths: Sequence[Path],
    *,
    sources: Path | None = None,
    label: str | None = None,
    limits: Limits,
    skip: Collection[Path] = (),
) -> Plan:
    """List a batch: every file below the paths with its name and hash, and what the sources say.

    One folder is its own root; of several paths each is its own root, and names start with that path's last part.
    skip: folders that are not entered (the workspace, when it lies inside). Links are not followed,
    devices not opened.
    Raises UsageError for a path that is not there or sources that cannot be read.
    """
    roots = _roots(paths)
    root = os.pathsep.join(sorted({readable(os.fsencode(each.path)) for each in roots}))
    label = label or ", ".join(each.last_part for each in roots)
    batch_id = _digest([label, root])[:32]
    found = _Found(batch_id)
    skipped = {os.path.realpath(os.fsencode(folder)) for folder in skip}
    for each in roots:
        for entry in _walk(each, skipped):
            found.take(entry, limits)
    arrivals = found.hash_all()
    parsed = _sources(found, sources, [arrival.file_name for arrival in arrivals])
    return Plan(
        batch_id=batch_id,
        label=label,
        root=root,
        arrivals=tuple(arrivals),
        refused=tuple(sorted(found.refused, key=lambda row: row.file_name)),
        ignored=tuple(sorted(found.ignored, key=lambda row: row.file_name)),
        sources=SourceTable(parsed.rows),
        warnings=tuple(parsed.warnings),
    )


def plan_digest(plan: Plan) -> str:
    """Hash of everything in a plan that can change the outcome: names, bytes, sources, what was refused or ignored."""
    return _digest(
        [
            plan.batch_id,
            [(arrival.file_name, arrival.file_sha256, arrival.n_bytes) for arrival in plan.arrivals],
            [(row.file_name, row.reason, row.detail) for row in plan.refused],
            [(row.file_name, row.reason) for row in plan.ignored],
            [asdict(row) for row in plan.sources],
            [asdict(row) for row in plan.warnings],
        ]
    )


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Root:
    """One path handed in. prefix: what the names of its files start with, `/` included; empty for a folder alone."""

    path: str
    is_folder: bool
    last_part: str
    prefix: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that the walk met. problem: why it is not read, or empty."""

    path: bytes
    file_name: str
    root: _Root
    n_bytes: int = 0
    problem: str = ""
    detail: str = ""

    @property
    def is_roots_sources(self) -> bool:
        """A sources.csv that speaks for its root: in the folder itself, or handed in beside the files."""
        return self.file_name.removeprefix(self.root.prefix if self.root.is_folder else "") == SOURCES_NAME


def _roots(paths: Sequence[Path]) -> list[_Root]:
    if not paths:
        raise UsageError("Nothing to triage: name a file or a folder.")
    real: dict[str, bool] = {}
    for path in paths:
        # A path that the user names may be a link; what lies below it may not.
        resolved = os.path.realpath(path)
        try:
            real[resolved] = stat.S_ISDIR(os.stat(resolved).st_mode)
        except (OSError, ValueError) as error:
            raise UsageError(f"There is no file or folder {path} ({_why(error)}).") from error
    if len(real) == 1:
        ((path_text, is_folder),) = real.items()
        return [_Root(path_text, is_folder, _last_part(path_text), "")]
    roots: list[_Root] = []
    taken: set[str] = set()
    for path_text, is_folder in real.items():
        name = distinct(_last_part(path_text), taken)
        taken.add(name)
        roots.append(_Root(path_text, is_folder, name, f"{name}/" if is_folder else ""))
    return roots


def _last_part(path: str) -> str:
    return readable(os.path.basename(os.fsencode(path))) or "root"


def _walk(root: _Root, skipped: Collection[bytes]) -> Iterator[_Entry]:
    """Everything below a root, folders apart, without following a link."""
    if not root.is_folder:
        yield _look(os.fsencode(root.path), root.last_part, root, os.stat(root.path))
        return
    folders = [(os.fsencode(root.path), root.prefix)]
    while folders:
        folder, prefix = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            problem = f"is a folder that cannot be listed ({_why(error)})"
            yield _Entry(folder, prefix.rstrip("/") or root.last_part, root, problem=problem, detail=str(error))
            continue
        for entry in entries:
            name = prefix + readable(entry.name)
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield _Entry(entry.path, name, root, problem=f"cannot be looked at ({_why(error)})", detail=str(error))
                continue
            if not stat.S_ISDIR(status.st_mode):
                yield _look(entry.path, name, root, status)
            elif os.path.realpath(entry.path) not in skipped:
                folders.append((entry.path, name + "/"))


_NOT_FILES = {
    stat.S_IFLNK: "is a link, which is not followed; hand in the file that it points to",
    stat.S_IFIFO: "is a named pipe, not a file",
    stat.S_IFSOCK: "is a socket, not a file",
    stat.S_IFCHR: "is a device, not a file",
    stat.S_IFBLK: "is a device, not a file",
}


def _look(path: bytes, name: str, root: _Root, status: os.stat_result) -> _Entry:
    kind = stat.S_IFMT(status.st_mode)
    problem = "" if kind == stat.S_IFREG else _NOT_FILES.get(kind, "is not a file")
    return _Entry(path, name, root, status.st_size, problem)


class _Found:
    """Where the entries of a walk go."""

    def __init__(self, batch_id: str) -> None:
        self.batch_id = batch_id
        self.refused: list[Refused] = []
        self.ignored: list[Ignored] = []
        self.sources: list[_Entry] = []
        self._entries: dict[str, _Entry] = {}

    def take(self, entry: _Entry, limits: Limits) -> None:
        """Sort one entry: refused, junk, sources, or a file to be hashed."""
        name = entry.file_name
        if entry.problem:
            self.refuse(name, entry.problem, entry.detail)
        elif entry.is_roots_sources:
            self.sources.append(entry)
        elif name.rpartition("/")[2] == SOURCES_NAME:
            self.ignore(name, "a sources.csv is read only at the root of a batch")
        elif (junk := junk_reason(name)) is not None:
            self.ignore(name, junk)
        elif entry.n_bytes > limits.file_bytes:
            self.refuse(
                name,
                f"is larger than {limits.file_bytes:,} bytes (setting limits.file_bytes)",
                f"{entry.n_bytes:,} bytes",
            )
        else:
            # Two names that differ only in bytes which are no text may read alike.
            self._entries[distinct(name, self._entries)] = entry

    def refuse(self, name: str, reason: str, detail: str = "") -> None:
        self.refused.append(Refused(self.batch_id, name, "intake", reason, readable(os.fsencode(detail))))

    def ignore(self, name: str, reason: str) -> None:
        self.ignored.append(Ignored(self.batch_id, name, reason))

    def hash_all(self) -> list[Arrival]:
        """Hash the files found, in the order of their names."""
        names = sorted(self._entries)
        with ThreadPoolExecutor(_HASHING_THREADS) as threads:
            hashes = threads.map(_sha256, (self._entries[name].path for name in names))
            arrivals = []
            for name, (sha256, n_bytes, problem) in zip(names, hashes, strict=True):
                if problem:
                    self.refuse(name, f"cannot be read ({problem})")
                else:
                    arrivals.append(Arrival(name, os.fsdecode(self._entries[name].path), sha256, n_bytes))
        return arrivals


def _sha256(path: bytes) -> tuple[str, int, str]:
    """Hash and size of a file; the third is why it could not be read, or empty."""
    try:
        with open_regular(path) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return digest, opened.tell(), ""
    except (OSError, ValueError) as error:
        return "", 0, _why(error)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        known = {errno.EACCES: "no permission", errno.ENOENT: "it is not there", errno.ELOOP: "a loop of links"}
        return known.get(error.errno, os.strerror(error.errno).lower())
    return str(error)


def _sources(found: _Found, named: Path | None, names: Sequence[str]) -> ParsedSources:
    """The rows of the sources named on the command line, else of those found in the roots."""
    if named is not None:
        for entry in found.sources:
            is_named = os.path.realpath(entry.path) == os.path.realpath(os.fsencode(named))
            found.ignore(entry.file_name, READ_AS_SOURCES if is_named else "not read: other sources were named")
        return _named_sources(found.batch_id, named, names)
    rows: list[SourceRow] = []
    warnings: list[SourceWarning] = []
    for entry in found.sources:
        try:
            with open_regular(entry.path) as opened:
                data = opened.read()
        except (OSError, ValueError) as error:
            found.refuse(entry.file_name, f"cannot be read ({_why(error)})")
            continue
        found.ignore(entry.file_name, READ_AS_SOURCES)
        parsed = parse_sources(data, found.batch_id, names, entry.root.prefix)
        rows.extend(parsed.rows)
        warnings.extend(parsed.warnings)
    return ParsedSources(rows, warnings)


def _named_sources(batch_id: str, named: Path, names: Sequence[str]) -> ParsedSources:
    try:
        data = named.read_bytes()
    except OSError as error:
        raise UsageError(f"The sources {named} cannot be read ({_why(error)}).") from error
    parsed = parse_sources(data, batch_id, names)
    if not parsed.rows and any(warning.row_no == 1 for warning in parsed.warnings):
        raise UsageError(f"The sources {named} have no column file_name in their first row.")
    return parsed
