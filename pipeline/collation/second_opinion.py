"""A second opinion on doubtful words: another recogniser reads them, and says how well each reading explains the ink.

Asked are the words at which copies seem to differ, in all copies, and in each copy the words that it could not be read
at, those first whose ink is most unlike the other copies', together with two copies that show what stands there.
"""

from __future__ import annotations

import string
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import Table
from pipeline.collation.heard import Heard
from pipeline.collation.pairs import Compared
from pipeline.collation.second_look import Spoken, both_looks, crop_of
from pipeline.collation.sides import rarity
from pipeline.collation.slots import READABLE, Said, Slot, fills
from pipeline.imaging.ctc import best_text
from pipeline.imaging.words import plain, same_text
from pipeline.records import Recogniser, Recognition

MOST_SUSPECTS = 48  # suspect words of one cluster that are asked about in all copies, the first ones of those given
MOST_UNREAD = 40  # words that a copy could not be read at, asked about in each copy
WITNESSES = 2  # copies asked what stands at a word that another could not be read at, the sharpest first
RIGHT_TO_LEFT = ("R", "AL")

Float = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Opinion(NamedTuple):
    """said: what each copy says in each slot with the second opinion; heard: slot to what it rests on."""

    said: Spoken
    heard: Mapping[int, Heard]


def ask_again(
    table: Table,
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
    compared: Compared,
    shown: Bools,
    suspects: Sequence[int],
    recognise: Recogniser,
) -> Opinion:
    """What each copy says in each slot after the second opinion. shown: (copies, slots); suspects: slots at which
    copies seem to differ, the most suspect first."""
    known = [i for i, slot in enumerate(slots) if _left_to_right(slot.text)]
    asked = _asked(said, compared, shown, set(known), [s for s in suspects if s in set(known)][:MOST_SUSPECTS])
    crops = [(at, crop) for at in asked if (crop := crop_of(table, table.copies[at[0]], slots[at[1]])) is not None]
    letters = "".join(sorted({c for copy in table.copies for word in copy.words for c in word.text}))
    answers = recognise([crop for _, crop in crops], string.printable[:95] + letters)
    found = [list(row) for row in said]
    heard: dict[int, dict[int, Recognition]] = defaultdict(dict)
    for ((copy, number), _), answer in zip(crops, answers, strict=True):
        slot = slots[number]
        if not set(slot.text) <= set(answer.alphabet):
            continue  # letters that the recogniser does not know
        heard[number][copy] = answer
        text, probability = best_text(answer)
        is_told = bool(plain(text)) and fills(text, slot.box, table.text_height)
        second = Said(text.strip() if is_told else None, 100 * probability if is_told else 0.0)
        word = slot.text if slot.copy != copy else ""
        found[copy][number] = both_looks(said[copy][number], second, word, READABLE)
    right = _right(said, heard)
    return Opinion(found, {number: Heard(by_copy, right) for number, by_copy in heard.items()})


def _right(said: Sequence[Sequence[Said]], heard: Mapping[int, Mapping[int, Recognition]]) -> dict[int, float]:
    """As in `Heard`."""
    right = []
    for copy in range(len(said)):
        told = []
        for slot, by_copy in heard.items():
            others = {s.text for c, row in enumerate(said) if c != copy and (s := row[slot]).confidence >= READABLE}
            texts = {text for text in others if text}
            if copy in by_copy and texts:
                told.append(any(same_text(best_text(by_copy[copy])[0], text) for text in texts))
        right.append((sum(told) + 1) / (len(told) + 2))
    return dict(enumerate(right))


def _asked(
    said: Sequence[Sequence[Said]], compared: Compared, shown: Bools, known: set[int], suspects: Sequence[int]
) -> list[tuple[int, int]]:
    """(copy, slot) that are asked about, in order."""
    asked = {(copy, slot) for slot in suspects for copy in np.flatnonzero(shown[:, slot]).tolist()}
    unlike = _unlike(compared, len(said))
    readers = {slot: _readers(said, shown, compared.blur, slot) for slot in known}
    for copy, row in enumerate(said):
        unread = [s for s in known if shown[copy, s] and row[s].text is None and readers[s]]
        for slot in sorted(unread, key=lambda s: (-unlike[copy, s], s))[:MOST_UNREAD]:
            asked |= {(witness, slot) for witness in (copy, *readers[slot])}
    return sorted(asked)


def _readers(said: Sequence[Sequence[Said]], shown: Bools, blur: Float, slot: int) -> list[int]:
    """The sharpest copies that were read at a slot."""
    read = [c for c in np.flatnonzero(shown[:, slot]).tolist() if said[c][slot].text]
    sure = [c for c in read if said[c][slot].confidence >= READABLE]
    return sorted(sure, key=lambda c: (blur[c], c))[:WITNESSES]


def _unlike(compared: Compared, n_copies: int) -> Float:
    """(copies, slots): how seldom a word of some pair with the copy is as unlike, -log10; 0 where none was compared."""
    odd = np.nan_to_num(rarity(compared.spreads))
    most = np.zeros((n_copies, odd.shape[2]))
    for column, reference in enumerate(compared.references):
        most = np.maximum(most, odd[:, column])
        most[reference] = np.maximum(most[reference], odd[:, column].max(0))
    return most


def _left_to_right(text: str) -> bool:
    return not any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text)
