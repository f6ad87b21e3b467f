"""Local traces of two sides: the one whose ink stands out from its page is the changed one sooner."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.assessment.side_traces import (
    FULL_SPREADS,
    SPACED,
    TRACE,
    LocalTrace,
    Spacing,
    compared_spacing,
    compared_traces,
    spacing_of,
    trace_of,
    trace_sentence,
)
from pipeline.assessment.weigh import ClusterFacts, weigh
from pipeline.records import Comparison, PageKey, PlaceReading

KEYS = [PageKey(name * 64, 1) for name in "abd"]


def reads(key: PageKey, number: int, text: str, spreads: float | None, word: str | None) -> PlaceReading:
    box = (1.0, 1.0, 9.0, 9.0)
    return PlaceReading("c", 1, "number", *key, number, text, True, *box, 4.0, "page", spreads, word)


ROWS = [
    reads(KEYS[0], 1, "35,500", 0.4, "paler"),
    reads(KEYS[1], 1, "35,500", 1.0, "softer"),
    reads(KEYS[2], 2, "16,000", 4.7, "sharper"),
]


@pytest.mark.parametrize(
    ("told", "trace"),
    [
        ([(0.4, "paler"), (1.0, "softer")], LocalTrace(0.7, None)),  # no trait is that of most
        ([(3.0, "darker"), (3.1, "paler"), (5.0, "darker")], LocalTrace(3.1, "darker")),
        ([(6.0, "sharper"), (None, None)], None),  # most tell nothing
        ([(6.0, "sharper"), (None, None), (4.0, "sharper")], LocalTrace(5.0, "sharper")),
    ],
)
def test_a_side_stands_out_in_what_most_of_its_copies_do(
    told: list[tuple[float | None, str | None]], trace: LocalTrace | None
) -> None:
    assert trace_of([reads(KEYS[0], 1, "35,500", *each) for each in told]) == trace


def test_paper_has_no_letters_that_stand_out() -> None:
    assert trace_of([reads(KEYS[0], 1, "", 6.0, "sharper")]) is None


@pytest.mark.parametrize(("text", "is_told"), [("16,000", True), ("16", False)])
def test_readings_of_other_lengths_are_not_held_against_each_other(text: str, *, is_told: bool) -> None:
    rows = [*ROWS[:2], replace(ROWS[2], reading=text)]
    found = weigh(ClusterFacts("c", KEYS, rows, [], [], [], dict.fromkeys(KEYS, 0.9), []))
    assert ("local_trace" in {e.part for e in found.evidence}) is is_told
    assert ("sharper edges" in found.standings[0].explanation) is is_told


def test_another_edition_is_set_anew_and_that_says_nothing() -> None:
    rows = [
        replace(row, place_no=no, kind=kind, reading=text[row.reading_no or 0], y0=20.0 * no, y1=20.0 * no + 8)
        for no, kind, text in (
            (1, "date", ("", "8 May", "9 May")), (2, "number", ("", "35,500", "16,000")),
            (3, "number", ("", "41,200", "47,900")), (4, "number", ("", "8,100", "8,700")),
        )
        for row in ROWS
    ]  # fmt: skip
    found = weigh(ClusterFacts("c", KEYS, rows, [], [], [], dict.fromkeys(KEYS, 0.9), []))
    assert "edition" in {e.part for e in found.evidence}
    assert "local_trace" not in {e.part for e in found.evidence}
    assert "sharper edges" not in found.standings[0].explanation


@pytest.mark.parametrize(
    ("here", "there", "value"),
    [
        (4.0, 1.0, TRACE),
        (1.0, 4.0, -TRACE),
        (2.0, 1.0, TRACE / FULL_SPREADS),
        (5.0, 4.8, None),  # a heading stands out on all copies
        (None, 4.0, None),
    ],
)
def test_what_stands_out_more_speaks_for_a_change(here: float | None, there: float, value: float | None) -> None:
    found = compared_traces(None if here is None else LocalTrace(here, "darker"), LocalTrace(there, "paler"))
    assert [each[1] for each in found] == ([] if value is None else [pytest.approx(value)])


def test_the_sentence_says_what_is_seen_and_where() -> None:
    ((_, _, sentence),) = compared_traces(LocalTrace(0.7, "softer"), LocalTrace(4.7, "sharper"))
    assert sentence.startswith("On the copies with the other reading the letters have sharper edges than those around")
    assert "(4.7 against 0.7 times" in sentence


def test_an_explanation_says_it_where_one_side_clearly_stands_out() -> None:
    found = weigh(
        ClusterFacts("c", KEYS, ROWS, [Comparison("c", *key, 2, 2, 1.0, 0.4, None) for key in KEYS], [], [],
                     dict.fromkeys(KEYS, 0.9), [])
    )  # fmt: skip
    said = "Where copies read “16,000”, the letters have sharper edges than those around them on the same page."
    assert all(said in standing.explanation for standing in found.standings)
    assert {
        e.value > 0 for e in found.evidence if e.part == "local_trace" and e.file_sha256 == KEYS[2].file_sha256
    } == {True}
    both = (("“16,000”", LocalTrace(4.7, "sharper")), ("“35,500”", LocalTrace(2.0, "paler")))
    assert trace_sentence(both) is None


def out_of_step(number: int, departs: float | None, of: str | None = "gap") -> list[PlaceReading]:
    return [replace(row, out_of_step=departs, out_of_step_as=of) for row in ROWS if row.reading_no == number]


def test_the_reading_that_is_out_of_step_is_the_changed_one_sooner() -> None:
    typed, printed = spacing_of(out_of_step(2, 0.9)), spacing_of(out_of_step(1, 0.05))
    ((part, value, sentence),) = compared_spacing(typed, printed)
    assert (part, value) == ("spacing", SPACED)
    assert "with this reading the gap behind it differs by 0.9 text heights" in sentence
    ((_, against, sentence),) = compared_spacing(printed, typed)
    assert against == -SPACED
    assert "with the other reading the gap behind it" in sentence


def test_a_column_is_named_and_a_little_says_nothing() -> None:
    ((_, value, sentence),) = compared_spacing(Spacing(0.34, "edge"), Spacing(0.09, "edge"))
    assert value == pytest.approx(SPACED / 2)
    assert "by 0.3 text heights beside the edge at which the cells above and below end" in sentence
    assert "1.0 or more" in compared_spacing(Spacing(1.0, "edge"), Spacing(0.1, "edge"))[0][2]
    assert compared_spacing(Spacing(0.19, "gap"), Spacing(0.05, "gap")) == []
    assert compared_spacing(spacing_of(out_of_step(1, None, None)), Spacing(0.9, "gap")) == []


def test_spacing_is_told_of_readings_of_other_lengths() -> None:
    rows = [*out_of_step(1, 0.0), *(replace(row, reading="16") for row in out_of_step(2, 0.8))]
    found = weigh(ClusterFacts("c", KEYS, rows, [], [], [], dict.fromkeys(KEYS, 0.9), []))
    told = {e.file_sha256: e.value for e in found.evidence if e.part == "spacing"}
    assert told[KEYS[2].file_sha256] > 2 > -2 > told[KEYS[0].file_sha256]
