"""Clusters: whatever the order of the pages and pairs, no chaining through what is known to be another document."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.matching.clusters import BY_INK, COPY, HUBS_ASKED, make_clusters, wanted
from pipeline.records import PageKey, PageMatch

PAGES = [PageKey(f"{i:02d}" * 32, 1) for i in range(8)]
RELATIONS = ("re_encoded", "content_differs", "partial", "same_template", "undetermined")


def pair(a: int, b: int, relation: str, score: float = 0.95) -> PageMatch:
    x, y = sorted((PAGES[a], PAGES[b]))
    return PageMatch(
        x.file_sha256, 1, y.file_sha256, 1, relation, "drawn", 100, 1.0, score, "unknown", "", "", 1.0, 1.0
    )  # fmt: skip


def clusters(matches: list[PageMatch], sharp: dict[PageKey, float] | None = None) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in make_clusters(PAGES, matches, sharp):
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
def test_every_page_is_in_one_cluster_and_clusters_need_copies(matches: list[PageMatch]) -> None:
    of = {row.file_sha256: row.cluster_id for row in make_clusters(PAGES, matches)}
    assert sorted(of) == sorted(key.file_sha256 for key in PAGES)
    joined = {frozenset((m.file_a, m.file_b)) for m in matches if m.relation in COPY}
    for name, cluster in of.items():
        others = [other for other in of if other != name and of[other] == cluster]
        assert not others or any(frozenset((name, other)) in joined for other in others)


def test_the_sharpest_pages_are_asked_first() -> None:
    sharp = {PAGES[i]: 9_000.0 for i in (0, 1)}
    blurred = [pair(a, b, "re_encoded") for a, b in ((0, 2), (0, 3), (1, 2), (1, 3), (2, 3))]
    form = [pair(0, 1, "same_template", 0.4)]
    assert len(clusters(blurred + form)) == 5  # two of three say copy
    kept_apart = clusters(blurred + form, sharp)
    assert not any({PAGES[0].file_sha256, PAGES[1].file_sha256} <= group for group in kept_apart)


def test_the_weakest_pair_that_holds_each_page_is_named() -> None:
    matches = [pair(0, 1, "re_encoded", 0.99), pair(2, 3, "re_encoded", 0.97), pair(1, 3, "re_encoded", 0.9)]
    rows = {row.file_sha256[:2]: row for row in make_clusters(PAGES, matches, decided={(PAGES[4], PAGES[5]): True})}
    held = {
        name: (row.weakest_link, row.file_a and row.file_a[:2], row.file_b and row.file_b[:2])
        for name, row in rows.items()
    }
    assert held["01"] == (0.99, "00", "01")
    assert held["00"] == held["02"] == held["03"] == (0.9, "01", "03")
    assert held["05"] == (None, "04", "05")  # an analyst's word has no score
    assert held["06"] == (None, None, None)


def test_pairs_that_could_not_be_told_do_not_vote() -> None:
    open_pairs = [replace(pair(a, b, "undetermined"), score=None) for a, b in ((0, 2), (0, 3), (1, 2))]
    (found,) = [g for g in clusters([pair(0, 1, "re_encoded"), pair(2, 3, "re_encoded"), pair(1, 3, "re_encoded"),
                                     *open_pairs]) if len(g) > 1]  # fmt: skip
    assert len(found) == 4


def test_an_open_pair_that_is_almost_a_copy_forbids_nothing() -> None:
    sharp = {PAGES[i]: 9_000.0 for i in (0, 1, 2, 3)}
    groups = [pair(0, 1, "re_encoded"), pair(2, 3, "re_encoded"), pair(4, 0, "re_encoded"), pair(5, 2, "re_encoded")]
    blurred = [pair(4, 2, "content_differs"), pair(5, 0, "re_encoded")]
    for score, n in ((0.84, 1), (0.66, 2)):
        between = [pair(a, b, "undetermined", score) for a, b in ((0, 2), (0, 3), (1, 2), (1, 3))]
        assert len([g for g in clusters(groups + blurred + between, sharp) if len(g) > 1]) == n


def test_pairs_that_could_hardly_be_compared_outweigh_one_copy_but_not_two() -> None:
    sharp = {PAGES[i]: 9_000.0 for i in (0, 2, 3, 4)}
    groups = [pair(a, b, "re_encoded", 0.99) for a, b in ((0, 1), (0, 4), (2, 3))]
    hardly = [replace(pair(a, b, "undetermined"), score=None) for a, b in ((0, 2), (0, 3), (2, 4))]
    copies = [pair(1, 2, "re_encoded"), pair(1, 3, "re_encoded")]
    sizes = [max(map(len, clusters(groups + hardly + copies[:n], sharp))) for n in (1, 2)]
    assert sizes == [3, 5]


def test_unread_pairs_whose_words_differ_outweigh_one_copy_but_not_two() -> None:
    groups = [pair(a, b, "re_encoded", 0.99) for a, b in ((0, 1), (0, 4), (2, 3))]
    unread = [replace(pair(a, b, "undetermined", 0.7), method=BY_INK) for a, b in ((0, 2), (0, 3), (2, 4))]
    copies = [pair(1, 2, "re_encoded"), pair(1, 3, "re_encoded")]
    sizes = [max(map(len, clusters(groups + unread + copies[:n]))) for n in (1, 2)]
    assert sizes == [3, 5]
    almost = [replace(m, score=0.9) for m in unread]
    assert [max(map(len, clusters(groups + almost + copies[:n]))) for n in (1, 2)] == [5, 5]
    read = [replace(m, method="words") for m in unread]
    assert max(map(len, clusters(groups + read + copies))) == 3


def test_a_picture_of_two_pages_joins_their_copies_only_where_its_parts_for_them_overlap() -> None:
    def shown(other: int, top: int) -> PageMatch:
        part = ((0, top), (400, top), (400, top + 500), (0, top + 500))
        return replace(pair(0, other, "content_differs"), part_of_a=part, part_of_b=part)

    copies = [pair(1, 2, "re_encoded", 1.0), pair(3, 4, "re_encoded", 1.0)]
    apart = clusters([*copies, shown(1, 0), shown(2, 0), shown(3, 480), shown(4, 480)])
    assert {len(group) for group in apart if len(group) > 1} == {3, 2}
    overlapping = clusters([*copies, shown(1, 0), shown(2, 0), shown(3, 200), shown(4, 200)])
    assert max(map(len, overlapping)) == 5


def test_two_copies_of_a_picture_of_two_pages_bridge_them_no_more_than_one_does() -> None:
    def shown(post: int, other: int, left: int) -> PageMatch:
        part = ((left, 0), (left + 400, 0), (left + 400, 500), (left, 500))
        return replace(pair(post, other, "content_differs", 0.9), part_of_a=part, part_of_b=part)

    posts = pair(0, 1, "re_encoded", 1.0)
    found = clusters([posts, shown(0, 2, 0), shown(1, 2, 0), shown(0, 3, 450), shown(1, 3, 450)])
    assert sorted(len(group) for group in found if len(group) > 1) == [3]


def test_what_an_analyst_said_counts_above_what_was_measured() -> None:
    matches = [pair(0, 1, "re_encoded", 1.0), pair(1, 2, "re_encoded"), pair(3, 4, "same_template", 0.3)]
    said = {(PAGES[0], PAGES[1]): False, (PAGES[3], PAGES[4]): True}
    of = {row.file_sha256: row.cluster_id for row in make_clusters(PAGES, matches, decided=said)}
    assert of[PAGES[0].file_sha256] != of[PAGES[1].file_sha256] == of[PAGES[2].file_sha256]
    assert of[PAGES[3].file_sha256] == of[PAGES[4].file_sha256]


def test_pages_called_the_same_bring_their_copies_along() -> None:
    matches = [
        pair(0, 1, "re_encoded"),
        pair(2, 3, "re_encoded"),
        pair(0, 2, "same_template"),
        pair(1, 3, "same_template"),
    ]
    of = {
        row.file_sha256: row.cluster_id for row in make_clusters(PAGES, matches, decided={(PAGES[0], PAGES[2]): True})
    }
    assert len({of[PAGES[i].file_sha256] for i in range(4)}) == 1


def test_wanted_are_the_hub_of_the_own_cluster_and_the_hubs_of_open_ones() -> None:
    sharp = {PAGES[1]: 9_000.0, PAGES[4]: 5_000.0}
    matches = [pair(0, 1, "re_encoded"), pair(0, 2, "re_encoded"), pair(3, 4, "re_encoded"), pair(2, 3, "undetermined")]
    across = {(PAGES[a], PAGES[b]) for a in (0, 1) for b in (3, 4)}
    assert set(wanted(PAGES, matches, sharp, PAGES)) == {(PAGES[1], PAGES[2]), *across}
    assert wanted(PAGES, matches, sharp, [PAGES[5]]) == []


def test_wanted_is_what_another_page_of_the_form_was_told_from() -> None:
    """A blurred copy is found among the pages of its form: by a look-alike, not by its own page."""
    matches = [pair(0, 3, "undetermined"), pair(3, 5, "same_template"), pair(3, 6, "same_template")]
    assert {(PAGES[0], PAGES[5]), (PAGES[0], PAGES[6])} <= set(wanted(PAGES, matches, {}, [PAGES[0]]))
    told = [*matches, pair(0, 5, "same_template")]
    assert (PAGES[0], PAGES[6]) in wanted(PAGES, told, {}, [PAGES[0]])
    assert wanted(PAGES, matches[1:], {}, PAGES) == []  # told apart, and nothing is open
    assert (PAGES[0], PAGES[5]) in wanted(PAGES, matches, {}, [PAGES[5]])  # whichever came first


def test_what_a_new_page_wants_does_not_grow_with_the_open_pages_of_its_form() -> None:
    form, new, *blurred = [PageKey(f"{i:02d}" * 32, 1) for i in range(60)]
    rows = [(form, page, "undetermined") for page in blurred] + [(form, new, "same_template")]
    matches = [replace(pair(0, 1, word), file_a=a.file_sha256, file_b=b.file_sha256) for a, b, word in rows]
    asked = wanted([form, new, *blurred], matches, {}, [new])
    assert 0 < len(asked) <= HUBS_ASKED


def test_of_pages_that_nobody_could_read_the_one_that_shares_most_with_the_others_is_a_hub() -> None:
    blurred = [(2, 3, 900), (3, 4, 800), (3, 5, 700), (2, 5, 300), (4, 5, 200)]
    matches = [replace(pair(a, b, "re_encoded"), n_inliers=n) for a, b, n in blurred]
    asked = wanted(PAGES, [*matches, pair(0, 5, "undetermined")], {PAGES[0]: 9_000.0}, [PAGES[0]])
    assert set(asked) == {(PAGES[0], PAGES[3]), (PAGES[0], PAGES[2])}


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
