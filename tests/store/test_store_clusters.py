"""What was merged when, and why."""

from __future__ import annotations

from store_factory import examined, rows, sha, sighted

from pipeline.records import ClusterMember, PageKey, PageMatch, Result
from pipeline.store import Store

A, B = sorted(("one.jpg", "two.jpg"), key=sha)
WHY = "94 of 96 words at the same places agree"


def test_the_history_says_where_a_page_came_from_and_which_pair_holds_it(store: Store) -> None:
    match = PageMatch(sha(A), 1, sha(B), 1, "content_differs", "words", 90, 1.0, 0.9, "unknown", "", WHY)

    def put(
        name: str, cluster_id: str, link: float | None = None, pair: tuple[str, int, str, int] | None = None
    ) -> None:
        member = ClusterMember(sha(name), 1, cluster_id, link, *(pair or ()))
        store.record(
            "run", [Result("cluster", f"{sha(name)}#1", cluster_id + str(link), "1", "", {"cluster_members": [member]})]
        )

    store.record("run", [each for name in (A, B) for each in (sighted("b", name), examined(name))])
    pair = sha(A), 1, sha(B), 1
    put(A, "first")
    put(B, "second")
    store.record("run", [Result("match", "pair", "", "1", "", {"page_matches": [match]})])
    put(A, "first", 0.9, pair)
    put(B, "first", 0.9, pair)
    put(B, "first", None, pair)
    told = [
        (row["previous_cluster_id"], row["cluster_id"], row["reason"])
        for row in rows(store, "cluster_history", where=f"file_sha256 = '{sha(B)}' order by decided_at")
    ]
    assert told == [
        (None, "second", "Alone: no copy of the page was found."),
        (
            "second",
            "first",
            f"Of the pairs that join it to the first page of its cluster the weakest is {A}#1 and {B}#1: {WHY}.",
        ),
        ("first", "first", f"An analyst called {A}#1 and {B}#1 the same page."),
    ]


def test_a_page_that_an_analyst_told_apart_is_not_said_to_have_no_copy(store: Store) -> None:
    store.record("run", [each for name in (A, B) for each in (sighted("b", name), examined(name))])
    store.decide("different", PageKey(sha(A), 1), PageKey(sha(B), 1), "anna", None)
    for name in (A, B):
        member = ClusterMember(sha(name), 1, name, None)
        store.record("run", [Result("cluster", f"{sha(name)}#1", name, "1", "", {"cluster_members": [member]})])
    told = {row["file_sha256"]: row["reason"] for row in rows(store, "cluster_history")}
    assert told[sha(B)] == f"Alone: an analyst called it and {A}#1 different pages."
    assert told[sha(A)] == f"Alone: an analyst called it and {B}#1 different pages."
