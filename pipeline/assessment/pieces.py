"""Pieces of evidence at one place, for the copies of one side against the largest other: is the difference real, and
which side was changed?

Values are natural logarithms of likelihood ratios, as in `weigh`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.assessment.side_traces import LocalTrace, Spacing, compared_spacing, compared_traces
from pipeline.assessment.sources import Origin, apart, earlier
from pipeline.assessment.words import count, duration, times
from pipeline.records import PageKey, PlaceReading

# Other text, text against paper, a stamp or signature: what makes each probable, against what looks like it.
DETECTED = {
    "difference": "Ink and text together make another content here {times} more probable than one content read twice.",
    "missing": "Ink here and paper there make text that one side lacks {times} more probable than text that faded.",
    "drawing": "Its shape, and copies that lack it, make a stamp or signature {times} more probable than blur or pen.",
}
DIFFERENCES = tuple(DETECTED)
SURE_BUT_WRONG = 0.01  # chance of a mistake that strength does not know of: what a sure difference leaves open
# A page has hundreds of words, and the strongest of its differences is looked at: a strength of so much is reached by
# chance as often as by a change (collation.strength.BY_CHANCE for text; for paper and drawings an estimate, which the
# fitted weights correct). What is left after that speaks for a real difference; a copy in which nothing stronger was
# found speaks against one.
LOOK_ELSEWHERE = 1.0
SEEN_FIRST = 1.8  # ln(0.86 / 0.14); this and the next ones: before the fitted weight, which says how much they count
SHARPEST = 2.2  # ln(0.9 / 0.1): a copy that was worked on cannot show more of the page than the copy it was made from
DRAWN_ON = 2.2  # ln(0.9 / 0.1): a drawing is taken off in one case of ten
SAME_SHARPNESS = 0.1  # halvings that say nothing
FULL_OCTAVES = 0.6  # halvings of sharpness between the sharpest copies of two sides from which this counts in full
LEAST_TOLD = 0.05  # twice what the probability that one side was first differs from even by, under which it is even
SURE_APART_HOURS = 6.0  # sightings closer than this say less, in proportion


@dataclass(frozen=True, slots=True)
class Side:
    """The copies that carry one reading at a place, without the references. softness: of the sharpest of them, in
    pixels; text: None where it could not be read; trace, spacing: how their ink stands out there and how the reading
    keeps the spacing of its page, None where not told."""

    reading_no: int
    text: str | None
    carriers: tuple[PageKey, ...]
    origin: Origin
    softness: float | None = None
    trace: LocalTrace | None = None
    spacing: Spacing | None = None


def by_chance(strength: float) -> float:
    """Probability that a difference of this strength (log10) comes about where nothing differs."""
    return float(10 ** -max(strength - LOOK_ELSEWHERE, 0.0))


def detector_of(rows: Sequence[PlaceReading]) -> str:
    """Which kind of difference a place is: they are found in different ways, and are wrong differently often."""
    if rows[0].kind == "graphic":
        return "drawing"
    return "missing" if any(row.reading == "" for row in rows) else "difference"


def pieces_of(side: Side, other: Side, detector: str, strength: float) -> list[tuple[str, float, str]]:
    """(part, value, sentence) for a copy of `side`, whose largest opponent is `other`.

    Which side came first matters only as far as the difference is real: these pieces shrink with it.
    """
    chance = by_chance(strength)
    real = 1 - chance
    pieces = [
        (
            detector,
            min(-math.log(chance + SURE_BUT_WRONG), (strength - LOOK_ELSEWHERE) * math.log(10)),
            DETECTED[detector].format(times=times(strength)),
        )
    ]
    if detector == "drawing":
        is_drawn = bool(side.text)
        sentence = "Stamps and signatures are put on a copy more often than taken off."
        pieces.append(("drawn_on", (DRAWN_ON if is_drawn else -DRAWN_ON) * real, sentence))
    if not other.carriers:  # a reference is no source, and when it was seen says nothing
        return pieces
    pieces += _first_seen(side.origin, other.origin, real)
    if side.softness and other.softness and abs(math.log2(side.softness / other.softness)) > SAME_SHARPNESS:
        octaves = math.log2(side.softness / other.softness)
        share = max(-1.0, min(1.0, octaves / FULL_OCTAVES))
        word = "more" if octaves > 0 else "less"
        pieces.append(
            (
                "sharpest_copy",
                SHARPEST * share * real,
                f"The sharpest copy with the other reading shows {word} of the page's detail "
                f"({other.softness:.2g} against {side.softness:.2g} pixels of blur); a copy that was worked on "
                "cannot show more than the one it was made from.",
            )
        )
    traces = (*compared_traces(side.trace, other.trace), *compared_spacing(side.spacing, other.spacing))
    pieces += [(part, value * real, why) for part, value, why in traces]
    here, there = side.origin.n_independent, other.origin.n_independent
    pieces.append(
        (
            "independent_sources",
            math.log((there + 0.5) / (here + 0.5)) * real,
            f"{count(there, 'independent source')} against {here}: uploads by one author count once, "
            "all unknown authors together count as one.",
        )
    )
    return pieces


def _first_seen(here: Origin, there: Origin, real: float) -> list[tuple[str, float, str]]:
    """Which side was seen first counts as far as the times tell it: those without zone may lie up to a day apart."""
    found, surely = earlier(here, there), apart(here, there)
    if found is None or abs(2 * found[0] - 1) < LEAST_TOLD:
        return []
    p, hours = found
    word = "earlier" if p > 0.5 else "later"
    share = min(max(p, 1 - p), 0.99)
    seen = f"The other reading was first seen {duration(abs(surely))} {word}" if surely else (
        f"The other reading was {share:.0%} likely first seen {word}, by times known within intervals only"
    )  # fmt: skip
    value = SEEN_FIRST * (2 * p - 1) * min(1.0, abs(hours) / SURE_APART_HOURS)
    return [("first_seen", value * real, f"{seen}; first seen is not original.")]
