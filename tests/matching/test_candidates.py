"""The order in which pairs of pages are compared."""

from __future__ import annotations

from collections import OrderedDict
from itertools import combinations
from random import Random

from pipeline.matching.candidates import neighbours_together
from pipeline.records import PageKey

Pair = tuple[PageKey, PageKey]


def families(n: int, each: int) -> list[Pair]:
    """All pairs within families of pages whose names say nothing, in the order of their names."""
    names = [f"{i:04}" for i in range(n * each)]
    Random(3).shuffle(names)
    keys = [PageKey(name, 1) for name in names]
    return sorted(tuple(sorted(pair)) for i in range(n) for pair in combinations(keys[i * each : (i + 1) * each], 2))


def opened(pairs: list[Pair], kept: int) -> int:
    """How often a page is opened by who keeps the last ones."""
    last: OrderedDict[PageKey, None] = OrderedDict()
    times = 0
    for key in (key for pair in pairs for key in pair):
        times += key not in last
        last[key] = None
        last.move_to_end(key)
        while len(last) > kept:
            last.popitem(last=False)
    return times


def test_every_page_of_a_family_is_opened_once() -> None:
    pairs = families(30, 6)
    ordered = neighbours_together(pairs)
    assert sorted(ordered) == pairs
    assert opened(ordered, 6) == 180 < opened(pairs, 6)


def test_no_pairs() -> None:
    assert neighbours_together([]) == []
