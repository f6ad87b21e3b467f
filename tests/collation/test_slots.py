"""Slots are the places of words, from whichever copy has them."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.slots import find_slots
from pipeline.records import PageInput, Word

SIZE = (100, 300)
BOX = (20.0, 20.0, 90.0, 40.0)


def copy_reading(text: str, confidence: float) -> LaidCopy:
    """A copy that was read to say one word."""
    layer = np.zeros(SIZE, np.float32)
    word = Word("", 1, 1, 1, text, confidence, *BOX)
    page = PageInput("0" * 64, 1, SIZE[1], SIZE[0], 0, (word,))
    seen = np.ones(SIZE, bool)
    return LaidCopy(page, layer, layer, layer, layer, seen, [word], np.array([BOX]), 1.0, None)


@pytest.mark.parametrize(
    ("readings", "texts"),
    [
        ([("9744", 5.0), ("o744", 90.0), ("G044", 90.0)], ["9744"]),  # the base's words count,
        ([("i4", 5.0), ("~", 0.0), ("~", 0.0)], []),  # but for specks
        ([("i4", 5.0), ("9744", 90.0), ("~", 0.0)], ["9744"]),  # one other copy's, where it is sure
        ([("i4", 5.0), ("9744", 35.0), ("8744", 35.0)], []),  # not where it is unsure
        ([("i4", 5.0), ("9744", 35.0), ("9744", 31.0)], ["9744"]),  # but where two read the same
    ],
)
def test_words_that_one_copy_read_surely_or_two_alike_have_slots(
    readings: list[tuple[str, float]], texts: list[str]
) -> None:
    table = Table([copy_reading(*reading) for reading in readings], 1.0, 20.0, [])
    assert [slot.text for slot in find_slots(table)] == texts
