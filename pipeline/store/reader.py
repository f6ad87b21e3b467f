"""The published database, for reading."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from pipeline.errors import DoctoredError
from pipeline.store.live import open_file
from pipeline.store.statements import fetch, statement


class Reader:
    """doctored.duckdb as it was when the reader was opened. Never waits for the writer, never blocks it.

    path: the published file. Raises DoctoredError when it is not there. Use it in a `with`, or close() it.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise DoctoredError(
                f"No triage has been run in this workspace yet: there is no {path}. "
                "Run `doctored triage PATH --workspace DIR` first."
            )
        self._connection = open_file(path, path.parent / "state" / "tmp", read_only=True)

    def query(self, name: str, **params: Any) -> pa.Table:
        """The rows of a named query (sql/queries). Raises StoreError with the SQL."""
        return fetch(self._connection, name, statement(name), params)

    def sql(self, text: str) -> pa.Table:
        """The rows of the user's own SQL; several statements give the rows of the last one.

        Raises DoctoredError with what is wrong with it, in one plain sentence.
        """
        try:
            relation = self._connection.sql(text)
            return pa.table({}) if relation is None else relation.to_arrow_table()
        except duckdb.Error as error:
            first = str(error).strip().splitlines()[0]
            raise DoctoredError(f"The query could not be run: {first}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
