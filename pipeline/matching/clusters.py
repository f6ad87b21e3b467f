"""From verified pairs to clusters, whatever order the pages came in.

Never plain connected components: one wrong edge would join two groups. The surest pairs are joined first, and a
merge needs the consent of what was compared, the sharpest pages first: they see most.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import networkx as nx
from networkx.utils import UnionFind

from pipeline.matching.parts import Shown, overlap, part_shown
from pipeline.records import ClusterMember, PageKey, PageMatch

VERSION = "12"

COPY = frozenset({"identical_bytes", "same_pixels", "re_encoded", "partial", "content_differs"})
BY_INK = "local features and ink"  # method of a pair of which one page could not be read
UNSCORED = 0.9  # the score of a copy told by geometry and ink alone: after all that words confirm
BY_AN_ANALYST = math.inf  # the score of a pair that an analyst called the same
CONSENT = 0.5  # share of the compared pairs across a merge that must be copies
SHARPEST = 3  # pairs across a merge that are asked first: those of which the less legible page is the most legible
BOTH_SHOWN = 1.15  # shares of a page's words shown by two groups, together: two pages in one picture are shown once
WHOLE = 0.9  # a page of which some copy shows so much is one page, not two in a picture
LONE_EDGE_INLIERS = 30  # a merge of two groups that rests on one pair needs at least so many matches
ALMOST_A_COPY = 0.83  # score of an open pair just under verify's COPY_SCORE: a short page with three changed figures;
# lower ones may be later editions, which differ in a date and some figures
SEVERAL_COPIES = 2  # across a merge, from which pairs that could hardly be compared have no say
HUBS_ASKED = 3  # other clusters whose hubs a cluster's hubs are compared with, the likeliest first
HUBS = 2  # of a cluster: where one is too blurred to be told from another page, the other may not be

Sharpness = Mapping[PageKey, float]
Decided = Mapping[tuple[PageKey, PageKey], bool]


def make_clusters(
    order: Sequence[PageKey],
    matches: Sequence[PageMatch],
    sharpness: Sharpness | None = None,
    decided: Decided | None = None,
) -> list[ClusterMember]:
    """Every page of `order` (in order of ingestion) in exactly one cluster; an id is that of its earliest page.
    sharpness: how much was surely read on a page. decided: what analysts said of pairs, True for the same page; their
    word counts above all that was measured, and what they called different is never together."""
    rank = {key: i for i, key in enumerate(order)}
    sharp = sharpness or {}
    known = [m for m in matches if _a(m) in rank and _b(m) in rank]
    across: dict[PageKey, list[tuple[PageKey, PageMatch]]] = defaultdict(list)
    for match in known:
        across[_a(match)].append((_b(match), match))
        across[_b(match)].append((_a(match), match))
    sets = UnionFind(order)
    members = {key: [key] for key in order}
    links = nx.Graph()  # a tree for each cluster: the pairs that joined its pages
    links.add_nodes_from(order)
    apart: dict[PageKey, set[PageKey]] = defaultdict(set)
    for (a, b), is_same in (decided or {}).items():
        if not is_same:
            apart[a].add(b)
            apart[b].add(a)

    def join(a: PageKey, b: PageKey, score: float) -> None:
        links.add_edge(a, b, score=score)
        joined = members.pop(sets[a]) + members.pop(sets[b])
        sets.union(a, b)
        members[sets[a]] = joined

    for match in sorted((m for m in known if m.relation in COPY), key=lambda m: _surest_first(m, sharp)):
        a, b = _a(match), _b(match)
        left, right = sets[a], sets[b]
        if left == right or _kept_apart(members[left], members[right], apart):
            continue
        if not _consent(members[left], members[right], across, match, sharp):
            continue
        join(a, b, _score(match))
    for a, b in sorted(pair for pair, is_same in (decided or {}).items() if is_same and rank.keys() >= set(pair)):
        if sets[a] != sets[b] and not _kept_apart(members[sets[a]], members[sets[b]], apart):
            join(a, b, BY_AN_ANALYST)
    rows = []
    for group in members.values():
        first = min(group, key=rank.__getitem__)
        held = _weakest_links(links, first)
        rows += [ClusterMember(*key, cluster_id(first), *held.get(key, (None,))) for key in group]
    return sorted(rows, key=lambda row: rank[PageKey(row.file_sha256, row.page_no)])


Held = tuple[float | None, str, int, str, int]  # a score, and the pair that has it


def _weakest_links(links: nx.Graph, first: PageKey) -> dict[PageKey, Held]:
    """The weakest pair on the way from each page of a cluster to its first one; of all, for the first one itself."""
    weakest: dict[PageKey, tuple[float, PageKey, PageKey]] = {}
    for near, far in nx.bfs_edges(links, first):
        link = (links.edges[near, far]["score"], *_pair(near, far))
        weakest[far] = min(link, weakest[near]) if near in weakest else link
    if weakest:
        weakest[first] = min(weakest.values())
    return {key: (None if score == BY_AN_ANALYST else score, *a, *b) for key, (score, a, b) in weakest.items()}


def wanted(
    order: Sequence[PageKey],
    matches: Sequence[PageMatch],
    sharpness: Sharpness,
    new: Collection[PageKey],
    decided: Decided | None = None,
) -> list[tuple[PageKey, PageKey]]:
    """Pairs that would settle who belongs together, as far as new pages are concerned: each page with the hub (the
    most legible page) of its cluster, and the HUBS most legible ones of clusters between which a copy or an open pair
    was found; and of a cluster with an open pair to another with those that this one was told from, for these may be
    its own page. Of pages that nobody could read those count as the most legible that share most details with the
    others of their cluster. Pairs in `matches` are left out."""
    of: dict[PageKey, str] = {}
    groups: dict[str, list[PageKey]] = defaultdict(list)
    for row in make_clusters(order, matches, sharpness, decided):
        key = PageKey(row.file_sha256, row.page_no)
        of[key] = row.cluster_id
        groups[row.cluster_id].append(key)
    details: dict[PageKey, int] = defaultdict(int)
    for m in matches:
        for key in (_a(m), _b(m)) if of.get(_a(m)) == of.get(_b(m)) else ():
            details[key] += m.n_inliers
    hubs = {
        name: sorted(group, key=lambda k: (-sharpness.get(k, 0.0), -details[k], k))[:HUBS]
        for name, group in groups.items()
    }
    compared = {(_a(m), _b(m)) for m in matches}
    fresh = {of[key] for key in new if key in of}
    pairs = {_pair(key, hubs[of[key]][0]) for key in order if of[key] in fresh and key != hubs[of[key]][0]}
    kin, open_ = _beside(of, matches), _beside(of, [m for m in matches if m.relation != "same_template"])
    for name, others in open_.items():
        likeliest = _likeliest(others)
        asked = {(name, other) for other in likeliest if name in fresh or other in fresh}
        pairs |= {_pair(hub, theirs) for _, other in asked for hub in hubs[name] for theirs in hubs[other]}
    for name in fresh:
        # Blurred pages are as like another page of their form as their own: it may be what that one was told from. And
        # a new page may be that of an earlier blurred one. New ones ask for themselves.
        told = _likeliest({other: n for other, n in kin[name].items() if other not in open_[name]})
        forms = [kin[other] for other in _likeliest(open_[name])]
        forms += [{form: n for form, n in open_[other].items() if form not in fresh} for other in told]
        near = {form: n for found in forms for form, n in found.items() if form != name and form not in kin[name]}
        pairs |= {_pair(hubs[name][0], hubs[form][0]) for form in _likeliest(near)}
    return sorted(pairs - compared)


def _beside(of: Mapping[PageKey, str], matches: Sequence[PageMatch]) -> dict[str, dict[str, int]]:
    """For each cluster the others that some pair was compared with, and the most matches of such a pair."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for m in matches:
        left, right = of.get(_a(m)), of.get(_b(m))
        if left is not None and right is not None and left != right:
            for one, other in ((left, right), (right, left)):
                found[one][other] = max(found[one].get(other, 0), m.n_inliers)
    return found


def _likeliest(others: Mapping[str, int]) -> list[str]:
    return sorted(others, key=lambda other: (-others[other], other))[:HUBS_ASKED]


def cluster_id(first: PageKey) -> str:
    """The id of the cluster whose earliest page this is."""
    return f"c{first.file_sha256[:12]}-{first.page_no}"


def _a(match: PageMatch) -> PageKey:
    return PageKey(match.file_a, match.page_a)


def _b(match: PageMatch) -> PageKey:
    return PageKey(match.file_b, match.page_b)


def _pair(a: PageKey, b: PageKey) -> tuple[PageKey, PageKey]:
    return (a, b) if a < b else (b, a)


def _score(match: PageMatch) -> float:
    return UNSCORED if match.score is None else match.score


def _legible(match: PageMatch, sharp: Sharpness) -> float:
    return min(sharp.get(_a(match), 0.0), sharp.get(_b(match), 0.0))


def _surest_first(match: PageMatch, sharp: Sharpness) -> tuple[float, int, str, int, str, int]:
    return -_score(match), -match.n_inliers, match.file_a, match.page_a, match.file_b, match.page_b


def _consent(
    left: Sequence[PageKey],
    right: Sequence[PageKey],
    across: dict[PageKey, list[tuple[PageKey, PageMatch]]],
    edge: PageMatch,
    sharp: Sharpness,
) -> bool:
    """May two groups become one?"""
    smaller, other = sorted((left, right), key=len)
    there = set(other)
    found = _telling([match for key in smaller for neighbour, match in across[key] if neighbour in there])
    if not _outweigh(found):
        return False
    sharpest = sorted(found, key=lambda m: (-_legible(m, sharp), _surest_first(m, sharp)))
    if not _outweigh(sharpest[:SHARPEST]) or sharpest[0].relation == "same_template":
        return False
    touching = {k for m in found if m.relation in COPY for k in (_a(m), _b(m))}
    for group, rest in ((left, right), (right, left)):
        bridges = touching & set(group)
        others = [key for key in group if key not in bridges]
        if bridges and others and all(_shows_two_pages(key, others, rest, across) for key in bridges):
            return False  # a picture of several pages belongs with the first of them and joins none to another
    copies = sum(m.relation in COPY for m in found)
    lone = copies == 1 and len(left) > 1 and len(right) > 1
    return not lone or edge.n_inliers >= LONE_EDGE_INLIERS or edge.relation in ("same_pixels", "identical_bytes")


def _telling(found: Sequence[PageMatch]) -> list[PageMatch]:
    """Pairs without those that speak neither for a copy nor for another page of a form: almost a copy, or, where
    several others are copies, too little to compare or to read."""
    several = sum(m.relation in COPY for m in found) >= SEVERAL_COPIES

    def is_told(m: PageMatch) -> bool:
        if m.relation != "undetermined":
            return True
        if m.score is not None and (m.score >= ALMOST_A_COPY or m.method != BY_INK):
            return m.score < ALMOST_A_COPY
        return not several

    return [m for m in found if is_told(m)]


def _kept_apart(left: Sequence[PageKey], right: Sequence[PageKey], apart: Mapping[PageKey, set[PageKey]]) -> bool:
    there = set(right)
    return any(not there.isdisjoint(apart[key]) for key in left if key in apart)


def _outweigh(found: Sequence[PageMatch]) -> bool:
    """Are there more copies than pairs known as one form with other content, and at least a share of CONSENT of those
    that could be told? A pair without a score could not."""
    copies = sum(m.relation in COPY for m in found)
    told = sum(m.relation in COPY or m.score is not None for m in found)
    return copies > sum(m.relation == "same_template" for m in found) and copies >= CONSENT * told


def _shows_two_pages(
    page: PageKey,
    group: Sequence[PageKey],
    rest: Sequence[PageKey],
    across: dict[PageKey, list[tuple[PageKey, PageMatch]]],
) -> bool:
    """Does the page show one part of itself to the one group and another part to the other?"""
    shares = (_share_shown(page, group, across), _share_shown(page, rest, across))
    known = [share for share in shares if share is not None]
    if len(known) == 2 and max(known) < WHOLE and sum(known) < BOTH_SHOWN:
        return True  # by the words read on it; one of the two pages may have had none
    parts = [_parts_shown(page, others, across) for others in (group, rest)]
    return all(parts) and not any(overlap(one, other) for one in parts[0] for other in parts[1])


def _parts_shown(
    page: PageKey, others: Sequence[PageKey], across: dict[PageKey, list[tuple[PageKey, PageMatch]]]
) -> list[Shown]:
    """The parts of the page that these others show; none where one of them is known to show all of it."""
    there = set(others)
    found = [part_shown(match, page) for key, match in across[page] if key in there and match.relation in COPY]
    known = [part for part in found if part is not None]
    return known if len(known) == len(found) else []  # pixel by pixel the same: what they share was not looked for


def _share_shown(
    page: PageKey, others: Sequence[PageKey], across: dict[PageKey, list[tuple[PageKey, PageMatch]]]
) -> float | None:
    """The largest share of the page's words that one of these others shows."""
    there = set(others)
    shares = [
        match.shown_of_a if _a(match) == page else match.shown_of_b
        for neighbour, match in across[page]
        if neighbour in there and match.relation in COPY
    ]
    return max((share for share in shares if share is not None), default=None)
