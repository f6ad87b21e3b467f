"""doctored doctor: what this machine has."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from typing import Annotated, Any

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace
from flows.cli.text import console, print_json, table
from flows.versions import LIBRARIES
from pipeline.errors import DoctoredError
from pipeline.ocr.recogniser import find_recogniser, why_none
from pipeline.ocr.tesseract import find_engine, require_languages
from pipeline.settings import WorkspacePaths, load_settings

ROOM_GIB = 5  # a batch of 600 photographs takes about two


def doctor(
    workspace: Workspace = DEFAULT_WORKSPACE,
    lang: Annotated[str | None, typer.Option("--lang", help="Languages that are wanted.")] = None,
    as_json: Json = False,
) -> None:
    """Which engines, versions and languages are in use, and what to do where one is missing."""
    root = WorkspacePaths(workspace)
    settings = load_settings(root.root, {"ocr": {"lang": lang}})
    rows: list[dict[str, Any]] = []

    def note(what: str, found: object, problem: str = "") -> None:
        rows.append({"what": what, "found": str(found), "to_do": problem})

    note("python", platform.python_version())
    try:
        engine = find_engine(settings.ocr.lang)
        note("tesseract", f"{engine.version} at {engine.path}")
        note("ocr languages", ", ".join(engine.languages))
        note(
            "page orientation data (osd, not needed)",
            "yes" if engine.has_osd else "no",
            "",
        )
        require_languages(engine, settings.ocr.lang)
    except DoctoredError as error:
        note("tesseract", "incomplete", str(error))
    second = find_recogniser()
    note("second recogniser (not needed)", second.version if second else f"none; {why_none()}")
    for name in LIBRARIES:
        note(name, version(name))
    note("cores", len(os.sched_getaffinity(0)))
    place = root.root if root.root.exists() else root.root.absolute().parent
    free = shutil.disk_usage(place if place.exists() else "/").free / 2**30
    note(
        "free disk",
        f"{free:.0f} GiB at {place}",
        "" if free > ROOM_GIB else "make room: a batch of 600 photographs takes about 2 GiB",
    )
    note("workspace", root.root if root.database.exists() else f"{root.root} (nothing triaged yet)")
    problems = [row for row in rows if row["to_do"]]
    if as_json:
        print_json({"rows": rows, "ok": not problems})
    else:
        console().print(table(("what", "found", "to do"), [list(row.values()) for row in rows]))
    if problems:
        raise typer.Exit(1)
