"""How surely the two sides of a place say something else: measures of it, weighed as fitted on generated families.

No measure decides alone. Ink that could not be read on one side may be a blur, and is a change where it is much unliker
than the words around; a text that was read with doubt may be misread, and is none where two copies have the same.
The weights are those of logistic regressions (`benchmarks/fit_strength.py`), in `strength.json`; the constant of places
with paper on one side, of which none came about by chance any more, is a bound (`benchmarks/raise_blank.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

# log10: as sure as chance; assessment.weigh takes it off again as LOOK_ELSEWHERE. Half of all suspect words in
# the fit differ truly, and as many of those of this strength.
BY_CHANCE = 1.0
SURELY_NOT = 12.0  # natural logarithm: a reading explains the ink so much worse; more makes it no surer
NOT_ALIKE = -0.5  # log10: of ink that is as alike at a place as around it less is said
WEIGHTS: Mapping[str, Mapping[str, float]] = json.loads(
    files("pipeline.collation").joinpath("strength.json").read_text(encoding="utf-8")
)["weights"]
STRENGTH_VERSION = hashlib.sha256(json.dumps(WEIGHTS, sort_keys=True).encode()).hexdigest()[:6]
# What is weighed where both sides were read, where one could not be (a text that nobody read says nothing), and where
# one is paper, which has no figures and resembles nothing.
WEIGHED: Mapping[str, tuple[str, ...]] = {
    "read": (
        "text", "unlike", "outlying", "repeated", "carriers", "figures", "confidence", "likeness", "borne_out",
    ),
    "unread": ("unlike", "outlying", "repeated", "carriers", "figures", "readable", "extra"),
    "blank": ("text", "unlike", "repeated", "confidence", "read_alike"),
    # the same with a second opinion, which tells nothing of paper
    "read_heard": (
        "text", "unlike", "outlying", "repeated", "carriers", "figures", "confidence", "likeness", "borne_out", "heard",
        "heard_in_ink",
    ),
    "unread_heard": (
        "unlike", "outlying", "repeated", "figures", "readable", "extra", "confidence", "likeness",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured between the two sides of a place.

    ink, text: log10 likelihood ratios that they differ, by ink against the scatter of the words around, and by what was
    read; unlike: 0 to 2, how much unliker their inks are than those of the words around; outlying: natural logarithm of
    how many times further off than one word in ten of these copies, both of the clearest third of the pairs of copies
    (of all where a side could not be read), and 0 where that is unknown; extra: natural logarithm of how much darker
    the side that could not be read is, against the words around, 0 where it is paler and at most of sides.MOST_EXTRA:
    a spot, a pen or a fold adds ink; repeated: log10, how well the copies of the smaller side agree with each other;
    carriers: natural logarithm of their number, at most of sides.MOST_CARRIERS, without those hardly legible around
    where a side could not be read;
    confidence: 0 to 1, in the less surely read side, and where one could not be read that of the second opinion's best
    guess, 1 without one; is_unread, is_blank: whether one
    could not be, or is paper; figures: 1 where what was read are figures, else 0, for what comes about by chance are
    mostly words; likeness: 0 to 1, of the two texts' letters, for a slip of OCR resembles what it misread; borne_out: 1
    where on both sides a second look read the same; readable: 0 to 1, share of the words around that were read on the
    side where fewer were; read_alike: natural logarithm of the number of copies that read the larger side's text, at
    most of sides.MOST_READERS; heard: `Heard.margin`, None where no second opinion was asked."""

    ink: float
    text: float
    unlike: float
    outlying: float
    extra: float
    repeated: float
    carriers: float
    confidence: float
    is_unread: bool
    is_blank: bool
    figures: float
    likeness: float
    borne_out: float
    readable: float
    read_alike: float
    heard: float | None = None

    @property
    def regime(self) -> str:
        """Which weights count: `blank` where one side is paper, else `read` or `unread`, where one side could not be;
        these are `_heard` with a second opinion."""
        if self.is_blank:
            return "blank"
        return ("unread" if self.is_unread else "read") + ("" if self.heard is None else "_heard")

    @property
    def heard_in_ink(self) -> float:
        """1 where the second opinion could not be surer that each side shows its own reading, and the ink does not say
        that they are alike; else 0."""
        return float(self.heard is not None and self.heard >= SURELY_NOT and self.ink > NOT_ALIKE)

    @property
    def plain_sum(self) -> float:
        """What the likelihood ratios add up to, unweighed."""
        return self.ink + self.text + self.repeated


def strength_of(measures: Measures) -> float:
    """log10 likelihood ratio that both sides say something else, BY_CHANCE added."""
    weights = WEIGHTS[measures.regime]
    weighed: list[float] = [weights[name] * getattr(measures, name) for name in WEIGHED[measures.regime]]
    return BY_CHANCE + weights["constant"] + sum(weighed)
