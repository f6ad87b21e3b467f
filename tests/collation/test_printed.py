"""What has place and size of a word is that word; a reader's pen goes beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.blobs import Box
from pipeline.collation.printed import is_word

HEIGHT = 24.0
WORDS = np.array([(100.0, 200.0, 220.0, 224.0)])


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ((102, 202, 216, 222), True),
        ((100, 204, 170, 226), True),  # the dark half of a blurred word
        ((88, 190, 232, 236), False),  # a ring around it
        ((98, 222, 224, 232), False),  # an underline
        ((96, 209, 226, 215), False),  # struck out
        ((300, 202, 416, 222), False),  # where nothing was read
    ],
)
def test_a_mark_in_the_place_of_a_word_is_the_word(mark: Box, expected: bool) -> None:
    assert is_word(mark, WORDS, HEIGHT) is expected


def test_on_a_page_that_nobody_could_read_nothing_is_a_word() -> None:
    assert not is_word((102, 202, 216, 222), np.zeros((0, 4)), HEIGHT)
