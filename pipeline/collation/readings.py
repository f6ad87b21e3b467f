"""From what each copy shows in a slot to readings: who sides with whom, and how sure it is.

Each pair of copies gets a log10 likelihood ratio that they differ there, from ink and from what was read; the copies
are then split in two so that those who differ stand apart and those who agree together. A copy that does not show
the word legibly speaks for neither side.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.agreement import agreements, doubt_blanks, lies_right, within_sheet
from pipeline.collation.pairs import Compared
from pipeline.collation.slots import Said, Slot
from pipeline.imaging.words import confusable, is_number, plain, same_text

ILLEGIBLE = 0.75  # normal unlikeness of a pair from which its ink says nothing
INK_EVEN = 2.4  # spreads at which ink says neither (words that read the same exceed it once in fifty)
INK_RATE = 0.42  # log10 for each spread beyond
INK_BOUNDS = (-0.9, 2.4)
RARITY_EVEN = 0.9  # log10: one word in eight is as odd, and that says neither
RARITY_RATE = 1.6
READABLE = 55.0  # tesseract's confidence from which a text is a reading
SURE = 85.0
UNREAD = 1.2  # log10: ink that differs where one side could not be read is a smear or blur sooner than a change
FEW_LINES = 5  # lines on which a forger changes something; a paragraph typed anew has as many
CROWD_RATE = 2.0  # log10 of strength for each tenfold more lines
SUSPECT = 0.4  # log10 between some pair from which a slot is looked at
ABSTAIN = 0.25  # log10: a copy nearer to both sides than this speaks for neither
LETTERS = 0.6  # share of letters and figures in what is text
POINTS = ".,"  # between figures they change what these say
SIGNS = re.compile(rf"[^\w{POINTS}]")

Float = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A place with two readings. texts: by reading_no - 1, '' is paper, None not legible; carried: copy index to
    reading_no, the larger side first. ink, text, odd: what strength is made of."""

    box: tuple[float, float, float, float]
    line_no: int
    texts: tuple[str | None, ...]
    carried: Mapping[int, int]
    strength: float
    kind: str | None = None
    slots: tuple[int, ...] = ()
    ink: float = 0.0
    text: float = 0.0

    @property
    def smaller(self) -> frozenset[int]:
        """The copies that carry the reading of fewer."""
        return frozenset(copy for copy, number in self.carried.items() if number == 2)


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
    if confusable(a.text, b.text):
        return -0.3
    return 1.1 if worse >= SURE else 0.4


def ink_ratio(spreads: float, normal: float, unlike: float, rarity: float) -> float:
    """log10 likelihood ratio that the ink differs; 0 where the pair is not legible. rarity: log10 of how seldom a word
    of this pair is as far from its neighbours: what is common in a pair is no sign of a change."""
    if not np.isfinite(spreads) or normal >= ILLEGIBLE:
        return 0.0
    ratio = float(np.clip(INK_RATE * (spreads - INK_EVEN), *INK_BOUNDS))
    if ratio > 0:
        ratio = min(ratio, max(0.0, RARITY_RATE * (rarity - RARITY_EVEN)))
        ratio *= float(np.clip((unlike - 0.12) / 0.2, 0, 1))  # between sharp copies everything is many spreads away
    return float(ratio * (1 - normal / ILLEGIBLE) ** 0.5)


class Suspect(NamedTuple):
    """A slot whose copies may fall into two readings, before it is known whether these can be read."""

    slot: int
    strength: float
    sides: tuple[tuple[int, ...], tuple[int, ...]]


def find_suspects(
    slots: Sequence[Slot], said: Sequence[Sequence[Said]], compared: Compared, shown: npt.NDArray[np.bool_]
) -> list[Suspect]:
    """Slots that deserve a second look."""
    said, shown = _trusted(slots, said, compared, shown)
    compared = replace(compared, rarity=rarity(compared.spreads))
    found = []
    for number, slot in enumerate(slots):
        here = [s[number] for s in said]
        place = read_slot(slot, here, _pair_ink(compared, number), shown[:, number], unread=0.0)
        if place is not None:
            sides = [tuple(c for c, no in place.carried.items() if no == side) for side in (1, 2)]
            found.append(Suspect(number, place.strength, (sides[0], sides[1])))
    return found


def find_places(
    slots: Sequence[Slot], said: Sequence[Sequence[Said]], compared: Compared, shown: npt.NDArray[np.bool_]
) -> list[Place]:
    """Slots whose copies fall into two readings that say something else. Where neither side can be read, or both are
    read the same, nobody could say what differs: no place."""
    said, shown = _trusted(slots, said, compared, shown)
    compared = replace(compared, rarity=rarity(compared.spreads))
    places = []
    for number, slot in enumerate(slots):
        place = read_slot(slot, [s[number] for s in said], _pair_ink(compared, number), shown[:, number])
        if place is not None and _differ(place.texts[0] or "", place.texts[1] or ""):
            places.append(replace(place, slots=(number,)))
    return discount_crowds(places)


def _differ(a: str, b: str) -> bool:
    """Do two readings say something else? Not where only signs beside the letters were read otherwise (32700€ as
    327 00 =), nor where a scrawl was read as signs against paper."""
    if SIGNS.sub("", plain(a)).strip(POINTS) == SIGNS.sub("", plain(b)).strip(POINTS):
        return False
    text = plain(a) + plain(b)
    return bool(plain(a) and plain(b)) or sum(c.isalnum() for c in text) >= LETTERS * len(text.replace(" ", ""))


def _trusted(
    slots: Sequence[Slot], said: Sequence[Sequence[Said]], compared: Compared, shown: npt.NDArray[np.bool_]
) -> tuple[Sequence[Sequence[Said]], npt.NDArray[np.bool_]]:
    """What each copy says and shows, as far as it lies where it should."""
    agrees, differs = agreements(said, compared)
    shown = shown & (within_sheet(slots, agrees, shown) | has_text(said))
    return doubt_blanks(said, lies_right(slots, agrees, differs)), shown


def discount_crowds(places: Sequence[Place]) -> list[Place]:
    """Places at which the same copies differ from the rest on line after line are a copy laid askew, or another
    edition, sooner than changes: their strength falls with the number of lines."""
    lines: dict[frozenset[int], set[int]] = defaultdict(set)
    for place in places:
        lines[place.smaller].add(place.line_no)
    found = []
    for place in places:
        strength = place.strength - CROWD_RATE * max(0.0, math.log10(len(lines[place.smaller]) / FEW_LINES))
        if strength > 0:
            found.append(replace(place, strength=strength))
    return found


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


def has_text(said: Sequence[Sequence[Said]]) -> npt.NDArray[np.bool_]:
    """(copies, slots): was something read there with some confidence?"""
    return np.array([[bool(s.text) and s.confidence >= READABLE for s in row] for row in said], bool)


def _pair_ink(compared: Compared, number: int) -> Float:
    """(copies, copies) log10 ratios by ink; NaN where a pair was not compared."""
    n = compared.unlike.shape[0]
    ink = np.full((n, n), np.nan)
    for column, r in enumerate(compared.references):
        for c in range(n):
            if c != r and np.isfinite(compared.unlike[c, column, number]):
                at = (c, column, number)
                spreads, normal = float(compared.spreads[at]), float(compared.normal[at])
                ratio = ink_ratio(spreads, normal, float(compared.unlike[at]), float(compared.rarity[at]))
                ink[c, r] = ink[r, c] = ratio
    return ink


def read_slot(
    slot: Slot, said: Sequence[Said], ink: Float, shown: npt.NDArray[np.bool_], unread: float = UNREAD
) -> Place | None:
    """Two readings at a slot, or None where nothing legible contradicts. ink: (copies, copies) log10 ratios; unread:
    what is taken off when a side could not be read."""
    who = [i for i in np.flatnonzero(shown).tolist() if np.isfinite(ink[i]).any()]
    if len(who) < 2:
        return None
    text = np.array([[0.0 if i == j else text_ratio(said[i], said[j]) for j in who] for i in who])
    known = np.nan_to_num(ink[np.ix_(who, who)])
    both = known + text
    np.fill_diagonal(both, 0)
    if both.max() < SUSPECT:
        return None
    split = _split(both)
    if split is None:
        return None
    larger, smaller = split
    ink_part, text_part = _between(known, smaller, larger), _between(text, smaller, larger)
    strength = _between(both, smaller, larger) + _repeated(both, smaller)
    carried = {who[i]: 1 for i in larger} | {who[i]: 2 for i in smaller}
    texts = tuple(best_text([said[who[i]] for i in side]) for side in (larger, smaller))
    if None in texts:
        strength -= unread
    if strength <= 0:
        return None
    return Place(slot.box, slot.line_no, texts, carried, float(strength), ink=ink_part, text=text_part)


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


def _within(a: str, b: str) -> bool:
    """Is one a piece of the other? Then the boxes were cut otherwise."""
    left, right = sorted((plain(a).replace(" ", ""), plain(b).replace(" ", "")), key=len)
    return len(left) >= 3 and left in right and not is_number(left) and not is_number(right)
