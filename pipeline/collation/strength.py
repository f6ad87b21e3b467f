"""How surely the two sides of a place say something else: measures of it, weighed as fitted on generated families.

No measure decides alone. Ink that could not be read on one side may be a blur, and is a change where it is much unliker
than the words around; a text that was read with doubt may be misread, and is none where two copies have the same.
The weights are those of a logistic regression (`benchmarks/fit_strength.py`), in `strength.json`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files

# log10: as sure as chance; assessment.weigh takes it off again as LOOK_ELSEWHERE. Half of all suspect words in the fit
# differ truly, and half of those of this strength.
BY_CHANCE = 1.0
WEIGHTS: Mapping[str, float] = json.loads(
    files("pipeline.collation").joinpath("strength.json").read_text(encoding="utf-8")
)["weights"]
STRENGTH_VERSION = hashlib.sha256(json.dumps(WEIGHTS, sort_keys=True).encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured between the two sides of a place.

    ink, text: log10 likelihood ratios that they differ, by ink against the scatter of the words around, and by what was
    read; unlike: 0 to 2, how much unliker their inks are than those of the words around; normal: 0 to 2, how unlike
    these are between the same copies; outlying: natural logarithm of how many times further off than one word in ten of
    these copies; repeated: log10, how well the copies of the smaller side agree with each other;
    carriers: natural logarithm of their number; confidence: 0 to 1, in the less surely read side; unread: 1 where a
    side could not be read (its confidence counts as 1), else 0; figures: 1 where both sides read figures, which are
    changed oftener than words and misread as seldom; likeness: 0 to 1, of the two texts' letters, for a slip of OCR
    resembles what it misread; borne_out: 1 where on both sides a second look read the same."""

    ink: float
    text: float
    unlike: float
    normal: float
    outlying: float
    repeated: float
    carriers: float
    confidence: float
    unread: float
    figures: float
    likeness: float
    borne_out: float

    @property
    def plain_sum(self) -> float:
        """What the likelihood ratios add up to, unweighed."""
        return self.ink + self.text + self.repeated


def strength_of(measures: Measures) -> float:
    """log10 likelihood ratio that both sides say something else, BY_CHANCE added."""
    weighed: list[float] = [WEIGHTS[name] * value for name, value in asdict(measures).items()]
    return BY_CHANCE + WEIGHTS["constant"] + sum(weighed)
