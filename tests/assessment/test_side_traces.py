"""Local traces of two sides: the one whose ink stands out from its page is the changed one sooner."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.assessment.side_traces import FULL_SPREADS, TRACE, LocalTrace, compared_traces, trace_of, trace_sentence
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


def test_a_side_has_the_trace_of_its_middle_copy() -> None:
    assert trace_of(ROWS[:2]) == LocalTrace(0.7, "softer")
    assert trace_of([replace(ROWS[0], stands_out=None, stands_out_as=None)]) is None


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
