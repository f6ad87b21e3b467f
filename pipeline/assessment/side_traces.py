"""Local traces of two sides: whose ink stands out from the rest of its own page at the place where they differ, and
whose word leaves the spacing of its page?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from pipeline.records import PlaceReading

TRACE = 1.4  # ln(0.8 / 0.2): before the fitted weight, which says how much it counts
FULL_SPREADS = 2.0  # by which two sides differ when it counts in full
SAME_TRACE = 0.7  # spreads that say nothing
SPACED = 2.2  # ln(0.9 / 0.1): of two readings the one in step is the printed one, but for words that were cut askew
FULL_STEP, SAME_STEP = 0.5, 0.2  # text heights between the sides from which that counts in full, and that say nothing
FARTHEST = 1.0  # more is not told
OUT_OF = {
    "gap": ("the gap behind it differs", "from that between other words", "leaves another gap"),
    "edge": ("it ends", "beside the edge at which the cells above and below end", "leaves the column"),
}
SHORTER = 0.65  # of the length of the longer reading
MARKED, COMMON = 2.5, 1.5  # spreads from which a sentence says that ink stands out, and up to which that it does not
SEEN_AS = {
    "sharper": "have sharper edges than", "softer": "have softer edges than", "darker": "are darker than",
    "paler": "are paler than", "heavier": "have heavier strokes than", "lighter": "have lighter strokes than",
    "grainier": "stand on grainier paper than", "smoother": "stand on smoother paper than",
}  # fmt: skip


class LocalTrace(NamedTuple):
    """How the ink of a side stands out: the median of its copies, in spreads, and in what most of them do, if most do
    so in one and the same."""

    spreads: float
    word: str | None


def trace_of(rows: Sequence[PlaceReading]) -> LocalTrace | None:
    """Of the copies of one side; None where most of them tell nothing. Paper has no letters."""
    told = [row for row in rows if row.reading and row.stands_out is not None and row.stands_out_as]
    if 2 * len(told) <= len(rows):
        return None
    word, n = Counter(row.stands_out_as for row in told).most_common(1)[0]
    return LocalTrace(median(row.stands_out or 0.0 for row in told), word if 2 * n > len(rows) else None)


class Spacing(NamedTuple):
    """By how many text heights a side's reading departs from the spacing of its page, and of what (`OUT_OF`)."""

    departs: float
    of: str


def spacing_of(rows: Sequence[PlaceReading]) -> Spacing | None:
    """Of the copies of one side, of which all have what is said of the reading."""
    told = [row for row in rows if row.out_of_step is not None and row.out_of_step_as]
    return Spacing(told[0].out_of_step or 0.0, told[0].out_of_step_as or "") if told else None


def compared_spacing(here: Spacing | None, there: Spacing | None) -> list[tuple[str, float, str]]:
    """(part, value, sentence): speaks for the side here being the changed one where it is out of step, and the other
    in it."""
    if here is None or there is None or abs(here.departs - there.departs) <= SAME_STEP:
        return []
    share = max(-1.0, min(1.0, (here.departs - there.departs) / FULL_STEP))
    departs, beside, leaves = OUT_OF[here.of]
    which = "this reading" if share > 0 else "the other reading"
    sentence = (
        f"On the copies with {which} {departs} by {_at_least(max(here.departs, there.departs))} text heights {beside}, "
        f"on the others by {min(here.departs, there.departs):.1f}; what is typed over a word of other length {leaves}."
    )
    return [("spacing", SPACED * share, sentence)]


def _at_least(departs: float) -> str:
    return f"{departs:.1f} or more" if departs >= FARTHEST else f"{departs:.1f}"


def about_as_long(one: str | None, other: str | None) -> bool:
    """Are two readings so alike in length that their traits can be held against each other? Those of a short word vary
    more."""
    lengths = sorted((len(one or ""), len(other or "")))
    return lengths[0] > SHORTER * lengths[1]


def compared_traces(here: LocalTrace | None, there: LocalTrace | None) -> list[tuple[str, float, str]]:
    """(part, value, sentence): speaks for the side here being the changed one where it stands out more. Nothing where
    both do alike, as a heading does on every copy."""
    if here is None or there is None or abs(here.spreads - there.spreads) <= SAME_TRACE:
        return []
    share = max(-1.0, min(1.0, (here.spreads - there.spreads) / FULL_SPREADS))
    more = here if share > 0 else there
    if more.word is None:
        return []
    which = "this reading" if share > 0 else "the other reading"
    sentence = (
        f"On the copies with {which} the letters {SEEN_AS[more.word]} those around them on the same page, more than on "
        f"the others ({more.spreads:.1f} against {min(here.spreads, there.spreads):.1f} times the usual spread of "
        "words); what was put in later tends to stand out."
    )
    return [("local_trace", TRACE * share, sentence)]


def trace_sentence(traces: Sequence[tuple[str | None, LocalTrace | None]]) -> str | None:
    """What an explanation says of two sides, each given as its text and its trace: only where one of them clearly
    stands out and the other does not."""
    for (text, more), (_, less) in (traces, tuple(reversed(traces))):
        if text and more and less and more.word and more.spreads >= MARKED and less.spreads <= COMMON:
            return f"Where copies read {text}, the letters {SEEN_AS[more.word]} those around them on the same page."
    return None
