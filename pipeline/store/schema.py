"""Migrations and views: what the database looks like."""

from __future__ import annotations

import hashlib

import duckdb

from pipeline.store.live import LiveDatabase
from pipeline.store.statements import StoreError, digest, execute, fetch, folder, statement

KEPT = ".kept"  # ending of the files in sql/views that keep their rows in a table


def migrate(live: LiveDatabase) -> list[str]:
    """Apply what is missing: each migration in one transaction with its own record row, then the views when their
    text changed. Returns the names of the migrations applied now.

    Raises StoreError when the workspace was written by a newer version, or a migration was changed after it ran.
    """
    with live.transaction() as connection:
        execute(connection, "create_migrations", statement("create_migrations"), None)
        done = _applied(connection)
    unknown = sorted(set(done) - set(folder("migrations")))
    if unknown:
        raise StoreError(
            f"This workspace was written by a newer version of doctored (it has {unknown[0]}); update doctored."
        )
    now = []
    for name, text in folder("migrations").items():
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        if name in done:
            if done[name] != fingerprint:
                raise StoreError(f"The migration {name} was changed after it was applied to this workspace.")
            continue
        with live.transaction() as connection:
            execute(connection, name, text, None)
            execute(
                connection, "record_migration", statement("record_migration"), {"name": name, "digest": fingerprint}
            )
        now.append(name)
    with live.transaction() as connection:
        create_views(connection)
    return now


def is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether all migrations are applied and the installed views are those of this version."""
    tables = fetch(connection, "has_migrations", statement("has_migrations"), None)
    if tables.num_rows == 0:
        return False
    if set(_applied(connection)) != set(folder("migrations")):
        return False
    return _views_installed(connection)


def create_views(connection: duckdb.DuckDBPyConnection) -> bool:
    """Re-create all views when their text changed. Returns whether they were."""
    if _views_installed(connection):
        return False
    for view in fetch(connection, "list_views", statement("list_views"), None).to_pylist():
        execute(connection, "drop_view", statement("drop_view", **view), None)
    execute(connection, "create_schemas", statement("create_schemas"), None)
    for name, text in folder("views").items():
        execute(connection, name, text, None)
    execute(connection, "record_views", statement("record_views"), {"digest": digest("views")})
    return True


def refresh(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute anew what is kept in tables of schema work.

    Views on views on views are expanded anew for each mention: nine pages took 80 s as views and take 0.3 s so. The
    tables hold nothing that the facts do not say, and are as old as the last refresh.
    """
    for name, text in folder("views").items():
        if name.endswith(KEPT):
            execute(connection, name, text, None)


def _views_installed(connection: duckdb.DuckDBPyConnection) -> bool:
    installed = fetch(connection, "view_version", statement("view_version"), None).to_pylist()
    return bool(installed) and installed[0]["digest"] == digest("views")


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = fetch(connection, "applied_migrations", statement("applied_migrations"), None).to_pylist()
    return {row["name"]: row["digest"] for row in rows}
