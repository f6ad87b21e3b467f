"""Marks: what is laid over a page."""

from __future__ import annotations

import numpy as np

from pipeline.collation.blobs import Mark
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.drawings import _as_written
from pipeline.collation.marks import _stands_out, hidden_by, join_marks
from pipeline.records import PageInput

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
    assert hidden.sum() == 20 * 40


def test_a_signature_in_the_box_of_a_watermark_is_of_darker_ink_than_that() -> None:
    watermark, signature = Mark(0, "overlay", (0, 0, 200, 100)), Mark(0, "graphic", (120, 20, 180, 60))
    tint, strokes = np.zeros((50, 100), np.float32), np.zeros((50, 100), np.float32)
    tint[10:40, 10:40] = 0.2
    strokes[5:20, 5:40] = 0.9  # the page's own words, elsewhere in the watermark
    assert not _stands_out(signature, watermark, strokes, tint)
    strokes[15:25, 65:85] = 0.7
    assert _stands_out(signature, watermark, strokes, tint)


def test_a_place_of_several_copies_is_as_sure_as_the_surest() -> None:
    marks = [Mark(copy, "graphic", (10 + copy, 10, 60, 40), strength) for copy, strength in enumerate((1.0, 3.4, 3.1))]
    doubtful = Mark(3, "overlay", (200, 10, 260, 40), 0.0)
    ((kind, carriers, strength),) = join_marks([*marks, doubtful])
    assert (kind, sorted(carriers), strength) == ("graphic", [0, 1, 2], 3.4)
