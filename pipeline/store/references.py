"""Known documents pinned for comparison, and taken back: two events, and nothing of the answers is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from pipeline.records import Result
from pipeline.store import audit
from pipeline.store.results import insert_results
from pipeline.store.statements import execute, fetch, statement

UNNAMED = "an analyst who was not named"
REMOVED = "removed"  # version of the empty results that stand for what was taken in with a reference


def pin(
    connection: duckdb.DuckDBPyConnection,
    file_sha256: str,
    attributed_to: str,
    obtained_from: str | None,
    pinned_by: str | None,
) -> bool:
    """Note that a file is a reference, and who released it. Returns whether that is new."""
    last = fetch(connection, "reference_event", statement("reference_event"), {"sha256": file_sha256}).to_pylist()
    if last and last[0] == {"event": "pinned", "attributed_to": attributed_to, "obtained_from": obtained_from}:
        return False
    _event(connection, file_sha256, "pinned", attributed_to, obtained_from, pinned_by)
    detail = {"attributed_to": attributed_to, "obtained_from": obtained_from}
    audit.append(connection, pinned_by or UNNAMED, "pin_reference", file_sha256, detail)
    return True


def remove(connection: duckdb.DuckDBPyConnection, file_sha256: str, removed_by: str | None) -> bool | None:
    """Note that a file is no reference any more. What is here on its account alone goes out of the answers: an empty
    result takes the place of each of its results, which stay readable as history. Its bytes stay in the evidence.

    Returns whether that is new; None when the file never was a reference.
    """
    last = fetch(connection, "reference_event", statement("reference_event"), {"sha256": file_sha256}).to_pylist()
    if not last:
        return None
    if last[0]["event"] != "pinned":
        return False
    taken_in = fetch(
        connection, "taken_in_for_reference", statement("taken_in_for_reference"), {"sha256": file_sha256}
    ).to_pylist()
    now = datetime.now(UTC).isoformat()  # a file may come and go more than once
    emptied = [Result(row["stage"], row["subject"], now, REMOVED, "", {}) for row in taken_in]
    insert_results(connection, "", emptied)
    _event(connection, file_sha256, "removed", last[0]["attributed_to"], last[0]["obtained_from"], removed_by)
    detail = {"attributed_to": last[0]["attributed_to"], "n_results_emptied": len(emptied)}
    audit.append(connection, removed_by or UNNAMED, "remove_reference", file_sha256, detail)
    return True


def _event(
    connection: duckdb.DuckDBPyConnection,
    file_sha256: str,
    event: str,
    attributed_to: str,
    obtained_from: str | None,
    by: str | None,
) -> None:
    values = {
        "file_sha256": file_sha256,
        "attributed_to": attributed_to,
        "obtained_from": obtained_from,
        "pinned_by": by,
        "pinned_at": datetime.now(UTC),
        "event": event,
    }
    execute(connection, "add_reference_event", statement("add_reference_event"), values)
