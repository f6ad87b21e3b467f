"""How surely two copies say something else at a slot: log10 likelihood ratios by what was read and by ink."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.pairs import Compared
from pipeline.collation.slots import READABLE, Said
from pipeline.imaging.words import confusable, is_number, joined_alike, plain, same_text

ILLEGIBLE = 0.75  # normal unlikeness of a pair from which its ink says nothing
INK_EVEN = 2.4  # spreads at which ink says neither (words that read the same exceed it once in fifty)
INK_RATE = 0.42  # log10 for each spread beyond
INK_BOUNDS = (-0.9, 2.4)
TENTH = 90  # percentile
LEAST = 0.02  # unlikeness: less is nothing
RARITY_EVEN = 0.9  # log10: one word in eight is as odd, and that says neither
RARITY_RATE = 1.6
CHANGED = (0.12, 0.32)  # unlikeness: between sharp copies everything is many spreads away; a changed word is unliker
# Times further off than one word in ten: one digit of a long number changes little, and more than all else there.
FAR_OFF = (math.log(3), math.log(8))
SURE = 85.0

Float = npt.NDArray[np.float64]


def text_ratio(a: Said, b: Said) -> float:
    """log10 likelihood ratio that two copies say something else, from what was read."""
    if a.text is None or b.text is None:
        return 0.0
    worse = min(a.confidence, b.confidence)
    if not a.text and not b.text:
        return -0.5
    if not a.text or not b.text:
        return 0.9 if worse >= SURE else 0.4 if worse >= READABLE else 0.0
    if same_text(a.text, b.text):
        return -2.2 if worse >= SURE else -1.4 if worse >= READABLE else -0.6
    if _within(a.text, b.text):
        return 0.0
    if worse < READABLE:
        return 0.0
    if confusable(a.text, b.text) or joined_alike(a.text, b.text):
        return -0.3
    return 1.1 if worse >= SURE else 0.4


def ink_ratio(spreads: float, normal: float, unlike: float, rarity: float, outlying: float) -> float:
    """log10 likelihood ratio that the ink differs; 0 where the pair is not legible. rarity: log10 of how seldom a word
    of this pair is as far from its neighbours: what is common in a pair is no sign of a change; outlying: as in
    `Measures`."""
    if not np.isfinite(spreads) or normal >= ILLEGIBLE:
        return 0.0
    ratio = float(np.clip(INK_RATE * (spreads - INK_EVEN), *INK_BOUNDS))
    if ratio > 0:
        ratio = min(ratio, max(0.0, RARITY_RATE * (rarity - RARITY_EVEN)))
        ratio *= max(_within_range(unlike, CHANGED), _within_range(outlying, FAR_OFF))
    return float(ratio * (1 - normal / ILLEGIBLE) ** 0.5)


def _within_range(value: float, bounds: tuple[float, float]) -> float:
    """0 up to the lower bound, 1 from the upper one."""
    return float(np.clip((value - bounds[0]) / (bounds[1] - bounds[0]), 0, 1))


def among_words(compared: Compared) -> Compared:
    """The same, with what is usual among all words of each pair. rarity: see below; tenth: (copies, references), by how
    much one word in ten is unliker than the words around it."""
    beyond = compared.unlike - compared.normal
    known = np.isfinite(beyond).any(2)
    tenth = np.full(known.shape, np.nan)
    tenth[known] = np.nanpercentile(beyond[known], TENTH, axis=1)
    return replace(compared, rarity=rarity(compared.spreads), tenth=tenth)


def rarity(spreads: Float) -> Float:
    """Same shape: -log10 of the share of a pair's words that are at least as many spreads away."""
    out = np.zeros_like(spreads)
    for c in range(spreads.shape[0]):
        for r in range(spreads.shape[1]):
            known = np.flatnonzero(np.isfinite(spreads[c, r]))
            if len(known):
                order = np.argsort(np.argsort(-spreads[c, r, known], kind="stable"), kind="stable")
                out[c, r, known] = -np.log10((order + 1) / (len(known) + 1))
    return out


class Pairs(NamedTuple):
    """(copies, copies) each: log10 likelihood ratio by ink, how much unliker than the words around, natural logarithm
    of how many times further off than one word in ten, how unlike the words around are, and natural logarithm of how
    much darker the first is than the second, against the words around; NaN where a pair was not compared."""

    ink: Float
    unlike: Float
    outlying: Float
    normal: Float
    amount: Float


def between_pairs(compared: Compared, number: int) -> Pairs:
    """What the ink of each pair of copies says at a slot."""
    n = compared.unlike.shape[0]
    pairs = Pairs(*np.full((len(Pairs._fields), n, n), np.nan))
    for column, r in enumerate(compared.references):
        for c in range(n):
            if c != r and np.isfinite(compared.unlike[c, column, number]):
                found = _between_two(compared, (c, column, number))
                for measure, value in zip(pairs, found, strict=True):
                    measure[c, r] = measure[r, c] = value
                pairs.amount[r, c] = -pairs.amount[c, r]
    return pairs


def _between_two(compared: Compared, at: tuple[int, int, int]) -> tuple[float, ...]:
    """The measures of `Pairs`. at: copy, column of the reference, word."""
    spreads, normal, unlike = (float(m[at]) for m in (compared.spreads, compared.normal, compared.unlike))
    amount = float(compared.amount[at[0], at[2]] - compared.amount[compared.references[at[1]], at[2]])
    if not np.isfinite(normal):
        return 0.0, 0.0, np.nan, np.nan, amount
    outlying = math.log(max(unlike - normal, LEAST) / max(float(compared.tenth[at[:2]]), LEAST))
    ratio = ink_ratio(spreads, normal, unlike, float(compared.rarity[at]), outlying)
    return ratio, max(0.0, unlike - normal), outlying, normal, amount


def _within(a: str, b: str) -> bool:
    """Is one a piece of the other? Then the boxes were cut otherwise."""
    left, right = sorted((plain(a).replace(" ", ""), plain(b).replace(" ", "")), key=len)
    return len(left) >= 3 and left in right and not is_number(left) and not is_number(right)
