"""Who is asked for a second opinion, and what it changes. The recogniser is one that answers as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.pairs import Compared
from pipeline.collation.second_opinion import MOST_UNREAD, Opinion, ask_again
from pipeline.collation.slots import Said, Slot
from pipeline.imaging.cache import UInt8
from pipeline.records import PageInput, Recognition, Word

UNREAD = Said(None, 0.0)


@dataclass
class Told:
    """Answers one after the other, in the order of copies and then of slots: text and probability of each character."""

    answers: Sequence[tuple[str, float]]
    version: str = "told"
    asked: list[UInt8] = field(default_factory=list)

    def __call__(self, crops: Sequence[UInt8], alphabet: str) -> list[Recognition]:
        self.asked += crops
        known = "".join(c for c in alphabet if c.isascii())
        return [self._seen(text, clear, known) for text, clear in self.answers[: len(crops)]]

    def _seen(self, text: str, clear: float, alphabet: str) -> Recognition:
        frames = np.full((2 * len(text) + 1, 1 + len(alphabet)), 1e-6)
        frames[:, 0] = 1.0
        for column, character in enumerate(text):
            frames[2 * column + 1] = (1 - clear) / len(alphabet)
            frames[2 * column + 1, 1 + alphabet.index(character)] = clear
        return Recognition(alphabet, np.log(frames).astype(np.float32))


def asked(said: list[list[Said]], texts: list[str], told: Told, suspects: Sequence[int] = ()) -> Opinion:
    """Copies of a line of words 60 pixels apart; the first copy is the sharpest, and the slots were taken from it."""
    slots = [Slot((60.0 * i + 10, 20.0, 60.0 * i + 60, 44.0), text, 1, 0) for i, text in enumerate(texts)]
    ink = np.zeros((64, 60 * len(texts) + 20), np.float32)
    copies = []
    for index in range(len(said)):
        words = [Word("", 1, i + 1, 1, slot.text, 90.0, *slot.box) for i, slot in enumerate(slots) if not index]
        page = PageInput(str(index), 1, ink.shape[1], ink.shape[0], 0, words)
        seen = np.ones(ink.shape, bool)
        copies.append(LaidCopy(page, ink, ink, ink, ink, seen, words, np.zeros((0, 4)), 1.0, None))
    nothing = np.full((len(said), 1, len(slots)), np.nan)
    compared = Compared(nothing, nothing, nothing, (0,), np.arange(len(said), dtype=float), nothing[:, 0])
    shown = np.ones((len(said), len(slots)), bool)
    return ask_again(Table(copies, 1.0, 24.0, ()), slots, said, compared, shown, suspects, told)


def test_what_a_copy_was_not_read_at_is_asked_and_so_are_two_that_were() -> None:
    said = [[Said("16,000", 95.0)], [Said("16,000", 90.0)], [Said("16,000", 85.0)], [UNREAD]]
    told = Told([("16,000", 0.99), ("16,000", 0.99), ("43,500", 0.97)])
    found = asked(said, ["16,000"], told)
    assert len(told.asked) == 3  # the unread copy, and the two sharpest of the others
    assert sorted(found.heard[0].by_copy) == [0, 1, 3]
    assert found.said[3][0].text == "43,500"
    assert found.said[0][0].is_borne_out
    assert found.said[2][0] == said[2][0]


def test_an_unsure_guess_is_no_reading_and_is_heard_all_the_same() -> None:
    found = asked([[Said("16,000", 95.0)], [UNREAD]], ["16,000"], Told([("16,000", 0.99), ("43,500", 0.8)]))
    assert found.said[1][0].text is None
    assert found.heard[0].free_text([1])[0] == "43,500"


def test_suspect_words_are_asked_in_every_copy() -> None:
    said = [[Said("16,000", 95.0)], [Said("16,000", 90.0)], [Said("18,000", 70.0)], [Said("16,000", 90.0)]]
    told = Told([("16,000", 0.99)] * 4)
    assert sorted(asked(said, ["16,000"], told, [0]).heard[0].by_copy) == [0, 1, 2, 3]
    assert asked(said, ["16,000"], Told([]), []).heard == {}


def test_what_no_copy_was_read_at_and_other_writing_is_not_asked() -> None:
    nobody = [[UNREAD, Said("שלום", 90.0)], [UNREAD, UNREAD]]
    told = Told([])
    assert asked(nobody, ["smudge", "שלום"], told, [1]).heard == {}
    assert not told.asked


def test_letters_that_the_recogniser_does_not_know_are_left_alone() -> None:
    said = [[Said("Харьков", 90.0)], [UNREAD]]
    found = asked(said, ["Харьков"], Told([("Xapbk", 0.99)] * 2))
    assert found.heard == {}
    assert found.said == said


def test_a_page_that_was_read_nowhere_costs_no_more_than_a_few_dozen_words() -> None:
    n_words = 3 * MOST_UNREAD
    said = [[Said(str(1000 + i), 90.0) for i in range(n_words)], [UNREAD] * n_words]
    told = Told([("1000", 0.5)] * 2 * n_words)
    asked(said, [str(1000 + i) for i in range(n_words)], told)
    assert len(told.asked) == 2 * MOST_UNREAD


def test_a_copy_that_is_misread_elsewhere_is_trusted_less() -> None:
    texts = [str(1000 + i) for i in range(8)]
    said = [[Said(text, 90.0) for text in texts], [UNREAD] * 8, [UNREAD] * 8]
    answers = [(text, 0.99) for text in texts] + [(text, 0.9) for text in texts] + [("9", 0.9)] * 8
    heard = asked(said, texts, Told(answers)).heard[0]
    assert heard.right[1] == 0.9
    assert heard.right[2] == 0.1
