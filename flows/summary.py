"""What a person wants to see first at the end of a triage, from the published database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.order import Order
from pipeline.intake.plan import plan_digest
from pipeline.records import Result
from pipeline.store import Reader

CAVEAT = "Compares copies. Does not say whether the document is genuine, nor who changed it."
SHOWN_FINDINGS = 8


def finished_batch(order: Order, work_version: str, decisions: str) -> Result:
    """The result by which a later run knows that a batch was finished with these versions and settings, and under these
    decisions about pairs of pages (a digest)."""
    rows = {"summaries": [{"batch_id": order.plan.batch_id, "summary": {"label": order.plan.label}}]}
    return Result(
        "batch", order.plan.batch_id, plan_digest(order.plan), work_version, settings_digest(order) + decisions, rows
    )


def settings_digest(order: Order) -> str:
    """Hash of the settings that decide what a triage finds."""
    return order.settings.digest("limits", "ocr", "render_dpi", "prior")


def is_finished(database: Path, order: Order, work_version: str) -> bool:
    """Was this very batch finished before, with the same bytes, sources, versions, settings and decisions?"""
    if not database.exists():
        return False
    with Reader(database) as reader:
        rows = reader.query("batch_summary", batch_id=order.plan.batch_id).to_pylist()
        decisions = reader.query("decisions_digest").to_pylist()[0]["digest"]
    expected = (plan_digest(order.plan), work_version, settings_digest(order) + decisions)
    return any((row["input_hash"], row["version"], row["settings_hash"]) == expected for row in rows)


def summarize(database: Path, batch_id: str) -> dict[str, Any]:
    """Counts of a batch, its most urgent findings, what could not be read. Plain values, ready for JSON."""
    with Reader(database) as reader:
        (counts,) = reader.query("batch_counts", batch_id=batch_id).to_pylist()
        queue = reader.query("review_queue", batch_id=batch_id, max_rows=1_000_000).to_pylist()
        unreadable = reader.query("batch_unreadable", batch_id=batch_id).to_pylist()
        warnings = reader.query("batch_warnings", batch_id=batch_id).to_pylist()
    findings = [row for row in queue if row["finding_id"]]
    return {
        **counts,
        "n_in_queue": len(queue),
        "findings": findings,
        "n_open_pairs": sum(row["headline"].startswith("It is open") for row in queue),
        "unreadable": unreadable,
        "source_warnings": warnings,
        "caveat": CAVEAT,
    }
