"""What a recogniser was heard to say of one word of several copies, and how well each reading explains their ink."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.slots import READABLE, Said
from pipeline.collation.strength import SURELY_NOT
from pipeline.imaging.ctc import best_text, scored, something_else
from pipeline.imaging.words import confusable, plain, same_text
from pipeline.records import Recognition

SURELY_OTHER = 8.0  # the same, from which what was read with the page is taken for a slip
TEMPER = 2.0  # columns of one character are not independent: their probabilities count with this root
MOST_READINGS = 6  # of one word; more are misreadings
EVEN, BOUND = 0.02, 1.0  # what "something else" is worth for either side; log10, of one pair of copies

Float = npt.NDArray[np.float64]


class Heard(NamedTuple):
    """The second opinions on one word: copy to what was recognised there. firm: those copies on which most of what is
    heard around is what other copies say: they lie where they should."""

    by_copy: Mapping[int, Recognition]
    firm: frozenset[int] = frozenset()

    def without(self, copies: Collection[int]) -> Heard:
        """The same without some copies, which are not believed there."""
        return Heard({copy: found for copy, found in self.by_copy.items() if copy not in copies}, self.firm)

    def pairs(self, said: Sequence[Said]) -> Float:
        """(copies, copies): log10 likelihood ratio that two copies say something else, by how well each of the readings
        that any copy surely has explains either's ink; 0 where nobody was asked or there is but one reading."""
        ratios = np.zeros((len(said), len(said)))
        texts = self._candidates(said)
        if len(texts) < 2:
            return ratios
        given = {copy: _shares(recognition, texts) for copy, recognition in self.by_copy.items()}
        for a, of_a in given.items():
            for b, of_b in given.items():
                if a < b:
                    ratios[a, b] = ratios[b, a] = _ratio(of_a, of_b)
        return ratios

    def free_text(self, side: Sequence[int]) -> tuple[str, float]:
        """What was read most surely on some of the copies, and its probability."""
        read = [best_text(self.by_copy[copy]) for copy in side if copy in self.by_copy]
        return max((r for r in read if plain(r[0])), key=lambda r: (r[1], r[0]), default=("", 0.0))

    def corrected(self, side: Sequence[int], text: str) -> str:
        """What a side reads: its text, or what was surely heard on its copies instead, where that explains the ink of
        most of them far better."""
        there = [r for c in side if (r := self.by_copy.get(c)) is not None and np.isfinite(scored(r, text))]
        best, gain = text, SURELY_OTHER
        said = {t for t, p in map(best_text, there) if plain(t) and 100 * p >= READABLE}
        for other in sorted(t for t in said if t.count(" ") == text.count(" ")):  # else with a neighbour's letters
            found = float(np.median([scored(r, other) - scored(r, text) for r in there]))
            if found > gain:
                best, gain = other, found
        return best

    def margin(self, sides: Sequence[Sequence[int]], texts: Sequence[str]) -> float | None:
        """By how much (natural logarithm, at most SURELY_NOT) the reading of a side explains its copies' ink better
        than the other side's does, of the side where it is less; of a side's copies the middle one. None where a side
        has no copy that was asked and could show its reading."""
        margins = []
        for side, own, other in zip(sides, texts, reversed(texts), strict=True):
            scores = [(scored(r, own), scored(r, other)) for c in side if (r := self.by_copy.get(c)) is not None]
            of_side = [min(a - b, SURELY_NOT) for a, b in scores if np.isfinite(a)]
            if not of_side:
                return None
            margins.append(float(np.median(of_side)))
        return max(min(margins), -SURELY_NOT)

    def _candidates(self, said: Sequence[Said]) -> list[str]:
        """The readings that say something else, those of most copies first."""
        votes = Counter(s.text for s in said if s.text and s.confidence >= READABLE and plain(s.text))
        read = [best_text(recognition) for recognition in self.by_copy.values()]
        votes.update(text for text, probability in read if plain(text) and 100 * probability >= READABLE)
        found: list[str] = []
        for text in sorted(votes, key=lambda t: (-votes[t], t)):
            if not any(same_text(text, other) or confusable(text, other) for other in found):
                found.append(text)
        return found[:MOST_READINGS]


def _shares(recognition: Recognition, texts: Sequence[str]) -> Float:
    """(texts + 1,): the probability of each text, and of something else."""
    scores = np.array([*(scored(recognition, text) for text in texts), something_else(recognition)]) / TEMPER
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def _ratio(a: Float, b: Float) -> float:
    """log10 likelihood ratio that two copies carry different ones of some texts; see `_shares`."""
    same = float(a[:-1] @ b[:-1])
    other = 1 - (1 - float(a[-1])) * (1 - float(b[-1]))
    differ = max(0.0, 1 - same - other) / max(1, len(a) - 2)
    return float(np.clip(math.log10((differ + EVEN) / (same + EVEN)), -BOUND, BOUND))
