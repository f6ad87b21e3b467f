"""A second opinion on doubtful words: another recogniser reads them, and says how well each reading explains the ink.

Asked are the words at which copies seem to differ, in all copies, and in each copy the words that it could not be read
at, or was read badly and otherwise than the others: those first whose ink is most unlike the other copies', together
with two copies that show what stands there.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import Table
from pipeline.collation.heard import Heard
from pipeline.collation.pairs import Compared
from pipeline.collation.ratios import SURE, rarity
from pipeline.collation.second_look import ALONE, BORNE_OUT, Spoken, both_looks
from pipeline.collation.slots import READABLE, Said, Slot, fills
from pipeline.collation.word_crops import Box, runs_on, word_crop
from pipeline.imaging.ctc import best_text, knows, letters_at, middle, scored
from pipeline.imaging.words import confusable, facing, plain, same_text
from pipeline.records import Recogniser, Recognition

MOST_SUSPECTS = 48  # suspect words of one cluster that are asked about in all copies, the first ones of those given
MOST_UNREAD = 40  # words that a copy could not be read at, asked about in each copy
WITNESSES = 2  # copies asked what stands at a word that another could not be read at, the sharpest first
SHIFTED = 0.75  # of the width of the rest: where half of it would be, a piece alone may have been set in the middle
ROOM = 0.75  # of the letters that a reading lacks, from which there is room for them
FOLDS = "/\\|"  # as which a fold across a letter is read
AROUND, FEW_AROUND, MOSTLY = 8, 3, 0.5  # words heard around, how few tell nothing, share of them

BETTER_WRITTEN = 2.0  # natural logarithm of how much likelier the ink is under another way to write a reading

SIGNS = re.compile(r"[\W_]")

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
    known = {i for i, slot in enumerate(slots) if _left_to_right(slot.text)}
    asked = _asked(said, compared, shown, known, [s for s in suspects if s in known][:MOST_SUSPECTS])
    where = np.array([slot.box for slot in slots]).reshape(-1, 4)
    read_at = [facing(where, copy.boxes).indices for copy in table.copies]
    crops = {
        (copy, slot): found
        for copy, slot in asked
        if (found := word_crop(table, table.copies[copy], slots, slot, read_at[copy][slot])) is not None
    }
    letters = "".join(sorted({c for copy in table.copies for word in copy.words for c in word.text}))
    answers = recognise([crop for crop, _ in crops.values()], string.printable[:95] + letters)
    heard: dict[int, dict[int, Recognition]] = defaultdict(dict)
    for (copy, number), answer in zip(crops, answers, strict=True):
        if knows(answer, slots[number].text) and knows(answer, said[copy][number].text or ""):
            heard[number][copy] = answer
    around = _heard_around(slots, said, heard)
    for copy, number in (at for at, lies_right in around.items() if lies_right is False):
        del heard[number][copy]
    found_texts = [list(row) for row in said]
    for number, by_copy in heard.items():
        slot = slots[number]
        is_one = all(" " not in text for text in (slot.text, *(row[number].text or "" for row in said)))
        for copy, answer in by_copy.items():
            word = slot.text if slot.copy != copy else ""
            second = _told(answer, crops[copy, number][1], table.text_height, is_one=is_one)
            together = with_opinion(said[copy][number], second, word)
            together = replace(together, text=as_written(answer, together.text, second.text))
            side = rest_outside(answer, together.text, word)
            is_piece = (side and runs_on(table, table.copies[copy], slot, side)) or leaves_room(
                answer, together.text, word
            )
            found_texts[copy][number] = Said(None, 0.0) if is_piece else together
    opinions = {
        number: Heard(by_copy, frozenset(c for c in by_copy if around.get((c, number))))
        for number, by_copy in heard.items()
        if by_copy
    }
    return Opinion(found_texts, opinions)


def with_opinion(first: Said, second: Said, word: str) -> Said:
    """What a copy's reading and the second opinion say together; as `second_look.both_looks`, but that an opinion that
    is not sure takes nothing from a reading, and one that differs but in signs bears it out."""
    if first.text and second.confidence < READABLE:
        return first
    if first.text and second.text is not None and same_text(first.text, second.text):
        return Said(first.text, min(100.0, max(first.confidence, second.confidence) + BORNE_OUT), is_borne_out=True)
    return both_looks(first, second, word)


def as_written(answer: Recognition, text: str | None, other: str | None) -> str | None:
    """A reading, or how another one writes it that differs in signs and look-alikes only (75,00 and 75.00, Al and A1),
    where that explains the ink better."""
    if not text or not other:
        return text
    if SIGNS.sub("", plain(text)) != SIGNS.sub("", plain(other)) and not confusable(text, other):
        return text
    return other if scored(answer, other) - scored(answer, text) > BETTER_WRITTEN else text


def _told(answer: Recognition, box: Box, text_height: float, *, is_one: bool) -> Said:
    """The second opinion as a reading. One with a space where no copy was read to have several words has a neighbour's
    letters in it."""
    text, probability = best_text(answer)
    text = text.strip()
    is_told = plain(text) and fills(text, box, text_height) and (" " not in text or not is_one)
    return Said(text, 100 * probability) if is_told else Said(None, 0.0)


def rest_outside(answer: Recognition, text: str | None, word: str) -> int:
    """Where a reading is the begin or the end of the word and yet stands where another part of it does: the side, -1
    left or 1 right, on which the rest then lies outside the slot, as of 16 far left where others have 1.16; else 0."""
    piece, whole = (text or "").strip(), word.strip()
    if not 0 < len(piece) < len(whole) or not (whole.startswith(piece) or whole.endswith(piece)):
        return 0
    side = 1 if whole.startswith(piece) else -1
    expected = 0.5 - side * (1 - len(piece) / len(whole)) / 2
    off = side * (middle(answer) - expected)
    return side if off > SHIFTED * (1 - len(piece) / len(whole)) else 0


def leaves_room(answer: Recognition, text: str | None, word: str) -> bool:
    """Is a reading the word but for letters within it, for which room is left, as 9946 in place of 99446 where nothing
    can be told in the middle, or 99/46? A fold hides them; who types a figure anew leaves none."""
    read, there = plain(text or ""), plain(word)
    if len(read) == len(there) and read != there:
        other = [(a, b) for a, b in zip(read, there, strict=True) if a != b]
        return all(a in FOLDS and b.isalnum() for a, b in other)
    told, whole = SIGNS.sub("", read), SIGNS.sub("", there)
    letters, at = letters_at(answer)
    lost, gaps = len(whole) - len(told), np.diff(at)
    if lost < 1 or len(gaps) < 2 or SIGNS.sub("", plain(letters)) != told:
        return False
    widest = int(gaps.argmax())
    is_within = told[: widest + 1] == whole[: widest + 1] and told[widest + 1 :] == whole[widest + 1 + lost :]
    usual = float(np.median(np.delete(gaps, widest)))
    return is_within and bool(gaps[widest] > (1 + ROOM * lost) * usual)


def _heard_around(
    slots: Sequence[Slot], said: Sequence[Sequence[Said]], heard: Mapping[int, Mapping[int, Recognition]]
) -> dict[tuple[int, int], bool]:
    """(copy, slot) to whether what is surely heard around on the copy is mostly what other copies say; what tesseract
    surely read counts as well. False is told only of words that tesseract did not surely read: a copy that lies on
    other words there says nothing of this one. Where too little is heard around there is no entry."""
    middles = np.array([((s.box[0] + s.box[2]) / 2, s.box[1] + s.box[3]) for s in slots]).reshape(-1, 2)  # lines apart
    found = {}
    for copy, row in enumerate(said):
        wrong: dict[int, bool] = {}
        for number, by_copy in heard.items():
            if copy not in by_copy:
                continue
            text, probability = best_text(by_copy[copy])
            others = {s.text for c, r in enumerate(said) if c != copy and (s := r[number]).confidence >= READABLE}
            if plain(text) and 100 * probability >= ALONE and others:
                wrong[number] = not any(same_text(text, o) or confusable(text, o) for o in others if o)
        for number in (n for n, by_copy in heard.items() if copy in by_copy):
            away = {n: float(np.abs(middles[n] - middles[number]).sum()) for n in wrong if n != number}
            near = sorted(away, key=lambda n: (away[n], n))[:AROUND]
            if len(near) >= FEW_AROUND:
                lies_right = sum(wrong[n] for n in near) <= MOSTLY * len(near)
                if lies_right or row[number].confidence < SURE or not row[number].text:
                    found[copy, number] = lies_right
    return found


def _asked(
    said: Sequence[Sequence[Said]], compared: Compared, shown: Bools, known: set[int], suspects: Sequence[int]
) -> list[tuple[int, int]]:
    """(copy, slot) that are asked about, in order."""
    asked = {(copy, slot) for slot in suspects for copy in np.flatnonzero(shown[:, slot]).tolist()}
    unlike = _unlike(compared, len(said))
    readers = {slot: _readers(said, shown, compared.blur, slot) for slot in known}
    for copy, row in enumerate(said):
        unread = [s for s in known if shown[copy, s] and readers[s] and _is_doubtful(row[s], said, readers[s], s)]
        for slot in sorted(unread, key=lambda s: (-unlike[copy, s], s))[:MOST_UNREAD]:
            asked |= {(witness, slot) for witness in (copy, *readers[slot])}
    return sorted(asked)


def _is_doubtful(here: Said, said: Sequence[Sequence[Said]], readers: Sequence[int], slot: int) -> bool:
    """Was a word not read, or so badly that its contradicting others says little?"""
    if not here.text or here.confidence >= READABLE:
        return here.text is None
    return not any(same_text(here.text, said[reader][slot].text or "") for reader in readers)


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
