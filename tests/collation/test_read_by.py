"""Who read a copy at a place."""

from __future__ import annotations

import pytest

from pipeline.collation.read_by import Sayings
from pipeline.collation.slots import Said

UNREAD = Said(None, 0.0)


def said(*texts: str | None) -> list[list[Said]]:
    """One copy, a slot for each text."""
    return [[UNREAD if text is None else Said(text, 90.0) for text in texts]]


SAYINGS = Sayings(
    by_page=said("16,000", "l6,000", None, None, ""),
    looked_again=said("16,000", "16,000", None, None, ""),
    asked_again=said("16,000", "16,000", "17,500", None, ""),
)


@pytest.mark.parametrize(
    ("slots", "text", "reader"),
    [
        ([0], "16,000", "page"),
        ([0], "17,500", "ink"),  # it was read otherwise than its side
        ([1], "16,000", "second_look"),
        ([2], "17,500", "second_recogniser"),
        ([3], "17,500", "ink"),
        ([3], None, "ink"),
        ([4], "", "page"),  # blank is what it says
        ([0, 2], "16,000 17,500", "second_recogniser"),  # of a phrase the one asked last
        ([0, 3], "16,000 17,500", "ink"),
        ([], None, "ink"),
    ],
)
def test_reader_of_a_place(slots: list[int], text: str | None, reader: str) -> None:
    assert SAYINGS.reader(0, slots, text) == reader
