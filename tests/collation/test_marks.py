"""Marks: what is laid over a page."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation import marks
from pipeline.collation.blobs import Mark, Pen
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.drawings import _as_written
from pipeline.collation.mark_strength import Candidate
from pipeline.collation.marks import (
    _is_alike,
    _stands_out,
    _without_print,
    hidden_by,
    join_marks,
    set_all_over,
    settled,
    with_shared,
)
from pipeline.imaging.ink import Ink
from pipeline.records import PageInput, Word

PEN = Pen(0.3, 1.0, 0.1, 0.2)
PAGE = np.ones((400, 300), bool)  # half the canvas


def test_a_word_of_a_handwritten_note_is_no_signature() -> None:
    note = [Mark(0, "annotation", (10, 100, 60, 130)), Mark(0, "graphic", (80, 98, 160, 132))]
    assert [_as_written(m, note, 24.0).kind for m in note] == ["annotation", "annotation"]


def test_a_drawing_that_stands_alone_stays_one() -> None:
    signature = Mark(0, "graphic", (10, 100, 160, 140))
    assert _as_written(signature, [signature, Mark(0, "annotation", (10, 400, 60, 430))], 24.0) == signature


def test_two_halves_of_a_ring_are_no_signature() -> None:
    ring = [Mark(0, "graphic", (100, 100, 200, 120)), Mark(0, "graphic", (104, 150, 198, 172))]
    assert [_as_written(m, ring, 24.0).kind for m in ring] == ["annotation", "annotation"]


def test_a_bar_hides_its_box_a_ring_its_stroke_and_a_highlighter_nothing() -> None:
    layer, boxes = np.zeros((60, 120), np.float32), np.zeros((0, 4))
    page = PageInput("a" * 64, 1, 120, 60, 0, ())
    table = Table([LaidCopy(page, layer, layer, layer, layer, layer == 0, (), boxes, 1.0, None)], 1.0, 24.0, [])
    ring = np.zeros((10, 20), bool)
    ring[0] = True  # half scale: the upper edge of its box
    (hidden,) = hidden_by([Mark(0, "annotation", (10, 10, 50, 30), strokes=ring)], table)
    assert hidden[10:12, 10:50].all()
    assert hidden.sum() == 2 * 40
    (hidden,) = hidden_by([Mark(0, "annotation", (10, 10, 50, 30))], table)
    assert not hidden.any()
    (hidden,) = hidden_by([Mark(0, "redaction", (10, 10, 50, 30))], table)
    assert hidden[10:30, 10:50].all()
    assert hidden.sum() == (20 + 8) * (40 + 8)  # with the feet of letters at its rim


def test_a_signature_in_the_box_of_a_watermark_is_of_darker_ink_than_that() -> None:
    watermark, signature = Mark(0, "overlay", (0, 0, 200, 100)), Mark(0, "graphic", (120, 20, 180, 60))
    tint, strokes = np.zeros((50, 100), np.float32), np.zeros((50, 100), np.float32)
    tint[10:40, 10:40] = 0.2
    strokes[5:20, 5:40] = 0.9  # the page's own words, elsewhere in the watermark
    assert not _stands_out(signature, watermark, strokes, tint)
    strokes[15:25, 65:85] = 0.7
    assert _stands_out(signature, watermark, strokes, tint)


def kinds_of(*marks: Mark) -> list[str]:
    pale = np.full((100, 200), 0.2, np.float32)
    return [mark.kind for mark in settled(marks, pale, pale)]


def test_a_broad_pens_line_is_a_pen_where_that_is_surer_and_a_tint_otherwise() -> None:
    line = (10, 10, 200, 20)
    pen, tint = Mark(0, "annotation", line, 2.0, pen=PEN), Mark(0, "overlay", line, 1.5)
    assert kinds_of(pen, tint) == ["annotation"]
    assert kinds_of(pen, replace(tint, strength=3.0)) == ["overlay"]
    assert kinds_of(replace(pen, kind="graphic"), tint) == ["overlay"]  # the rims of a watermark's letters
    assert kinds_of(pen, tint, Mark(0, "redaction", (10, 8, 200, 22))) == ["redaction"]


def test_a_stamp_in_a_highlighters_field_is_content_all_the_same() -> None:
    field, stamp = Mark(0, "annotation", (0, 0, 300, 100)), Mark(0, "graphic", (40, 20, 160, 80), 2.0, pen=PEN)
    assert kinds_of(field, stamp) == ["annotation", "graphic"]


def test_a_channels_sign_in_what_may_be_a_watermark_is_no_stamp() -> None:
    page, sign = Mark(0, "overlay", (0, 0, 400, 300), 0.0), Mark(0, "graphic", (40, 20, 160, 80), 2.8, pen=PEN)
    assert kinds_of(page, sign) == ["overlay"]


def test_a_stamp_in_a_frame_is_not_hidden_by_the_tint_of_its_own_letters_nor_by_a_watermark_in_doubt() -> None:
    box, framed = (40, 20, 160, 80), np.zeros((30, 60), np.uint8)
    cv2.rectangle(framed, (0, 0), (59, 29), 1, 2)
    cv2.putText(framed, "OK", (14, 23), cv2.FONT_HERSHEY_DUPLEX, 0.8, 1, 2)
    stamp = Mark(0, "graphic", box, 2.5, pen=PEN, strokes=framed > 0)
    assert kinds_of(Mark(0, "overlay", box, 1.5), stamp) == ["graphic"]
    assert kinds_of(Mark(0, "overlay", (0, 0, 400, 300), 0.0), stamp) == ["overlay", "graphic"]
    assert kinds_of(Mark(0, "overlay", (0, 0, 400, 300), 1.5), stamp) == ["overlay"]
    letters_alone = replace(stamp, strokes=framed[4:26, 4:56] > 0)
    assert kinds_of(Mark(0, "overlay", box, 1.5), letters_alone) == ["overlay"]


def test_one_of_many_watermarks_is_no_stamp_however_dark_its_strokes() -> None:
    tiles = [Mark(0, "overlay", (x, 10, x + 60, 50), 0.0) for x in (0, 70, 140)]
    strokes = np.full((100, 200), 0.9, np.float32)
    stamp = Mark(0, "graphic", (71, 10, 130, 50), 2.8, pen=PEN)

    def kinds(*marks: Mark) -> list[str]:
        return sorted({mark.kind for mark in settled(marks, strokes, np.full_like(strokes, 0.2))})

    assert kinds(*tiles, stamp) == ["overlay"]
    assert kinds(*tiles[:2], stamp) == ["graphic", "overlay"]
    assert kinds(*tiles, replace(stamp, box=(75, 20, 100, 40))) == ["graphic", "overlay"]
    larger = [replace(tiles[0], box=(0, 0, 30, 20)), tiles[1], replace(tiles[2], box=(100, 60, 200, 99))]
    assert kinds(*larger, stamp) == ["graphic", "overlay"]  # of three sizes
    assert kinds(*tiles, *(replace(stamp, box=m.box) for m in tiles)) == ["graphic", "overlay"]  # a stamp on each


def test_drawings_of_one_size_all_over_a_copy_are_a_watermark() -> None:
    tiles = [Mark(0, "graphic", (x, y, x + 60 + x // 30, y + 40), 1.9, pen=PEN) for x in (0, 200) for y in (0, 100)]
    stamp = Mark(0, "graphic", (400, 300, 560, 460), 2.4, pen=PEN)
    assert [m.kind for m in set_all_over([*tiles, stamp])] == ["overlay"] * 4 + ["graphic"]
    assert set_all_over([*tiles[:3], stamp]) == [*tiles[:3], stamp]


def test_a_readers_pen_in_what_may_be_a_watermark_is_told_where_it_is_sure() -> None:
    doubtful, pen = Mark(0, "overlay", (0, 0, 400, 300), 0.0), Mark(0, "annotation", (40, 20, 160, 40), 2.8, pen=PEN)
    assert kinds_of(doubtful, pen) == ["overlay", "annotation"]
    assert kinds_of(doubtful, replace(pen, strength=2.0)) == ["overlay"]
    assert kinds_of(replace(doubtful, strength=2.0), pen) == ["overlay"]


def test_a_stamp_too_pale_to_be_told_from_a_watermark_is_the_one_that_another_copy_surely_carries() -> None:
    sure, pale = Mark(1, "graphic", (10, 10, 60, 40), 2.6), Mark(0, "overlay", (9, 10, 60, 42), 1.3)
    ((kind, carriers, strength),) = join_marks([pale, sure])
    assert (kind, sorted(carriers), strength) == ("graphic", [0, 1], 2.6)
    for other in (replace(pale, strength=2.0), replace(pale, box=(11, 10, 300, 200)), replace(pale, copy=1)):
        assert sorted(kind for kind, _, _ in join_marks([sure, other])) == ["graphic", "overlay"]


def test_a_place_of_several_copies_is_as_sure_as_the_surest() -> None:
    marks = [Mark(copy, "graphic", (10 + copy, 10, 60, 40), strength) for copy, strength in enumerate((1.0, 3.4, 3.1))]
    doubtful = Mark(3, "overlay", (200, 10, 260, 40), 0.0)
    ((kind, carriers, strength),) = join_marks([*marks, doubtful])
    assert (kind, sorted(carriers), strength) == ("graphic", [0, 1, 2], 3.4)


def test_something_drawn_at_one_place_of_several_copies_is_shared() -> None:
    def drawing(copy: int, left: int) -> Candidate:
        return Candidate(Mark(copy, "graphic", (left, 10, left + 60, 40), pen=PEN), {})

    found = with_shared([[drawing(0, 10), drawing(0, 200)], [drawing(1, 12)], [drawing(2, 14)]])
    assert [[c.traits["shared"] for c in copy] for copy in found if copy] == [
        [pytest.approx(np.log(3)), 0.0],
        [pytest.approx(np.log(3))],
        [pytest.approx(np.log(3))],
    ]


def test_two_drawings_in_one_place_are_alike_where_their_strokes_are() -> None:
    def mark(copy: int, rows: slice) -> Mark:
        strokes = np.zeros((20, 60), bool)
        strokes[rows, 2:-2] = True
        return Mark(copy, "graphic", (100, 200, 220, 240), pen=PEN, strokes=strokes)

    line = mark(0, np.s_[8:12])
    assert _is_alike(line, mark(1, np.s_[7:11]))
    assert not _is_alike(line, mark(1, np.s_[14:18]))
    assert not _is_alike(line, replace(mark(1, np.s_[8:12]), box=(400, 200, 520, 240)))


def test_what_one_copy_was_read_to_print_is_no_drawing_on_another_and_a_signature_there_is_one() -> None:
    box = (100.0, 200.0, 220.0, 224.0)
    letters, pen = np.zeros((200, 300), np.float32), np.zeros((200, 300), np.float32)
    letters[101:111, 51:109:4] = 0.8
    for x in range(51, 109):
        pen[101 + (x // 6) % 2 * 8, x] = 0.8  # a wave
    strokes: list[Ink] = [letters, letters, pen, np.zeros_like(pen)]
    copies = []
    for number in range(4):
        words = (Word("", 1, 1, 1, "Payments", 95.0, *box),) if number == 0 else ()
        page = PageInput(str(number) * 64, 1, 600, 400, 0, words)
        layer, boxes = np.zeros((400, 600), np.float32), np.array([box] * len(words)).reshape(-1, 4)
        copies.append(LaidCopy(page, layer, layer, layer, layer, layer > 0, words, boxes, 1.0, None))
    marks = [
        [Mark(i, "graphic", (100, 200, 220, 224), pen=PEN, strokes=strokes[i][100:112, 50:110] > 0, lacking=(3,))]
        for i in range(3)
    ]
    assert _without_print(Table(copies, 1.0, 24.0, []), strokes, [*marks, []]) == [[], [], marks[2], []]


def test_the_letters_of_a_slanting_watermark_are_told_as_one_overlay(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = np.zeros((1200, 900), np.float32)
    page = PageInput("a" * 64, 1, 900, 1200, 0, ())
    copies = [LaidCopy(page, layer, layer, layer, layer, layer == 0, (), np.zeros((0, 4)), 1.0, None)] * 2
    letters = [Mark(0, "graphic", (100 + 180 * i, 900 - 120 * i, 220 + 180 * i, 1000 - 120 * i), 2.0) for i in range(4)]
    told = iter([letters, []])
    monkeypatch.setattr(marks, "mark_candidates", lambda table, layers: [[], []])
    monkeypatch.setattr(marks, "graded", lambda candidates: next(told))
    (watermark,) = marks.find_marks(Table(copies, 1.0, 24.0, []))
    assert (watermark.kind, watermark.box) == ("overlay", (100, 540, 760, 1000))
