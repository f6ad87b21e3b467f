"""A cluster that could not be collated is tried again when there is more room, and only then."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from flows.case import Case
from flows.stages.compare import _collation, collated
from pipeline.errors import UnreadableError
from pipeline.records import PageInput, Result
from pipeline.settings import Limits, Settings

PAGES = [PageInput(name * 64, 1, 10, 10, 0, ()) for name in "ab"]


class Kept:
    """What a store keeps of results."""

    def __init__(self) -> None:
        self.results: list[Result] = []

    def done(self, stage: str, version: str, settings_hash: str) -> dict[str, str]:
        wanted = (stage, version, settings_hash)
        return {r.subject: r.input_hash for r in self.results if (r.stage, r.version, r.settings_hash) == wanted}


def case_with(store: Kept, memory_mib: int) -> Case:
    order = SimpleNamespace(settings=Settings(limits=Limits(memory_mib=memory_mib)))
    return cast(Case, SimpleNamespace(store=store, order=order, cache="", engine=None))


def test_a_failure_is_final_within_the_same_limits_only() -> None:
    store = Kept()
    tight: Any = case_with(store, 2048)
    job = _collation(tight, "c1", "went in", PAGES, frozenset())
    store.results.append(job.failed(UnreadableError("needs more than 2048 MiB of memory")))
    assert collated(tight) == {"c1": "went in"}
    assert collated(case_with(store, 4096)) == {}


def test_what_was_collated_stays_so_within_other_limits() -> None:
    store = Kept()
    job = _collation(case_with(store, 2048), "c1", "went in", PAGES, frozenset())
    store.results.append(job.done(SimpleNamespace(places=(), comparisons=())))
    assert collated(case_with(store, 4096)) == {"c1": "went in"}
