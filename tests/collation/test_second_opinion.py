"""Who is asked for a second opinion, and what it changes. The recogniser is one that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.pairs import Compared
from pipeline.collation.second_opinion import (
    MOST_UNREAD,
    Opinion,
    as_written,
    ask_again,
    leaves_room,
    rest_outside,
    with_opinion,
)
from pipeline.collation.slots import Said, Slot
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput, Recogniser, Recognition, Word

UNREAD = Said(None, 0.0)
Tells = Callable[[Sequence[tuple[str, float]]], Any]


def asked(
    said: list[list[Said]],
    texts: list[str],
    recognise: Recogniser,
    suspects: Sequence[int] = (),
    inks: Sequence[Ink] | None = None,
    spreads: npt.NDArray[np.float64] | None = None,
) -> Opinion:
    """Copies of a line of words 60 pixels apart; the first copy is the sharpest, and the slots were taken from it."""
    slots = [Slot((60.0 * i + 10, 20.0, 60.0 * i + 60, 44.0), text, 1, 0) for i, text in enumerate(texts)]
    copies = []
    for index in range(len(said)):
        words = [Word("", 1, i + 1, 1, slot.text, 90.0, *slot.box) for i, slot in enumerate(slots) if not index]
        ink = inks[index] if inks else np.zeros((64, 60 * len(texts) + 20), np.float32)
        page = PageInput(str(index), 1, ink.shape[1], ink.shape[0], 0, words)
        seen = np.ones(ink.shape, bool)
        copies.append(LaidCopy(page, ink, ink, ink, ink, seen, words, np.zeros((0, 4)), 1.0, None))
    nothing = np.full((len(said), 1, len(slots)), np.nan)
    unlike = nothing if spreads is None else spreads
    compared = Compared(nothing, nothing, unlike, (0,), np.arange(len(said), dtype=float), nothing[:, 0])
    shown = np.ones((len(said), len(slots)), bool)
    return ask_again(Table(copies, 1.0, 24.0, ()), slots, said, compared, shown, suspects, recognise)


def test_what_a_copy_was_not_read_at_is_asked_and_so_are_two_that_were(told: Tells) -> None:
    said = [[Said("16,000", 95.0)], [Said("16,000", 90.0)], [Said("16,000", 85.0)], [UNREAD]]
    recogniser = told([("16,000", 0.99), ("16,000", 0.99), ("43,500", 0.97)])
    found = asked(said, ["16,000"], recogniser)
    assert len(recogniser.asked) == 3  # the unread copy, and the two sharpest of the others
    assert sorted(found.heard[0].by_copy) == [0, 1, 3]
    assert found.said[3][0].text == "43,500"
    assert found.said[0][0].is_borne_out
    assert found.said[2][0] == said[2][0]


def test_an_unsure_guess_is_no_reading_and_is_heard_all_the_same(told: Tells) -> None:
    found = asked([[Said("16,000", 95.0)], [UNREAD]], ["16,000"], told([("16,000", 0.99), ("43,500", 0.8)]))
    assert found.said[1][0].text is None
    assert found.heard[0].free_text([1])[0] == "43,500"


def test_a_word_that_was_read_badly_and_otherwise_is_asked_like_one_that_was_not(told: Tells) -> None:
    said = [[Said("1.51", 95.0)], [Said("«18", 33.0)], [Said("1.51", 40.0)]]
    found = asked(said, ["1.51"], told([("1.51", 0.99), ("1.60", 0.98)]))
    assert sorted(found.heard[0].by_copy) == [0, 1]
    assert found.said[1][0].text == "1.60"


def test_suspect_words_are_asked_in_every_copy(told: Tells) -> None:
    said = [[Said("16,000", 95.0)], [Said("16,000", 90.0)], [Said("18,000", 70.0)], [Said("16,000", 90.0)]]
    recogniser = told([("16,000", 0.99)] * 4)
    assert sorted(asked(said, ["16,000"], recogniser, [0]).heard[0].by_copy) == [0, 1, 2, 3]
    assert asked(said, ["16,000"], told([]), []).heard == {}


def test_what_no_copy_was_read_at_and_other_writing_is_not_asked(told: Tells) -> None:
    nobody = [[UNREAD, Said("שלום", 90.0)], [UNREAD, UNREAD]]
    recogniser = told([])
    assert asked(nobody, ["smudge", "שלום"], recogniser, [1]).heard == {}
    assert not recogniser.asked


def test_letters_that_the_recogniser_does_not_know_are_left_alone(told: Tells) -> None:
    said = [[Said("Харьков", 90.0)], [UNREAD]]
    found = asked(said, ["Харьков"], told([("Xapbk", 0.99)] * 2))
    assert found.heard == {}
    assert found.said == said


def test_a_page_that_was_read_nowhere_costs_no_more_than_a_few_dozen_words(told: Tells) -> None:
    n_words = 3 * MOST_UNREAD
    said = [[Said(str(1000 + i), 90.0) for i in range(n_words)], [UNREAD] * n_words]
    recogniser = told([("1000", 0.5)] * 2 * n_words)
    asked(said, [str(1000 + i) for i in range(n_words)], recogniser)
    assert len(recogniser.asked) == 2 * MOST_UNREAD


def test_what_was_heard_on_words_that_lie_elsewhere_is_dropped(told: Tells) -> None:
    """A strip of the sheet is laid on the line above: each word is surely another one."""
    texts = [str(1000 + i) for i in range(8)]
    said = [[Said(text, 90.0) for text in texts], [UNREAD] * 8]
    mislaid = [*((text, 0.99) for text in texts), *((str(7000 + i), 0.99) for i in range(8))]
    found = asked(said, texts, told(mislaid))
    assert found.said[1] == [UNREAD] * 8
    assert all(1 not in heard.by_copy for heard in found.heard.values())
    changed = [*((text, 0.99) for text in texts), *((text, 0.99) for text in texts[:7]), ("7000", 0.99)]
    assert asked(said, texts, told(changed)).said[1][7].text == "7000"


def test_a_word_that_runs_into_the_next_slot_is_not_asked(told: Tells) -> None:
    said = [[Said("16,000", 95.0), Said("men", 95.0)], [UNREAD, Said("men", 95.0)]]
    well, off = np.zeros((64, 140), np.float32), np.zeros((64, 140), np.float32)
    well[22:42, 14:56] = 1.0
    off[22:42, 30:76] = 1.0

    def heard_with(ink: Ink) -> list[int]:
        return sorted(asked(said, ["16,000", "men"], told([("16,000", 0.99)] * 2), inks=[well, ink]).heard[0].by_copy)

    assert heard_with(well) == [0, 1]
    assert heard_with(off) == [0]


def test_the_words_that_are_most_unlike_are_asked_first(told: Tells) -> None:
    n_words = MOST_UNREAD + 20
    said = [[Said(str(1000 + i), 90.0) for i in range(n_words)], [UNREAD] * n_words]
    spreads = np.zeros((2, 1, n_words))
    spreads[1, 0] = np.arange(n_words)
    found = asked(said, [str(1000 + i) for i in range(n_words)], told([("1", 0.5)] * 2 * n_words), spreads=spreads)
    assert sorted(found.heard) == list(range(20, n_words))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Said("43,500", 95, True), Said("43,S00", 6), Said("43,500", 95, True)),  # unsure: takes nothing
        (Said("43,500", 92), Said("43500", 98), Said("43,500", 100, True)),  # the same but for signs
        (Said("43,500", 60), Said("48,500", 97), Said("48,500", 82)),  # far surer
        (Said("43,500", 97, True), Said("48,500", 70), Said("43,500", 82, True)),
        (UNREAD, Said("48,500", 80), Said("48,500", 80)),
        (UNREAD, Said("48,500", 70), UNREAD),
    ],
)  # fmt: skip
def test_reading_and_opinion_together(first: Said, second: Said, together: Said) -> None:
    assert with_opinion(first, second, "") == together


def test_a_reading_with_a_neighbours_letter_is_none(told: Tells) -> None:
    said = [[Said("250,000", 95.0)], [UNREAD]]
    assert asked(said, ["250,000"], told([("250,000", 0.99), ("250 t", 0.999)])).said[1][0] == UNREAD


def test_a_copy_read_in_letters_that_the_recogniser_does_not_know_is_left_alone(told: Tells) -> None:
    said = [[Said("Kharkiv", 90.0)], [Said("Харків", 90.0)]]
    found = asked(said, ["Kharkiv"], told([("Kharkiv", 0.99), ("XapkiB", 0.99)]), [0])
    assert found.said[1] == said[1]
    assert sorted(found.heard[0].by_copy) == [0]


def laid_out(seen_as: Callable[..., Recognition], *parts: str) -> Recognition:
    """Parts of a word side by side, blanks for paper."""
    paper = np.repeat(seen_as("").frames, 6, 0)
    frames = [seen_as(part).frames if part.strip() else paper for part in parts]
    return Recognition(seen_as("").alphabet, np.concatenate(frames))


def test_the_end_of_a_word_where_its_begin_should_be_has_the_rest_outside(seen_as: Callable[..., Recognition]) -> None:
    left, middle, right = (laid_out(seen_as, *p) for p in (("16", " "), (" ", "16", " "), (" ", "16")))
    assert [rest_outside(r, "16", "1.16") for r in (left, middle, right)] == [-1, 0, 0]
    assert [rest_outside(r, "16", "16,000") for r in (left, middle, right)] == [0, 0, 1]
    assert rest_outside(left, "1.16", "1.16") == rest_outside(left, "18", "1.16") == 0


@pytest.mark.parametrize(("goes_on", "text"), [(True, None), (False, "50")])
def test_a_piece_is_no_reading_where_ink_goes_on(
    goes_on: bool, text: str | None, seen_as: Callable[..., Recognition]
) -> None:
    """500 changed to 50 in a column that ends at the right stands where another part did, and there is paper beyond."""
    whole, piece = seen_as("500"), laid_out(seen_as, " ", "50")

    class Sees:
        version = "sees"

        def __call__(self, crops: Sequence[object], alphabet: str) -> list[Recognition]:
            return [whole, piece]

    ink = np.zeros((64, 120), np.float32)
    ink[22:42, 30:59] = 1.0
    ink[22:42, 68:74] = goes_on
    found = asked([[Said("500", 95.0)], [Said("50", 90.0)]], ["500"], Sees(), [0], inks=[ink, ink])
    assert found.said[1][0].text == text


@pytest.mark.parametrize(
    ("parts", "text", "is_left"),
    [
        pytest.param(("99", " ", "46"), "9946", True, id="a figure that nobody can tell"),
        pytest.param(("99/46",), "99/46", True, id="a fold read as a sign"),
        pytest.param(("99.46",), "99.46", False, id="a point"),
        pytest.param(("99", "46"), "9946", False, id="typed anew"),
        pytest.param(("99", " ", "47"), "9947", False, id="another number"),
        pytest.param(("99446",), "99446", False, id="the word"),
        pytest.param(("99", " ", "46"), "99146", False, id="read otherwise with the page"),
    ],
)
def test_letters_for_which_room_is_left_were_not_taken_away(
    parts: Sequence[str], text: str, is_left: bool, seen_as: Callable[..., Recognition]
) -> None:
    assert leaves_room(laid_out(seen_as, *parts), text, "99446") is is_left


def test_what_leaves_room_for_the_rest_is_no_reading(seen_as: Callable[..., Recognition]) -> None:
    class Sees:
        version = "sees"

        def __call__(self, crops: Sequence[object], alphabet: str) -> list[Recognition]:
            return [seen_as("99446"), laid_out(seen_as, "99", " ", "46")]

    found = asked([[Said("99446", 95.0)], [Said(None, 0.0)]], ["99446"], Sees(), [0])
    assert found.said[1][0].text is None


def test_a_copy_is_firm_where_what_is_heard_around_is_what_others_say(told: Tells) -> None:
    texts = [str(1000 + i) for i in range(6)]
    said = [[Said(text, 90.0) for text in texts], [UNREAD] * 6]
    answers = [(text, 0.99) for text in texts]
    assert all(1 in heard.firm for heard in asked(said, texts, told(answers * 2)).heard.values())
    few = asked([row[:2] for row in said], texts[:2], told(answers[:2] * 2))
    assert not any(heard.firm for heard in few.heard.values())


@pytest.mark.parametrize("confidence", [45.0, 60.0, 75.0])
def test_a_strip_that_lies_on_other_words_is_not_borne_out_however_it_was_read(confidence: float, told: Tells) -> None:
    texts = [str(1000 + i) for i in range(8)]
    others = [str(7000 + i) for i in range(8)]
    said = [[Said(text, 90.0) for text in texts], [Said(text, confidence) for text in others]]
    answers = [(text, 0.99) for text in (*texts, *others)]
    found = asked(said, texts, told(answers), list(range(8)))
    assert found.said[1] == said[1]
    assert all(1 not in heard.by_copy for heard in found.heard.values())


def test_a_paragraph_typed_anew_and_surely_read_keeps_its_second_opinion(told: Tells) -> None:
    texts = [str(1000 + i) for i in range(8)]
    others = [str(7000 + i) for i in range(8)]
    said = [[Said(text, 90.0) for text in texts], [Said(text, 95.0) for text in others]]
    answers = [(text, 0.99) for text in (*texts, *others)]
    found = asked(said, texts, told(answers), list(range(8)))
    assert all(s.is_borne_out for s in found.said[1])


@pytest.mark.parametrize(
    ("read", "shown", "written"),
    [
        ("75,00", "75.00", "75.00"),  # as the ink has it
        ("Al", "A1", "A1"),
        ("75.00", "75.00", "75.00"),
        ("75.00", "45.00", "75.00"),  # another reading, which is weighed elsewhere
        ("Petrov", "Petrova", "Petrov"),
        (None, "75.00", None),
    ],
)
def test_of_two_ways_to_write_a_reading_the_one_that_the_ink_shows(
    seen_as: Callable[..., Recognition], read: str | None, shown: str, written: str | None
) -> None:
    assert as_written(seen_as(shown), read, shown) == written


def test_a_reading_is_told_as_the_ink_has_it(told: Tells) -> None:
    said = [[Said("75.00", 95.0)], [Said("75,00", 95.0)]]
    found = asked(said, ["75.00"], told([("75.00", 0.99), ("75.00", 0.99)]), [0])
    assert [row[0].text for row in found.said] == ["75.00", "75.00"]


@pytest.mark.parametrize(("read", "told_as"), [("048.00 zp", "15.00 ZR"), ("048.00", "048.00")])
def test_several_words_are_told_where_a_copy_was_read_to_have_several(told: Tells, read: str, told_as: str) -> None:
    """The slot's own text is a scrawl of one word; elsewhere a space comes of a neighbour's letters."""
    said = [[UNREAD], [Said(read, 40.0)]]
    found = asked(said, ["in"], told([("0.00 ZR", 0.99), ("15.00 ZR", 0.99)]), [0])
    assert found.said[1][0].text == told_as
