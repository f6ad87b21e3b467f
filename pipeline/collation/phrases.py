"""Words retyped as words of other length: RESTRICTED where INTERNAL USE stood.

A slot is the box of one word of one copy. Where the other side's words have other boxes each slot shows a piece of the
change; the place is the span in which both sides have whole words, and its readings are these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.readings import ABOUT_AS_SURE, Place, carried_by, differ, larger_first, sided_alike
from pipeline.collation.slots import READABLE
from pipeline.imaging.words import plain

COVERED = 0.5  # share of the narrower of word and span, from which a word belongs to the span; of heights likewise
STICKS_OUT = 0.6  # text heights beyond the slot from which a word covers more than the slot
ROUNDS = 3  # a span may grow by a word of either side each time
MOST_WORDS = 5  # of one side; more are a line that OCR ran together

Span = tuple[float, float, float, float]


def whole_phrases(places: Sequence[Place], table: Table) -> list[Place]:
    """Places with two texts, or one that could not be read, as whole words of both sides. A place where no word sticks
    out stays as it is; so does one where a side has paper. Pieces of one phrase become one place."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: -p.strength):
        grown = place if "" in place.texts else _grown(place, table)
        if any(_is_repeat(grown, other) for other in kept):
            continue
        whole = next((other for other in kept if _is_piece(grown, other)), grown)
        parts = [grown, whole, *(other for other in kept if _is_piece(other, grown))]
        slots = tuple(sorted({slot for part in parts for slot in part.slots}))
        kept = [other for other in kept if other not in parts]
        carried = carried_by([alike for part in parts if (alike := sided_alike(whole, part)) is not None])
        strength = max(part.strength for part in parts)
        kept.append(larger_first(replace(whole, slots=slots, strength=strength, carried=carried)))
    return kept


def _is_piece(place: Place, whole: Place) -> bool:
    """Does a place lie within one with two texts, between the same copies?"""
    if "" in whole.texts:
        return False
    inside = whole.box[0] <= place.box[0] and place.box[2] <= whole.box[2]
    return inside and _lies_in(np.array(place.box), whole.box) and sided_alike(whole, place) is not None


def _is_repeat(place: Place, whole: Place) -> bool:
    """Does a place say of the same span what a far surer one says, or some of its words, but for copies that are on the
    other side here? These were misread."""
    if not all(place.texts) or not all(whole.texts) or not _lies_in(np.array(place.box), whole.box):
        return False
    texts, others = ([plain(text or "").split() for text in of.texts] for of in (place, whole))
    is_known = place.carried.keys() <= whole.carried.keys() and place.strength < whole.strength - ABOUT_AS_SURE
    for turned, side in ((others, 0), (others[::-1], 3)):
        says = all(a and set(a) <= set(b) for a, b in zip(texts, turned, strict=True))
        agree = sum(whole.carried.get(copy) == (abs(side - n)) for copy, n in place.carried.items())
        if says and is_known and 2 * agree > len(place.carried) > agree:
            return True
    return False


def _grown(place: Place, table: Table) -> Place:
    sides = [[table.copies[copy] for copy, n in place.carried.items() if n == side] for side in (1, 2)]
    span = place.box
    for _ in range(ROUNDS):
        words = [box for copies in sides for _, box in _best(copies, span)]
        out = STICKS_OUT * table.text_height
        wider = (min([span[0], *(b[0] for b in words if b[0] < span[0] - out)]), span[1],
                 max([span[2], *(b[2] for b in words if b[2] > span[2] + out)]), span[3])  # fmt: skip
        if wider == span:
            break
        span = wider
    if span == place.box:
        return place
    texts = [" ".join(text for text, _ in _best(copies, span)) for copies in sides]
    if not all(texts) or max(len(text.split()) for text in texts) > MOST_WORDS or not differ(*texts):
        return place
    before, now = ([plain(text or "").split() for text in said] for said in (place.texts, texts))
    if now != before and _without_common(now) == before:
        return place  # only words that both sides have were won: the box of one of them ran into the next
    return replace(place, box=span, texts=tuple(texts))


def _without_common(words: Sequence[list[str]]) -> list[list[str]]:
    """The words of both sides without those that both begin and end with."""
    words = list(words)
    for at in (0, -1):
        while all(words) and words[0][at] == words[1][at]:
            words = [side[1:] if at == 0 else side[:-1] for side in words]
    return words


def _best(copies: Sequence[LaidCopy], span: Span) -> list[tuple[str, npt.NDArray[np.float64]]]:
    """Texts and boxes of the words that lie in a span, left to right, of the copy on which most was surely read there;
    of none that has a word there which was not."""
    found: tuple[float, list[tuple[str, npt.NDArray[np.float64]]]] = (0.0, [])
    for copy in copies:
        on = sorted(
            (i for i in range(len(copy.boxes)) if _lies_in(copy.boxes[i], span)), key=lambda i: copy.boxes[i][0]
        )
        words = [copy.words[i] for i in on]
        read = sum(word.confidence * len(word.text) for word in words)
        if read > found[0] and min(word.confidence for word in words) > READABLE:
            found = (read, [(word.text, copy.boxes[i]) for word, i in zip(words, on, strict=True)])
    return found[1]


def _lies_in(box: npt.NDArray[np.float64], span: Span) -> bool:
    width, height = (min(box[i + 2], span[i + 2]) - max(box[i], span[i]) for i in (0, 1))
    narrower, lower = (min(box[i + 2] - box[i], span[i + 2] - span[i]) for i in (0, 1))
    return bool(width > COVERED * narrower and height > COVERED * lower)
