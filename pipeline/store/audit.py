"""The audit log: each entry hashes the one before and carries a digest of the rows it covers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb

from pipeline.store.rows import to_json
from pipeline.store.statements import execute, fetch, statement


def append(
    connection: duckdb.DuckDBPyConnection, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> str:
    """Add one entry inside the caller's transaction. Returns its hash, the head of the chain."""
    last = fetch(connection, "audit_head", statement("audit_head"), None).to_pylist()
    entry = {
        "entry_no": last[0]["entry_no"] + 1 if last else 1,
        "entered_at": datetime.now(UTC),
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": to_json(detail),
        "previous_hash": last[0]["entry_hash"] if last else "",
    }
    entry_hash = _hash(entry)
    execute(connection, "add_audit_entry", statement("add_audit_entry"), {**entry, "entry_hash": entry_hash})
    return entry_hash


def rows_of_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Any]:
    """What an entry says about the rows of a run: how many results, and a digest over all of their rows."""
    found = fetch(connection, "run_digest", statement("run_digest"), {"run_id": run_id}).to_pylist()[0]
    return {"covers_run": run_id, "n_results": found["n_results"], "rows_digest": found["rows_digest"]}


def problems(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not add up, as sentences; none when the chain is whole and the rows are those that were written."""
    found = []
    previous, number = "", 0
    for entry in fetch(connection, "audit_entries", statement("audit_entries"), None).to_pylist():
        number += 1
        name = f"Audit entry {entry['entry_no']}"
        if entry["entry_no"] != number:
            found.append(f"{name} stands where entry {number} should be.")
            number = entry["entry_no"]
        if entry["previous_hash"] != previous:
            found.append(f"{name} does not follow the entry before it.")
        if _hash(entry) != entry["entry_hash"]:
            found.append(f"{name} was changed after it was written.")
        previous = entry["entry_hash"]
    for row in fetch(connection, "changed_runs", statement("changed_runs"), None).to_pylist():
        found.append(f"The results of run {row['run_id']} are not those that audit entry {row['entry_no']} covers.")
    execute(connection, "begin_digests", statement("begin_digests"), None)
    for row in fetch(connection, "result_tables", statement("result_tables"), None).to_pylist():
        table = row["table_name"]
        execute(connection, "add_digests", statement("add_digests", table=table, rows=f"facts.{table}"), None)
    for row in fetch(connection, "changed_rows", statement("changed_rows"), None).to_pylist():
        found.append(f"Rows of the {row['stage']} result of {row['subject']} were changed after they were written.")
    return found


def _hash(entry: Mapping[str, Any]) -> str:
    content = {name: entry[name] for name in ("entry_no", "actor", "action", "subject", "detail", "previous_hash")}
    entered: datetime = entry["entered_at"]
    content["entered_at"] = entered.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return hashlib.sha256(to_json(content).encode()).hexdigest()
