"""Readings that say something else, and those that only look so."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from pipeline.collation import readings
from pipeline.collation.heard import Heard
from pipeline.collation.pairs import Compared
from pipeline.collation.readings import (
    Place,
    _is_heard_in_part,
    borne_out,
    carried_by,
    differ,
    discount_crowds,
    find_places,
)
from pipeline.collation.sides import Parted
from pipeline.collation.slots import Said, Slot
from pipeline.collation.strength import Measures
from pipeline.records import Recognition


@pytest.mark.parametrize(
    ("a", "b", "is_other"),
    [
        ("16,000", "61,000", True),
        ("8.90", "89.0", True),
        ("replies", "", True),
        ("32700€", "327 00 =", False),
        ("Qty:", "qty", False),
        ('R"\\U', "", False),
    ],
)
def test_signs_and_scrawls_are_no_other_text(a: str, b: str, *, is_other: bool) -> None:
    assert differ(a, b) is is_other


def at(line: int, strength: float, carried: dict[int, int]) -> Place:
    return Place((0.0, 30.0 * line, 50.0, 30.0 * line + 24), line, ("a", "b"), carried, strength)


def test_a_copy_that_differs_on_line_after_line_lies_askew_and_chance_places_are_no_such_crowd() -> None:
    sides = {0: 1, 1: 1, 2: 2}
    change = at(0, 1.0, sides)
    askew = [at(line, 1.0, sides) for line in range(1, 30)]
    chance = [at(line, -0.4, sides) for line in range(1, 30)]
    assert discount_crowds([change, *chance]) == [change]
    assert discount_crowds(chance) == []
    assert discount_crowds([change, *askew]) == []


def test_of_a_place_in_parts_only_the_sure_ones_say_who_carries_it() -> None:
    sure, as_sure, doubtful = at(0, 2.5, {0: 1, 2: 2}), at(0, 1.8, {1: 1, 2: 2}), at(0, 0.1, {0: 1, 3: 2})
    assert carried_by([sure, as_sure, doubtful]) == {0: 1, 1: 1, 2: 2}


def test_what_the_second_opinion_bears_out_is_believed_on_a_copy_that_is_misread_around(
    seen_as: Callable[..., Recognition],
) -> None:
    told = [[Said("1.51", 95.0), Said("1.60", 95.0)], [Said("1.60", 80.0), Said("1.51", 80.0)]]
    struck = [told[0], [Said(None, 0.0), Said(None, 0.0)]]
    lies_well = frozenset({1})
    heard = {0: Heard({1: seen_as("1.60")}, lies_well), 1: Heard({1: seen_as("8.00")}, lies_well)}
    assert borne_out(struck, told, heard) == [told[0], [Said("1.60", 80.0), Said(None, 0.0)]]
    unknown = {0: Heard({1: seen_as("1.60")})}
    assert borne_out(struck, told, unknown) == struck


def test_a_copy_is_misread_around_by_what_was_said_before_the_second_opinion() -> None:
    """Opinions that bear out a strip laid on other words do not make it believed."""
    at = [(60.0 * column, 40.0 * row) for row in range(6) for column in range(5)]
    slots = [Slot((x, y, x + 50, y + 24), "", int(y), 0) for x, y in at]
    right = [Said(str(1000 + i), 90.0) for i in range(30)]
    read, opinion = ([Said(str(7000 + i), sure) for i in range(30)] for sure in (60.0, 100.0))
    unlike = np.full((3, 1, 30), 0.9)
    unlike[:2] = 0.0
    compared = Compared(unlike, np.full_like(unlike, 0.1), 8 * unlike, (0,), np.zeros(3), np.zeros((3, 30)))
    shown = np.ones((3, 30), bool)
    asked = [right, right, opinion]
    believed = find_places(slots, asked, compared, shown, shown, {})
    struck = find_places(slots, asked, compared, shown, shown, {}, [right, right, read])
    assert any(place.texts[1] for place in believed)
    assert not any(place.texts[1] for place in struck)


def test_a_place_reads_what_the_ink_of_most_copies_of_a_side_surely_shows(seen_as: Callable[..., Recognition]) -> None:
    slots = [Slot((60.0 * i, 10.0, 60.0 * i + 50, 34.0), "4", 1, 0) for i in range(8)]
    said = [[Said("4", 90.0)] * 8, [Said("4", 90.0)] * 8, [Said("2", 95.0), *[Said("4", 90.0)] * 7]]
    unlike = np.full((3, 1, 8), 0.0)
    unlike[2, 0, 0] = 1.5
    compared = Compared(unlike, np.full_like(unlike, 0.1), 8 * unlike, (0,), np.zeros(3), np.full((3, 8), 0.1))
    shown = np.ones((3, 8), bool)
    slip = {0: Heard({0: seen_as("1"), 1: seen_as("1"), 2: seen_as("2")})}
    (place,) = find_places(slots, said, compared, shown, shown, slip)
    assert place.texts == ("1", "2")
    same = {0: Heard({0: seen_as("2"), 1: seen_as("2")})}  # then nothing would differ
    (place,) = find_places(slots, said, compared, shown, shown, same)
    assert place.texts == ("4", "2")


@pytest.mark.parametrize(
    ("texts", "ink", "is_told"),
    [
        (("$5.24", "$524"), -0.1, False),
        (("$5.24", "$524"), 0.6, True),  # the figures have moved, too
        (("$5.24", "$524"), 0.0, True),  # nothing is known of the ink
        (("$5.24", "$5.34"), -0.1, True),
        (("generation", "generatlon"), -0.1, False),
        (("generation", None), -0.1, True),
    ],
)
def test_a_lost_point_is_no_difference_where_the_ink_is_the_same(
    texts: tuple[str, str | None], ink: float, monkeypatch: pytest.MonkeyPatch, *, is_told: bool
) -> None:
    measures = Measures(ink, -1.0, 0.3, 1.0, 0.0, 0.8, 0.0, 0.9, texts[1] is None, False, 1.0, 0.8, 0.0, 0.9, 0.0)
    monkeypatch.setattr(readings, "part", lambda *_: Parted((0, 1), (2,), texts, measures))
    nothing = np.zeros((3, 1, 1))
    compared = Compared(nothing, nothing, nothing, (0,), np.zeros(3), nothing[:, 0])
    shown = np.ones((3, 1), bool)
    slots = [Slot((0.0, 0.0, 50.0, 24.0), "$5.24", 1, 0)]
    assert bool(find_places(slots, [[Said("$5.24", 90.0)]] * 3, compared, shown, shown)) is is_told


@pytest.mark.parametrize(
    ("y", "is_framed", "is_told"), [(70.0, True, True), (400.0, False, False), (400.0, True, True)]
)
def test_what_an_app_wrote_below_the_page_is_no_line_that_the_others_lack(
    y: float, *, is_framed: bool, is_told: bool
) -> None:
    """is_framed: do the others end where this copy does? Then it is no app's."""
    where = [*((60.0 * i, 10.0) for i in range(8)), *((60.0 * i, 40.0) for i in range(8)), (0.0, y), (60.0, y)]
    slots = [Slot((x, top, x + 50, top + 24), f"word{i}", round(top), 0) for i, (x, top) in enumerate(where)]
    page = [Said(f"word{i}", 90.0) for i in range(16)]
    said = [[*page, Said("Saved", 95.0), Said("before", 95.0)], *[[*page, *[Said("", 90.0)] * 2]] * 3]
    unlike = np.zeros((4, 1, 18))
    unlike[0, 0, 16:] = unlike[1:, 0, 16:] = 1.0
    compared = Compared(unlike, np.full_like(unlike, 0.1), 8 * unlike, (0,), np.zeros(4), np.full((4, 18), 0.1))
    shown = np.ones((4, 18), bool)
    written = shown.copy()
    written[1:, 16:] = is_framed
    assert bool(find_places(slots, said, compared, shown, written)) is is_told


@pytest.mark.parametrize(
    ("texts", "before", "is_part"),
    [
        (("Description", "ription"), None, True),
        (("Description", "Descri"), None, True),
        (("Description", "ription"), "ription", False),  # read with the page: unclassified may have become classified
        (("Description", "Prescription"), None, False),
        (("Description", "escription"), None, False),
        (("161250", "250"), None, False),
        (("Description", None), None, False),
    ],
)
def test_a_word_heard_in_part_is_no_other_word(
    texts: tuple[str, str | None], before: str | None, *, is_part: bool
) -> None:
    """The rest lies in a fold."""
    parted = cast(Parted, SimpleNamespace(larger=(0, 1), smaller=(2,)))
    said = [[Said("Description", 95.0)], [Said("Description", 95.0)], [Said(before, 90.0 if before else 0.0)]]
    assert _is_heard_in_part(texts, parted, said, 0) is is_part
