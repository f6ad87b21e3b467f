"""Sentences of an explanation: deterministic, from the evidence; a copy "carries" a reading, nobody "altered" it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.assessment.side_traces import trace_sentence
from pipeline.assessment.sources import apart
from pipeline.records import Comparison, Failure

if TYPE_CHECKING:
    from pipeline.assessment.pieces import Side

SHOWN = 3  # log10: more than the places of a fit, some hundreds, over what chance reaches, can show is not claimed
LONGEST = 80  # characters of a reading that a sentence quotes


def count(n: int, one: str, many: str | None = None) -> str:
    """1 copy, 2 copies."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def times(strength: float) -> str:
    """How many times more probable: of a log10 likelihood ratio."""
    return f"{10**strength:.2g} times" if strength < 2 else f"over {10 ** min(int(strength), SHOWN):,} times"


def duration(hours: float) -> str:
    """Whole minutes, hours or days that have passed."""
    if hours < 1:
        return count(max(1, int(hours * 60)), "minute")
    return count(int(hours), "hour") if hours < 48 else count(int(hours / 24), "day")


def quoted(text: str | None) -> str:
    """A reading in a sentence."""
    if text is None:
        return "something illegible"
    if not text:
        return "nothing"
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


def place_sentences(side: Side, other: Side, n_shown: int, *, is_drawn: bool = False) -> list[str]:
    """What a carrier of `side` reads, against the largest other side. is_drawn: a stamp, which is carried, not read."""
    here, there = len(side.carriers), len(other.carriers)
    copies = count(n_shown, "copy", "copies")
    if is_drawn:
        says_here, says_there = f"{_has(side)} {side.text or other.text}", f"{_has(other)} it"
    else:
        says_here, says_there = f"{_read(here)} {quoted(side.text)}", f"{_read(there)} {quoted(other.text)}"
    if not other.carriers:  # references read otherwise, which are told of apart
        return [f"{here} of {copies} {says_here}."]
    rest = "the other" if here + there == n_shown else ""
    others = " ".join(word for word in (rest, "" if rest and there == 1 else str(there)) if word)
    sentences = [f"{here} of {copies} {says_here} where {others} {says_there}."]
    tail = []
    if other.origin.n_known:
        sources = count(other.origin.n_independent, "independent source")
        unknown = " (all unknown ones counted as one)" if other.origin.n_independent > other.origin.n_known else ""
        tail.append(f"come{'s' if there == 1 else ''} from {sources}{unknown}")
    hours = apart(side.origin, other.origin)
    if hours:
        # whole units that have passed, as findings count them: never longer than it was
        span = f"{int(abs(hours))} hours" if 2 <= abs(hours) < 48 else f"{int(abs(hours) / 24)} days"
        if abs(hours) < 2:
            span = f"{int(abs(hours) * 60)} minutes"
        tail.append(f"{'was' if there == 1 else 'were'} first seen {span} {'earlier' if hours > 0 else 'later'}")
    if tail:
        sentences.append(f"The {there if there > 1 else 'one'} {' and '.join(tail)}.")
    said = [(quoted(one.text) if one.text else None, one.trace) for one in (side, other)]
    trace = trace_sentence(said)
    return [*sentences, trace] if trace else sentences


def compared_with(
    row: Comparison | None, failure: Failure | None, *, is_opposed: bool, references: str = "", set_aside: str = ""
) -> list[str]:
    """How far the page could be examined. references: those that it was compared with, in words; set_aside: why it was
    not looked for among the others."""
    if failure is not None:
        return [f"It could not be examined fully: {failure.reason}."]
    if row is None or not (row.n_copies or references):
        return [set_aside or "No other copy of this page was found here, so there was nothing to compare it with."]
    if not (row.n_compared or references):
        problem = row.problem or "too little of it is legible"
        return [f"It could not be compared with its {count(row.n_copies, 'copy', 'copies')}: {problem}."]
    share = f"{row.coverage:.0%} of the words of the page"
    if is_opposed:
        return [f"Compared with {others(row, references)} over {share}."]
    return [
        f"It agrees with {others(row, references)} wherever both are legible ({share}). "
        "Copies that agree are not thereby genuine."
    ]


def others(row: Comparison, references: str) -> str:
    """The copies that a page was compared with, and the references (in words)."""
    copies = count(row.n_compared, "other copy", "other copies") if row.n_compared or not references else ""
    return " and with ".join(part for part in (copies, references) if part)


def _read(n: int) -> str:
    return "reads" if n == 1 else "read"


def _has(side: Side) -> str:
    one = len(side.carriers) == 1
    if side.text:
        return "carries" if one else "carry"
    return "lacks" if one else "lack"
