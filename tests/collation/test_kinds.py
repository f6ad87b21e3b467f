"""Sides of a place when some of the copies have no vote."""

from __future__ import annotations

import pytest

from pipeline.collation.kinds import join_lines, kind_of, mark_swaps, without_votes, words_beside
from pipeline.collation.readings import Place
from pipeline.collation.slots import Slot

BOX = (0.0, 0.0, 10.0, 10.0)


def test_the_reading_of_more_copies_is_the_first_references_not_counted() -> None:
    place = Place(BOX, 1, ("35,500", "16,000"), {0: 1, 1: 1, 2: 1, 3: 2, 4: 2}, 2.0)
    (same,) = without_votes([place], set())
    assert same == place
    (turned,) = without_votes([place], {0, 1})
    assert turned.texts == ("16,000", "35,500")
    assert turned.carried == {0: 2, 1: 2, 2: 2, 3: 1, 4: 1}
    assert without_votes([place], {0})[0].texts == place.texts  # two against two: the first copy's comes first


@pytest.mark.parametrize(("witnesses", "kind"), [(set(), "line_inserted"), ({0, 1}, "line_removed")])
def test_a_line_is_inserted_or_removed_by_what_the_rest_of_the_copies_do(witnesses: set[int], kind: str) -> None:
    lacking_first = Place(BOX, 1, ("", "a whole line"), {0: 1, 1: 1, 2: 1, 3: 2, 4: 2}, 2.0, "line_inserted")
    assert without_votes([lacking_first], witnesses)[0].kind == kind


@pytest.mark.parametrize(
    ("texts", "beside", "kind"),
    [
        (("12", "13"), ("March",), "date"),
        (("2021", "2023"), ("March",), "date"),
        (("12", "13"), ("tanks",), "number"),
        (("31,645", "32,881"), ("March",), "number"),
        (("12.03.2022", "13.03.2022"), (), "date"),
        (("5th", "4th"), ("March",), "date"),
        (("of 04", "of 06"), ("as", "March"), "date"),
        (("of 04", "to 06"), ("as", "March"), "number"),
        (("231832Z MAY", "061832Z JUN"), (), "date"),
        (("231832B MAY", "061832B JUN"), (), "date"),
        (("231872Z", "231899Z"), (), "number"),
        (("120000B", "200000B"), (), "number"),
        (("28 January 2024", "29 December 2023"), (), "date"),
        (("Dunmarrow, 12 January", ""), (), "date"),
        (("March 5 lost 16,000", "March 5 lost 61,000"), (), "number"),
        (("killed 12 Marines", "killed 21 Marines"), (), "number"),
        (("they may hold 12 tanks", "they may hold 13 tanks"), (), "number"),
        (("SECRET", "PUBLIC"), (), "marking"),
        (("OPEN", "closed"), (), "word"),
    ],
)
def test_a_lone_day_or_year_beside_a_month_is_a_date(texts: tuple[str, str], beside: tuple[str], kind: str) -> None:
    assert kind_of(texts, beside) == kind


def test_words_beside_a_place_are_the_next_ones_of_its_line() -> None:
    slots = [Slot((40.0 * i, 0.0, 40.0 * i + 30, 20.0), f"w{i}", line, 0) for i, line in enumerate((1, 1, 1, 2))]
    place = Place(slots[1].box, 1, ("a", "b"), {0: 1, 1: 2}, 2.0, slots=(1,))
    assert words_beside(place, slots, 20.0) == ["w0", "w2"]


def test_the_word_behind_a_day_is_beside_a_year() -> None:
    words = ("fell", "March", "5,", "2023", "12", "tanks")
    slots = [Slot((40.0 * i, 0.0, 40.0 * i + 30, 20.0), text, 1, 0) for i, text in enumerate(words)]
    place = Place(slots[3].box, 1, ("2023", "2022"), {0: 1, 1: 2}, 2.0, slots=(3,))
    assert words_beside(place, slots, 20.0) == ["March", "5,", "12"]
    tanks = Place(slots[4].box, 1, ("12", "21"), {0: 1, 1: 2}, 2.0, slots=(4,))
    assert words_beside(tanks, slots, 20.0) == ["2023", "tanks"]


def test_neighbours_whose_copies_fall_apart_alike_become_one_although_a_copy_shows_but_one_of_them() -> None:
    slots = [Slot((10.0 + 60 * i, 10.0, 60.0 + 60 * i, 40.0), text, 1, 0) for i, text in enumerate("abcdefgh")]
    left = Place(slots[1].box, 1, ("old", "new"), {0: 1, 1: 1, 2: 2}, 2.0, slots=(1,))
    right = Place(slots[2].box, 1, ("name", "word"), {0: 2, 2: 1, 3: 1}, 1.5, slots=(2,))  # sides the other way round
    other = Place(slots[3].box, 1, ("x", "y"), {0: 1, 1: 2, 2: 2}, 1.5, slots=(3,))
    joined = join_lines([left, right, other], slots, 30.0)
    assert [(p.texts, p.carried) for p in joined] == [
        (("old word", "new name"), {0: 1, 1: 1, 2: 2, 3: 2}),
        (("x", "y"), {0: 1, 1: 2, 2: 2}),
    ]


@pytest.mark.parametrize(
    ("texts", "is_swap"),
    [(("2,471", "6,519"), True), (("2471", "6,519"), True), (("2,471", "6,510"), False), (("6,519", "6,519"), False)],
)
def test_two_figures_that_changed_places_are_a_swap_whatever_became_of_their_commas(
    texts: tuple[str, str], *, is_swap: bool
) -> None:
    sides = {0: 1, 1: 1, 2: 2}
    first, other = Place(BOX, 1, ("6,519", "2,471"), sides, 2.0), Place(BOX, 2, texts, sides, 2.0)
    assert {place.kind for place in mark_swaps([first, other])} == {"moved_or_swapped" if is_swap else None}


def test_a_figure_beside_one_that_is_nearly_the_same_everywhere_is_no_swap() -> None:
    sides = {0: 1, 1: 1, 2: 2}
    same, other = Place(BOX, 1, ("1,000", "1.000"), sides, 2.0), Place(BOX, 2, ("10,000", "1,000"), sides, 2.0)
    assert {place.kind for place in mark_swaps([same, other])} == {None}


@pytest.mark.parametrize(("came", "is_swap"), [("37.55 55", True), ("37.55", False), ("37.55 31.55", False)])
def test_half_a_swap_may_have_lost_some_letters_and_no_other_ones(came: str, *, is_swap: bool) -> None:
    sides = {0: 1, 1: 1, 2: 2}
    first = Place(BOX, 1, ("37.55 37.55", "0.00 0.00"), sides, 2.0)
    other = Place(BOX, 2, ("0.00 0.00", came), sides, 2.0)
    assert {place.kind for place in mark_swaps([first, other])} == {"moved_or_swapped" if is_swap else None}
