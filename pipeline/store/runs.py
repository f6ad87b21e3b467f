"""Start and end of runs: two events each, and one for a run whose process died."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
import psutil

from pipeline.store import audit
from pipeline.store.rows import to_json
from pipeline.store.statements import execute, fetch, statement

SAME_PROCESS_SECONDS = 2.0  # start times of a process differ by rounding, never by more


def start(
    connection: duckdb.DuckDBPyConnection,
    flow: str,
    batch_id: str | None,
    versions: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> str:
    """Add the event of a start; mark dead runs first. Returns the run's id, which sorts by time."""
    mark_interrupted(connection)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    _event(connection, run_id, "started", "running", flow=flow, batch_id=batch_id, versions=versions, settings=settings)
    return run_id


def finish(connection: duckdb.DuckDBPyConnection, run_id: str, state: str) -> None:
    """Add the event of an end, and the audit entry that covers the run's rows."""
    _event(connection, run_id, "finished", state)
    audit.append(connection, "doctored", "run", run_id, {"state": state, **audit.rows_of_run(connection, run_id)})


def mark_interrupted(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Add an event for every run that was started, never ended, and whose process is gone. Returns their ids."""
    marked = []
    for run in fetch(connection, "open_runs", statement("open_runs"), None).to_pylist():
        if _is_alive(run["holder_pid"], run["holder_host"], run["holder_started_at"]):
            continue
        _event(connection, run["run_id"], "interrupted", "interrupted")
        covered = audit.rows_of_run(connection, run["run_id"])
        audit.append(connection, "doctored", "run", run["run_id"], {"state": "interrupted", **covered})
        marked.append(run["run_id"])
    return marked


def _is_alive(pid: int, host: str, started_at: float) -> bool:
    if host != socket.gethostname():
        return False  # the lock on the live file does not reach across machines, so a run elsewhere cannot be going on
    try:
        return bool(abs(psutil.Process(pid).create_time() - started_at) < SAME_PROCESS_SECONDS)
    except psutil.Error:
        return False


def _event(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    event: str,
    state: str,
    *,
    flow: str | None = None,
    batch_id: str | None = None,
    versions: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    values = {
        "run_id": run_id,
        "event": event,
        "happened_at": datetime.now(UTC),
        "flow": flow,
        "batch_id": batch_id,
        "state": state,
        "versions": None if versions is None else to_json(versions),
        "settings": None if settings is None else to_json(settings),
        "holder_pid": os.getpid(),
        "holder_host": socket.gethostname(),
        "holder_started_at": psutil.Process().create_time(),
    }
    execute(connection, "add_run_event", statement("add_run_event"), values)
