"""What the public views answer about a cluster that travelled in two versions."""

from __future__ import annotations

import math

import pytest
from store_factory import (
    NOON,
    SLIDE_KINDS,
    WEIGHTS,
    Copy,
    clustered,
    examined,
    plan,
    read,
    rows,
    sha,
    sighted,
    slide_copies,
    tell,
    tell_slide,
    told,
)

from pipeline.records import ClusterMember, Failure, Ignored, LedgerEntry, PageMatch, Refused, Result, Signal
from pipeline.store import Store, StoreError


def test_three_doctored_copies_are_one_finding_that_says_what_they_read(store: Store) -> None:
    tell_slide(store)
    (finding,) = rows(store, "findings")
    assert finding["headline"] == (
        "3 of 9 copies read 16,000 where the other 6 read 35,500 (number, and 2 more places). "
        "The 6 come from 5 independent sources (all unknown ones counted as one) and were first seen 9 hours earlier."
    )
    assert finding["n_copies_carrying"] == 3  # the cropped one carries a part of the set and hides the rest
    assert finding["n_copies_compared"] == 9
    assert finding["n_independent_sources"] == 2  # egor, and the two unknown ones as one
    assert finding["example_sha256"] == sha("doctored_0.jpg")
    assert finding["verdict"] == "likely_altered"
    assert finding["state"] == "open"
    assert finding["caveat"].startswith("Compares copies.")
    assert store.check_assertions() == []


def test_finding_ids_are_hashes_of_content(store: Store) -> None:
    run_id = tell_slide(store)
    (before,) = rows(store, "findings")
    store.record(run_id, told("slides", "slide", slide_copies(), SLIDE_KINDS, version="2"))  # collated anew
    (after,) = rows(store, "findings")
    assert after["finding_id"] == before["finding_id"]


def test_verdicts_of_both_sides(store: Store) -> None:
    tell_slide(store)
    verdicts = {row["file_name"]: row for row in rows(store, "page_verdicts")}
    assert verdicts["doctored_0.jpg"]["verdict"] == "likely_altered"
    assert verdicts["honest_0.jpg"]["verdict"] == "copies_agree"
    assert verdicts["doctored_0.jpg"]["log10_lr"] == pytest.approx(5 / math.log(10))
    assert verdicts["doctored_0.jpg"]["support"] == "moderately strong support that it was changed"
    assert verdicts["doctored_0.jpg"]["likelihood"] == "very likely"  # a prior of 0.05 holds it down: p = 0.887
    assert verdicts["doctored_0.jpg"]["confidence"] == "high"
    assert verdicts["doctored_cropped.jpg"]["confidence"] == "moderate"


def test_differences_show_only_readings_that_may_be_the_changed_ones(store: Store) -> None:
    tell_slide(store)
    found = rows(store, "differences", where="place_no = 1")
    assert {row["file_name"] for row in found} == {"doctored_0.jpg", "doctored_1.jpg", "doctored_cropped.jpg"}
    assert {(row["text_here"], row["text_elsewhere"], row["n_here"], row["n_elsewhere"]) for row in found} == {
        ("16,000", "35,500", 3, 6)
    }


def test_what_was_forwarded_comes_from_whom_it_was_forwarded_from(store: Store) -> None:
    run_id = tell_slide(store)
    forward = {"author": "dmitri", "platform": "telegram", "forwarded_from": "Anna", "observed_at": NOON}
    store.record(run_id, [sighted("slides", "honest_4.jpg", version="2", **forward)])
    found = {row["reading"]: row for row in rows(store, "readings", where="place_no = 1")}
    assert found["35,500"]["n_independent_sources"] == 4  # dmitri's copy is anna's
    (finding,) = [row for row in rows(store, "findings") if "16,000" in row["headline"]]
    assert "come from 4 independent sources (all unknown" in finding["headline"]


def test_readings_of_a_place(store: Store) -> None:
    tell_slide(store)
    found = {row["reading"]: row for row in rows(store, "readings", where="place_no = 1")}
    assert found["35,500"]["n_independent_sources"] == 5  # four known authors, and one of unknown author
    assert found["35,500"]["first_seen_in"] == "honest_0.jpg"
    assert found["35,500"]["p_original"] > 0.8
    assert sum(row["p_original"] for row in found.values()) == pytest.approx(1)
    assert found["16,000"]["n_captures"] is None  # not known is not zero


@pytest.mark.parametrize("prior", [0.01, 0.05, 0.5])
def test_the_waterfall_sums_to_the_posterior(store: Store, prior: float) -> None:
    run_id = tell_slide(store)
    store.assess(run_id, prior)
    p = {row["file_sha256"]: row["p_altered"] for row in rows(store, "page_verdicts")}
    sums: dict[str, float] = {}
    for part in rows(store, "score_parts"):
        sums[part["file_sha256"]] = sums.get(part["file_sha256"], 0.0) + part["log_odds"]
    assert len(sums) == 9
    for file_sha256, total in sums.items():
        assert total == pytest.approx(math.log(p[file_sha256] / (1 - p[file_sha256])))


def test_only_the_strongest_place_counts(store: Store) -> None:
    tell_slide(store)
    parts = rows(store, "score_parts", where=f"file_sha256 = '{sha('doctored_0.jpg')}'")
    assert {(row["part"], row["place_no"]) for row in parts} == {("prior", None), ("direction", 1)}


def test_weights_bound_what_one_part_can_say(store: Store) -> None:
    copies = [
        Copy("a.jpg", {1: (1, "x")}, {1: -100.0}, hours=0.0),
        Copy("b.jpg", {1: (2, "y")}, {1: 100.0}, hours=1.0),
    ]
    store.register_batch(plan("b", ["a.jpg", "b.jpg"]))
    store.record("run", told("b", "c", copies, {1: "word"}))
    store.load_weights("w1", WEIGHTS)
    store.assess("run", 0.05)
    parts = rows(store, "score_parts", where="part = 'direction'")
    assert sorted(row["log_odds"] for row in parts) == [-6.0, 6.0]


def test_fitted_weights_add_a_constant_to_every_place_and_bound_the_sum(store: Store) -> None:
    copies = [
        Copy("a.jpg", {1: (1, "x")}, {1: -0.5}, hours=0.0),
        Copy("b.jpg", {1: (2, "y")}, {1: 100.0}, hours=1.0),
    ]
    store.register_batch(plan("b", ["a.jpg", "b.jpg"]))
    store.record("run", told("b", "c", copies, {1: "word"}))
    calibration = {"part": "calibration", "weight": -1.0, "lowest": -1.0, "highest": 0.0, "reason": "of a fit"}
    limit = {"part": "limit", "weight": 1.0, "lowest": -2.0, "highest": 2.0, "reason": "of a fit"}
    store.load_weights("w1", [*WEIGHTS, calibration, limit])
    store.assess("run", 0.05)
    assert {(row["file_sha256"], row["part"]): row["log_odds"] for row in rows(store, "score_parts")} == {
        (sha("a.jpg"), "prior"): pytest.approx(math.log(0.05 / 0.95)),
        (sha("a.jpg"), "direction"): -0.5,
        (sha("a.jpg"), "calibration"): -1.0,
        (sha("b.jpg"), "prior"): pytest.approx(math.log(0.05 / 0.95)),
        (sha("b.jpg"), "direction"): 6.0,
        (sha("b.jpg"), "calibration"): -1.0,
        (sha("b.jpg"), "limit"): pytest.approx(-3.0),
    }
    lr = {row["file_sha256"]: row["log10_lr"] for row in rows(store, "page_verdicts")}
    assert lr == {sha("a.jpg"): pytest.approx(-1.5 / math.log(10)), sha("b.jpg"): pytest.approx(2 / math.log(10))}
    (here,) = [row["p_altered_here"] for row in rows(store, "differences") if row["file_name"] == "b.jpg"]
    assert here == pytest.approx(0.05 * math.exp(2) / (0.95 + 0.05 * math.exp(2)))


def test_an_open_question_is_one_finding_about_the_side_seen_later(store: Store) -> None:
    copies = [
        Copy("early.jpg", {1: (1, "35,500")}, {1: 1.0}, "anna", hours=0.0, witness=False),
        Copy("late.jpg", {1: (2, "16,000")}, {1: 1.05}, "boris", hours=49.0, witness=False),
    ]
    store.register_batch(plan("b", ["early.jpg", "late.jpg"]))
    store.record("run", told("b", "c", copies, {1: "number"}))
    store.load_weights("w1", WEIGHTS)
    store.assess("run", 0.05)
    (finding,) = rows(store, "findings")
    assert finding["example_sha256"] == sha("late.jpg")
    assert finding["verdict"] == "disputed"
    assert finding["headline"] == (
        "1 of 2 copies reads 16,000 where the other reads 35,500 (number). "
        "The one comes from 1 independent source and was first seen 2 days earlier."
    )
    assert len(rows(store, "differences")) == 2  # both sides have rows while it is open


def test_a_stamp_is_carried_or_lacking_and_never_read(store: Store) -> None:
    drawn = "a stamp, signature or drawing"
    copies = [Copy(f"plain_{no}.jpg", {1: (1, "")}, {1: -3.0}, hours=0.0) for no in range(2)]
    copies.append(Copy("stamped.jpg", {1: (2, drawn)}, {1: 5.0}, hours=50.0))
    tell(store, copies, {1: "graphic"})
    (finding,) = rows(store, "findings")
    assert finding["headline"].startswith(f"1 of 3 copies carries {drawn} where the other 2 lack it (graphic). ")


@pytest.mark.parametrize(("line", "is_headline"), [("ITEM 190.00", False), ("4. Sections did not agree", True)])
def test_a_whole_line_is_the_headline_and_an_item_with_its_price_is_none(
    store: Store, line: str, *, is_headline: bool
) -> None:
    copies = [Copy(f"plain_{no}.jpg", {1: (1, "35,500"), 9: (1, line)}, {1: -3.0, 9: -3.0}) for no in range(3)]
    copies.append(Copy("b.jpg", {1: (2, "16,000"), 9: (2, "")}, {1: 5.0, 9: 5.0}))
    tell(store, copies, {1: "number", 9: "line_removed"})  # the surer of them is the first
    (finding,) = rows(store, "findings")
    assert (line in finding["headline"]) is is_headline
    assert ("35,500" in finding["headline"]) is not is_headline


def test_two_forgeries_of_one_place_are_two_findings(store: Store) -> None:
    copies = [Copy(f"plain_{no}.jpg", {1: (1, "35,500")}, {1: -3.0}, hours=0.0) for no in range(3)]
    copies += [Copy("b.jpg", {1: (2, "16,000")}, {1: 5.0}, hours=5.0), Copy("c.jpg", {1: (3, "99,000")}, {1: 4.0})]
    tell(store, copies, {1: "number"})
    headlines = sorted(row["headline"] for row in rows(store, "findings"))
    assert [headline[:58] for headline in headlines] == [
        "1 of 5 copies reads 16,000 where 3 read 35,500 (number). T",
        "1 of 5 copies reads 99,000 where 3 read 35,500 (number).",
    ]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("4. Sections J2 and J5", "“4. Sections J2 and J5”"),
        ("nothing", "“nothing”"),
        ("5” where 2 read “6", '“5" where 2 read "6”'),
        ("16,000", "16,000"),
    ],
)
def test_a_reading_cannot_pass_for_the_sentence(store: Store, reading: str, said: str) -> None:
    copies = [Copy(f"plain_{no}.jpg", {1: (1, "35,500")}, {1: -3.0}, hours=0.0) for no in range(3)]
    copies.append(Copy("b.jpg", {1: (2, reading)}, {1: 5.0}, hours=5.0))
    tell(store, copies, {1: "number"})
    (finding,) = rows(store, "findings")
    assert finding["headline"].startswith(f"1 of 4 copies reads {said} where the other 3 read 35,500 (number)")


@pytest.mark.parametrize("kind", ["redaction", "annotation", "overlay"])
def test_benign_marks_are_shown_and_never_weighed(store: Store, kind: str) -> None:
    copies = [
        Copy("plain.jpg", {1: (1, "name")}, {}),
        Copy("marked.jpg", {1: (2, "")}, {1: 6.0}),
    ]
    store.register_batch(plan("b", ["plain.jpg", "marked.jpg"]))
    store.record("run", told("b", "c", copies, {1: kind}))
    store.load_weights("w1", WEIGHTS)
    store.assess("run", 0.05)
    (row,) = rows(store, "differences")
    assert (row["file_name"], row["kind"], row["p_altered_here"]) == ("marked.jpg", kind, None)
    assert {row["p_altered"] for row in rows(store, "page_verdicts")} == {None}
    assert rows(store, "findings") == []
    assert rows(store, "score_parts") == []


def test_every_page_is_in_one_cluster_also_before_clustering(store: Store) -> None:
    store.record("run", [examined("report.pdf", n_pages=3), read("report.pdf", page_no=2)])
    found = rows(store, "page_clusters")
    assert len({row["cluster_id"] for row in found}) == len(found) == 3
    assert {row["verdict"] for row in rows(store, "page_verdicts")} == {"not_examined"}


def test_a_cluster_that_was_merged_away_is_not_shown(store: Store) -> None:
    run_id = tell_slide(store)
    names = [copy.name for copy in slide_copies()]
    store.record(run_id, clustered("older", names))
    for view in ("differences", "readings", "findings", "score_parts", "comparisons"):
        assert rows(store, view) == [], view
    assert {row["cluster_id"] for row in rows(store, "cluster_history", where="not is_current")} == {"slide"}


def test_unreadable_names_every_sighting_and_members(store: Store) -> None:
    link = Refused("b", "link", "intake", "is a symbolic link")
    store.register_batch(plan("b", ["broken.jpg"], refused=[link], ignored=[Ignored("b", ".DS_Store", "known junk")]))
    broken = Failure(sha("broken.jpg"), None, "decode", "is not an image")
    store.record(
        "run",
        [
            sighted("b", "broken.jpg"),
            sighted("b", "again/broken.jpg", file="broken.jpg"),
            sighted("b", "a.zip"),
            Result("examine", sha("broken.jpg"), "", "1", "", {"failures": [broken]}),
            examined(
                "a.zip",
                n_pages=0,
                member_refused=[
                    {"archive_sha256": sha("a.zip"), "inner_name": "../up", "reason": "leads out", "detail": ""}
                ],
                member_ignored=[{"archive_sha256": sha("a.zip"), "inner_name": "Thumbs.db", "reason": "known junk"}],
            ),
        ],
    )
    assert {(row["file_name"], row["reason"]) for row in rows(store, "unreadable")} == {
        ("link", "is a symbolic link"),
        ("broken.jpg", "is not an image"),
        ("again/broken.jpg", "is not an image"),
        ("a.zip!/../up", "leads out"),
    }
    assert {row["file_name"] for row in rows(store, "ignored")} == {".DS_Store", "a.zip!/Thumbs.db"}
    (batch,) = rows(store, "batches")
    assert (batch["n_files"], batch["n_unreadable"]) == (3, 4)


def test_the_queue_puts_findings_before_open_pairs_failures_and_signals(store: Store) -> None:
    run_id = tell_slide(store)
    a, b = sorted([sha("one.jpg"), sha("two.jpg")])
    pair = PageMatch(a, 1, b, 1, "undetermined", "geometry", 20, 0.5, 0.5, "unknown", "", "too blurred")
    entry = LedgerEntry(sha("odd.jpg"), 1, "exif", "signalled", "", 0.1, {})
    signal = Signal(sha("odd.jpg"), 1, "exif", 2.0, "The file names an image editor.", None, None, None, None, {})
    store.record(
        run_id,
        [
            *(sighted("slides", name) for name in ("one.jpg", "two.jpg", "odd.jpg", "broken.jpg")),
            *(examined(name) for name in ("one.jpg", "two.jpg", "odd.jpg")),
            Result("match", "pair", "", "1", "", {"page_matches": [pair]}),
            *(
                Result("cluster", name, "", "1", "", {"cluster_members": [ClusterMember(sha(name), 1, name, None)]})
                for name in ("one.jpg", "two.jpg")
            ),
            Result("check", f"{sha('odd.jpg')}#1", "", "1", "", {"signals": [signal], "check_ledger": [entry]}),
            Result(
                "examine", sha("broken.jpg"), "", "1", "",
                {"failures": [Failure(sha("broken.jpg"), None, "decode", "is not an image")]},
            ),
        ],
    )  # fmt: skip
    store.assess(run_id, 0.05)
    queue = sorted(rows(store, "review_queue"), key=lambda row: row["priority"])
    assert [row["headline"][:30] for row in queue] == [
        "3 of 9 copies read 16,000 wher",
        "It is open whether this page i",
        "This file could not be examine",
        "The file names an image editor",
    ]
    assert queue[0]["file_name"] == "doctored_0.jpg"
    assert queue[2]["file_name"] == "broken.jpg"


def test_a_part_without_weight_stops_the_assessment(store: Store) -> None:
    store.record("run", told("b", "c", [Copy("a.jpg", {1: (1, "x")}, {1: 1.0})], {1: "word"}))
    store.load_weights("w0", WEIGHTS[1:])
    with pytest.raises(StoreError, match="no weight for: direction"):
        store.assess("run", 0.05)


def test_verdicts_are_recorded_once_and_again_when_they_change(store: Store) -> None:
    run_id = tell_slide(store)
    assert store.assess(run_id, 0.05) == 0
    assert store.assess(run_id, 0.10) == 9
    store.load_weights("w2", [{**part, "weight": 0.5} for part in WEIGHTS])
    assert store.assess(run_id, 0.10) == 9
    assert len(rows(store, "verdict_history")) == 27
    with pytest.raises(StoreError, match="other figures"):
        store.load_weights("w2", WEIGHTS)


def test_pages_without_evidence_have_no_probability(store: Store) -> None:
    tell_slide(store)
    store.record("run", [sighted("slides", "alone.jpg"), examined("alone.jpg")])
    store.assess("run", 0.05)
    (verdict,) = rows(store, "page_verdicts", where="file_name = 'alone.jpg'")
    assert (verdict["p_altered"], verdict["log10_lr"], verdict["support"]) == (None, None, None)
