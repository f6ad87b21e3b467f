"""From verified pairs to clusters, whatever order the pages came in.

Never plain connected components: one wrong edge would join two groups. The surest pairs are joined first, and a
merge needs the consent of what was compared: no pair across it may be known as the same form with other content,
and the copies among the compared pairs must outweigh the undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from networkx.utils import UnionFind

from pipeline.records import ClusterMember, PageKey, PageMatch

VERSION = "1"

COPY = frozenset({"identical_bytes", "same_pixels", "re_encoded", "partial", "content_differs"})
UNSCORED = 0.9  # the score of a copy told by geometry and ink alone: after all that words confirm
CONSENT = 0.5  # share of the compared pairs across a merge that must be copies
WIDER = 0.75  # a page of which another shows less than this, while it shows nearly all of the other, shows more pages
LONE_EDGE_INLIERS = 30  # a merge of two groups that rests on one pair needs at least so many matches


def make_clusters(order: Sequence[PageKey], matches: Sequence[PageMatch]) -> list[ClusterMember]:
    """Every page of `order` (in order of ingestion) in exactly one cluster; an id is that of its earliest page."""
    rank = {key: i for i, key in enumerate(order)}
    known = [m for m in matches if PageKey(m.file_a, m.page_a) in rank and PageKey(m.file_b, m.page_b) in rank]
    across: dict[PageKey, list[tuple[PageKey, PageMatch]]] = defaultdict(list)
    for match in known:
        a, b = PageKey(match.file_a, match.page_a), PageKey(match.file_b, match.page_b)
        across[a].append((b, match))
        across[b].append((a, match))
    sets = UnionFind(order)
    members = {key: [key] for key in order}
    weakest: dict[PageKey, float] = {}
    for match in sorted((m for m in known if m.relation in COPY), key=_surest_first):
        a, b = PageKey(match.file_a, match.page_a), PageKey(match.file_b, match.page_b)
        left, right = sets[a], sets[b]
        if left == right or not _consent(members[left], members[right], across, match):
            continue
        joined = members.pop(left) + members.pop(right)
        sets.union(a, b)
        members[sets[a]] = joined
        for key in (a, b):
            weakest[key] = min(weakest.get(key, 1.0), _score(match))
    rows = []
    for group in members.values():
        first = min(group, key=rank.__getitem__)
        link = min((weakest[k] for k in group if k in weakest), default=None)
        rows += [ClusterMember(k.file_sha256, k.page_no, cluster_id(first), link) for k in group]
    return sorted(rows, key=lambda row: rank[PageKey(row.file_sha256, row.page_no)])


def cluster_id(first: PageKey) -> str:
    """The id of the cluster whose earliest page this is."""
    return f"c{first.file_sha256[:12]}-{first.page_no}"


def _score(match: PageMatch) -> float:
    return UNSCORED if match.score is None else match.score


def _surest_first(match: PageMatch) -> tuple[float, int, str, int, str, int]:
    return -_score(match), -match.n_inliers, match.file_a, match.page_a, match.file_b, match.page_b


def _consent(
    left: Sequence[PageKey],
    right: Sequence[PageKey],
    across: dict[PageKey, list[tuple[PageKey, PageMatch]]],
    edge: PageMatch,
) -> bool:
    """May two groups become one?"""
    smaller, other = sorted((left, right), key=len)
    there = set(other)
    found = [match for key in smaller for neighbour, match in across[key] if neighbour in there]
    if any(m.relation == "same_template" for m in found):
        return False
    copies = sum(m.relation in COPY for m in found)
    if copies < CONSENT * len(found):
        return False
    touching = {
        k for m in found if m.relation in COPY for k in (PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b))
    }
    for group, rest in ((left, right), (right, left)):
        bridges = touching & set(group)
        if len(bridges) == 1 and len(group) > 1 and len(rest) > 1 and _is_wider(next(iter(bridges)), rest, across):
            return False  # a picture of several pages belongs with the first of them and joins none to another
    lone = copies == 1 and len(left) > 1 and len(right) > 1
    return not lone or edge.n_inliers >= LONE_EDGE_INLIERS or edge.relation in ("same_pixels", "identical_bytes")


def _is_wider(page: PageKey, others: Sequence[PageKey], across: dict[PageKey, list[tuple[PageKey, PageMatch]]]) -> bool:
    """Does the page show much that these others, all in its sight, do not?"""
    there = set(others)
    for neighbour, match in across[page]:
        if neighbour in there and match.relation in COPY:
            is_a = PageKey(match.file_a, match.page_a) == page
            mine, theirs = (match.shown_of_a, match.shown_of_b) if is_a else (match.shown_of_b, match.shown_of_a)
            if mine is not None and theirs is not None and mine < WIDER and theirs > mine:
                return True
    return False
