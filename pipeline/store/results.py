"""Storing results: their rows in bulk, in one transaction."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.records import Result
from pipeline.store.rows import column_names, content_hash, to_arrow
from pipeline.store.statements import StoreError, execute, fetch, statement

TABLE_NAME = re.compile(r"[a-z_]+")


def insert_results(connection: duckdb.DuckDBPyConnection, run_id: str, results: Sequence[Result]) -> int:
    """Store results whose current result is not the same already. Returns how many were new.

    Raises StoreError for a table that is no fact table, or rows that do not fit it.
    """
    newest = {(result.stage, result.subject): result for result in results}  # the last one given of a subject counts
    if not newest:
        return 0
    current = _current(connection, list(newest))
    fresh: list[tuple[str, Result]] = []
    for key, result in newest.items():
        known = current.get(key)
        work = (result.input_hash, result.version, result.settings_hash)
        if known is not None and (known["input_hash"], known["version"], known["settings_hash"]) == work:
            continue
        before = known["result_id"] if known is not None and known["run_id"] == run_id else ""
        # A run that comes back to an earlier answer of its own makes a new result, hence the one before in the hash.
        fresh.append((content_hash(result.stage, result.subject, *work, run_id, before), result))
    if fresh:
        _insert(connection, run_id, fresh)
    return len(fresh)


def _current(
    connection: duckdb.DuckDBPyConnection, keys: list[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    asked = pa.table({"stage": [stage for stage, _ in keys], "subject": [subject for _, subject in keys]})
    connection.register("asked", asked)
    rows = fetch(connection, "current_of", statement("current_of"), None).to_pylist()
    connection.unregister("asked")
    return {(row["stage"], row["subject"]): row for row in rows}


def _insert(connection: duckdb.DuckDBPyConnection, run_id: str, fresh: list[tuple[str, Result]]) -> None:
    # Rows of one table may come as different records (a verdict as a mapping, say): one Arrow table for each shape.
    shapes: dict[tuple[str, tuple[str, ...]], tuple[list[str], list[Any]]] = defaultdict(lambda: ([], []))
    for result_id, result in fresh:
        for table, rows in result.rows.items():
            if not TABLE_NAME.fullmatch(table):
                raise StoreError(f"{table!r} is not a table of the store.")
            for row in rows:
                ids, kept = shapes[table, column_names(row)]
                ids.append(result_id)
                kept.append(row)
    execute(connection, "begin_digests", statement("begin_digests"), None)
    for (table, _), (ids, rows) in shapes.items():
        connection.register("incoming", to_arrow(rows, {"result_id": ids}))
        execute(connection, "stage_rows", statement("stage_rows", table=table), None)
        connection.unregister("incoming")
        execute(connection, "add_digests", statement("add_digests", table=table, rows="staged"), None)
        execute(connection, "insert_rows", statement("insert_rows", table=table), None)
    incoming = pa.table(
        {
            "result_id": [result_id for result_id, _ in fresh],
            "stage": [result.stage for _, result in fresh],
            "subject": [result.subject for _, result in fresh],
            "input_hash": [result.input_hash for _, result in fresh],
            "version": [result.version for _, result in fresh],
            "settings_hash": [result.settings_hash for _, result in fresh],
            "position": list(range(1, len(fresh) + 1)),
        }
    )
    connection.register("incoming", incoming)
    execute(connection, "insert_results", statement("insert_results"), {"run_id": run_id})
    connection.unregister("incoming")
