"""What a recogniser was heard to say of one word of several copies, and how well each reading explains their ink."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.slots import READABLE, Said
from pipeline.imaging.ctc import best_text, log_likelihood
from pipeline.imaging.words import plain
from pipeline.records import Recognition

SURELY_NOT = 12.0  # natural logarithm: a reading explains the ink so much worse; more makes it no surer
TEMPER = 2.0  # columns of one character are not independent: their probabilities count with this root
STRANGE = 1.5  # natural logarithm for each character by which something else than all readings is less likely
EVEN, BOUND = 0.02, 1.0  # what "something else" is worth for either side; log10, of one pair of copies

Float = npt.NDArray[np.float64]


class Heard(NamedTuple):
    """The second opinions on one word: copy to what was recognised there. right: copy to the share of its words, of
    those that another copy was surely read at, that the recogniser reads as they are, one of each added."""

    by_copy: Mapping[int, Recognition]
    right: Mapping[int, float]

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

    def margin(self, sides: Sequence[Sequence[int]], texts: Sequence[str]) -> float | None:
        """By how much (natural logarithm, at most SURELY_NOT) the reading of a side explains its copies' ink better
        than the other side's does, of the side where it is less; of a side's copies the middle one. None where a side
        has no copy that was asked."""
        margins = []
        for side, own, other in zip(sides, texts, reversed(texts), strict=True):
            of_side = [
                _scored(self.by_copy[copy], own) - _scored(self.by_copy[copy], other)
                for copy in side
                if copy in self.by_copy
            ]
            if not of_side:
                return None
            margins.append(float(np.median(of_side)))
        return float(np.clip(min(margins), -SURELY_NOT, SURELY_NOT))

    def trust(self, sides: Sequence[Sequence[int]]) -> float:
        """`right` of the best copy of a side, of the side where it is less."""
        return min(max((self.right[copy] for copy in side if copy in self.by_copy), default=0.0) for side in sides)

    def _candidates(self, said: Sequence[Said]) -> list[str]:
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for s in said:
            if s.text and s.confidence >= READABLE and plain(s.text):
                votes[plain(s.text)][s.text] += 1
        for recognition in self.by_copy.values():
            text, probability = best_text(recognition)
            if plain(text) and 100 * probability >= READABLE:
                votes[plain(text)][text] += 1
        return [texts.most_common(1)[0][0] for texts in votes.values()]


def _scored(recognition: Recognition, text: str) -> float:
    """log_likelihood of a text, of what the recogniser knows of it, and with or without its spaces."""
    known = "".join(c for c in text.strip() if c in recognition.alphabet)
    return max(log_likelihood(recognition, t) for t in {known, known.replace(" ", "")})


def _shares(recognition: Recognition, texts: Sequence[str]) -> Float:
    """(texts + 1,): the probability of each text, and of something else, which is as likely as the best free reading
    less STRANGE for each of its characters."""
    free = best_text(recognition)[0]
    strange = log_likelihood(recognition, free) - STRANGE * max(1, len(free))
    scores = np.array([*(_scored(recognition, text) for text in texts), strange]) / TEMPER
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def _ratio(a: Float, b: Float) -> float:
    """log10 likelihood ratio that two copies carry different ones of some texts; see `_shares`."""
    same = float(a[:-1] @ b[:-1])
    other = 1 - (1 - float(a[-1])) * (1 - float(b[-1]))
    differ = max(0.0, 1 - same - other) / max(1, len(a) - 2)
    return float(np.clip(math.log10((differ + EVEN) / (same + EVEN)), -BOUND, BOUND))
