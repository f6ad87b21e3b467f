"""Clusters: whatever the order of the pages and pairs, no chaining through what is known to be another document."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.matching.clusters import COPY, make_clusters
from pipeline.records import PageKey, PageMatch

PAGES = [PageKey(f"{i:02d}" * 32, 1) for i in range(8)]
RELATIONS = ("re_encoded", "content_differs", "partial", "same_template", "undetermined")


def pair(a: int, b: int, relation: str, score: float = 0.95) -> PageMatch:
    x, y = sorted((PAGES[a], PAGES[b]))
    return PageMatch(
        x.file_sha256, 1, y.file_sha256, 1, relation, "drawn", 100, 1.0, score, "unknown", "", "", 1.0, 1.0
    )  # fmt: skip


def clusters(matches: list[PageMatch]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in make_clusters(PAGES, matches):
        groups.setdefault(row.cluster_id, set()).add(row.file_sha256)
    return {frozenset(group) for group in groups.values()}


edges = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1]),
    st.tuples(st.sampled_from(RELATIONS), st.floats(0.5, 1.0)),
    max_size=20,
).map(lambda found: [pair(a, b, relation, score) for (a, b), (relation, score) in found.items()])


@settings(max_examples=100, deadline=None)
@given(edges, st.randoms(use_true_random=False))
def test_order_of_the_pairs_does_not_matter(matches: list[PageMatch], chance: random.Random) -> None:
    shuffled = list(matches)
    chance.shuffle(shuffled)
    assert clusters(matches) == clusters(shuffled)


@settings(max_examples=100, deadline=None)
@given(edges)
def test_no_cluster_holds_a_pair_of_one_form(matches: list[PageMatch]) -> None:
    of = {row.file_sha256: row.cluster_id for row in make_clusters(PAGES, matches)}
    assert sorted(of) == sorted(key.file_sha256 for key in PAGES)
    for match in matches:
        if match.relation == "same_template":
            assert of[match.file_a] != of[match.file_b]


def test_copies_join_and_strangers_stay_alone() -> None:
    found = clusters([pair(0, 1, "re_encoded"), pair(1, 2, "content_differs"), pair(3, 4, "undetermined")])
    assert frozenset(PAGES[i].file_sha256 for i in (0, 1, 2)) in found
    assert frozenset({PAGES[3].file_sha256}) in found


def test_a_blurred_page_does_not_join_two_documents() -> None:
    found = clusters(
        [pair(0, 1, "re_encoded", 0.99), pair(2, 3, "re_encoded", 0.99), pair(1, 2, "same_template"),
         pair(4, 0, "re_encoded", 0.9), pair(4, 2, "re_encoded", 0.86)]
    )  # fmt: skip
    assert not any(PAGES[1].file_sha256 in group and PAGES[2].file_sha256 in group for group in found)
    assert "re_encoded" in COPY
