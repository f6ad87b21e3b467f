"""doctored sql: a query, read-only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace, reader
from flows.cli.text import console, print_json, table
from pipeline.settings import WorkspacePaths


def sql(
    query: Annotated[str | None, typer.Argument(help='Such as "from review_queue limit 5".')] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: Json = False,
) -> None:
    """Run a query, or print how to open the database."""
    if query is None:
        path = WorkspacePaths(workspace).database
        console().print(
            f"The tables are in {path}; any DuckDB client from 1.5 on opens it, also while a run goes on:\n"
            f"  duckdb -readonly {path}\n"
            "  python -c \"import duckdb; print(duckdb.connect('"
            + str(path)
            + "', read_only=True).sql('from review_queue'))\"\n"
            "Every table, view and column explains itself:\n"
            "  doctored sql \"select view_name, comment from duckdb_views() where schema_name = 'main'\"\n"
            "A connection that stays open goes on seeing the state it was opened with; open it again for newer results."
        )
        return
    with reader(workspace) as opened:
        found = opened.sql(query)
    rows = found.rename_columns(told_apart(found.column_names)).to_pylist()
    if as_json:
        print_json(rows)
        return
    out = console()
    out.print(table(found.column_names, [list(row.values()) for row in rows]))
    out.print(f"({len(rows)} {'row' if len(rows) == 1 else 'rows'})")


def told_apart(names: Sequence[str]) -> list[str]:
    """Names of columns as DuckDB makes them differ: a second a is a_1. A name that is asked for is not given away."""
    given: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(1))
        free = (other for other in others if other not in names and other not in given)
        given.append(next(free) if name in given else name)
    return given
