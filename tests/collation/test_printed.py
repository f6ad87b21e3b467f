"""What has place and size of a word is that word; a reader's pen goes beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.blobs import Box, Mark
from pipeline.collation.printed import is_word

HEIGHT = 24.0
WORDS, NONE = np.array([(100.0, 200.0, 220.0, 224.0)]), np.zeros((0, 4))


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
    assert is_word(Mark(0, "annotation", mark), [NONE, WORDS, WORDS, NONE], HEIGHT) is expected


def test_what_few_copies_were_read_to_have_may_be_a_note() -> None:
    note = Mark(0, "annotation", (102, 202, 216, 222))
    assert not is_word(note, [WORDS, NONE, NONE], HEIGHT)
    assert not is_word(note, [WORDS, WORDS, NONE, NONE], HEIGHT)
