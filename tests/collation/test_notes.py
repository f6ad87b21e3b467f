"""A reader's words in coloured ink are a note."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.blobs import Mark
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.notes import set_apart_notes
from pipeline.collation.readings import Place
from pipeline.records import PageInput, Word


def copies(*inks: float, chroma: float) -> Table:
    """Copies with so much ink all over, of one colour."""
    found = []
    for number, ink in enumerate(inks):
        layer, colour = (np.full((60, 120), value, np.float32) for value in (ink, chroma))
        page = PageInput(str(number) * 64, 1, 120, 60, 0, ())
        seen = np.ones((60, 120), bool)
        found.append(LaidCopy(page, layer, layer, colour, layer, seen, (), np.zeros((0, 4)), 1.0, None))
    return Table(found, 1.0, 24.0, [])


@pytest.mark.parametrize(("chroma", "is_note"), [(0.6, True), (0.02, False)], ids=["blue ink", "black print"])
def test_words_in_coloured_ink_where_others_have_paper_are_a_note(chroma: float, is_note: bool) -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", "March"), {0: 1, 1: 2}, 2.0)
    places, notes = set_apart_notes([place], copies(0.0, 0.8, chroma=chroma), [])
    assert (len(places), len(notes)) == ((0, 1) if is_note else (1, 0))
    assert all((note.copy, note.kind) == (1, "annotation") for note in notes)


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("@front_watch", True),
        ("paper_ferry83", True),
        ("t.me/frontwatch", True),
        ("SECRET", False),
        ("TOP_SECRET", False),
        ("Total____1500", False),
        ("ref_20240117", False),
        ("@250", False),
        ("www.bank.com", False),
        ("m.stone@bureau.org", False),
    ],
)
def test_a_channels_name_on_a_copy_is_its_mark(text: str, is_name: bool) -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", text), {0: 1, 2: 1, 1: 2}, 2.0)
    places, notes = set_apart_notes([place], copies(0.0, 0.8, 0.0, chroma=0.02), [])
    assert places == ([] if is_name else [place])
    assert [(note.copy, note.kind) for note in notes] == ([(1, "overlay")] if is_name else [])
    one_of_two = replace(place, carried={0: 1, 1: 2})
    assert set_apart_notes([one_of_two], copies(0.0, 0.8, chroma=0.02), []) == ([one_of_two], [])


def test_a_coloured_marking_that_most_copies_carry_is_the_pages_own() -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("SECRET", ""), {0: 1, 1: 1, 2: 2}, 2.0)
    assert set_apart_notes([place], copies(0.8, 0.8, 0.0, chroma=0.6), []) == ([place], [])


def test_nor_is_it_the_letters_of_a_logo_that_the_colour_makes_it_look_like() -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("SECRET", ""), {0: 1, 1: 1, 2: 2}, 2.0)
    laid_over = [Mark(copy, "overlay", (4, 4, 70, 46)) for copy in (0, 1)]
    assert set_apart_notes([place], copies(0.8, 0.8, 0.0, chroma=0.6), laid_over) == ([place], [])


@pytest.mark.parametrize(
    ("text", "confidence", "on", "is_print"),
    [
        ("SECRET", 97.0, 0, True),
        ("SECRET", 60.0, 0, False),  # handwriting is guessed
        ("SECRET", 97.0, 1, False),  # a reader's copy is a later one than the clearest
        ("1.2.", 97.0, 0, False),
    ],
)
def test_a_coloured_word_that_was_surely_read_is_print_though_most_copies_lack_it(
    text: str, confidence: float, on: int, *, is_print: bool
) -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", text), {0: 1, 1: 1, 2: 1} | {on: 2}, 2.0)
    pages = list(copies(*(0.8 * (copy == on) for copy in range(3)), chroma=0.6).copies)
    word = Word("1" * 64, 1, 1, 1, text, confidence, *place.box)
    pages[on] = replace(pages[on], words=(word,), boxes=np.array([place.box]))
    places, notes = set_apart_notes([place], Table(pages, 1.0, 24.0, []), [])
    assert (places, len(notes)) == (([place], 0) if is_print else ([], 1))


@pytest.mark.parametrize(("letters", "n_places"), [(0.6, 0), (0.0, 1)], ids=["of its colour", "black"])
def test_letters_on_a_coloured_strip_are_its_own_unless_they_are_black(letters: float, n_places: int) -> None:
    table = copies(0.0, 0.0, chroma=0.0)
    strip = table.copies[1]
    strip.chroma[:] = 0.6
    strip.strokes[20:30, 20:50] = 0.8
    strip.chroma[20:30, 20:50] = letters
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", "paid"), {0: 1, 1: 2}, 2.0)
    places, notes = set_apart_notes([place], table, [Mark(1, "overlay", (4, 4, 110, 46))])
    assert (len(places), notes) == (n_places, [])


@pytest.mark.parametrize(
    ("strength", "confidence", "text_height", "is_place"),
    [(0.0, 97.0, 24.0, True), (0.0, 60.0, 24.0, False), (0.0, 97.0, 12.0, False), (2.0, 97.0, 24.0, False)],
    ids=["surely read", "guessed", "larger than the text", "in a watermark that is sure"],
)
def test_words_that_can_surely_be_read_are_no_letters_of_a_watermark_in_doubt(
    strength: float, confidence: float, text_height: float, *, is_place: bool
) -> None:
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", "judge"), {0: 1, 1: 2}, 2.0)
    table = copies(0.0, 0.8, chroma=0.02)
    word = Word("1" * 64, 1, 1, 1, "judge", confidence, *place.box)
    read = replace(table.copies[1], words=(word,), boxes=np.array([place.box]))
    table = Table([table.copies[0], read], 1.0, text_height, [])
    places, _ = set_apart_notes([place], table, [Mark(1, "overlay", (4, 4, 70, 46), strength)])
    assert places == ([place] if is_place else [])
