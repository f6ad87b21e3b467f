"""The live database: opened by one process at a time, for one transaction, under a lock that names its holder."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import filelock

from pipeline.settings import WorkspacePaths
from pipeline.store.statements import StoreError, execute, failed, statement

PATIENCE_SECONDS = 10.0  # a transaction takes well under a second, so ten are worth a word to the user
GIVE_UP_SECONDS = 300.0  # publishing a very large workspace takes minutes; more than this is a hanging holder
MEMORY_LIMIT = "1GB"  # the guard's workers need the rest; larger work spills to temp_directory
THREADS = 2  # the cores belong to the guard

log = logging.getLogger(__name__)


class LiveDatabase:
    """Hands out transactions on the live file. Safe to use from several threads and processes at once."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self.paths = paths
        self._holder = paths.state / "live.holder"
        self._turn = threading.Lock()
        # One descriptor a thread-safe turn: the turn keeps threads apart, the file lock keeps processes apart.
        self._lock = filelock.FileLock(paths.state / "live.lock", thread_local=False, mode=0o600)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection inside one transaction; committed at the end, rolled back by any exception.

        Raises StoreError when the lock is not had in time or the file cannot be opened.
        """
        with self.connection() as connection:
            connection.begin()
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            try:
                connection.commit()
            except duckdb.Error as error:
                raise failed("commit", "commit", error) from error

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The open live file under the lock, outside a transaction."""
        with self.locked():
            connection = self.open()
            try:
                yield connection
            finally:
                connection.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the lock. Not reentrant."""
        started = time.monotonic()
        with self._turn:
            warned = False
            while True:
                try:
                    self._lock.acquire(timeout=PATIENCE_SECONDS)
                    break
                except filelock.Timeout:
                    waited = time.monotonic() - started
                    if waited >= GIVE_UP_SECONDS:
                        raise StoreError(
                            f"The database has been in use for {waited:.0f} s by {self.holder()}."
                        ) from None
                    if not warned:
                        log.warning("Waiting for the database, which is in use by %s", self.holder())
                        warned = True
            try:
                self._sign()
                yield
            finally:
                self._lock.release()

    def holder(self) -> str:
        """Who holds the lock, in words."""
        try:
            who = json.loads(self._holder.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return "another process"
        return f"process {who['pid']} ({who['command']}), since {who['since']}"

    def _sign(self) -> None:
        who = {
            "pid": os.getpid(),
            "command": " ".join(sys.argv)[:200] or "python",
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._holder.write_text(json.dumps(who), encoding="utf-8")

    def open(self) -> duckdb.DuckDBPyConnection:
        """A connection to the live file; the caller holds the lock and closes it."""
        return open_file(self.paths.live_database, self.paths.state / "tmp", read_only=False)


def open_file(path: Path, temporary: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection whose default database is the file. A new file gets the storage version of DuckDB 1.5.

    The file is attached to a database in memory, because duckdb shares one instance for all connections of a process
    to one path, and would go on showing the old file after a rename. Raises StoreError when it cannot be opened.
    """
    connection = duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "threads": THREADS, "temp_directory": str(temporary)}
    )
    try:
        name = "open_published" if read_only else "open_live"
        execute(connection, name, statement(name, path=str(path).replace("'", "''")), None)
    except BaseException:
        connection.close()
        raise
    return connection
