"""What has place and size of a word is that word; a reader's pen goes beyond it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Box, Mark
from pipeline.collation.printed import (
    Print,
    fills_field,
    is_in_place_of_others,
    is_line,
    is_moved,
    is_printed,
    is_shared,
    is_word,
)
from pipeline.imaging.ink import Ink

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


@pytest.mark.parametrize(
    ("field", "words", "expected"),
    [
        ((98, 198, 224, 226), WORDS, True),
        ((85, 190, 235, 234), WORDS, False),  # letters on a badge leave a rim
        ((98, 198, 420, 226), WORDS, False),  # a field that goes on
        ((98, 198, 224, 226), NONE, False),
    ],
)
def test_a_word_in_bold_is_no_field(*, field: Box, words: Print, expected: bool) -> None:
    badge = Mark(0, "overlay", field, strokes=np.ones((20, 60), bool))
    assert fills_field(badge, words) is expected
    assert not fills_field(replace(badge, strokes=None), words)  # a tint hides nothing


def test_what_few_copies_were_read_to_have_may_be_a_note() -> None:
    note = Mark(0, "annotation", (102, 202, 216, 222))
    assert not is_word(note, [WORDS, NONE, NONE], HEIGHT)
    assert not is_word(note, [WORDS, WORDS, NONE, NONE], HEIGHT)


TYPED = Print(np.array([(100.0, 200.0, 300.0, 224.0)]), ["UNCLASSIFIED"])
MARKING = Print(np.array([(100.0, 200.0, 160.0, 224.0), (172.0, 200.0, 300.0, 224.0)]), ["TOP", "SECRET"])


@pytest.mark.parametrize(
    ("mark", "others", "expected"),
    [
        ((100, 201, 230, 226), MARKING, True),
        ((250, 200, 302, 224), MARKING, True),  # its last letters
        ((100, 201, 230, 226), TYPED, False),  # the same word
        ((100, 201, 230, 226), NONE, False),  # may be a note
        ((100, 201, 230, 226), Print(MARKING.boxes + np.array([0, 30, 0, 30]), MARKING.texts), False),  # the next line
        ((100, 201, 230, 226), Print(MARKING.boxes + np.array([0, 0, 0, 16]), MARKING.texts), False),  # a stamp's
        ((98, 222, 304, 230), MARKING, False),  # an underline
        ((80, 180, 320, 240), MARKING, False),  # a ring
    ],
)
def test_a_word_typed_in_place_of_others_is_print_in_any_colour(*, mark: Box, others: Print, expected: bool) -> None:
    drawn = Mark(0, "annotation", mark)
    assert is_in_place_of_others(drawn, [TYPED, others, NONE, NONE], HEIGHT) is expected
    assert is_printed(drawn, [TYPED, others, NONE, NONE], [np.zeros((300, 800), np.float32)] * 4, HEIGHT) is expected


def test_a_tick_on_a_figure_that_one_copy_misread_stays_a_pens() -> None:
    tick = Mark(0, "annotation", (150, 198, 182, 226))
    at = np.array([(100.0, 200.0, 180.0, 224.0)])
    for own, others in (
        ("1327", ["1327", "1321", "1327"]),  # another copy slipped
        ("1321", ["1327", "1327", "1327"]),  # the tick made its own copy slip
        ("SECRET", ["SECRET", "SEC", "SECRET"]),
        ("SECRET", ["SECRET", "OTHER", "SECRET"]),  # what one copy says is that copy's
    ):
        words = [Print(at, [text]) for text in (own, *others)]
        assert not is_in_place_of_others(tick, words, HEIGHT)


def test_a_neighbour_that_touches_a_word_is_no_part_of_it() -> None:
    tick = Mark(0, "annotation", (150, 198, 182, 226))
    own = Print(np.array([(100.0, 200.0, 180.0, 224.0)]), ["1327"])
    others = Print(np.array([(20.0, 200.0, 101.0, 224.0), (100.0, 200.0, 180.0, 224.0)]), ["Reference", "1327"])
    assert not is_in_place_of_others(tick, [own, others, others], HEIGHT)


LINE = Print(np.array([(100.0, 200.0, 220.0, 224.0), (232.0, 200.0, 348.0, 224.0)]), ["Lorem", "ipsum"])


def lettered() -> Ink:
    """A copy at half scale with strokes where the line is."""
    ink = np.zeros((300, 800), np.float32)
    for x0, y0, x1, y1 in (LINE.boxes / 2).astype(int):
        for x in range(x0 + 1, x1, 4):
            cv2.line(ink, (x, y0 + 1), (x, y1 - 2), 0.8, 1)
    return ink


def drawing(box: Box, ink: Ink) -> Mark:
    """What has the strokes of a layer in a box, and is lacked by two other copies."""
    x0, y0, x1, y1 = (v // 2 for v in box)
    return Mark(0, "graphic", box, strokes=ink[y0:y1, x0:x1] > 0, lacking=(1, 2))


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
    assert is_line(drawing(mark, lettered()), [LINE, NONE, NONE], lettered(), HEIGHT) is expected


def test_words_in_a_frame_of_their_own_are_a_stamp_that_was_read_and_no_line() -> None:
    ink = lettered()
    framed = ink.copy()
    cv2.rectangle(framed, (48, 98), (175, 113), 0.8, 2)
    box = (94, 194, 354, 230)
    assert is_line(drawing(box, ink), [LINE, NONE, NONE], ink, HEIGHT)
    assert not is_line(drawing(box, framed), [LINE, NONE, NONE], framed, HEIGHT)


def test_an_apps_line_is_one_though_larger_than_the_pages_text_where_nearly_all_was_read() -> None:
    small = HEIGHT / 3
    for mark, expected in (((98, 198, 350, 226), True), ((98, 198, 600, 226), False), ((98, 180, 350, 226), False)):
        assert is_line(drawing(mark, lettered()), [LINE, NONE, NONE], lettered(), small) is expected


def test_a_signature_across_a_name_that_all_copies_have_is_no_line_however_badly_these_are_read() -> None:
    pen = np.zeros((300, 800), np.float32)
    cv2.line(pen, (50, 110), (174, 101), 0.8, 2)
    signature = drawing((98, 198, 350, 226), pen)
    assert not is_line(signature, [LINE, NONE, NONE], np.maximum(lettered(), pen), HEIGHT)


def test_words_that_a_line_put_in_has_moved_are_no_drawing() -> None:
    heading = Mark(0, "graphic", (98, 204, 222, 232), lacking=(1, 2, 3))
    above = Print(WORDS.boxes - [0, 40, 0, 40], ["Lorem"])
    assert is_moved(heading, [WORDS, above, above, NONE], HEIGHT)
    assert not is_moved(heading, [WORDS, above, NONE, NONE], HEIGHT)
    assert not is_moved(heading, [WORDS, WORDS, WORDS, WORDS], HEIGHT)  # a stamp across a word that stands where it did
    assert not is_moved(heading, [WORDS, *[Print(above.boxes, ["PAID"])] * 3], HEIGHT)
    assert not is_moved(replace(heading, box=(60, 150, 300, 300)), [WORDS, above, above, NONE], HEIGHT)  # much larger


def test_print_that_two_copies_have_is_no_drawing_for_a_third_that_was_cropped() -> None:
    """With the letter of a watermark that hangs on it, and in a place larger than the word's."""
    print_, paper = lettered(), np.zeros((300, 800), np.float32)
    marked = print_.copy()
    cv2.circle(marked, (120, 125), 10, 0.3, 2)
    mark = replace(drawing((90, 190, 360, 280), marked), lacking=(2,))
    assert is_shared(mark, [LINE, LINE, NONE], [marked, print_, paper])
    assert is_printed(mark, [LINE, LINE, NONE], [marked, print_, paper], HEIGHT)
    assert not is_shared(mark, [LINE, NONE, NONE], [marked, print_, paper])  # nobody read it there
    assert not is_shared(mark, [LINE, LINE, NONE], [marked, paper, paper])  # nor has the other one these strokes
    passed_on = replace(mark, lacking=(2, 3))  # a stamp that two copies carry and more lack, which share other words
    elsewhere = Print(np.array([(600.0, 400.0, 700.0, 424.0)]), ["other"])
    both = Print(np.concatenate([LINE.boxes, elsewhere.boxes]), [*LINE.texts, *elsewhere.texts])
    assert not is_shared(passed_on, [both, both, elsewhere, elsewhere], [marked, print_, paper, paper])
    assert is_shared(mark, [both, both, elsewhere], [marked, print_, paper])


def test_a_signature_across_words_that_others_have_is_its_own_strokes() -> None:
    pen = np.zeros((300, 800), np.float32)
    cv2.polylines(pen, [np.array([(50 + 3 * i, 106 + round(18 * np.sin(i / 4))) for i in range(45)])], False, 0.8, 2)
    signature = drawing((98, 170, 380, 260), pen)
    assert not is_shared(signature, [LINE, LINE, LINE], [np.maximum(lettered(), pen), lettered(), lettered()])
