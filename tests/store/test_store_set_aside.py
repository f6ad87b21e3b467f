"""Pages that were not looked for among the others are listed."""

from __future__ import annotations

from store_factory import examined, rows, sha, sighted

from pipeline.records import Result, SetAside
from pipeline.store import Store


def looked_for(name: str, settings: str, *aside: SetAside) -> Result:
    return Result("candidates", f"{sha(name)}#1", "", "1", settings, {"set_aside": aside})


def test_pages_set_aside_are_those_of_the_newest_look(store: Store) -> None:
    names = ("back.jpg", "faint.jpg")
    store.record("run", [found for name in names for found in (sighted("b", name), examined(name))])
    store.record("run", [looked_for(name, "eng", SetAside(sha(name), 1, "It is blank.")) for name in names])
    store.record("run", [looked_for("faint.jpg", "rus")])  # read in another language it is not
    assert [(row["file_name"], row["reason"]) for row in rows(store, "set_aside")] == [("back.jpg", "It is blank.")]
