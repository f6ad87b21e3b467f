"""The live store: what the flow and the commands write to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.records import PageKey, Plan, Result
from pipeline.settings import WorkspacePaths
from pipeline.store import audit as chain
from pipeline.store import references, runs, schema
from pipeline.store.live import LiveDatabase
from pipeline.store.publishing import replace_file
from pipeline.store.results import insert_results
from pipeline.store.rows import content_hash, to_json
from pipeline.store.statements import StoreError, execute, fetch, folder, statement

ASSESS_VERSION = "7"  # bump when assess.sql may answer differently


class Store:
    """The live database of a workspace. Every method is one transaction under the lock; threads may share a store.

    Every method raises StoreError when the database cannot be had, or with the SQL that failed.
    """

    def __init__(self, paths: WorkspacePaths) -> None:
        self.paths = paths
        self._live = LiveDatabase(paths)
        self._is_current = False

    # ------------------------------------------------------------------ schema and results

    def migrate(self) -> list[str]:
        """Bring tables and views up to date. Returns the migrations applied now. Other methods do it when needed."""
        self.paths.create()
        applied = schema.migrate(self._live)
        self._is_current = True
        return applied

    def record(self, run_id: str, results: Sequence[Result]) -> int:
        """Store results with their rows, all or none. One that equals the current result of its stage and subject
        (input, version, settings) is skipped. Returns how many were stored."""
        if not results:
            return 0
        with self._transaction() as connection:
            return insert_results(connection, run_id, results)

    def done(
        self, stage: str, version: str, settings_hash: str, subjects: Sequence[str] | None = None
    ) -> dict[str, str]:
        """Work that need not be done again: input_hash by subject (of these, or of all), of current results of this
        version and settings."""
        rows = self.query("done", stage=stage, version=version, settings_hash=settings_hash, subjects=subjects)
        return dict(zip(rows["subject"].to_pylist(), rows["input_hash"].to_pylist(), strict=True))

    def query(self, name: str, **params: Any) -> pa.Table:
        """The rows of a named query on the live database."""
        with self._transaction() as connection:
            return fetch(connection, name, statement(name), params)

    # ------------------------------------------------------------------ batches and runs

    def register_batch(self, plan: Plan) -> bool:
        """Note a batch, what of it was refused and ignored, and the warnings about its sources.csv; an audit entry
        covers the names and hashes of all that arrived. Returns whether the batch is new."""
        arrivals = sorted((arrival.file_name, arrival.file_sha256) for arrival in plan.arrivals)
        rows: dict[str, Sequence[Any]] = {
            "refused": plan.refused,
            "ignored": plan.ignored,
            "source_warnings": plan.warnings,
        }
        content = to_json({name: [repr(row) for row in kept] for name, kept in rows.items()})
        with self._transaction() as connection:
            values = {
                "batch_id": plan.batch_id,
                "label": plan.label,
                "root": plan.root,
                "arrived_at": datetime.now(UTC),
            }
            is_new = not fetch(
                connection, "find_batch", statement("find_batch"), {"batch_id": plan.batch_id}
            ).to_pylist()
            if is_new:
                execute(connection, "add_batch", statement("add_batch"), values)
            insert_results(connection, "", [Result("arrive", plan.batch_id, content_hash(content), "1", "", rows)])
            detail = {
                "label": plan.label,
                "n_files": len(arrivals),
                "n_refused": len(plan.refused),
                "n_ignored": len(plan.ignored),
                "rows_digest": content_hash(to_json(arrivals), content),
            }
            chain.append(connection, "doctored", "ingest", plan.batch_id, detail)
        return is_new

    def start_run(
        self, flow: str, batch_id: str | None, versions: Mapping[str, Any], settings: Mapping[str, Any]
    ) -> str:
        """Note the start of a run of this process; runs whose process died are marked as interrupted first.
        Returns the run's id."""
        with self._transaction() as connection:
            return runs.start(connection, flow, batch_id, versions, settings)

    def finish_run(self, run_id: str, state: str) -> None:
        """Note the end of a run (completed, failed), with an audit entry that covers its rows."""
        with self._transaction() as connection:
            runs.finish(connection, run_id, state)

    def add_stage_seconds(self, run_id: str, stage: str, n: int, seconds: float) -> None:
        """Note time spent: n pieces of work of a stage took so many seconds of wall time."""
        values = {"run_id": run_id, "stage": stage, "n": n, "seconds": seconds}
        with self._transaction() as connection:
            execute(connection, "add_stage_seconds", statement("add_stage_seconds"), values)

    # ------------------------------------------------------------------ judgement

    def load_weights(self, version: str, parts: Sequence[Mapping[str, Any]]) -> bool:
        """Load a version of the weights: mappings with part, about, weight, lowest, highest, reason; without `about`
        all counts in one sum. Returns whether it was new. Raises StoreError when the version is there with other
        figures."""
        keys = ("part", "about", "weight", "lowest", "highest", "reason")
        given = sorted((tuple(part.get(key) for key in keys) for part in parts), key=str)
        with self._transaction() as connection:
            known = fetch(connection, "weights_of", statement("weights_of"), {"version": version}).to_pylist()
            if known:
                if sorted((tuple(row[key] for key in keys) for row in known), key=str) != given:
                    raise StoreError(
                        f"The weights {version} were loaded before with other figures; name a new version."
                    )
                return False
            loaded_at = datetime.now(UTC)
            for part in given:
                values = dict(zip(keys, part, strict=True)) | {"version": version, "loaded_at": loaded_at}
                execute(connection, "add_weight", statement("add_weight"), values)
        return True

    def assess(self, run_id: str, prior: float, weights_version: str | None = None) -> int:
        """Record verdicts for the pages whose verdict row would be new. prior: probability, 0 to 1;
        weights_version: the one loaded last unless named. Returns how many verdicts were recorded.

        Raises StoreError without weights, or when a part of the evidence has none.
        """
        with self._transaction() as connection:
            if weights_version is None:
                newest = fetch(connection, "newest_weights", statement("newest_weights"), None).to_pylist()
                if not newest:
                    raise StoreError("No weights are loaded, so nothing can be assessed.")
                weights_version = str(newest[0]["weights_version"])
            missing = fetch(
                connection, "parts_without_weight", statement("parts_without_weight"), {"version": weights_version}
            )
            if missing.num_rows:
                parts = ", ".join(missing["part"].to_pylist())
                raise StoreError(f"The weights {weights_version} have no weight for: {parts}.")
            values = {"prior": prior, "weights_version": weights_version}
            rows = fetch(connection, "assess", statement("assess"), values).to_pylist()
            results = []
            for row in rows:
                subject = f"{row['file_sha256']}#{row['page_no']}"
                input_hash = row.pop("input_hash")
                version = f"{ASSESS_VERSION}/{weights_version}"
                results.append(Result("assess", subject, input_hash, version, f"{prior:.9g}", {"verdicts": [row]}))
            return insert_results(connection, run_id, results)

    def check_assertions(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Assertions (sql/assertions) that do not hold: their names and the rows that break them."""
        broken = []
        with self._transaction() as connection:
            schema.refresh(connection)
            for name, text in folder("assertions").items():
                rows = fetch(connection, name, text, None).to_pylist()
                if rows:
                    broken.append((name, rows))
        return broken

    def decide(
        self,
        kind: str,
        page: PageKey,
        other: PageKey | None,
        reviewer: str,
        note: str | None,
        results: Sequence[Result] = (),
    ) -> str:
        """Note an analyst's decision about a page, or about two. kind: same, different or outline; results: what the
        decision puts in the place of what a stage found. Returns the decision's id."""
        decided_at = datetime.now(UTC)
        values = {
            "kind": kind,
            "file_sha256": page.file_sha256,
            "page_no": page.page_no,
            "other_sha256": None if other is None else other.file_sha256,
            "other_page_no": None if other is None else other.page_no,
            "reviewer": reviewer,
            "note": note,
            "decided_at": decided_at,
        }
        review_id = content_hash(to_json({**values, "decided_at": decided_at.isoformat()}))[:16]
        with self._transaction() as connection:
            execute(connection, "add_review", statement("add_review"), {**values, "review_id": review_id})
            insert_results(connection, "", results)
            detail: dict[str, Any] = {name: value for name, value in values.items() if name != "decided_at"}
            detail |= {
                "results": [to_json({table: list(map(repr, rows)) for table, rows in r.rows.items()}) for r in results]
            }
            chain.append(connection, reviewer, "review", review_id, detail)
        return review_id

    def withdraw(self, review_id: str, withdrawn_by: str) -> None:
        """Note that a decision no longer stands; it stays readable."""
        values = {"review_id": review_id, "withdrawn_by": withdrawn_by, "withdrawn_at": datetime.now(UTC)}
        with self._transaction() as connection:
            execute(connection, "add_withdrawal", statement("add_withdrawal"), values)
            chain.append(connection, withdrawn_by, "withdraw", review_id, {"review_id": review_id})

    def pin_reference(
        self, file_sha256: str, attributed_to: str, obtained_from: str | None, pinned_by: str | None
    ) -> bool:
        """Note that a file is pinned for comparison, as released by attributed_to. Returns whether that is new."""
        with self._transaction() as connection:
            return references.pin(connection, file_sha256, attributed_to, obtained_from, pinned_by)

    def remove_reference(self, file_sha256: str, removed_by: str | None) -> bool | None:
        """Note that a file is no reference any more; what was taken in on its account alone goes out of the answers.
        Returns whether that is new; None when it never was one."""
        with self._transaction() as connection:
            return references.remove(connection, file_sha256, removed_by)

    # ------------------------------------------------------------------ publishing and audit

    def publish(self, share_examined: float | None = None, *, run_id: str | None = None) -> None:
        """Let people read what is stored by now. share_examined: 0 to 1 while a run goes on; None at its end.

        The lock is held while the file is copied, so that it is the state between two transactions.
        """
        self._ensure_current()
        values = {
            "published_at": datetime.now(UTC),
            "share_examined": 1.0 if share_examined is None else share_examined,
            "is_final": share_examined is None,
            "run_id": run_id,
        }
        with self._live.locked():
            connection = self._live.open()
            try:
                connection.begin()
                schema.refresh(connection)
                execute(connection, "add_publication", statement("add_publication"), values)
                connection.commit()
                execute(connection, "checkpoint", statement("checkpoint"), None)
            finally:
                connection.close()
            replace_file(self.paths.live_database, self.paths.database)

    def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> str:
        """Add an entry to the audit chain. Returns its hash, the head of the chain."""
        with self._transaction() as connection:
            return chain.append(connection, actor, action, subject, detail)

    def verify_chain(self) -> list[str]:
        """What does not add up in the audit chain and the rows it covers, as sentences; empty when all is well."""
        with self._transaction() as connection:
            return chain.problems(connection)

    # ------------------------------------------------------------------ inside

    def _ensure_current(self) -> None:
        if not self._is_current:
            self.paths.create()
            with self._live.connection() as connection:
                self._is_current = schema.is_current(connection)
            if not self._is_current:
                self.migrate()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._ensure_current()
        with self._live.transaction() as connection:
            yield connection
