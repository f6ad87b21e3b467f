"""What has place and size of a word is that word; a reader's pen goes beyond it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.collation.blobs import Box, Mark
from pipeline.collation.printed import Print, is_line, is_moved, is_word

HEIGHT = 24.0
WORDS, NONE = Print(np.array([(100.0, 200.0, 220.0, 224.0)]), ["Lorem"]), Print(np.zeros((0, 4)))


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


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ((98, 198, 350, 226), True),  # both words of the line
        ((98, 198, 1_400, 226), False),  # much more than was read
        ((90, 180, 360, 244), False),  # a frame around them
        ((98, 222, 350, 230), False),  # an underline
    ],
)
def test_text_that_some_copies_lack_is_a_line_and_no_drawing(mark: Box, expected: bool) -> None:
    line = Print(np.array([(100.0, 200.0, 220.0, 224.0), (232.0, 200.0, 348.0, 224.0)]), ["Lorem", "ipsum"])
    drawing = Mark(0, "graphic", mark, lacking=(1, 2))
    assert is_line(drawing, [line, NONE, NONE], HEIGHT) is expected
    assert not is_line(drawing, [line, line, NONE], HEIGHT)  # what they have as well is not what was added


def test_words_that_a_line_put_in_has_moved_are_no_drawing() -> None:
    heading = Mark(0, "graphic", (98, 204, 222, 232), lacking=(1, 2, 3))
    above = Print(WORDS.boxes - [0, 40, 0, 40], ["Lorem"])
    assert is_moved(heading, [WORDS, above, above, NONE], HEIGHT)
    assert not is_moved(heading, [WORDS, above, NONE, NONE], HEIGHT)
    assert not is_moved(heading, [WORDS, *[Print(above.boxes, ["PAID"])] * 3], HEIGHT)
    assert not is_moved(replace(heading, box=(60, 150, 300, 300)), [WORDS, above, above, NONE], HEIGHT)  # much larger
