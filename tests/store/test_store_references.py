"""Pinned documents in the store: no vote, no source, and gone without a trace in the answers when they are removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from store_factory import (
    SLIDE_KINDS,
    clustered,
    examined,
    plan,
    read,
    rows,
    sha,
    sighted,
    slide_copies,
    tell_slide,
    told,
)

from pipeline.records import PlaceReading, Result
from pipeline.store import Reader, Store
from pipeline.store.statements import execute

ANSWERS = (
    "batches", "files", "sightings", "pages", "ocr_words", "page_clusters", "page_verdicts", "differences", "readings",
    "findings", "review_queue", "reference_files", "comparisons",
)  # fmt: skip


def answers(store: Store) -> dict[str, list[str]]:
    dropped = ("decided_at", "arrived_at")
    store.publish()
    with Reader(store.paths.database) as reader:
        return {
            view: sorted(
                str({name: v for name, v in row.items() if name not in dropped})
                for row in reader.sql(f"from {view}").to_pylist()
            )
            for view in ANSWERS
        }


def take_in(store: Store, *readings: str) -> str:
    """A reference taken in by itself, which reads so at the places of the slide. Returns its SHA-256."""
    store.register_batch(plan("release", ["released.pdf"]))
    run = store.start_run("reference", "release", {}, {})
    honest = ("35,500", "Russian", "17,500")
    seen = [
        PlaceReading("slide", no, SLIDE_KINDS[no], sha("released.pdf"), 1, 1 if text == honest[no - 1] else 2, text,
                     True, 10.0, 10.0 * no, 60.0, 10.0 * no + 9, 4.0)
        for no, text in enumerate(readings, 1)
    ]  # fmt: skip
    results = told("slides", "slide", slide_copies(), SLIDE_KINDS, version="with the reference")
    collated = next(result for result in results if result.stage == "collate")
    both = replace(collated, rows={**collated.rows, "place_readings": [*collated.rows["place_readings"], *seen]})
    store.record(
        run,
        [
            sighted("release", "released.pdf"),
            examined("released.pdf"),
            read("released.pdf"),
            *clustered("slide", ["released.pdf"]),
            both,
        ],
    )
    store.pin_reference(sha("released.pdf"), "the Staff", None, "anna")
    return sha("released.pdf")


def test_a_reference_says_what_it_reads_and_is_counted_nowhere(store: Store) -> None:
    tell_slide(store)
    before = {row["reading"]: row for row in rows(store, "readings", where="place_no = 1")}
    (finding,) = rows(store, "findings")
    take_in(store, "35,500", "Russian", "17,500")
    after = {row["reading"]: row for row in rows(store, "readings", where="place_no = 1")}
    assert {text: row["agrees_with_reference"] for text, row in after.items()} == {"35,500": True, "16,000": False}
    for text, row in after.items():
        assert {**row, "agrees_with_reference": None} == before[text]
    (with_reference,) = rows(store, "findings")
    assert with_reference["headline"] == f"{finding['headline']} As released by the Staff it reads 35,500."
    assert with_reference["n_copies_compared"] == finding["n_copies_compared"]
    assert with_reference["evidence_hash"] != finding["evidence_hash"]
    assert rows(store, "review_queue", where=f"file_sha256 = '{sha('released.pdf')}'") == []


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_taken_in_is_gone_when_it_is_removed(store: Store, times: int) -> None:
    tell_slide(store)
    before = answers(store)
    for _ in range(times):
        file = take_in(store, "35,500", "Russian", "17,500")
        assert rows(store, "batches", where="batch_id = 'release'")
        assert store.remove_reference(file, "bert") is True
        again = store.start_run("reference", None, {}, {})
        store.record(again, told("slides", "slide", slide_copies(), SLIDE_KINDS, version="again"))
    assert store.remove_reference(file, "bert") is False
    assert answers(store) == before
    assert store.check_assertions() == []
    assert store.verify_chain() == []
    actions = [row["action"] for row in rows(store, "audit_log")]
    assert actions.count("pin_reference") == actions.count("remove_reference") == times


def test_a_file_that_another_batch_has_stays_when_it_is_removed(store: Store) -> None:
    tell_slide(store)
    file = take_in(store, "35,500", "Russian", "17,500")
    store.register_batch(plan("later", ["tip.pdf"]))
    store.record("run", [sighted("later", "tip.pdf", file="released.pdf")])
    store.remove_reference(file, None)
    assert {row["file_name"] for row in rows(store, "sightings", where=f"file_sha256 = '{file}'")} == {"tip.pdf"}
    assert rows(store, "pages", where=f"file_sha256 = '{file}'")
    assert rows(store, "reference_files") == []


def test_a_file_that_was_there_before_stays_with_its_batch(store: Store) -> None:
    tell_slide(store)
    before = answers(store)
    assert store.pin_reference(sha("honest_0.jpg"), "the Staff", "press office", None)
    assert not store.pin_reference(sha("honest_0.jpg"), "the Staff", "press office", None)
    (pinned,) = rows(store, "reference_files")
    assert (pinned["attributed_to"], pinned["obtained_from"], pinned["page_no"]) == ("the Staff", "press office", 1)
    assert {row["n_copies"] for row in rows(store, "readings", where="reading = '35,500'")} == {5}
    store.remove_reference(sha("honest_0.jpg"), None)
    assert answers(store) == before
    assert store.remove_reference(sha("honest_1.jpg"), None) is None


@pytest.mark.parametrize(("word", "disputed"), [("rejected", "anna"), ("unclear", "anna"), ("confirmed", None)])
def test_a_verdict_may_dispute_a_reference(store: Store, word: str, disputed: str | None) -> None:
    tell_slide(store)
    file = take_in(store, "35,500", "Russian", "17,500")
    digest = store.query("decisions_digest").to_pylist()
    text = (
        "insert into facts.reviews by name select 'r1' as review_id, $file as file_sha256, 1 as page_no,"
        " 'anna' as reviewer, $word as verdict, 'verdict' as kind, $day as decided_at"
    )
    with store._live.transaction() as connection:
        execute(connection, "test", text, {"file": file, "word": word, "day": datetime(2023, 4, 7, tzinfo=UTC)})
    (row,) = rows(store, "reference_files")
    assert row["disputed_by"] == disputed
    assert store.query("decisions_digest").to_pylist() != digest  # so that a finished batch is looked at again
    (finding,) = rows(store, "findings")
    assert ("that is disputed and decides nothing" in finding["headline"]) is bool(disputed)


def test_references_that_contradict_each_other_are_told_together(store: Store) -> None:
    tell_slide(store)
    take_in(store, "35,500", "Russian", "17,500")
    store.pin_reference(sha("doctored_1.jpg"), "the Embassy", None, None)
    (finding,) = rows(store, "findings")
    assert finding["headline"].endswith(
        "References contradict each other here, and none decides: as released by the Staff it reads 35,500, "
        "as released by the Embassy it reads 16,000."
    )


def test_a_reference_that_alone_reads_otherwise_is_no_copy(store: Store) -> None:
    tell_slide(store)
    for number in range(6):
        store.pin_reference(sha(f"honest_{number}.jpg"), "the Staff", None, None)
    (finding,) = rows(store, "findings")
    assert finding["headline"] == (
        "3 of 3 copies read 16,000 (number, and 2 more places). As released by the Staff it reads 35,500."
    )
    (row,) = rows(store, "differences", where="place_no = 1 and file_name = 'doctored_0.jpg'")
    assert (row["n_here"], row["n_elsewhere"], row["text_elsewhere"]) == (3, 0, "35,500")


def test_an_open_pair_is_asked_at_the_page_that_is_no_reference(store: Store) -> None:
    from pipeline.records import ClusterMember, PageMatch

    a, b = sorted([sha("one.jpg"), sha("two.jpg")])
    pair = PageMatch(a, 1, b, 1, "undetermined", "geometry", 20, 0.5, 0.5, "unknown", "", "too blurred")
    members = [
        Result("cluster", f"{file}#1", "", "1", "", {"cluster_members": [ClusterMember(file, 1, file, None)]})
        for file in (a, b)
    ]
    store.register_batch(plan("b", ["one.jpg", "two.jpg"]))
    arrived = [make for name in ("one.jpg", "two.jpg") for make in (sighted("b", name), examined(name))]
    store.record("run", [*arrived, *members, Result("match", "pair", "", "1", "", {"page_matches": [pair]})])
    for pinned, asked in ((a, b), (b, a)):
        store.pin_reference(pinned, "the Staff", None, None)
        assert {row["file_sha256"] for row in rows(store, "review_queue")} == {asked}
        store.remove_reference(pinned, None)
