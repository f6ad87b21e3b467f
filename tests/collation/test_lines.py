"""Lines that some copies lack."""

from __future__ import annotations

from pipeline.collation.lines import complete_lines
from pipeline.collation.readings import Place
from pipeline.collation.slots import Said, Slot

WORDS = ("Continent", "Asia", "Europe", "Africa")


def slots(line_numbers: tuple[int, ...]) -> list[Slot]:
    return [Slot((100.0 * i, 10, 100.0 * i + 80, 30), text, line_numbers[i], 0) for i, text in enumerate(WORDS)] + [
        Slot((0, 50, 80, 70), "Population", 9, 0)
    ]


def said(third: str | None) -> list[list[Said]]:
    """Two copies have the row; one lacks it, and says `third` where its third word would be."""
    full = [Said(text, 95) for text in (*WORDS, "Population")]
    return [
        full,
        full,
        [Said("", 90), Said("", 90), Said(third, 90 if third is not None else 0), Said("", 90), full[4]],
    ]


def gap(slot: Slot, number: int) -> Place:
    return Place(slot.box, slot.line_no, (slot.text, ""), {0: 1, 1: 1, 2: 2}, 1.5, slots=(number,))


def test_a_row_read_as_cells_is_one_line_removed_with_all_its_words() -> None:
    row = slots((1, 2, 3, 4))
    (line,) = complete_lines([gap(row[0], 0), gap(row[3], 3)], row, said(""))
    assert (line.kind, line.texts) == ("line_removed", ("Continent Asia Europe Africa", ""))
    assert line.box == (0, 10, 380, 30)
    assert line.strength > 1.5


def test_a_word_that_stays_parts_the_line() -> None:
    row = slots((1, 1, 1, 1))
    places = [gap(row[0], 0), gap(row[3], 3)]
    assert complete_lines(places, row, said("Europe")) == places


def test_another_difference_on_the_line_is_left_alone() -> None:
    row = slots((1, 1, 1, 1))
    other = Place(row[4].box, 9, ("Population", "Peoples"), {0: 1, 1: 1, 2: 2}, 2.0, slots=(4,))
    found = complete_lines([gap(row[0], 0), gap(row[1], 1), other], row, said(""))
    assert [place.kind for place in found] == ["line_removed", None]


def test_a_line_whose_words_tell_its_sides_otherwise_is_one_place_with_the_sides_of_most_words() -> None:
    row = slots((1, 1, 1, 1))
    full = [Said(text, 95) for text in (*WORDS, "Population")]
    paper = [Said("", 90)] * 4 + [full[4]]
    places = [gap(row[i], i) for i in (0, 1, 3)]
    places[1] = Place(row[1].box, 1, (row[1].text, ""), {0: 1, 1: 2, 2: 2}, 1.2, slots=(1,))  # 1 not well seen there
    (line,) = complete_lines(places, row, [full, full, paper])
    assert line.carried == {0: 1, 1: 1, 2: 2}


def test_two_words_are_a_line_where_nothing_stands_beside_them() -> None:
    item = [Slot((0, 10, 80, 30), "ITEM", 1, 0), Slot((100, 10, 180, 30), "190.00", 2, 0)]
    beside = Slot((300, 10, 380, 30), "RECEIPT", 3, 0)
    for row, kinds in ((item, ["line_removed"]), ([*item, beside], [None, None])):
        full = [Said(slot.text, 95) for slot in row]
        paper = [Said("", 90), Said("", 90), *full[2:]]
        found = complete_lines([gap(row[0], 0), gap(row[1], 1)], row, [full, full, paper])
        assert [place.kind for place in found] == kinds


def test_a_cell_read_with_its_rules_makes_a_line_no_taller() -> None:
    row = slots((1, 2, 3, 4))
    row[0] = Slot((0, 0, 80, 40), WORDS[0], 1, 0)
    (line,) = complete_lines([gap(row[0], 0), gap(row[3], 3)], row, said(""))
    assert line.box == (0, 10, 380, 30)


def test_of_two_words_one_read_with_its_rules_the_lower_one_is_as_high_as_the_line() -> None:
    row = [Slot((0, 0, 80, 60), "ITEM", 1, 0), Slot((100, 20, 180, 40), "190.00", 2, 0)]
    full = [Said(slot.text, 95) for slot in row]
    (line,) = complete_lines([gap(row[0], 0), gap(row[1], 1)], row, [full, full, [Said("", 90)] * 2])
    assert line.box == (0, 20, 180, 40)


def test_a_piece_of_a_word_as_another_copy_was_read_neither_parts_the_line_nor_stands_beside_it() -> None:
    row = [*slots((1, 1, 1, 1)), Slot((130, 4, 160, 44), "si", 7, 1)]
    full = [Said(text, 95) for text in (*WORDS, "Population")]
    copies = [[*full, Said(None, 0)], [*full, Said("si", 90)], [*[Said("", 90)] * 4, full[4], Said(None, 0)]]
    piece = Place(row[5].box, 7, ("si", None), {1: 1, 2: 2}, 1.2, slots=(5,))
    (line,) = complete_lines([gap(row[0], 0), gap(row[3], 3), piece], row, copies)
    assert line.texts == ("Continent Asia Europe Africa", "")
