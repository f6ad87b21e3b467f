"""Options that several commands share, and opening what they name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.settings import WorkspacePaths
from pipeline.store import Reader

Workspace = Annotated[Path, typer.Option("--workspace", help="Folder of the case.", show_default="./workspace")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="The answer as it was after a run (its id) or at a time (ISO 8601).")
]
DEFAULT_WORKSPACE = Path("workspace")


def reader(workspace: Path, as_of: str | None = None) -> Reader:
    """The published database. Raises DoctoredError when there is none, or for an as_of that names nothing."""
    return Reader(WorkspacePaths(workspace).database, as_of=as_of)
