"""Slots: the places of words on the canvas, from all copies, and what each copy was read to say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.collation.blanks import blank_slots, lettered_slots, whole_frames
from pipeline.collation.blobs import STROKE
from pipeline.collation.copies import LaidCopy, Table
from pipeline.imaging.words import facing, is_number, plain, same_text

READABLE = 55.0  # confidence from which a text is a reading, tesseract's or the second recogniser's
BASE_CONFIDENCE = 20.0  # short words of the base read worse are specks, and of other copies that read the same
WORD_LONG = 3  # letters and figures from which a word of the base is one however badly it was read
OTHER_CONFIDENCE = 60.0  # words of one other copy where the base has none
READ_ALONE = 1_000_000  # words that were not read with the page are numbered from here, see collation.unread
ASTRAY = 3.0  # text heights by which a copy may lie askew here and there
NARROW = 1.0  # text heights: of a figure that stands alone
STRIP, ROW = 10.0, 0.7  # text heights along and across a line within which what is laid askew is so with it
PAPER = 90.0  # confidence in paper where a word would be
COVERS = 0.55  # share of one longer word that the slot must fill to be that word's place (OPEN where others say SEALED)
LETTER = (0.2, 1.3)  # width of a letter over the height of its word: from a row of l to spaced capitals
LOW = 0.7  # text heights: words without tall letters have lower boxes
AT_RIM = 1.0  # text heights from the outline of a page within a picture, which is as exact as that
MORE = 0.3  # text heights by which a word goes on beyond a slot: a figure is wider
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
    was not read); '' is paper. confidence 0-100. is_borne_out: a second look read the same."""

    text: str | None
    confidence: float
    is_borne_out: bool = False


def find_slots(table: Table) -> list[Slot]:
    """Words of the base, then words that other copies have where none is known yet."""
    base = table.copies[0]
    slots = [
        Slot(_box(b), w.text, w.line_no, 0)
        for w, b in zip(base.words, base.boxes, strict=True)
        if (w.confidence >= BASE_CONFIDENCE or _is_long(w.text, b, table)) and _usable(w.text, b, table)
    ]
    twice = _read_twice(table)
    for index, copy in enumerate(table.copies[1:], 1):
        if not len(copy.boxes):
            continue
        known = np.array([s.box for s in slots]).reshape(-1, 4)
        on = facing(copy.boxes, known)
        taken = {i for others in on.indices for i in others}
        astray = _Astray([s for i, s in enumerate(slots) if i not in taken], table.text_height)
        slots += [
            Slot(_box(b), w.text, 10_000 * index + w.line_no, index)
            for w, b, others, same in zip(copy.words, copy.boxes, on.indices, twice[index], strict=True)
            if not others and (w.confidence >= OTHER_CONFIDENCE or same)
            if _has_letters(w.text) or w.word_no >= READ_ALONE
            if _usable(w.text, b, table) and not astray.at(w.text, b)
        ]
    return _as_wide_as_words(slots, table)


def _as_wide_as_words(slots: Sequence[Slot], table: Table) -> list[Slot]:
    """The slots, those that end where some copy's word goes on as wide as that: of 2024 and 20240 the ink of the last
    figure lies beside the first one's box."""
    boxes = np.array([s.box for s in slots]).reshape(-1, 4)
    wide = boxes.copy()
    for copy in table.copies:
        for word, box, on in zip(copy.words, copy.boxes, facing(copy.boxes, boxes).indices, strict=True):
            if len(on) != 1 or word.confidence < OTHER_CONFIDENCE or not fills(word.text, box, table.text_height):
                continue
            i, text = on[0], plain(word.text)
            short = plain(slots[i].text)
            begins, ends = text.startswith(short), text.endswith(short)
            if not short or text == short or begins == ends:
                continue
            side = 2 if begins else 0
            if abs(box[side] - boxes[i, side]) > MORE * table.text_height:
                wide[i, side] = (max if begins else min)(wide[i, side], box[side])
    height, width = table.copies[0].ink.shape
    wide = wide.clip(0, [width, height, width, height])
    met = _meet_another(wide, boxes)
    return [slot if meets else replace(slot, box=_box(box)) for slot, box, meets in zip(slots, wide, met, strict=True)]


def _meet_another(wide: Boxes, boxes: Boxes) -> list[bool]:
    """Which of the boxes made wider run into another one, as wide as that was made."""
    found = []
    for i, (x0, y0, x1, y1) in enumerate(wide):
        meets = (wide[:, 0] < x1) & (wide[:, 2] > x0) & (wide[:, 1] < y1) & (wide[:, 3] > y0)
        was = (boxes[:, 0] < boxes[i, 2]) & (boxes[:, 2] > boxes[i, 0]) & (boxes[:, 1] < y1) & (boxes[:, 3] > y0)
        found.append(bool((meets & ~was).any()))
    return found


def _read_twice(table: Table) -> list[list[bool]]:
    """For each copy, for each of its words: does another copy, neither of them surely, say the same at its place?
    Specks are not misread alike."""
    unsure = [
        (index, i)
        for index, copy in enumerate(table.copies)
        for i, w in enumerate(copy.words)
        if index and BASE_CONFIDENCE <= w.confidence < OTHER_CONFIDENCE and _has_letters(w.text)
    ]
    found = [[False] * len(copy.words) for copy in table.copies]
    where = np.array([table.copies[index].boxes[i] for index, i in unsure]).reshape(-1, 4)
    for (index, i), on in zip(unsure, facing(where, where).indices, strict=True):
        text = table.copies[index].words[i].text
        others = [unsure[j] for j in on if unsure[j][0] != index]
        found[index][i] = any(same_text(table.copies[other].words[j].text, text) for other, j in others)
    return found


class _Astray:
    """Known words that a copy has nothing at: one of them beside their place is the word itself, laid askew."""

    def __init__(self, slots: Sequence[Slot], text_height: float) -> None:
        self.slots, self.reach = slots, ASTRAY * text_height
        self.tree = cKDTree(_middles([s.box for s in slots])) if slots else None

    def at(self, text: str, box: Boxes) -> list[int]:
        """Which of the slots are a word's place, a little beside."""
        near = [] if self.tree is None else self.tree.query_ball_point(_middles([box])[0], self.reach)
        return [i for i in near if same_text(self.slots[i].text, text)]


def _middles(boxes: Sequence[Boxes] | Sequence[tuple[float, ...]]) -> Boxes:
    where = np.array(boxes, np.float64).reshape(-1, 4)
    return np.asarray((where[:, :2] + where[:, 2:]) / 2, np.float64)


def read_slots(table: Table, slots: Sequence[Slot]) -> list[list[Said]]:
    """For each copy, for each slot, what it says."""
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    words = [facing(where, copy.boxes).indices for copy in table.copies]
    blank = blank_slots(table, where, np.array([[bool(on) for on in row] for row in words], bool))
    beside = _Astray(slots, table.text_height)
    for copy, here, paper in zip(table.copies, words, blank, strict=True):
        paper[list(_beside(copy, slots, here, beside))] = False
        narrow = [n for n in np.flatnonzero(paper).tolist() if where[n, 2] - where[n, 0] < NARROW * table.text_height]
        paper[[n for n in narrow if _has_ink_beside(copy, where[n], table.text_height)]] = False
    return [
        [
            _read(table, copy, box, on) if on else Said("", PAPER) if is_blank else Said(None, 0.0)
            for box, on, is_blank in zip(where, here, paper, strict=True)
        ]
        for copy, here, paper in zip(table.copies, words, blank, strict=True)
    ]


def _beside(copy: LaidCopy, slots: Sequence[Slot], here: Sequence[Sequence[int]], beside: _Astray) -> set[int]:
    """Slots whose word a copy has a little beside, where nothing is, and those around these on their line: it is laid
    askew there, and lacks nothing. here: the copy's words that lie on each slot."""
    taken = {i for on in here for i in on}
    words = [i for i, word in enumerate(copy.words) if i not in taken and _has_letters(word.text)]
    astray = sorted({slot for i in words for slot in beside.at(copy.words[i].text, copy.boxes[i])})
    middles = _middles([s.box for s in slots]) * [ASTRAY / STRIP, ASTRAY / ROW]  # within reach: of the same strip
    near = cKDTree(middles).query_ball_point(middles[astray], beside.reach) if astray else []
    return {slot for found in near for slot in found}


def _has_ink_beside(copy: LaidCopy, box: Boxes, text_height: float) -> bool:
    """Is there ink around a narrow word's place? A figure alone may lie beside it where a sheet was folded."""
    x0, y0, x1, y1 = (box + NARROW * text_height * np.array([-1, -1, 1, 1])).round().astype(int).clip(0).tolist()
    around = copy.strokes[y0:y1, x0:x1]
    return bool(around.size and float(around.max()) > STROKE)


def written_slots(table: Table, slots: Sequence[Slot]) -> Mask:
    """(copies, slots): does the copy have letters there, whether they were read or not, or end at the same edges as one
    that was read there, so that it shows the place for certain?"""
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    words = [facing(where, copy.boxes).indices for copy in table.copies]
    is_read = np.array([[bool(on) for on in row] for row in words], bool).reshape(len(table.copies), len(slots))
    every, sure = (
        [
            ["".join(copy.words[i].text for i in on if copy.words[i].confidence >= least) for on in row]
            for copy, row in zip(table.copies, words, strict=True)
        ]
        for least in (0.0, READABLE)
    )
    said = zip(zip(*every, strict=True), zip(*sure, strict=True), strict=True)
    is_one = np.array([_say_one_thing(*here) for here in said], bool)
    return lettered_slots(table, where, is_read) | whole_frames(table, is_read & is_one)


def _say_one_thing(every: Sequence[str], sure: Sequence[str]) -> bool:
    """Do all that say anything say the same? Of a clock or a page's number, which differ from copy to copy, a copy
    that has none lacks nothing. What was but guessed says nothing against a word that was surely read; a figure does
    against a figure. sure: what was no guess."""
    said, known = ([text for text in texts if text] for texts in (every, sure))
    if not known:
        return all(same_text(text, said[0]) for text in said)
    against = [text for text in said if is_number(text)] if is_number(known[0]) else []
    return all(same_text(text, known[0]) for text in [*known, *against])


def _read(table: Table, copy: LaidCopy, box: Boxes, on: Sequence[int]) -> Said:
    """What a copy's words that lie on a slot say."""
    words = [copy.words[i] for i in on]
    reach = WIDE * table.text_height
    left, right = copy.boxes[on[0]][0], copy.boxes[on[-1]][2]
    is_one = len(words) == 1 and box[2] - box[0] >= COVERS * (right - left)
    if not is_one and (left < box[0] - reach or right > box[2] + reach):
        return Said(None, 0.0)
    text = " ".join(w.text for w in words)
    is_told = plain(text) and fills(text, box, table.text_height)
    return Said(text, min(w.confidence for w in words)) if is_told else Said(None, 0.0)


def fills(text: str, box: Sequence[float] | Boxes, text_height: float) -> bool:
    """Has the text about as many letters as fit into the box? One letter read in the blur of a long word has not."""
    tall = max(float(box[3] - box[1]), LOW * text_height)
    letter = float(box[2] - box[0]) / (len(text) * tall)
    return LETTER[0] <= letter <= LETTER[1]


def shown_slots(table: Table, slots: Sequence[Slot], hidden: Sequence[Mask]) -> Mask:
    """(copies, slots): is the whole slot in the copy's frame, and not under something laid over it? Nor at the rim of a
    page within a picture: another sheet, or the end of its cell, may hide the last letters there.
    hidden: for each copy a mask of the canvas."""
    shown: Mask = np.zeros((len(table.copies), len(slots)), bool)
    rim = 2 * round(AT_RIM * table.text_height) + 1
    for index, copy in enumerate(table.copies):
        seen = copy.seen
        if copy.page.outline is not None:
            seen = cv2.erode(seen.astype(np.uint8), np.ones((rim, rim), np.uint8)) > 0
        open_ = seen & ~hidden[index]
        for number, slot in enumerate(slots):
            x0, y0, x1, y1 = (round(v) for v in slot.box)
            part = open_[max(0, y0) : y1, max(0, x0) : x1]
            shown[index, number] = x0 >= 0 and y0 >= 0 and part.size == (x1 - x0) * (y1 - y0) and part.mean() > 0.97
    return shown


def _box(box: Boxes) -> tuple[float, float, float, float]:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _is_long(text: str, box: Boxes, table: Table) -> bool:
    """Is it a word by its shape? Fonts of tills and teleprinters are read badly and compared well."""
    return sum(c.isalnum() for c in text) >= WORD_LONG and fills(text, box, table.text_height)


def _has_letters(text: str) -> bool:
    return sum(c.isalnum() for c in text) >= 2


def _usable(text: str, box: Boxes, table: Table) -> bool:
    """Letters or figures, of a size that text has, on the canvas."""
    height, width = table.copies[0].ink.shape
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
    tall = 0.4 * table.text_height <= box[3] - box[1] <= 5 * table.text_height
    return bool(inside and tall and box[2] - box[0] >= 4 and any(c.isalnum() for c in text))
