"""The command as a person runs it, and questions to what it left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.store import Reader

DOCTORED = Path(sys.executable).with_name("doctored")
TRIAGE_SECONDS = 540  # a triage of the samples takes two minutes on two idle cores


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def doctored(*words: object, env: dict[str, str] | None = None, seconds: float = TRIAGE_SECONDS) -> Outcome:
    """Run the installed command with a home of its own settings: no colours, no user configuration."""
    variables = {**os.environ, "NO_COLOR": "1", **(env or {})}
    command = [str(DOCTORED), *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, env=variables, timeout=seconds, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)


def query(workspace: Path, text: str) -> list[dict[str, Any]]:
    with Reader(workspace / "doctored.duckdb") as reader:
        rows: list[dict[str, Any]] = reader.sql(text).to_pylist()
    return rows


@dataclass(frozen=True)
class Triaged:
    """Samples, triaged once for all tests of a session: the folder handed in, the workspace, what was printed."""

    files: Path
    workspace: Path
    first: Outcome

    def query(self, text: str) -> list[dict[str, Any]]:
        return query(self.workspace, text)


def public_tables(workspace: Path) -> dict[str, Sequence[tuple[Any, ...]]]:
    """Every row of every public view, without what differs between two runs of the same work: run ids, times, audit."""
    left_out = {"runs", "audit_log", "publication", "stage_seconds", "cluster_history", "verdict_history"}
    volatile = {
        "run_id",
        "decided_at",
        "started_at",
        "finished_at",
        "arrived_at",
        "first_ingested_at",
        "loaded_at",
        "seconds",
    }
    views = [
        row["view_name"]
        for row in query(workspace, "select view_name from duckdb_views() where schema_name = 'main' and not internal")
    ]
    found = {}
    for view in sorted(set(views) - left_out):
        rows = query(workspace, f"from {view}")
        found[view] = sorted(
            tuple((name, str(value)) for name, value in row.items() if name not in volatile) for row in rows
        )
    return found
