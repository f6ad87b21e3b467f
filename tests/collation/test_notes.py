"""A reader's words in coloured ink are a note."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.notes import set_apart_notes
from pipeline.collation.readings import Place
from pipeline.records import PageInput


@pytest.mark.parametrize(("chroma", "is_note"), [(0.6, True), (0.02, False)], ids=["blue ink", "black print"])
def test_words_in_coloured_ink_where_others_have_paper_are_a_note(chroma: float, is_note: bool) -> None:
    copies = []
    for name, ink in (("a", 0.0), ("b", 0.8)):
        layer = np.full((60, 120), ink, np.float32)
        page = PageInput(name * 64, 1, 120, 60, 0, ())
        colour = np.full((60, 120), chroma, np.float32)
        seen = np.ones((60, 120), bool)
        copies.append(LaidCopy(page, layer, layer, colour, layer, seen, (), np.zeros((0, 4)), 1.0, None))
    place = Place((10.0, 10.0, 60.0, 40.0), 1, ("", "March"), {0: 1, 1: 2}, 2.0)
    places, notes = set_apart_notes([place], Table(copies, 1.0, 24.0, []), [])
    assert (len(places), len(notes)) == ((0, 1) if is_note else (1, 0))
    assert all((note.copy, note.kind) == (1, "annotation") for note in notes)
