"""Slots: the places of words on the canvas, from all copies, and what each copy was read to say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.collation.copies import LaidCopy, Table
from pipeline.imaging.words import facing, plain

BASE_CONFIDENCE = 20.0  # words of the base read worse are specks
OTHER_CONFIDENCE = 60.0  # words of other copies where the base has none
BLANK_INK = 0.16  # strokes below this, nearly everywhere in a word's box, are paper
BLANK_SHARE = 0.3  # of the ink of the words around: a word left out, not one that faded like them
AROUND = 8  # words around
COVERS = 0.55  # share of one longer word that the slot must fill to be that word's place (OPEN where others say SEALED)
LETTER = (0.2, 1.3)  # width of a letter over the height of its word: from a row of l to spaced capitals
LOW = 0.7  # text heights: words without tall letters have lower boxes
WIDE = 0.6  # text heights by which a copy's word may stick out of the slot and still be this word alone

Boxes = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Slot:
    """A word's place: box on the canvas, text and copy it was taken from, and its line (own numbers by copy)."""

    box: tuple[float, float, float, float]
    text: str
    line_no: int
    copy: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one copy was read to say in a slot. text None: not told (a word that covers more than the slot, or ink that
    was not read); '' is paper. confidence 0-100."""

    text: str | None
    confidence: float


def find_slots(table: Table) -> list[Slot]:
    """Words of the base, then words that other copies have where none is known yet."""
    base = table.copies[0]
    slots = [
        Slot(_box(b), w.text, w.line_no, 0)
        for w, b in zip(base.words, base.boxes, strict=True)
        if w.confidence >= BASE_CONFIDENCE and _usable(w.text, b, table)
    ]
    for index, copy in enumerate(table.copies[1:], 1):
        if not len(copy.boxes):
            continue
        on = facing(copy.boxes, np.array([s.box for s in slots]).reshape(-1, 4))
        slots += [
            Slot(_box(b), w.text, 10_000 * index + w.line_no, index)
            for w, b, others in zip(copy.words, copy.boxes, on.indices, strict=True)
            if not others and w.confidence >= OTHER_CONFIDENCE and _has_letters(w.text) and _usable(w.text, b, table)
        ]
    return slots


def read_slots(table: Table, slots: Sequence[Slot]) -> list[list[Said]]:
    """For each copy, for each slot, what it says."""
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    return [_read(table, copy, where) for copy in table.copies]


def _read(table: Table, copy: LaidCopy, where: Boxes) -> list[Said]:
    said = []
    blank = blank_slots(copy, where)
    for number, (box, found) in enumerate(zip(where, facing(where, copy.boxes).indices, strict=True)):
        words = [copy.words[i] for i in found]
        if not words:
            said.append(Said("", 90.0) if blank[number] else Said(None, 0.0))
            continue
        reach = WIDE * table.text_height
        left, right = copy.boxes[found[0]][0], copy.boxes[found[-1]][2]
        is_one = len(words) == 1 and box[2] - box[0] >= COVERS * (right - left)
        if not is_one and (left < box[0] - reach or right > box[2] + reach):
            said.append(Said(None, 0.0))
            continue
        text = " ".join(w.text for w in words)
        is_told = plain(text) and fills(text, box, table.text_height)
        said.append(Said(text, min(w.confidence for w in words)) if is_told else Said(None, 0.0))
    return said


def fills(text: str, box: Sequence[float] | Boxes, text_height: float) -> bool:
    """Has the text about as many letters as fit into the box? One letter read in the blur of a long word has not."""
    tall = max(float(box[3] - box[1]), LOW * text_height)
    letter = float(box[2] - box[0]) / (len(text) * tall)
    return LETTER[0] <= letter <= LETTER[1]


def blank_slots(copy: LaidCopy, where: Boxes) -> Mask:
    """(slots,): is there paper and no ink where the word would be?

    Measured against the words around it: on a copy so pale or blurred that these have hardly any ink either, a blank is
    not told from a word.
    """
    ink = np.array([_ink(copy, box) for box in where])
    inside = np.flatnonzero(np.isfinite(ink))
    blank: Mask = np.zeros(len(where), bool)
    if len(inside) <= AROUND:
        return blank
    middle = (where[inside, :2] + where[inside, 2:]) / 2 * [1.0, 2.0]  # a line above is farther than a word beside
    _, near = cKDTree(middle).query(middle, k=AROUND + 1)
    around = np.median(ink[inside][near[:, 1:]], axis=1)
    blank[inside] = (ink[inside] < BLANK_INK) & (ink[inside] < BLANK_SHARE * around)
    return blank


def _ink(copy: LaidCopy, box: Boxes) -> float:
    """How dark the strokes in a box are, nearly at most; NaN outside the canvas."""
    x0, y0, x1, y1 = (max(0, round(float(v))) for v in box)
    part = copy.strokes[y0:y1, x0:x1]
    return float(np.percentile(part, 96)) if part.size else float("nan")


def shown_slots(table: Table, slots: Sequence[Slot], hidden: Sequence[Mask]) -> Mask:
    """(copies, slots): is the whole slot in the copy's frame, and not under something laid over it?
    hidden: for each copy a mask of the canvas."""
    shown: Mask = np.zeros((len(table.copies), len(slots)), bool)
    for index, copy in enumerate(table.copies):
        open_ = copy.seen & ~hidden[index]
        for number, slot in enumerate(slots):
            x0, y0, x1, y1 = (round(v) for v in slot.box)
            part = open_[max(0, y0) : y1, max(0, x0) : x1]
            shown[index, number] = x0 >= 0 and y0 >= 0 and part.size == (x1 - x0) * (y1 - y0) and part.mean() > 0.97
    return shown


def _box(box: Boxes) -> tuple[float, float, float, float]:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _has_letters(text: str) -> bool:
    return sum(c.isalnum() for c in text) >= 2


def _usable(text: str, box: Boxes, table: Table) -> bool:
    """Letters or figures, of a size that text has, on the canvas."""
    height, width = table.copies[0].ink.shape
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
    tall = 0.4 * table.text_height <= box[3] - box[1] <= 5 * table.text_height
    return bool(inside and tall and box[2] - box[0] >= 4 and any(c.isalnum() for c in text))
