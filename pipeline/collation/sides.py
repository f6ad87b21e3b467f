"""The copies at a slot in two sides that say something else, by ink and by what was read.

Each pair of copies gets a log10 likelihood ratio that they differ there; the copies are then split in two so that those
who differ stand apart and those who agree together. A copy that does not show the word legibly speaks for neither side.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.collation.heard import Heard
from pipeline.collation.ratios import Pairs, text_ratio
from pipeline.collation.slots import Said
from pipeline.collation.strength import Measures, strength_of
from pipeline.imaging.words import plain, same_text

SUSPECT = 0.2  # log10 between some pair from which a slot is looked at
MOSTLY = 0.7  # share of figures in what counts as one
MOST_CARRIERS = 2  # more of the smaller side were hardly seen in the fit of strengths: they count as two
BARELY = 0.7  # share of the words around from which a copy that was not read at them is hardly legible
MOST_EXTRA = math.log(3)  # what is three times as dark as letters is a blot, however dark
MOST_READERS = 3  # more copies that read the same hardly make it surer
GUESSED = 30.0  # confidence under which letters are guessed, a pen's strokes on a word among them
ABSTAIN = 0.25  # log10: a copy nearer to both sides than this speaks for neither

Float = npt.NDArray[np.float64]


class Parted(NamedTuple):
    """The copies at a slot in two, the larger side first; texts: of both, None where it could not be read."""

    larger: tuple[int, ...]
    smaller: tuple[int, ...]
    texts: tuple[str | None, str | None]
    measures: Measures

    @property
    def strength(self) -> float:
        """log10 likelihood ratio that the sides differ."""
        return strength_of(self.measures)


def part(
    said: Sequence[Said],
    pairs: Pairs,
    shown: npt.NDArray[np.bool_],
    unread: Float,
    heard: Heard | None = None,
    blank: Sequence[bool] | None = None,
) -> Parted | None:
    """The copies that show a slot in two, or None where nothing legible contradicts. said, shown: by copy; unread: by
    copy, the share of the words around that it was not read at; heard: the second opinion, where one was asked; blank:
    by copy, has it nothing but paper there, whether that is believed or not; None: as said."""
    who = [i for i in np.flatnonzero(shown).tolist() if np.isfinite(pairs.ink[i]).any()]
    if len(who) < 2:
        return None
    text = np.array([[0.0 if i == j else text_ratio(said[i], said[j]) for j in who] for i in who])
    ink = np.nan_to_num(pairs.ink[np.ix_(who, who)])
    paper = np.array([said[i].text == "" if blank is None else blank[i] for i in who], bool)
    ink[np.ix_(paper, paper)] = np.minimum(ink[np.ix_(paper, paper)], 0)  # the grain of two blank papers is never alike
    both = ink + text
    if heard is not None:
        both += heard.pairs(said)[np.ix_(who, who)]
    np.fill_diagonal(both, 0)
    if both.max() < SUSPECT:
        return None
    split = _split(both)
    if split is None:
        return None
    larger, smaller = split
    sides = [[who[i] for i in side] for side in split]
    read = [_read_on([said[i] for i in side]) for side in sides]
    across = np.ix_(sides[1], sides[0])
    texts = (read[0].text or "", read[1].text or "")
    written = [text for text in texts if text]
    is_unread = None in (reading.text for reading in read)
    opinion = _opinion(heard, sides, read)
    # a side that could not be read is blurred in all its pairs, and the least blurred of them is no clear one
    unlike, outlying = pairs.unlike[across], pairs.outlying[across]
    if not is_unread:
        unlike, outlying = (_of_clearest(measure, pairs.normal[across]) for measure in (unlike, outlying))
    # a copy of which nothing around could be read either is no witness that something could not be read here
    n_carriers = sum(unread[i] < BARELY for i in sides[1]) if is_unread else len(sides[1])
    measures = Measures(
        ink=_between(ink, smaller, larger),
        text=_between(text, smaller, larger),
        unlike=_median(unlike, 0.0),
        outlying=_median(outlying, 0.0),
        extra=_extra(pairs.amount[across], read),
        repeated=_repeated(both, smaller),
        carriers=math.log(min(max(n_carriers, 1), MOST_CARRIERS)),
        confidence=opinion.confidence if is_unread else min(reading.confidence for reading in read) / 100,
        is_unread=is_unread,
        is_blank="" in [reading.text for reading in read],
        figures=float(bool(written) and all(_is_figure(text) for text in written)),
        likeness=Levenshtein.normalized_similarity(*map(plain, opinion.texts)) if all(opinion.texts) else 0.0,
        borne_out=float(all(reading.is_borne_out for reading in read)),
        readable=1 - max(_unread_around(said, unread, *of) for of in zip(sides, read, strict=True)),
        read_alike=math.log(min(max(_readers(said, sides[0], read[0]), 1), MOST_READERS)),
        heard=opinion.margin,
    )
    return Parted(tuple(sides[0]), tuple(sides[1]), (read[0].text, read[1].text), measures)


class _Opinion(NamedTuple):
    """The second opinion on both sides: what they say with it, how surely (0 to 1) the less surely read one does, and
    `Heard.margin`, None where it was not asked."""

    texts: tuple[str, str]
    confidence: float
    margin: float | None


def _opinion(heard: Heard | None, sides: Sequence[Sequence[int]], read: Sequence[Said]) -> _Opinion:
    """A side that could not be read has the likeliest free reading of its copies, however unsure."""
    texts, confidence = [reading.text or "" for reading in read], 1.0
    if heard is None:
        return _Opinion((texts[0], texts[1]), confidence, None)
    for number, (side, reading) in enumerate(zip(sides, read, strict=True)):
        if reading.text is None:
            texts[number], probability = heard.free_text(side)
            confidence = min(confidence, probability)
    margin = heard.margin(sides, texts) if any(texts) else None
    return _Opinion((texts[0], texts[1]), confidence, margin)


def _is_figure(text: str) -> bool:
    """Figures for the most part: G22) for 8221 is a slip."""
    said = [c for c in text if c.isalnum()]
    return bool(said) and sum(c.isdigit() for c in said) > MOSTLY * len(said)


def _median(values: Float, unknown: float) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else unknown


def _of_clearest(values: Float, normal: Float) -> Float:
    """Those of the third of the pairs whose words are alike elsewhere: a copy laid badly says little. Same shapes."""
    known = np.isfinite(values) & np.isfinite(normal)
    order = np.argsort(normal[known], kind="stable")
    return np.asarray(values[known][order[: max(1, len(order) // 3)]])


def _extra(darker: Float, read: Sequence[Said]) -> float:
    """How much darker the side that could not be read is, as in `Measures`. darker: by how much each copy of the
    smaller side is than each of the larger; read: on the larger and the smaller side."""
    unread = [reading.text is None for reading in read]
    sign = unread[1] - unread[0]
    return float(np.clip(sign * _median(darker, 0.0), 0, MOST_EXTRA))


def _unread_around(said: Sequence[Said], unread: Float, side: Sequence[int], reading: Said) -> float:
    """The share of the words around at which the copy was not read that was read the best of a side, of its copies
    that were read, if any."""
    shares = [float(unread[i]) for i in side if reading.text is None or said[i].text]
    return min(shares, default=0.0)


def _readers(said: Sequence[Said], side: Sequence[int], reading: Said) -> int:
    """How many copies of a side were read to say what it says, paper apart."""
    return sum(bool(reading.text) and same_text(said[i].text or "", reading.text or "") for i in side)


def _read_on(side: Sequence[Said]) -> Said:
    """What the copies of a side were read to say, the confidence of the surest that was read so, and whether one of
    them was borne out. What was but guessed is not told."""
    text = best_text(side)
    if text is None:
        return Said(None, 0.0)
    so = [s for s in side if s.text is not None and plain(s.text) == plain(text)]
    found = Said(text, max(s.confidence for s in so), is_borne_out=any(s.is_borne_out for s in so))
    return Said(None, 0.0) if text and found.confidence < GUESSED and not found.is_borne_out else found


def _split(both: Float) -> tuple[list[int], list[int]] | None:
    """(larger side, smaller side): the split in two that separates most and joins most. Who says neither is in none."""
    n = len(both)
    best: tuple[float, npt.NDArray[np.float64]] | None = None
    rows, columns = np.nonzero(np.triu(both >= SUSPECT))
    order = np.argsort(-both[rows, columns])[:6]
    for i, j in zip(rows[order], columns[order], strict=True):
        side = np.zeros(n)
        side[i], side[j] = 1, -1
        side = np.where(side == 0, np.where(both[:, i] <= both[:, j], 1, -1), side)
        for _ in range(2 * n):
            pull = -(both @ side)  # positive: belongs with the ones marked 1
            wrong = np.flatnonzero(pull * side < -1e-9)
            if not len(wrong):
                break
            side[wrong[np.argmin((pull * side)[wrong])]] *= -1
        if abs(side.sum()) == n:
            continue
        value = -float(side @ both @ side) / 2
        if best is None or value > best[0] + 1e-9:
            best = (value, side)
    if best is None:
        return None
    side = best[1]
    pull = -(both @ side) * side
    sure = pull > ABSTAIN
    first, second = np.flatnonzero((side > 0) & sure).tolist(), np.flatnonzero((side < 0) & sure).tolist()
    if not first or not second:
        return None
    # of equal sides the first copy's comes first, so that the order of arrival does not matter
    larger, smaller = sorted((first, second), key=lambda s: (-len(s), s))
    return larger, smaller


def _between(ratios: Float, smaller: Sequence[int], larger: Sequence[int]) -> float:
    """How surely the sides differ: for each of the smaller side what its more agreeing witnesses say, averaged."""
    part = ratios[np.ix_(list(smaller), list(larger))]
    return float(np.mean([np.quantile(row[row != 0], 0.3) if (row != 0).any() else 0.0 for row in part]))


def _repeated(both: Float, smaller: Sequence[int]) -> float:
    """Copies that agree on the reading, seen apart, add to it; copies that do not even agree take away."""
    inside = [both[i, j] for i in smaller for j in smaller if i < j]
    if not inside:
        return 0.0
    return float(np.clip(-0.3 * np.mean(inside) * min(len(smaller) - 1, 3), -1.0, 0.8))


def best_text(said: Sequence[Said]) -> str | None:
    """The text that most of the carriers read, weighed by confidence; None when none read it."""
    votes: dict[str, float] = defaultdict(float)
    for s in said:
        if s.text is not None:
            votes[s.text.strip()] += s.confidence + 1 if s.text else s.confidence / 2
    if not votes:
        return None
    groups: dict[str, float] = defaultdict(float)
    for text, weight in votes.items():
        name = next((g for g in groups if plain(g) == plain(text)), text)
        groups[name] += weight
    name = max(groups, key=lambda t: (groups[t], t))
    return max((t for t in votes if plain(t) == plain(name)), key=lambda t: (votes[t], t))
