"""The waterfall of a score: from the prior, piece by piece, to the posterior."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.case import ScorePart
from pipeline.report.wording import PARTS, factor, percent, posterior, words


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. left, width: of the drawing, in percent; middle: where log-odds are 0; p: after this piece; without: the
    posterior if this piece were not there."""

    name: str
    sentence: str
    place_no: int | None
    log_odds: float
    factor: str
    left: float
    width: float
    middle: float
    p: str
    without: str | None

    @property
    def is_for(self) -> bool:
        """Does it speak for a change?"""
        return self.log_odds > 0


def waterfall(parts: Sequence[ScorePart]) -> list[Bar]:
    """Bars in the order given, the prior first; their sum is logit of the posterior (natural logarithm). Where copies
    differ the posterior is a product, so that a piece does not count for the same whatever the others are."""
    ends, running = [], 0.0
    for part in parts:
        ends.append((running, running + part.log_odds))
        running += part.log_odds
    low = min([0.0, *(min(pair) for pair in ends)])
    high = max([0.0, *(max(pair) for pair in ends)])
    span = max(high - low, 1e-9)
    middle = 100 * -low / span
    bars = []
    for part, (start, end) in zip(parts, ends, strict=True):
        is_prior = part.part == "prior"
        rest = [other for other in parts if other is not part]
        odds = math.exp(part.log_odds)
        bars.append(
            Bar(
                PARTS.get(part.part, words(part.part)),
                part.sentence,
                part.place_no,
                part.log_odds,
                f"odds 1 : {1 / odds:,.0f}" if is_prior and odds < 1 else factor(part.log_odds),
                100 * (min(start, end) - low) / span,
                100 * abs(end - start) / span,
                middle,
                percent(posterior(end)),
                None if part.about in ("prior", "limit", "which_side") else percent(_posterior(rest)),
            )
        )
    return bars


def _posterior(parts: Sequence[ScorePart]) -> float:
    """Of pieces without what makes their sum the product: somebody changed the content, and it was this side."""
    side = sum(part.log_odds for part in parts if part.about == "side")
    content = sum(part.log_odds for part in parts if part.about not in ("side", "which_side"))
    differs = any(part.about == "which_side" for part in parts)
    return posterior(content) * (posterior(side) if differs else 1.0)
