"""Counting where a difference was found and nothing was changed."""

from __future__ import annotations

from typing import Any

from benchmarks.judged import Forgery, Judged, Workspace
from benchmarks.measure_false_alarms import compared, strongest

BOX, ELSEWHERE = (1.0, 1.0, 30.0, 9.0), (1.0, 201.0, 30.0, 209.0)
CLEAN: dict[str, Any] = {"edits": []}


def family(name: str, *files: str, forged: bool = False) -> Judged:
    """A family; forged: something was changed at BOX of its first file."""
    edit = Forgery(
        {"kind": "number", "affected": None}, carriers={files[0]: BOX}, elsewhere=dict.fromkeys(files[1:], BOX)
    )
    return Judged(name, {}, [(f, CLEAN, "clean") for f in files], {"e": edit} if forged else {})


def test_a_page_counts_once_with_its_strongest_false_place_of_each_kind() -> None:
    parts = {1: "difference", 2: "missing", 3: "difference", 4: "difference"}
    evidence = [("a.jpg", "c", no, part, 1.0) for no, part in parts.items()]
    evidence.append(("a.jpg", "c", 1, "first_seen", 0.5))
    boxes = {("c", no): {"a.jpg": ELSEWHERE, "b.jpg": ELSEWHERE} for no in (1, 2, 3)} | {("c", 4): {"b.jpg": BOX}}
    work = Workspace({}, {}, {}, [], {}, evidence, boxes, {})
    strengths = {("c", 1): 1.42, ("c", 2): 1.1, ("c", 3): 2.0, ("c", 4): 5.0}
    pages = [family("f1", "a.jpg", "b.jpg", forged=True), family("f2", "d.jpg", "e.jpg")]
    assert strongest(work, pages, strengths) == {"difference": [2.0], "missing": [1.1], "drawing": []}


def test_pages_count_whose_copies_were_laid_on_each_other_and_on_nothing_else() -> None:
    families = [family("f1", "a", "b"), family("f2", "c", "d"), family("f3", "e", "f"), family("f4", "g", "h")]
    clusters = {"a": "1", "b": "1", "c": "2", "d": "3", "e": "4", "f": "4", "g": "4", "h": "5"}
    found = compared(families, Workspace({}, {}, clusters, [], {}, [], {}, {}))
    assert [one.name for one in found] == ["f1"]  # f2 fell apart, f3 and f4 share a cluster
