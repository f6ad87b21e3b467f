"""Places that split the copies as two editions do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.assessment.editions import edition_places
from pipeline.records import PlaceReading
from tests.assessment.test_weigh import reads

COPIES = "abcde"


def split(place_no: int, carriers: str) -> list[PlaceReading]:
    """A figure on a line of its own at which some copies read another one than the rest."""
    numbers = {name: 2 if name in carriers else 1 for name in COPIES}
    rows = [reads(name, number, f"{place_no}{number}", place=place_no) for name, number in numbers.items()]
    return [replace(row, y0=20.0 * place_no, y1=20.0 * place_no + 10) for row in rows]


@pytest.mark.parametrize(
    ("carriers", "is_edition"),
    [("de", True), ("cde", True), ("d", False)],
    ids=["the same two", "and one that may be misread", "one of two is another group"],
)
def test_a_place_belongs_to_an_edition_by_its_own_two_groups(carriers: str, is_edition: bool) -> None:
    places = {no: split(no, "de") for no in range(1, 5)} | {5: split(5, carriers)}
    assert (5 in edition_places(places).told) is is_edition
