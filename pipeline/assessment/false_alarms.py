"""How often a place is as strong where nothing was changed: measured on generated pages, whose truth is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from scipy.stats import binomtest

TEXT = files("pipeline.assessment").joinpath("false_alarms.json").read_text(encoding="utf-8")
# pages: how many were looked at; strongest: by kind of difference, the strength of the strongest false place of each
# page that has one. Written by `benchmarks/measure_false_alarms.py`
MEASURED = json.loads(TEXT)
FALSE_ALARMS_VERSION = hashlib.sha256(TEXT.encode()).hexdigest()[:6]


class FalseAlarms(NamedTuple):
    """n of so many pages, several copies each, had a false place; low, high: the 95 % interval of their share (Clopper
    and Pearson 1934). Pages are counted, not copies: what is false in one copy of a page is mostly so in others."""

    n: int
    of: int
    low: float
    high: float

    @property
    def sentence(self) -> str:
        """What a reviewer reads."""
        return (
            f"Of {self.of} generated pages {self.n} had such a place as strong or stronger where nothing was changed "
            f"(95 % interval {100 * self.low:.1f} to {100 * self.high:.1f} %)."
        )


def false_alarms(detector: str, strength: float) -> FalseAlarms:
    """Of places of one kind of difference (pieces.DIFFERENCES), of this strength (log10) or a greater one."""
    strongest: Sequence[float] = MEASURED["strongest"][detector]
    n, of = sum(other >= strength for other in strongest), int(MEASURED["pages"])
    interval = binomtest(n, of).proportion_ci(0.95, method="exact")
    return FalseAlarms(n, of, float(interval.low), float(interval.high))
