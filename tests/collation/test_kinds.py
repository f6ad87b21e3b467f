"""Sides of a place when some of the copies have no vote."""

from __future__ import annotations

import pytest

from pipeline.collation.kinds import without_votes
from pipeline.collation.readings import Place

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
