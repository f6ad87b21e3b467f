"""How strokes run, turn and hang together tells a signature from a stamp, a ring and the remains of words."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import HALF
from pipeline.collation.copies import Mask
from pipeline.collation.stroke_shape import StrokeShape, shape_of

HEIGHT = 24.0  # of the text, on the canvas
SIZE = (40, 160)
NOTHING = np.zeros(SIZE, np.float32)


def waves(n: float) -> Mask:
    """A stroke from left to right that swings up and down n times."""
    points = np.array([(x, 20 + round(15 * np.cos(2 * np.pi * n * x / 150))) for x in range(5, 155)], np.int32)
    return cv2.polylines(np.zeros(SIZE, np.uint8), [points], False, 1, 2) > 0


def ring() -> Mask:
    return cv2.ellipse(np.zeros(SIZE, np.uint8), (80, 20), (70, 15), 0, 0, 360, 1, 2) > 0


def letters() -> Mask:
    """Upright strokes apart from each other, in a frame."""
    drawn = cv2.rectangle(np.zeros(SIZE, np.uint8), (2, 2), (157, 37), 1, 2)
    for x in range(15, 150, 8):
        cv2.line(drawn, (x, 12), (x, 28), 1, 2)
    return drawn > 0


def told(own: Mask, words: float = 0.0) -> StrokeShape:
    """words: ink of the copies without the drawing, all over its left half."""
    usual = NOTHING.copy()
    usual[:, : SIZE[1] // 2] = words
    return shape_of(own, usual, np.full(SIZE, 0.3, np.float32), HEIGHT)


@pytest.mark.parametrize("n", [1.0, 2.0, 4.0])
def test_a_signature_turns_as_often_as_it_swings(n: float) -> None:
    assert told(waves(n)).turns == 2 * n - 1  # it begins at one end of a swing


def test_a_hook_at_the_end_of_a_line_is_no_turn() -> None:
    line = NOTHING > 0
    line[20:22, 5:155] = True
    line[18:20, 5] = True
    assert told(line).turns == 0


def test_the_outline_is_as_long_where_it_meets_the_box() -> None:
    assert told(np.ones(SIZE, bool)).length == pytest.approx(np.log1p((2 * sum(SIZE) - 4) / HEIGHT))


def test_a_ring_is_crossed_twice_and_encloses_what_it_is_drawn_around() -> None:
    shape = told(ring())
    assert (shape.turns, shape.pieces, shape.biggest) == (0, 0, 1)
    assert shape.across == pytest.approx(2, abs=0.2)
    assert shape.enclosed > 0.4 > told(waves(2)).enclosed


def test_letters_in_a_frame_are_many_pieces() -> None:
    shape = told(letters())
    assert shape.pieces == pytest.approx(np.log(18))
    assert shape.biggest < 0.7
    assert shape.down > 10
    assert (shape.columns, shape.colour) == (pytest.approx(158 / 160), pytest.approx(0.3))


def test_what_lies_on_words_is_told_from_what_lies_clear_of_them() -> None:
    clear, on_words = told(waves(2)), told(waves(2), words=0.5)
    assert (clear.on_words, clear.words) == (0, 0)
    assert on_words.on_words == pytest.approx(0.5, abs=0.05)
    assert on_words.off_words == pytest.approx(clear.off_words / 2, rel=0.1)
    assert clear.off_words == pytest.approx(waves(2).sum() / (HEIGHT * HALF) ** 2)


def test_a_dot_does_not_turn_and_nothing_has_no_shape() -> None:
    dot = NOTHING > 0
    dot[10:13, 10:13] = True
    assert told(dot).turns == 0
    with pytest.raises(ValueError, match="Nothing is drawn"):
        told(NOTHING > 0)
