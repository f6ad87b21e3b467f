"""Scheduled: each settled sub-folder of an inbox, and its loose files together, is triaged once, by content."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from prefect import flow, get_run_logger

from flows.order import Order, place_order
from flows.summary import is_finished
from flows.triage import triage
from flows.versions import work_version
from pipeline.errors import DoctoredError
from pipeline.intake.plan import make_plan
from pipeline.ocr.tesseract import find_engine
from pipeline.settings import Settings, WorkspacePaths, load_settings
from pipeline.store.rows import content_hash

SOURCES = "sources.csv"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: kept in the workspace, because a flow's parameters lie in Prefect's database too."""

    inbox: str
    settle_seconds: float
    jobs: int | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A sub-folder of the inbox, or its loose files together. signature: changes with any name, size or change time."""

    name: str
    paths: tuple[Path, ...]
    signature: str
    changed_at: float


def remember(paths: WorkspacePaths, watched: Watched) -> None:
    """Note what a workspace watches."""
    paths.create()
    (paths.state / "watched.json").write_text(json.dumps(asdict(watched)), encoding="utf-8")


def watched_by(paths: WorkspacePaths) -> Watched:
    """What a workspace watches. Raises DoctoredError when it watches nothing."""
    try:
        return Watched(**json.loads((paths.state / "watched.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DoctoredError(f"{paths.root} watches no inbox; start `doctored watch INBOX`.") from error


@flow(name="inbox", persist_result=False)
def inbox(workspace: str) -> int:
    """Look at the workspace's inbox once and triage what settled and was not taken yet. Returns how many batches.

    An entry is settled when nothing in it changed for a while: by the time of change of its files, which copying
    tools cannot set back. One broken entry does not keep the others waiting.
    """
    log = get_run_logger()
    paths = WorkspacePaths(Path(workspace))
    watched = watched_by(paths)
    settings = load_settings(paths.root, {"jobs": watched.jobs, "ocr": {"lang": watched.lang}})
    version = work_version(find_engine(settings.ocr.lang))
    taken = _taken(paths)
    n_taken = 0
    for entry in entries(Path(watched.inbox), paths.root):
        mark = content_hash(entry.signature, version)
        if taken.get(entry.name) == mark:
            continue
        if time.time() - entry.changed_at < watched.settle_seconds:
            log.info("An entry of the inbox is still changing; the next look takes it.")
            continue
        try:
            n_taken += _take(paths, entry, settings, version)
        except DoctoredError as error:
            log.error("An entry of the inbox could not be triaged: %s", error)
            continue
        taken[entry.name] = mark
        part = paths.state / "inbox_taken.part"
        part.write_text(json.dumps(taken), encoding="utf-8")
        os.replace(part, paths.state / "inbox_taken.json")
    return n_taken


def _take(paths: WorkspacePaths, entry: Entry, settings: Settings, version: str) -> bool:
    """Triage one entry unless its content was triaged before. Returns whether it was now."""
    loose = entry.paths[0].parent / SOURCES if len(entry.paths) > 1 or entry.paths[0].is_file() else None
    sources = loose if loose is not None and loose.is_file() else None
    plan = make_plan(entry.paths, sources=sources, label=entry.name, limits=settings.limits, skip=(paths.root,))
    order = Order(plan, settings)
    if not plan.arrivals and not plan.refused:
        return False
    if is_finished(paths.database, order, version):
        return False
    place_order(paths, order)
    triage(workspace=str(paths.root), batch_id=plan.batch_id)
    return True


def entries(inbox_folder: Path, workspace: Path) -> list[Entry]:
    """What lies in the inbox: its sub-folders, and its loose files as one entry. The workspace itself is none.

    Raises DoctoredError when the inbox is gone.
    """
    if not inbox_folder.is_dir():
        raise DoctoredError(f"The inbox {inbox_folder} is no folder any more.")
    found, loose = [], []
    for path in sorted(inbox_folder.iterdir()):
        if path.resolve() == workspace.resolve():
            continue
        if path.is_dir() and not path.is_symlink():
            found.append(_entry(path.name, [path]))
        elif path.name != SOURCES:
            loose.append(path)
    if loose:
        extra = [inbox_folder / SOURCES] if (inbox_folder / SOURCES).exists() else []
        entry = _entry(f"loose files of {inbox_folder.name}", [*loose, *extra])
        found.append(Entry(entry.name, tuple(loose), entry.signature, entry.changed_at))
    return [entry for entry in found if entry.changed_at > 0]


def _entry(name: str, paths: Sequence[Path]) -> Entry:
    parts, changed_at = [], 0.0
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else []
        for item in [path, *inside]:
            stat = item.lstat()
            parts.append(f"{item!s}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ctime_ns}")
            changed_at = max(changed_at, stat.st_ctime)
    return Entry(name, tuple(paths), content_hash(*parts), changed_at)


def _taken(paths: WorkspacePaths) -> dict[str, str]:
    try:
        found = json.loads((paths.state / "inbox_taken.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # only a shortcut: what was taken is known by content as well
    return {str(name): str(mark) for name, mark in found.items()}
