"""A second look at suspect words: each is cut out of the copies that carry it, enlarged and read by itself.

A page read at a glance has a slip in every hundred words, and the slip sits where the ink is worst. Two readings of one
copy that disagree say that it cannot be read there; a word that only the second look could read gets its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.pairs import Compared
from pipeline.collation.readings import Suspect
from pipeline.collation.slots import Said, Slot, fills
from pipeline.imaging.cache import UInt8
from pipeline.imaging.words import confusable, plain, same_text
from pipeline.records import CropReader

MOST_LOOKS = 48  # suspect words looked at in one cluster, the strongest first
CARRIERS = 2  # copies of each reading that are read again, the sharpest first
ENLARGED = 1.6  # text of 24 canvas pixels becomes 38: tesseract's best (its documentation says 30 to 40 for capitals)
BESIDE, ABOVE = 0.3, 0.35  # text heights of paper around the crop
DARKEST = 98  # percentile of ink that becomes black
ALONE = 75.0  # confidence from which a reading counts that only the second look gave: blur is read as something, too
CLEARLY = 15.0  # confidence by which one of two different readings wins
DOUBTED = 50.0  # confidence of a reading that the other look does not bear out: too little to say anything
RESEMBLES = 0.6  # share of letters in common; blur is read as half of some word by chance
BORNE_OUT = 5.0  # confidence that a second equal reading adds

Spoken = list[list[Said]]


def look_again(
    table: Table,
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
    compared: Compared,
    suspects: Sequence[Suspect],
    read: CropReader,
) -> Spoken:
    """What each copy says in each slot after the second look; the same shape as `said`. suspects: the strongest first;
    those at which more speaks for the same text than for another one are left as they are."""
    chosen = [suspect for suspect in suspects if suspect.strength > 0][:MOST_LOOKS]
    asked = [
        (copy, suspect.slot)
        for suspect in chosen
        for side in suspect.sides
        for copy in sorted(side, key=lambda c: (compared.blur[c], c))[:CARRIERS]
    ]
    crops = [(at, crop) for at in asked if (crop := line_crop(table, table.copies[at[0]], slots[at[1]])) is not None]
    again = read([crop for _, crop in crops])
    found = [list(row) for row in said]
    for ((copy, slot), _), (text, confidence) in zip(crops, again, strict=True):
        is_told = plain(text) and fills(text, slots[slot].box, table.text_height)
        second = Said(text if is_told else None, confidence)
        word = slots[slot].text if slots[slot].copy != copy else ""
        found[copy][slot] = both_looks(said[copy][slot], second, word)
    return found


def both_looks(first: Said, second: Said, word: str) -> Said:
    """What two readings of one word of one copy say together. word: what stands there in some other copy, or ''.

    Blur and grain are read as something, so a reading that only the second look gave counts when it is sure. An unsure
    one that is the other copy's word, but for a slip, is no accident: the word is there. Where it is but like it, there
    is no paper, and the word may be another one."""
    if second.text is None:
        return first
    if not first.text and second.confidence < ALONE:
        if word and (same_text(second.text, word) or confusable(second.text, word)):
            return Said(word, DOUBTED)
        return Said(None, 0.0) if resembles(second.text, word) else first
    if first.text is None:
        return second
    if plain(first.text) == plain(second.text):
        return Said(first.text, min(100.0, max(first.confidence, second.confidence) + BORNE_OUT), is_borne_out=True)
    if not first.text:  # paper, and yet something was surely read
        return Said(None, 0.0)
    if second.confidence > first.confidence + CLEARLY:
        return Said(second.text, second.confidence - CLEARLY)
    if first.confidence > second.confidence + CLEARLY:
        return replace(first, confidence=first.confidence - CLEARLY)
    return Said(first.text, min(first.confidence, DOUBTED))


def resembles(text: str, word: str) -> bool:
    """Has it most letters of the word, as a bad reading of it or of a word like it has?"""
    return bool(word) and Levenshtein.normalized_similarity(plain(text), plain(word)) >= RESEMBLES


def line_crop(table: Table, copy: LaidCopy, slot: Slot) -> UInt8 | None:
    """(height, width) grey, dark on white: the word at a slot with some paper around; None off the canvas."""
    x0, y0, x1, y1 = slot.box
    left, right = x0 - BESIDE * table.text_height, x1 + BESIDE * table.text_height
    top, bottom = y0 - ABOVE * table.text_height, y1 + ABOVE * table.text_height
    part = copy.ink[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)]
    if min(part.shape) < 6:
        return None
    darkest = max(0.1, float(np.percentile(part, DARKEST)))
    grey = 255 * (1 - np.clip(part / darkest, 0, 1))
    enlarged = cv2.resize(grey.astype(np.uint8), None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    edge = round(0.5 * table.text_height)
    framed: npt.NDArray[np.uint8] = np.asarray(
        cv2.copyMakeBorder(enlarged, edge, edge, edge, edge, cv2.BORDER_REPLICATE), np.uint8
    )
    return framed
