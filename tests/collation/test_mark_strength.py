"""A mark ends at its rim and lies on a quiet page; blur, tone and words laid askew do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation import mark_strength
from pipeline.collation.blobs import HALF, STROKE, Mark, pen_of
from pipeline.collation.mark_strength import WEIGHTS, Candidate, Layers, graded, measured
from pipeline.collation.strength import BY_CHANCE
from pipeline.collation.stroke_shape import StrokeShape
from pipeline.imaging.ink import Ink

HEIGHT = 24.0  # of the text, on the full canvas; the arrays here are at half of it
SIZE = (200, 300)
BOX = (120, 60, 240, 90)  # on the canvas
INSIDE = tuple(slice(round(a * HALF), round(b * HALF)) for a, b in ((BOX[1], BOX[3]), (BOX[0], BOX[2])))
NOTHING = np.zeros(SIZE, np.float32)


def words() -> Ink:
    """Lines of text-like strokes."""
    ink = NOTHING.copy()
    for y in range(10, 110, 20):
        for x in range(10, 280, 7):
            cv2.line(ink, (x, y), (x, y + 8), 0.8, 1)
    return ink


def candidates(marked: Ink, usual: Ink, marks: list[Mark], chroma: Ink = NOTHING) -> list[Candidate]:
    """Marks on the first of three copies."""
    inks = [marked, usual, usual]
    seen = [np.ones(SIZE, bool)] * 3
    return measured(marks, [1, 2], Layers(inks, inks, [chroma, NOTHING, NOTHING], seen, HEIGHT))


def told(found: Sequence[Candidate]) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Kinds and boxes of the candidates that are marks."""
    return [(mark.kind, mark.box) for mark in graded(found)]


def test_a_bar_is_a_redaction_and_a_darker_page_is_none() -> None:
    barred, darker = words(), words() * 0.4 + 0.55
    barred[INSIDE] = 0.95
    bar = Mark(0, "redaction", BOX)
    assert told(candidates(barred, words(), [bar])) == [("redaction", BOX)]
    assert graded(candidates(darker, words(), [bar])) == []


def test_a_highlighter_ends_where_a_tinted_page_goes_on() -> None:
    tint = Mark(0, "annotation", (120, 56, 240, 80))
    colour, pale = NOTHING.copy(), words() * 0.5
    colour[28:40, 60:120] = 0.5
    (highlighted,) = candidates(pale, pale, [tint], colour)
    (tinted,) = candidates(pale, pale, [tint], np.full(SIZE, 0.5, np.float32))
    assert told([highlighted]) == [("annotation", tint.box)]
    assert graded([tinted]) == []


def drawn_at(top: int, thickness: int = 2) -> Candidate:
    """A wave on the first copy: the drawing that its shape says it is. top: of the arrays."""
    usual = words()
    wave = np.array([(40 + 3 * i, top + 20 + round(18 * np.sin(i / 4))) for i in range(50)], np.int32)
    ink = NOTHING.copy()
    cv2.polylines(ink, [wave], False, 0.7, thickness)
    ink = cv2.GaussianBlur(ink, (0, 0), 0.8)
    copy = np.maximum(usual, ink)
    part = (slice(top, top + 40), slice(38, 192))
    box = (round(38 / HALF), round(top / HALF), round(192 / HALF), round((top + 40) / HALF))
    pen = pen_of(copy[part], ink[part] > STROKE, 0.8, HEIGHT)
    (candidate,) = candidates(copy, usual, [Mark(0, "graphic", box, pen=pen)])
    return candidate


def test_a_signature_stands_on_blank_paper_in_a_thin_stroke() -> None:
    signature = drawn_at(130)
    (mark,) = graded([signature])
    assert mark.kind == "graphic"
    assert mark.strength > 1.5
    assert signature.log_odds("drawing") > drawn_at(40).log_odds("drawing") + 1  # over words
    assert signature.log_odds("drawing") > drawn_at(130, thickness=9).log_odds("drawing") + 1


def test_many_drawings_on_a_copy_make_each_less_sure() -> None:
    one = drawn_at(130)
    of_many = one._replace(traits={**one.traits, "many": np.log(9)})
    assert one.log_odds("drawing") > of_many.log_odds("drawing")


def test_what_no_other_copy_shows_with_its_surroundings_is_what_its_shape_says() -> None:
    layers = Layers([words()] * 2, [words()] * 2, [NOTHING] * 2, [np.ones(SIZE, bool), np.zeros(SIZE, bool)], HEIGHT)
    bar, logo = Mark(0, "redaction", BOX), Mark(0, "overlay", (0, 0, 600, 400))
    assert told(measured([bar, logo], [1], layers)) == [("redaction", BOX), ("overlay", logo.box)]


def test_an_overlay_in_doubt_has_no_strength() -> None:
    (mark,) = graded(candidates(words(), words(), [Mark(0, "overlay", BOX)]))
    assert (mark.kind, mark.strength) == ("overlay", 0.0)


def test_what_letters_hold_together_is_its_pieces_where_it_is_no_drawing() -> None:
    piece = Candidate(Mark(0, "redaction", BOX), None)
    whole = drawn_at(130)._replace(pieces=(piece,))
    assert [mark.kind for mark in graded([whole])] == ["graphic"]
    one_of_many = whole._replace(traits={**(whole.traits or {}), "many": np.log(10_000)})
    assert told([one_of_many]) == [("redaction", BOX)]


def test_a_part_of_a_drawing_that_is_surer_alone_is_the_drawing() -> None:
    alone = drawn_at(130)
    unsure = alone._replace(traits={**(alone.traits or {}), "many": np.log(3)}, pieces=(alone,))
    assert [mark.strength for mark in graded([unsure])] == [alone.strength("drawing")]


def test_of_pen_and_drawing_it_is_what_speaks_more_beyond_how_common_they_are() -> None:
    names = drawn_at(130).traits or {}
    traits = dict.fromkeys(names, 0.0) | {"even": 0.2, "breadth": 1.0}
    candidate = drawn_at(130)._replace(traits=traits)
    assert candidate.log_odds("pen") > candidate.log_odds("drawing")  # readers draw oftener than forgers
    assert candidate.strength("drawing") > candidate.strength("pen")
    assert [mark.kind for mark in graded([candidate])] == ["graphic"]
    underline = candidate._replace(mark=replace(candidate.mark, kind="annotation"))
    assert [mark.kind for mark in graded([underline])] == ["annotation"]


def test_a_piece_that_is_no_drawing_is_not_asked_how_sure_a_drawing_it_is() -> None:
    whole = drawn_at(130)
    tint = Candidate(Mark(0, "overlay", BOX), dict.fromkeys(whole.traits or {}, 0.0) | {"tinge": 9.0})
    assert [mark.kind for mark in graded([whole._replace(pieces=(tint,))])] == ["graphic"]


SHAPE = dict.fromkeys(StrokeShape.__dataclass_fields__, 0.0)


def test_a_shape_that_says_nothing_leaves_drawings_as_rare_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are common in the families that shapes are fitted on, and pens in those of the other marks."""
    silent = dict.fromkeys(("constant", "shape", "traits"), 0.0) | {"constant": 0.4, "share": 0.4}
    monkeypatch.setattr(mark_strength, "WEIGHTS", {**WEIGHTS, "both": silent})
    candidate = drawn_at(130)._replace(shape=SHAPE)
    assert candidate.log_odds("drawing") == pytest.approx(WEIGHTS["drawing"]["share"])
    assert candidate.strength("drawing") == pytest.approx(BY_CHANCE)


@pytest.mark.parametrize(("trait", "more"), [("words", -1.0), ("length", 1.0), ("rows", 1.0)])
def test_what_lies_on_words_is_a_drawing_more_seldom_and_long_strokes_oftener(trait: str, more: float) -> None:
    plain, other = (drawn_at(130)._replace(shape=SHAPE | {trait: value}) for value in (0.0, 1.0))
    assert more * (other.strength("drawing") - plain.strength("drawing")) > 0.1


def test_a_drawing_is_told_from_three_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for sure, kinds in ((0.4, []), (0.6, ["graphic"])):
        both = {"constant": sure * np.log(10), "shape": 0.0, "traits": 0.0, "share": 0.0}
        pen = dict.fromkeys(WEIGHTS["pen"], 0.0) | {"constant": -9.0}
        monkeypatch.setattr(mark_strength, "WEIGHTS", {**WEIGHTS, "both": both, "pen": pen})
        assert [mark.kind for mark in graded([drawn_at(130)._replace(shape=SHAPE)])] == kinds
