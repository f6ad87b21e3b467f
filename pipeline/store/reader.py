"""The published database, for reading."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from pipeline.errors import DoctoredError, UsageError
from pipeline.store import schema
from pipeline.store.live import open_file
from pipeline.store.statements import execute, fetch, statement


class Reader:
    """doctored.duckdb as it was when the reader was opened. Never waits for the writer, never blocks it.

    path: the published file; as_of: a run's id or a time (ISO 8601): the answers as they were at its end, from a copy
    in which nothing later happened. Use it in a `with`, or close() it.

    Raises DoctoredError when there is no file, UsageError for an as_of that is neither.
    """

    def __init__(self, path: Path, as_of: str | None = None) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if not path.exists():
            raise DoctoredError(
                f"No triage has been run in this workspace yet: there is no {path}. "
                "Run `doctored triage PATH --workspace DIR` first."
            )
        self._temporary = path.parent / "state" / "tmp"
        self._connection = open_file(path, self._temporary, read_only=True)
        if as_of is not None:
            self._go_back(path, as_of)

    def _go_back(self, path: Path, as_of: str) -> None:
        at_time = self._time_of(as_of)
        self.close()
        self._folder = tempfile.TemporaryDirectory(dir=path.parent / "state", prefix="as-of-")
        copy = Path(self._folder.name) / path.name
        shutil.copyfile(path, copy)
        self._connection = open_file(copy, self._temporary, read_only=False)
        text = statement("as_of_forget", at_time=at_time.isoformat())
        execute(self._connection, "as_of_forget", text, None)
        schema.refresh(self._connection)

    def _time_of(self, as_of: str) -> datetime:
        rows = self.query("as_of_run", run_id=as_of).to_pylist()
        if rows:
            found: datetime = rows[0]["at_time"]
            return found
        try:
            parsed = datetime.fromisoformat(as_of)
        except ValueError:
            raise UsageError(f"{as_of} is neither the id of a run nor a time such as 2023-04-07T12:00Z.") from None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def query(self, name: str, **params: Any) -> pa.Table:
        """The rows of a named query (sql/queries). Raises StoreError with the SQL."""
        return fetch(self._connection, name, statement(name), params)

    def sql(self, text: str) -> pa.Table:
        """The rows of the user's own SQL; several statements give the rows of the last one. It sees the database alone:
        no other file, and nothing is written.

        Raises DoctoredError with what is wrong with it, in one plain sentence.
        """
        try:
            execute(self._connection, "see_only_the_database", statement("see_only_the_database"), None)
            relation = self._connection.sql(text)
            return pa.table({}) if relation is None else relation.to_arrow_table()
        except duckdb.Error as error:
            first = str(error).strip().splitlines()[0]
            raise DoctoredError(f"The query could not be run: {first}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
