"""The queue obeys reviews, also while nothing writes them but this test."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from store_factory import rows, tell_slide

from pipeline.records import PageKey
from pipeline.store import Store
from pipeline.store.statements import execute

DAY = datetime(2023, 4, 7, tzinfo=UTC)


def add_review(store: Store, finding_id: str, reviewer: str, verdict: str, evidence_hash: str | None) -> None:
    text = (
        "insert into facts.reviews by name select $id as review_id, $finding as finding_id, $who as reviewer,"
        " $verdict as verdict, 'verdict' as kind, $day as decided_at, $evidence as evidence_hash"
    )
    values = {"id": f"{finding_id}{reviewer}", "finding": finding_id, "who": reviewer, "verdict": verdict}
    with store._live.transaction() as connection:
        execute(connection, "test", text, {**values, "day": DAY, "evidence": evidence_hash})


@pytest.mark.parametrize(
    ("words", "evidence", "state", "is_queued"),
    [
        ([], "same", "open", True),
        (["confirmed"], "same", "first_review", False),
        (["rejected"], "same", "first_review", False),
        (["unclear"], "same", "open", True),
        (["confirmed", "confirmed"], "same", "settled", False),
        (["confirmed", "rejected"], "same", "disagreed", True),
        (["confirmed"], "older", "reopened", True),
    ],
)
def test_reviews_close_a_finding_until_new_evidence(
    store: Store, words: list[str], evidence: str, state: str, is_queued: bool
) -> None:
    tell_slide(store)
    (finding,) = rows(store, "findings")
    evidence_hash = finding["evidence_hash"] if evidence == "same" else "evidence of last week"
    for number, word in enumerate(words):
        add_review(store, finding["finding_id"], f"reviewer {number}", word, evidence_hash)
    (after,) = rows(store, "findings")
    assert after["state"] == state
    queue = rows(store, "review_queue", where="finding_id is not null")
    assert bool(queue) is is_queued


def test_a_withdrawn_review_counts_no_more(store: Store) -> None:
    tell_slide(store)
    (finding,) = rows(store, "findings")
    add_review(store, finding["finding_id"], "anna", "rejected", None)
    with store._live.transaction() as connection:
        values = {"id": f"{finding['finding_id']}anna", "day": DAY}
        execute(connection, "test", "insert into facts.review_withdrawals values ($id, 'anna', $day)", values)
    assert rows(store, "findings")[0]["state"] == "open"
    assert rows(store, "reviews")[0]["withdrawn_by"] == "anna"


def test_a_decision_about_two_pages_stands_until_it_is_withdrawn(store: Store) -> None:
    a, b = PageKey("a" * 64, 1), PageKey("b" * 64, 2)
    first = store.decide("same", a, b, "anna", "the stain is the same")
    before = store.query("decisions_digest").to_pylist()
    second = store.decide("different", b, a, "bert", None)
    assert store.query("decisions_digest").to_pylist() != before
    (row,) = store.query("decided_pairs").to_pylist()
    assert row["kind"] == "different"
    store.withdraw(second, "anna")
    (row,) = store.query("decided_pairs").to_pylist()
    assert row["kind"] == "same"
    assert store.query("decisions_digest").to_pylist() == before
    assert {r["review_id"]: r["withdrawn_by"] for r in rows(store, "reviews")} == {first: None, second: "anna"}
    assert store.verify_chain() == []
