"""Drawings are told by a copy that lacks them, however many carry them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Mark
from pipeline.collation.drawings import _best_match, drawn, named
from pipeline.collation.mark_strength import Layers, graded, measured
from pipeline.imaging.ink import Ink

HEIGHT = 24.0  # of the text, on the full canvas; the arrays here are at half of it
SIZE = (200, 300)


def page(*, signed: bool, darkness: float = 0.8) -> Ink:
    """Lines of text-like strokes; with a signature below them."""
    ink = np.zeros(SIZE, np.float32)
    for y in range(10, 110, 20):
        for x in range(10, 280, 7):
            cv2.line(ink, (x, y), (x, y + 8), darkness, 1)
    if signed:
        wave = [(40 + 3 * i, 150 + round(18 * np.sin(i / 4))) for i in range(50)]
        cv2.polylines(ink, [np.array(wave, np.int32)], False, darkness, 2)
    return ink


def drawings_on(index: int, pages: list[Ink]) -> list[Mark]:
    seen = [np.ones(SIZE, bool)] * len(pages)
    others = [i for i in range(len(pages)) if i != index]
    return drawn(index, pages, others, seen, np.zeros(SIZE, np.float32), seen[index], HEIGHT)


@pytest.mark.parametrize("n_signed", [1, 2, 3])
def test_a_signature_is_found_on_each_copy_that_carries_it(n_signed: int) -> None:
    pages = [page(signed=i < n_signed) for i in range(4)]
    for i in range(4):
        assert [mark.kind for mark in drawings_on(i, pages)] == (["graphic"] if i < n_signed else [])


def test_a_signature_across_lines_of_text_is_one_drawing_or_else_its_pieces() -> None:
    signed = page(signed=False)
    wave = [(40 + 3 * i, 62 + round(40 * np.sin(i / 5))) for i in range(50)]
    cv2.polylines(signed, [np.array(wave, np.int32)], False, 0.8, 3)
    (mark,) = drawings_on(0, [signed, page(signed=False), page(signed=False)])
    assert mark.kind == "graphic"
    assert mark.box[2] - mark.box[0] > 2 * 0.9 * 147  # canvas pixels: nearly all of it
    assert {piece.kind for piece in mark.pieces} == {"annotation"}


def test_a_drawing_may_be_as_wide_as_half_a_page_of_small_print() -> None:
    stamped, plain = page(signed=False), page(signed=False)
    wave = [(25 + 3 * i, 150 + round(18 * np.sin(i / 4))) for i in range(84)]  # 21 text heights
    cv2.polylines(stamped, [np.array(wave, np.int32)], False, 0.8, 2)
    (mark,) = drawings_on(0, [stamped, plain, plain])
    assert mark.kind == "graphic"


def test_a_signature_that_touches_a_rule_laid_askew_is_told_without_it() -> None:
    signed, plain = (np.pad(page(signed=signed), ((0, 0), (0, 400))) for signed in (True, False))
    for ink, y in ((signed, 134), (plain, 130)):
        cv2.line(ink, (5, y), (690, y + 1), 0.8, 2)
    seen = [np.ones(signed.shape, bool)] * 3
    found = drawn(0, [signed, plain, plain], [1, 2], seen, np.zeros_like(signed), seen[0], HEIGHT)
    (mark,) = [mark for mark in found if mark.kind == "graphic"]
    assert mark.box[0] >= 2 * 36  # canvas pixels: the signature's ends
    assert mark.box[2] <= 2 * 195


def test_two_rings_that_letters_hold_together_are_a_readers_pen_and_no_drawing() -> None:
    ringed, plain = page(signed=False), page(signed=False)
    for y in (54, 94):
        cv2.ellipse(ringed, (90, y), (50, 24), 0, 0, 360, 0.5, 2)
    (whole,) = drawings_on(0, [ringed, plain, plain])
    assert whole.kind == "graphic"  # by its shape
    inks, blank, seen = [ringed, plain, plain], [np.zeros(SIZE, np.float32)] * 3, [np.ones(SIZE, bool)] * 3
    told = graded(measured([whole], [1, 2], Layers(inks, inks, blank, seen, HEIGHT)))
    assert [mark.kind for mark in told] == ["annotation"] * 3


def test_blank_paper_below_a_line_matches_no_drawing() -> None:
    drawing, paper = np.zeros((31, 52), np.float32), np.zeros((80, 100), np.float32)
    cv2.line(drawing, (2, 2), (48, 28), 0.8, 2)
    paper[:3] = 0.8  # the last of a line of text
    drawing, paper = (cv2.GaussianBlur(layer, (0, 0), 1.0) for layer in (drawing, paper))
    assert cv2.matchTemplate(paper, drawing, cv2.TM_CCOEFF_NORMED).max() == pytest.approx(1.0)  # 0 by 0, to OpenCV
    assert _best_match(paper, drawing, paper) < 0.3
    shown = paper.copy()
    shown[40:71, 30:82] = drawing * 0.5
    assert _best_match(shown, drawing, paper) > 0.99
    assert _best_match(shown, drawing, shown) == 0.0  # the drawing's own copy has the same strokes there as well
    twice = np.vstack([shown, shown])
    assert _best_match(twice, drawing, np.vstack([shown, paper])) > 0.99  # and here but one of two


def test_strokes_that_others_show_a_little_beside_are_no_signature() -> None:
    signed = page(signed=True)
    moved = np.roll(signed, 14, axis=1)
    assert "graphic" not in {mark.kind for mark in drawings_on(0, [signed, moved, moved])}


def test_a_written_remark_is_no_signature() -> None:
    noted = page(signed=False)
    written = np.zeros(SIZE, np.uint8)
    cv2.putText(written, "who  agreed??", (30, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 200, 1, cv2.LINE_AA)
    noted = np.maximum(noted, written.astype(np.float32) / 255)
    assert {mark.kind for mark in drawings_on(0, [noted, page(signed=False), page(signed=False)])} <= {"annotation"}


def test_a_ring_around_words_and_an_arc_beneath_them_are_no_signatures() -> None:
    ringed, bracketed = page(signed=False), page(signed=False)
    cv2.ellipse(ringed, (90, 74), (50, 24), 0, 0, 360, 0.8, 2)
    cv2.ellipse(bracketed, (90, 140), (70, 22), 0, 0, 180, 0.8, 2)
    plain = page(signed=False)
    for marked in (ringed, bracketed):
        assert {mark.kind for mark in drawings_on(0, [marked, plain, plain])} == {"annotation"}


def test_a_signature_that_turns_often_is_no_arc() -> None:
    signed = page(signed=False)
    turns = np.array([(40, 150), (55, 158), (82, 158), (100, 140), (100, 158), (110, 158)], np.int32)
    cv2.polylines(signed, [turns], False, 0.8, 2)
    assert [mark.kind for mark in drawings_on(0, [signed, page(signed=False), page(signed=False)])] == ["graphic"]


@pytest.mark.parametrize("turn", [0, 3], ids=["straight", "aslant"])
def test_the_corner_of_a_table_laid_askew_is_no_drawing(turn: int) -> None:
    ruled, plain = page(signed=False), page(signed=False)
    corner = [(60, 120), (60 + turn, 185), (220, 185 - turn)]
    cv2.polylines(ruled, [np.array(corner, np.int32)], False, 0.8, 2)
    assert drawings_on(0, [ruled, ruled, ruled, plain]) == []
    assert drawings_on(0, [ruled, plain, plain, plain])  # somebody drew it
    cv2.polylines(ruled, [np.array([(70, 180), (90, 130), (150, 180), (200, 130)], np.int32)], False, 0.8, 2)
    assert drawings_on(0, [ruled, ruled, ruled, plain])  # and something into it


def test_the_letters_of_a_watermark_are_one_overlay() -> None:
    letters = np.zeros(SIZE, np.uint8)
    for i, letter in enumerate("DRAFTS"):
        cv2.putText(letters, letter, (12 + 46 * i, 165), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 255, 2)
    pale = cv2.GaussianBlur(letters, (0, 0), 0.7).astype(np.float32) / 255 * 0.35
    pages = [np.maximum(page(signed=False), pale), page(signed=False), page(signed=False)]
    red = np.full(SIZE, 0.4, np.float32)
    (mark,) = drawn(0, pages, [1, 2], [np.ones(SIZE, bool)] * 3, red, np.ones(SIZE, bool), HEIGHT)
    assert mark.kind == "overlay"
    assert mark.box[2] - mark.box[0] > 400


def test_what_every_copy_carries_is_part_of_the_page() -> None:
    assert drawings_on(0, [page(signed=True)] * 3) == []


def test_a_pale_copy_shows_a_pale_signature() -> None:
    pages = [page(signed=True, darkness=0.3), page(signed=False, darkness=0.8)]
    assert [mark.kind for mark in drawings_on(0, pages)] == ["graphic"]


def test_a_stamp_beside_the_letters_of_a_watermark_is_none_of_them() -> None:
    letters = [(Mark(0, "annotation", (100 + 50 * i, 300, 140 + 50 * i, 360)), True) for i in range(7)]
    stamp = Mark(0, "graphic", (100, 380, 260, 450))
    found = named(0, [*letters, (stamp, False)], HEIGHT)
    assert found == [Mark(0, "overlay", (100, 300, 440, 360)), stamp]


def test_a_stamp_that_most_copies_carry_is_told_by_the_one_that_lacks_it() -> None:
    pages = [page(signed=i < 3) for i in range(4)]
    (mark,) = drawings_on(0, pages)
    assert mark.lacking == (3,)
    blank, seen = [np.zeros(SIZE, np.float32)] * 4, [np.ones(SIZE, bool)] * 4
    (candidate,) = measured([mark], [1, 2, 3], Layers(pages, pages, blank, seen, HEIGHT))
    assert candidate.traits is not None
    assert candidate.traits["rim"] > 0.05
    assert candidate.traits["through"] < 0.2
    assert candidate.traits["lacked"] == pytest.approx(1 / 3)


def test_a_pale_signature_is_lacking_where_the_paper_is_full_of_printed_dots() -> None:
    plain = page(signed=False)
    plain[::3, ::3] = np.maximum(plain[::3, ::3], 0.15)
    signed = plain.copy()
    wave = [(40 + 3 * i, 150 + round(18 * np.sin(i / 4))) for i in range(50)]
    cv2.polylines(signed, [np.array(wave, np.int32)], False, 0.35, 2)
    assert [mark.lacking for mark in drawings_on(0, [signed, plain, signed])] == [(1,)]


@pytest.mark.parametrize("is_signature", [True, False])
def test_a_signature_may_run_out_to_the_end_of_the_page_and_a_desk_lies_along_it(*, is_signature: bool) -> None:
    shown, plain = page(signed=False), page(signed=False)
    if is_signature:
        wave = [(150 + 3 * i, 150 + round(18 * np.sin(i / 4))) for i in range(50)]
        cv2.polylines(shown, [np.array(wave, np.int32)], False, 0.8, 2)
    else:
        wave = [(296 - round(2 * np.sin(i / 4)), 80 + 2 * i) for i in range(50)]
        cv2.polylines(shown, [np.array(wave, np.int32)], False, 0.8, 3)
        cv2.line(shown, (250, 150), (299, 160), 0.8, 2)
    found = drawings_on(0, [shown, plain, plain])
    assert [mark.kind for mark in found] == (["graphic"] if is_signature else [])


def test_a_stamp_in_colour_on_a_line_of_a_pen_is_a_drawing_of_its_own() -> None:
    stamped, plain, chroma = page(signed=False), page(signed=False), np.zeros(SIZE, np.float32)
    cv2.line(stamped, (20, 125), (280, 195), 0.6, 2)
    stamp = np.zeros(SIZE, np.float32)
    cv2.rectangle(stamp, (90, 135), (190, 175), 0.6, 2)
    for x in range(100, 180, 10):
        cv2.line(stamp, (x, 143), (x + 4, 167), 0.6, 2)
    chroma[stamp > 0] = 0.4
    seen, inks = [np.ones(SIZE, bool)] * 3, [np.maximum(stamped, stamp), plain, plain]
    stamp_box = 2 * np.array((89, 134, 192, 177))  # canvas pixels

    def is_found(chroma: Ink) -> bool:
        found = drawn(0, inks, [1, 2], seen, chroma, seen[0], HEIGHT)
        return any(m.kind == "graphic" and np.abs(np.array(m.box) - stamp_box).max() <= 6 for m in found)

    assert is_found(chroma)
    assert not is_found(0 * chroma)  # of one colour it is one drawing


@pytest.mark.parametrize("is_framed", [True, False])
def test_a_small_stamp_whose_colour_runs_over_its_paper_is_no_badge(*, is_framed: bool) -> None:
    stamped, chroma = page(signed=False), np.zeros(SIZE, np.float32)
    if is_framed:
        cv2.rectangle(stamped, (90, 135), (190, 175), 0.5, 2)
    for x in range(100, 180, 10):
        cv2.line(stamped, (x, 143), (x + 4, 167), 0.9, 3)
    chroma[130:180, 85:195] = 0.4
    seen, plain = [np.ones(SIZE, bool)] * 3, page(signed=False)
    kinds = {m.kind for m in drawn(0, [stamped, plain, plain], [1, 2], seen, chroma, seen[0], HEIGHT)}
    assert ("graphic" in kinds) is is_framed


def in_colour(draw: Callable[[Ink], None], chroma: float) -> list[Mark]:
    """What is told of something drawn on the first copy, across a bar that all of them have."""
    pages = [page(signed=False) for _ in range(3)]
    for ink in pages:
        cv2.line(ink, (70, 140), (70, 165), 0.8, 4)
    marked, colour = pages[0].copy(), np.zeros(SIZE, np.float32)
    draw(marked)
    colour[marked > pages[0]] = chroma
    seen = [np.ones(SIZE, bool)] * 3
    return drawn(0, [marked, *pages[1:]], [1, 2], seen, colour, seen[0], HEIGHT)


def stroke_through_a_letter(ink: Ink) -> None:
    """Shorter on either side of it than a mark is."""
    cv2.line(ink, (57, 146), (84, 154), 0.7, 2)


def broken_hairline(ink: Ink) -> None:
    for x in range(90, 230, 6):
        ink[150:152, x : x + 5] = 0.3 + 0.2 * (x % 4 / 2)


@pytest.mark.parametrize("draw", [stroke_through_a_letter, broken_hairline])
def test_a_small_or_thin_stroke_in_colour_is_a_readers_pen(draw: Callable[[Ink], None]) -> None:
    (mark,) = in_colour(draw, 0.7)
    assert mark.kind == "annotation"
    assert not in_colour(draw, 0.0)
