"""Work that is done is found by subject, for a batch without reading the rest of the archive."""

from __future__ import annotations

from store_factory import plan, read, sha

from pipeline.store import Store


def test_finished_work_is_asked_for_by_subject(store: Store) -> None:
    store.register_batch(plan("b", ["a.jpg", "b.jpg"]))
    run_id = store.start_run("triage", "b", {}, {})
    store.record(run_id, [read("a.jpg"), read("b.jpg")])
    one, other = f"{sha('a.jpg')}#1", f"{sha('b.jpg')}#1"
    assert set(store.done("read", "1", "eng")) == {one, other}
    assert set(store.done("read", "1", "eng", [one, "nothing"])) == {one}
    assert store.done("read", "1", "eng", []) == {}
    assert store.done("read", "2", "eng", [one]) == {}
