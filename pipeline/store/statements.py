"""The SQL files, and running them so that a failure shows its SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.errors import DoctoredError


class StoreError(DoctoredError):
    """The database could not do what was asked. The message names the statement and carries its SQL."""


@lru_cache
def folder(kind: str) -> Mapping[str, str]:
    """All statements of a kind (migrations, views, queries, assertions): text by name, in order of name."""
    found = files("pipeline.store").joinpath("sql", kind).iterdir()
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in sorted(found, key=lambda entry: entry.name)
        if entry.name.endswith(".sql")
    }


def statement(name: str, **identifiers: str) -> str:
    """The named query. identifiers replace {words} of the text: names of our own tables, or a quoted path.

    Raises StoreError when there is no such query.
    """
    text = folder("queries").get(name)
    if text is None:
        raise StoreError(f"There is no query named {name}.")
    for word, value in identifiers.items():
        text = text.replace("{" + word + "}", value)
    return text


def digest(kind: str) -> str:
    """Hash of all statements of a kind."""
    whole = "\0".join(f"{name}\0{text}" for name, text in folder(kind).items())
    return hashlib.sha256(whole.encode()).hexdigest()


def execute(connection: duckdb.DuckDBPyConnection, name: str, text: str, parameters: Mapping[str, Any] | None) -> None:
    """Run statements whose rows nobody wants. Raises StoreError with the SQL."""
    try:
        connection.execute(text, dict(parameters)) if parameters else connection.execute(text)
    except duckdb.Error as error:
        raise failed(name, text, error) from error


def fetch(
    connection: duckdb.DuckDBPyConnection, name: str, text: str, parameters: Mapping[str, Any] | None
) -> pa.Table:
    """The rows of one select, as an Arrow table. Raises StoreError with the SQL."""
    try:
        relation = connection.sql(text, params=dict(parameters)) if parameters else connection.sql(text)
        if relation is None:  # a statement without rows
            return pa.table({})
        return relation.to_arrow_table()
    except duckdb.Error as error:
        raise failed(name, text, error) from error


def failed(name: str, text: str, error: Exception) -> StoreError:
    """The error of a failing statement, with its SQL."""
    return StoreError(f"The statement {name} failed: {error}\n{text.strip()}")
