"""What speaks for and against a reading, and in which words."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.assessment.false_alarms import false_alarms
from pipeline.assessment.pieces import DIFFERENCES, SEEN_FIRST
from pipeline.assessment.references import Reference
from pipeline.assessment.weigh import ClusterFacts, Weighed, weigh
from pipeline.assessment.weights import load_weights
from pipeline.records import Comparison, Failure, PageKey, PageMatch, PlaceReading, Sighting, Standing

NOON = datetime(2023, 4, 6, 12, tzinfo=UTC)
OLD, NEW = "35,500", "16,000"


def page(name: str) -> PageKey:
    return PageKey(hashlib.sha256(name.encode()).hexdigest(), 1)


def reads(
    name: str, number: int | None, text: str | None, *, place: int = 1, kind: str = "number", strength: float = 4.0
) -> PlaceReading:
    shows = number is not None
    box = (1.0, 1.0, 9.0, 9.0) if shows else (None,) * 4
    return PlaceReading("c", place, kind, *page(name), number, text, shows, *box, strength if shows else None)


def seen(name: str, *, hours: float | None = None, author: str | None = None, **more: Any) -> Sighting:
    when = None if hours is None else NOON + timedelta(hours=hours)
    source = {"platform": "palaver", "author": author, "observed_at": when} | more
    return Sighting(f"s{name}", "b", page(name).file_sha256, name, **source)


def compared(name: str, others: int, coverage: float = 1.0) -> Comparison:
    return Comparison("c", *page(name), others, others, coverage, 0.4, None)


def facts(names: str, places: list[PlaceReading], sightings: list[Sighting], **more: Any) -> ClusterFacts:
    pages = [page(name) for name in names.split()]
    given: dict[str, Any] = {
        "comparisons": [compared(name, len(pages) - 1) for name in names.split()],
        "matches": [],
        "legibility": dict.fromkeys(pages, 0.9),
        "failures": [],
    }
    return ClusterFacts("c", pages, places, sightings=sightings, **(given | more))


def value(found: Weighed, name: str, part: str) -> float:
    (row,) = [e for e in found.evidence if (e.file_sha256, e.part) == (page(name).file_sha256, part)]
    return row.value


def explanation(found: Weighed, name: str) -> str:
    (row,) = [s for s in found.standings if s.file_sha256 == page(name).file_sha256]
    return row.explanation


HONEST_AND_DOCTORED = [reads("a", 1, OLD), reads("b", 1, OLD), reads("d", 2, NEW)]


def test_a_sure_difference_leaves_one_mistake_in_a_hundred() -> None:
    found = weigh(facts("a b d", HONEST_AND_DOCTORED, []))
    assert value(found, "d", "difference") == pytest.approx(math.log(1 / 0.011))


@pytest.mark.parametrize(
    ("soft_old", "soft_new", "for_altered"),
    [(0.6, 1.2, 2.2), (1.2, 0.6, -2.2), (1.0, 1.0, None), (None, 1.0, None)],
    ids=["old is sharper", "new is sharper", "alike", "not told"],
)
def test_the_reading_of_the_sharpest_copy_came_sooner_first(
    soft_old: float | None, soft_new: float, for_altered: float | None
) -> None:
    rows = [replace(compared(name, 2), softness_px=soft) for name, soft in (("a", soft_old), ("d", soft_new))]
    found = weigh(facts("a d", [reads("a", 1, OLD), reads("d", 2, NEW)], [], comparisons=rows))
    parts = {e.part for e in found.evidence}
    if for_altered is None:
        assert "sharpest_copy" not in parts
    else:
        assert value(found, "d", "sharpest_copy") == pytest.approx(for_altered, abs=0.01)


@pytest.mark.parametrize(
    ("hours_of_old", "hours_of_new", "for_altered"),
    [(0, 9, 1.8), (9, 0, -1.8), (0, 3, 0.9), (0, 0, 0)],
    ids=["new seen later", "new seen first", "hours apart count in proportion", "same time"],
)
def test_the_reading_seen_later_is_the_likelier_changed_one(
    hours_of_old: float, hours_of_new: float, for_altered: float
) -> None:
    times = [seen("a", hours=hours_of_old), seen("b", hours=30), seen("d", hours=hours_of_new)]
    found = weigh(facts("a b d", HONEST_AND_DOCTORED, times))
    parts = [e.value for e in found.evidence if e.file_sha256 == page("d").file_sha256 and e.part == "first_seen"]
    assert parts == ([] if for_altered == 0 else [pytest.approx(for_altered, rel=0.01)])


def test_a_difference_that_chance_explains_says_nothing_whoever_was_first() -> None:
    weak = [reads("a", 1, OLD, strength=0.8), reads("b", 1, OLD, strength=0.8), reads("d", 2, NEW, strength=0.8)]
    found = weigh(facts("a b d", weak, [seen("a", hours=0), seen("b", hours=0), seen("d", hours=99)]))
    assert all(part.value < 0 if part.part == "difference" else part.value == 0.0 for part in found.evidence)


def test_an_unknown_time_says_nothing() -> None:
    found = weigh(facts("a b d", HONEST_AND_DOCTORED, [seen("a"), seen("b"), seen("d", hours=3)]))
    assert not [e for e in found.evidence if e.part == "first_seen"]


def test_a_long_interval_tells_nothing_unless_it_is_surely_apart() -> None:
    vague = seen("a", posted_at_earliest=NOON - timedelta(days=900), posted_at_latest=NOON + timedelta(hours=1))
    found = weigh(facts("a d", [reads("a", 1, OLD), reads("d", 2, NEW)], [vague, seen("d", hours=0)]))
    assert not [e for e in found.evidence if e.part == "first_seen"]


@pytest.mark.parametrize(
    ("hours", "p"), [(0, 0.5), (2, 0.57), (13, 0.875), (26, 1.0)], ids=["same", "soon after", "half a day", "surely"]
)
def test_times_without_zone_count_as_far_as_they_tell_who_was_first(hours: float, p: float) -> None:
    def local(name: str, after: float) -> Sighting:
        when = NOON + timedelta(hours=after)
        bounds = {"posted_at_earliest": when - timedelta(hours=14), "posted_at_latest": when + timedelta(hours=12)}
        return seen(name, **bounds)

    found = weigh(facts("a d", [reads("a", 1, OLD), reads("d", 2, NEW)], [local("a", 0), local("d", hours)]))
    here = [e for e in found.evidence if (e.part, e.file_sha256) == ("first_seen", page("d").file_sha256)]
    if not hours:
        assert here == []
        return
    (evidence,) = here
    assert evidence.value == pytest.approx(SEEN_FIRST * (2 * p - 1) * min(1.0, hours / 6), rel=0.06)
    assert "likely first seen earlier" in evidence.sentence
    assert "first seen" not in explanation(found, "d")  # nobody knows by how long


def test_ten_uploads_of_one_author_are_one_source() -> None:
    names = [f"d{number}" for number in range(10)]
    places = [reads("a", 1, OLD), reads("b", 1, OLD), *(reads(name, 2, NEW) for name in names)]
    authors = [seen("a", author="anna"), seen("b", author="boris"), *(seen(name, author="egor") for name in names)]
    found = weigh(facts(" ".join(["a", "b", *names]), places, authors))
    assert value(found, "d0", "independent_sources") > 0 > value(found, "a", "independent_sources")


def test_forwards_of_one_account_are_one_source() -> None:
    places = [reads("a", 1, OLD), reads("b", 1, OLD), reads("d", 2, NEW)]
    sightings = [
        seen("a", author="anna", forwarded_from="root"),
        seen("b", author="boris", forwarded_from="root"),
        seen("d", author="egor"),
    ]
    assert value(weigh(facts("a b d", places, sightings)), "d", "independent_sources") == 0


def test_unknown_authors_together_are_one_source() -> None:
    found = weigh(facts("a b d", HONEST_AND_DOCTORED, [seen("a"), seen("b"), seen("d")]))
    assert value(found, "d", "independent_sources") == 0


def test_agreement_lowers_the_odds_by_what_was_compared() -> None:
    whole = weigh(facts("a b", [], []))
    half = weigh(facts("a b", [], [], comparisons=[compared("a", 1, 0.5), compared("b", 1, 0.5)]))
    assert value(whole, "a", "agreement") < value(half, "a", "agreement") < 0


def test_benign_marks_are_no_evidence() -> None:
    places = [reads("a", 1, "", kind="redaction"), reads("d", 2, "redaction", kind="redaction")]
    found = weigh(facts("a d", places, []))
    assert {e.part for e in found.evidence} == {"agreement"}


ORIGINS = [("same_capture", True), ("same_sheet", True), ("unknown", False), ("other_printing", False)]


@pytest.mark.parametrize(("origin", "witness"), ORIGINS)
def test_a_witness_needs_a_common_origin(origin: str, witness: bool) -> None:
    a, d = sorted([page("a"), page("d")])
    match = PageMatch(*a, *d, "content_differs", "m", 90, 1.0, 0.95, origin, "cue", "")
    found = weigh(facts("a d", [reads("a", 1, OLD), reads("d", 2, NEW)], [], matches=[match]))
    assert {s.origin_witness for s in found.standings} == {witness}


def pinned(**names: str | None) -> dict[PageKey, Reference]:
    """References by name: None, or who disputes them. `r` is as released by R."""
    return {page(name): Reference(name.upper(), disputed_by) for name, disputed_by in names.items()}


def parts(found: Weighed, name: str) -> dict[str, float]:
    return {e.part: e.value for e in found.evidence if e.file_sha256 == page(name).file_sha256}


def standing(found: Weighed, name: str) -> Standing:
    (row,) = [s for s in found.standings if s.file_sha256 == page(name).file_sha256]
    return row


def test_a_reference_is_a_witness_and_no_source() -> None:
    found = weigh(facts("r d", [reads("r", 1, OLD), reads("d", 2, NEW)], [], references=pinned(r=None)))
    assert standing(found, "r").is_reference
    assert parts(found, "r") == {}
    assert set(parts(found, "d")) == {"difference", "reference"}
    assert standing(found, "d").origin_witness
    assert explanation(found, "d").startswith("1 of 1 copy reads “16,000”. As released by R it reads “35,500”.")
    assert explanation(found, "r").startswith("Pinned for comparison, as released by R; it is not counted")


def test_a_reference_weighs_for_who_reads_as_it_does_and_against_who_does_not() -> None:
    places = [*HONEST_AND_DOCTORED, reads("r", 1, OLD)]
    without = weigh(facts("a b d", HONEST_AND_DOCTORED, []))
    found = weigh(facts("a b d r", places, [], references=pinned(r=None)))
    assert value(found, "a", "reference") < 0 < value(found, "d", "reference")
    for name in "abd":  # and has no vote: all else stays
        assert {k: v for k, v in parts(found, name).items() if k != "reference"} == parts(without, name)


@pytest.mark.parametrize(
    ("references", "sentence"),
    [
        (pinned(r=None, q=None), "References contradict each other here, and none decides"),
        (pinned(r="anna"), "that is disputed by anna and decides nothing"),
    ],
    ids=["contradicted by another", "disputed by an analyst"],
)
def test_a_reference_that_is_disputed_decides_nothing_and_says_so(
    references: dict[PageKey, Reference], sentence: str
) -> None:
    places = [*HONEST_AND_DOCTORED, reads("r", 1, OLD), reads("q", 2, NEW)]
    names = "a b d " + " ".join(name for name in "rq" if page(name) in references)
    shown = [row for row in places if (row.file_sha256, row.page_no) in {page(name) for name in names.split()}]
    found = weigh(facts(names, shown, [], references=references))
    assert (value(found, "a", "reference"), value(found, "d", "reference")) == (0, 0)
    assert not standing(found, "d").origin_witness
    assert sentence in explanation(found, "d")


def test_a_copy_is_not_said_to_agree_with_a_disputed_reference_that_reads_otherwise() -> None:
    rows = [replace(compared("a", 0), n_references=1)]
    places = [reads("r", 1, OLD), reads("a", 2, NEW)]
    found = weigh(facts("a r", places, [], comparisons=rows, references=pinned(r="anna")))
    assert parts(found, "a") == {}
    assert standing(found, "a").n_compared == 0
    assert "agrees" not in explanation(found, "a")
    assert "decides nothing" in explanation(found, "a")


def test_what_reads_as_released_is_disputed_at_most() -> None:
    a, d = sorted([page("a"), page("d")])
    match = PageMatch(*a, *d, "content_differs", "m", 90, 1.0, 0.95, "same_capture", "cue", "")
    places = [reads("a", 1, OLD), reads("d", 2, NEW), reads("r", 2, NEW)]
    found = weigh(facts("a d r", places, [], matches=[match], references=pinned(r=None)))
    assert standing(found, "a").origin_witness
    assert not standing(found, "d").origin_witness


def test_another_edition_as_released_decides_nothing() -> None:
    places = [
        replace(reads(name, number, text, place=no), y0=20.0 * no, y1=20.0 * no + 10)
        for no in range(1, 5)
        for name, number, text in (("r", 1, OLD), ("d", 2, NEW))
    ]
    found = weigh(facts("d r", places, [], references=pinned(r=None)))
    assert {e.value for e in found.evidence if e.part == "reference"} == {0.0}
    assert not standing(found, "d").origin_witness


def test_agreement_with_a_reference_alone_is_told_as_such() -> None:
    rows = [replace(compared("a", 0), n_references=1)]
    found = weigh(facts("a r", [], [], comparisons=rows, references=pinned(r=None)))
    assert value(found, "a", "agreement") < 0
    assert explanation(found, "a").startswith("It agrees with the page as released by R wherever both are legible")


def test_a_stamp_is_carried_or_lacking_and_never_read() -> None:
    drawn = "a stamp, signature or drawing"
    places = [replace(row, kind="graphic") for row in (reads("a", 1, ""), reads("b", 1, ""), reads("d", 2, drawn))]
    found = weigh(facts("a b d", places, []))
    assert explanation(found, "d").startswith(f"1 of 3 copies carries {drawn} where the other 2 lack it.")
    assert explanation(found, "a").startswith(f"2 of 3 copies lack {drawn} where the other carries it.")


def test_a_reference_carries_a_stamp_or_none() -> None:
    places = [replace(row, kind="graphic") for row in (reads("a", 2, "a stamp"), reads("r", 1, ""))]
    found = weigh(facts("a r", places, [], references=pinned(r=None)))
    assert "As released by R it carries no stamp, signature or drawing." in explanation(found, "a")


def test_the_explanation_says_what_is_seen() -> None:
    sightings = [seen("a", hours=0, author="anna"), seen("b", hours=1, author="boris"), seen("d", hours=9)]
    found = weigh(facts("a b d", HONEST_AND_DOCTORED, sightings))
    assert explanation(found, "d") == (
        "1 of 3 copies reads “16,000” where the other 2 read “35,500”. The 2 come from 2 independent sources and "
        "were first seen 9 hours earlier. Compared with 2 other copies over 100% of the words of the page."
    )


def test_the_explanation_says_that_unknown_sources_count_as_one() -> None:
    sightings = [seen("a", author="anna"), seen("b"), seen("c"), seen("d", author="dora")]
    places = [*HONEST_AND_DOCTORED, reads("c", 1, OLD)]
    found = weigh(facts("a b c d", places, sightings))
    assert "The 3 come from 2 independent sources (all unknown ones counted as one)." in explanation(found, "d")


def test_alone_is_said_to_be_alone() -> None:
    found = weigh(facts("a", [], []))
    assert not found.evidence
    assert explanation(found, "a").startswith("No other copy of this page was found here")


def test_a_page_that_was_set_aside_is_not_said_to_be_without_copies() -> None:
    found = weigh(facts("a", [], [], set_aside={page("a"): "It is blank."}))
    assert explanation(found, "a") == "It is blank."


def test_a_page_that_was_set_aside_and_is_a_copy_for_an_analyst_is_compared() -> None:
    found = weigh(facts("a b", [], [], set_aside={page("a"): "It is blank."}))
    assert explanation(found, "a").startswith("It agrees with 1 other copy")


def test_a_page_that_failed_is_not_examined() -> None:
    failure = Failure(*page("a"), "ocr", "took longer than 90 s to read")
    found = weigh(facts("a", [], [], legibility={}, failures=[failure]))
    (standing,) = found.standings
    assert not standing.is_examined
    assert "took longer than 90 s" in standing.explanation


@pytest.mark.parametrize(
    ("kinds", "on_lines", "is_edition"),
    [
        (["date", "number", "number"], (1, 2, 3), True),
        (["number"] * 4, (1, 2, 3, 4), True),
        (["number"] * 4, (1, 1, 2, 2), False),
        (["number"] * 3, (1, 2, 3), False),
        (["date", "number", "number"], (1, 2, 2), True),
        (["date", "number"], (1, 2), False),
        (["date", "moved_or_swapped", "moved_or_swapped"], (1, 2, 3), False),
        (["date", "number", "marking"], (1, 2, 3), False),
    ],
    ids=[
        "date and figures",
        "figures on many lines",
        "figures on two lines",
        "three figures",
        "date and figures of one row",
        "date and one figure",
        "date and a swap",
        "date, figure and marking",
    ],
)
def test_editions_differ_on_several_lines(kinds: list[str], on_lines: tuple[int, ...], is_edition: bool) -> None:
    places = [
        replace(reads(name, number, text, place=no, kind=kind), y0=20.0 * line, y1=20.0 * line + 10)
        for no, (kind, line) in enumerate(zip(kinds, on_lines, strict=True), 1)
        for name, number, text in (("a", 1, OLD), ("d", 2, NEW))
    ]
    found = weigh(facts("a d", places, []))
    assert any(e.part == "edition" for e in found.evidence) is is_edition


@pytest.mark.parametrize(("unread", "is_edition"), [("date", True), ("number", False)])
def test_a_date_of_an_edition_may_be_unreadable_on_one_side(unread: str, is_edition: bool) -> None:
    places = [
        replace(reads(name, number, text, place=no, kind=kind), y0=20.0 * no, y1=20.0 * no + 10)
        for no, kind in enumerate(("date", "number", "number"), 1)
        for name, number, text in (("a", 1, OLD), ("d", 2, None if kind == unread and no < 3 else NEW))
    ]
    found = weigh(facts("a d", places, []))
    assert any(e.part == "edition" for e in found.evidence) is is_edition


def test_a_short_line_does_not_go_before_a_surer_figure() -> None:
    def told(line: str) -> str:
        places = [
            reads(name, number, text, place=no, kind=kind, strength=strength)
            for no, kind, strength, texts in ((1, "line_removed", 1.5, (line, "")), (2, "number", 5.0, (OLD, NEW)))
            for name, number, text in (("a", 1, texts[0]), ("d", 2, texts[1]))
        ]
        return explanation(weigh(facts("a d", places, [])), "d")

    assert NEW in told("Page 3")
    assert NEW not in told("The committee met on Friday")


def test_no_sentence_claims_more_than_the_families_can_show() -> None:
    found = weigh(facts("a d", [reads("a", 1, OLD, strength=5.5), reads("d", 2, NEW, strength=5.5)], []))
    (why,) = {e.sentence for e in found.evidence if e.part == "difference"}
    assert "over 1,000 times more probable" in why


def test_a_difference_says_how_often_one_as_strong_was_none() -> None:
    found = weigh(facts("a d", [reads("a", 1, OLD, strength=2.0), reads("d", 2, NEW, strength=2.0)], []))
    known = false_alarms("difference", 2.0)
    for piece in found.evidence:
        told = (piece.false_alarms, piece.false_alarms_of, piece.false_alarms_low, piece.false_alarms_high)
        assert told == (tuple(known) if piece.part == "difference" else (None,) * 4)
        assert (known.sentence in piece.sentence) is (piece.part == "difference")


def test_of_differences_about_as_sure_the_first_on_the_page_explains() -> None:
    def places(first: float, second: float, kind: str) -> list[PlaceReading]:
        return [
            reads(name, number, f"{text} at {no}", place=no, strength=strength, kind=kind if no == 2 else "number")
            for no, strength in ((1, first), (2, second))
            for name, number, text in (("a", 1, OLD), ("d", 2, NEW))
        ]

    def explained(first: float, second: float, kind: str = "number") -> str:
        standings = weigh(facts("a d", places(first, second, kind), [])).standings
        return next(s.explanation for s in standings if s.file_sha256 == page("d").file_sha256)

    assert "at 1" in explained(3.75, 3.82)
    assert "at 2" in explained(1.2, 3.82)
    assert "at 2" in explained(4.41, 3.19, "line_removed")  # a whole line is the finding; the number after it is not


def test_a_date_that_differs_by_itself_may_be_another_editions() -> None:
    dates = [reads("a", 1, "2023-04-06", kind="date"), reads("d", 2, "2023-04-07", kind="date")]
    found = weigh(facts("a d", dates, []))
    assert value(found, "a", "another_date") == value(found, "d", "another_date") < 0
    figures = [reads("a", 1, OLD), reads("d", 2, NEW)]
    assert "another_date" not in {e.part for e in weigh(facts("a d", figures, [])).evidence}


@pytest.mark.parametrize(("carriers", "kind", "is_dated"), [
    ("a d", "number", True), ("a d", "marking", False), ("a e", "number", False)
])  # fmt: skip
def test_a_figure_that_differs_as_a_date_does_may_be_another_editions(
    carriers: str, kind: str, *, is_dated: bool
) -> None:
    *_, d = carriers
    dates = [reads(name, 2 if name == d else 1, f"2023-04-0{6 + (name == d)}", kind="date") for name in "ade"]
    figures = [reads(name, 1 + (name == "d"), NEW if name == "d" else OLD, place=2, kind=kind) for name in "ade"]
    found = weigh(facts("a d e", [*dates, *figures], []))
    told = {e.sentence for e in found.evidence if e.part == "another_date" and e.place_no == 2}
    assert any("between the same copies" in sentence for sentence in told) is is_dated


@pytest.mark.parametrize(
    ("kind", "old", "new", "detector"),
    [("word", OLD, NEW, "difference"), ("word", OLD, "", "missing"), ("graphic", "", "a stamp", "drawing")],
)
def test_text_gaps_and_drawings_are_weighed_apart(kind: str, old: str, new: str, detector: str) -> None:
    found = weigh(facts("a d", [reads("a", 1, old, kind=kind), reads("d", 2, new, kind=kind)], []))
    assert value(found, "d", detector) > 0
    assert {e.part for e in found.evidence} & {*DIFFERENCES} == {detector}
    if kind == "graphic":
        assert value(found, "d", "drawn_on") == -value(found, "a", "drawn_on") > 0


def test_every_part_that_can_be_told_has_a_weight_with_a_reason() -> None:
    weights = load_weights()
    of_place = {*DIFFERENCES, "another_date", "edition", "reference"}
    traces = {"local_trace", "spacing"}
    of_copies = {"drawn_on", "first_seen", "sharpest_copy", "laid_over", "independent_sources", *traces}
    told = {part["part"] for part in weights.parts} - {"calibration", "limit", "share"}
    assert told == {*of_place, *of_copies, "agreement"}
    assert all(part["reason"] and part["lowest"] <= part["weight"] <= part["highest"] for part in weights.parts[-3:])
    assert all(part["reason"] and part["lowest"] < part["highest"] for part in weights.parts[:-3])
    of_side = {part["part"] for part in weights.parts if part["about"] == "side"}
    assert of_side == {*of_copies, "reference"}
