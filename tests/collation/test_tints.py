"""Tints: highlighter, logos and watermarks on one copy, by colour and by darkness."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.collation.blobs import Mark
from pipeline.collation.mark_strength import Layers
from pipeline.collation.tints import Tints, tinted, tints_of, watermarks
from pipeline.imaging.ink import Ink

HEIGHT = 24.0  # of the text, on the full canvas; the arrays here are at half of it
SIZE = (240, 320)
BOTH = np.ones(SIZE, bool)
NOTHING = np.zeros(SIZE, np.float32)


def words() -> Ink:
    """Lines of text-like strokes."""
    ink = NOTHING.copy()
    for y in range(10, 110, 20):
        for x in range(10, 310, 5):
            cv2.line(ink, (x, y), (x, y + 2 + x % 7), 0.8, 1)
    return ink


def found(copy: Ink, chroma: Ink = NOTHING, fine: Ink = NOTHING) -> list[Mark]:
    """On the first of three copies. fine: how its paper is tinted, where that is finer than a line is high."""
    inks = [copy, words(), words()]
    layers = Layers(inks, inks, [chroma, NOTHING, NOTHING], [BOTH] * 3, HEIGHT)
    return tinted(0, Tints([NOTHING] * 3, [fine, NOTHING, NOTHING], tints_of(layers).colours), layers, [1, 2], BOTH)


def painted(x0: int, y0: int, x1: int, y1: int) -> Ink:
    """A colour."""
    chroma = NOTHING.copy()
    chroma[y0:y1, x0:x1] = 0.8
    return chroma


def test_yellow_over_words_that_stay_legible_is_a_highlighter_however_little_it_darkens() -> None:
    (mark,) = found(words(), painted(60, 46, 160, 62))
    assert mark.kind == "annotation"
    assert np.allclose(mark.box, (120, 92, 320, 124), atol=4)  # grown by the blur


def test_a_deep_green_that_counts_as_strokes_is_a_highlighter_though_it_slants() -> None:
    field = NOTHING.copy()
    cv2.fillPoly(field, [np.array([[60, 44], [300, 50], [300, 64], [60, 58]])], 0.8)
    (mark,) = found(np.maximum(words(), 0.25 * field), field)
    assert mark.kind == "annotation"


def test_a_highlighter_over_two_lines_is_a_mark_on_each() -> None:
    lines = np.maximum(painted(140, 46, 300, 64), painted(40, 64, 150, 82))
    assert [mark.kind for mark in found(words(), lines)] == ["annotation"] * 2


def test_slanting_coloured_letters_are_a_watermark() -> None:
    slanting = NOTHING.copy()
    for i in range(5):
        cv2.line(slanting, (40 + 50 * i, 180), (80 + 50 * i, 20), 0.8, 10)
    assert {mark.kind for mark in found(words(), slanting)} == {"overlay"}
    assert len(found(words(), slanting)) == 1


def test_a_coloured_field_with_letters_of_its_own_is_a_logo() -> None:
    badge = painted(60, 46, 160, 62)
    badge[50:58, 70:150:6] = 0  # white letters
    covered = words()
    covered[46:62, 60:160] = 0
    assert [mark.kind for mark in found(covered, badge)] == ["overlay"]


def test_a_stamp_in_coloured_letters_is_no_field() -> None:
    stamp = NOTHING.copy()
    for x in range(60, 160, 8):
        cv2.line(stamp, (x, 130), (x, 160), 0.8, 1)
    cv2.rectangle(stamp, (54, 124), (166, 166), 0.8, 1)
    assert found(words(), stamp) == []


def test_a_desk_beside_the_page_is_none() -> None:
    assert found(words(), painted(0, 200, 320, 240)) == []


def test_a_watermark_in_thin_letters_across_the_page_is_one_overlay() -> None:
    fine = NOTHING.copy()
    for i in range(6):
        cv2.rectangle(fine, (40 + 40 * i, 60), (64 + 40 * i, 140), 0.2, 5)
    marks = found(words(), fine=fine)
    assert [mark.kind for mark in marks] == ["overlay"]
    assert marks[0].box[2] - marks[0].box[0] > 400


def test_a_letter_that_runs_off_the_canvas_is_no_watermark() -> None:
    assert watermarks([((-160, -160, 12, 12), 900.0)], np.ones((400, 300), bool), 20.0) == []


def test_large_letters_in_a_row_are_one_watermark() -> None:
    letters = [((100 + 70 * i, 200, 150 + 70 * i, 260), 1_200.0) for i in range(4)]
    assert len(watermarks(letters, np.ones((400, 300), bool), 20.0)) == 1


def test_a_banner_in_coloured_print_is_no_highlighter_on_the_one_copy_in_colour() -> None:
    banner = NOTHING.copy()
    for x in range(60, 200, 9):
        cv2.line(banner, (x, 130), (x, 146), 0.8, 4)
    inks = [np.maximum(words(), banner)] * 3
    layers = Layers(inks, inks, [np.where(banner > 0, 0.8, 0).astype(np.float32), NOTHING, NOTHING], [BOTH] * 3, HEIGHT)
    assert tinted(0, tints_of(layers), layers, [1, 2], BOTH) == []
