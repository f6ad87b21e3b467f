"""Words that a watermark, a channel or a reader put on a page: marks, no places."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.collation.blobs import COLOURED, STROKE, Mark, rounded, share_in
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.readings import Place

# What channels sign pictures with that they pass on: @name, some_name, t.me/name; no figure, form or address of a bank.
HANDLE = re.compile(r"^\W*(@[A-Za-z]\w{2,}|[a-z][a-z\d]*(_[a-z][a-z\d]*)+|(https?://)?t\.me/\w+)\W*$")

PRINTED, LONG = 90.0, 4  # confidence and letters of a word that is printed, in whatever colour: handwriting is guessed
AS_TEXT = 1.5  # text heights of words that may be the page's; those of a watermark are larger
MOSTLY = 0.5  # of a place's width that was surely read
AS_READ = 9.0  # log10: what was read is a name, whatever a drawing there looks like


def set_apart_notes(places: Sequence[Place], table: Table, marks: Sequence[Mark]) -> tuple[list[Place], list[Mark]]:
    """Words where other copies have paper are no places when they are the letters of a watermark, in coloured ink (a
    reader's notes) or a channel's name, which are marks of their own. What more copies carry than lack is the page's
    own, in any colour; so is what can surely be read, if the clearest copy has it: a reader's copy is a later one."""
    kept, notes = [], []
    for place in places:
        written = [c for c, number in place.carried.items() if place.texts[number - 1]]
        is_extra = "" in place.texts and any(place.texts)
        is_own = not is_extra or 2 * len(written) > len(place.carried)
        if not is_own and all(_in_overlay(c, place.box, marks, table) for c in written):
            continue
        in_colour = not is_own and all(_in_colour(table.copies[c], place.box) for c in written)
        if in_colour and not (0 in written and any(_is_printed(table.copies[c], place.box) for c in written)):
            notes += [Mark(c, "annotation", rounded(place.box)) for c in written]
        elif 2 * len(written) < len(place.carried) and all(HANDLE.search(text) for text in place.texts if text):
            notes += [Mark(c, "overlay", rounded(place.box), AS_READ) for c in written]
        else:
            kept.append(place)
    return kept, notes


def _in_overlay(copy: int, box: Sequence[float], marks: Sequence[Mark], table: Table) -> bool:
    """Is a word part of a watermark or logo? Black letters on a coloured strip are none: somebody wrote them on it. Nor
    are words as large as the text in what may be a watermark and may be none, where they can surely be read."""
    laid = table.copies[copy]
    over = [m for m in marks if m.copy == copy and m.kind == "overlay" and share_in(rounded(box), m.box) > 0.5]
    if box[3] - box[1] < AS_TEXT * table.text_height and _is_printed(laid, box):
        over = [m for m in over if m.strength > 0]
    return any(not _is_coloured(laid, m.box) or _in_colour(laid, box) for m in over)


def _is_coloured(copy: LaidCopy, box: Sequence[float]) -> bool:
    x0, y0, x1, y1 = rounded(box)
    field = copy.chroma[y0:y1, x0:x1]
    return bool(field.size and float(np.median(field)) > COLOURED / 2)


def _in_colour(copy: LaidCopy, box: Sequence[float]) -> bool:
    x0, y0, x1, y1 = rounded(box)
    strokes, chroma = copy.strokes[y0:y1, x0:x1], copy.chroma[y0:y1, x0:x1]
    ink = strokes > STROKE
    return bool(ink.any() and float(np.median(chroma[ink])) > COLOURED / 2)


def _is_printed(copy: LaidCopy, box: Sequence[float]) -> bool:
    """Was a copy surely read to have words in most of the place?"""
    wide = sum(
        float(own[2] - own[0])
        for word, own in zip(copy.words, copy.boxes, strict=True)
        if share_in(rounded(own), rounded(box)) > 0.5
        and word.confidence >= PRINTED
        and sum(c.isalnum() for c in word.text) >= LONG
    )
    return wide > MOSTLY * (box[2] - box[0])
