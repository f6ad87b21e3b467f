"""A new version of the comparison looks again at all that an earlier one said of the pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flows.stages import compare
from pipeline.records import PageKey, PageMatch

A, B, C, D = (PageKey(name * 64, 1) for name in "abcd")


def test_pairs_that_are_no_candidates_any_more_are_compared_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def said(a: PageKey, b: PageKey) -> PageMatch:
        return PageMatch(*a, *b, "content_differs", "", 0, None, None, "unknown", "", "")

    frames: Any = {key: SimpleNamespace(outline=None) for key in (A, B)}
    nothing = SimpleNamespace(done=lambda *_: {}, publish=lambda *_, **__: None)
    recorder = SimpleNamespace(flush=lambda: None, add=lambda _: None)
    monkeypatch.setattr(compare, "matches_of", lambda _: [said(A, C), said(C, D)])
    monkeypatch.setattr(compare, "_candidates", lambda *_: ([(A, B)], set()))
    monkeypatch.setattr(compare, "how_read", lambda _: ("1", "eng"))
    monkeypatch.setattr(compare, "_wanted", lambda *_: [])
    monkeypatch.setattr(compare, "_verify", lambda _, pairs: asked.append(list(pairs)))
    case: Any = SimpleNamespace(store=nothing, recorder=recorder, run_id="r")
    compare.match(case, frames)
    assert asked[0] == [(A, B), (A, C)]
