"""Words that nobody read with the page: letters by their shape, where copies differ, read by themselves.

Readers of pages leave out lone figures, pale lines and those that stand close to a rule. A forger changes these, too,
and what nobody read has no place at which copies could differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance.Levenshtein import normalized_similarity

from pipeline.collation.blanks import BLANK_INK, BLANK_SHARE
from pipeline.collation.blobs import Mark, darkness_of
from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.marks import hidden_by
from pipeline.collation.second_look import ALONE, line_crop
from pipeline.collation.slots import BASE_CONFIDENCE, READ_ALONE, Said, Slot, fills
from pipeline.imaging.cache import UInt8
from pipeline.imaging.words import facing, plain
from pipeline.records import CropReader, Word

MOST = 40  # such words of one cluster
TALLEST = 12.0  # text heights of a watermark whose letters may pass for words; a larger one is half of the page
READ_IN = 3  # copies in which each is read: the base, and those with the best pixels
TWICE, ALIKE = 60.0, 0.6  # confidence of two copies' readings, and how alike they are, from which both count
INKED = 0.4  # of a copy's darkest strokes from which it has letters at a place
JOINED = 0.3  # text heights between letters of a word
HIGH, WIDE = (0.5, 1.5), (0.25, 12.0)  # text heights of a word; a figure alone is narrow
APART, PIECE = 0.5, 1.2  # text heights between pieces of one word, figures of a till that stand apart, and their width
FIGURES = frozenset("123456789")  # that are read where they stand alone; other single letters are mostly none
LONE = 5.0  # text heights: as wide as a figure or a name; of longer words one at least was read, or a copy lacks them
FILLED = (0.12, 0.75)  # share of its box that is ink: less is a scratch, more a bar
RULE = 3.0  # text heights from which an unbroken run of ink is a rule
AROUND, FREE = 0.4, 0.2  # text heights around a word, and the share of them that may be inked: else it is a picture
FIRST_LINE = 5_000  # lines of which nothing else was read are numbered from here

Mask = npt.NDArray[np.bool_]
Boxes = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]


class Found(NamedTuple):
    """Letters that nobody read. copies: those that have them; is_lacking: is there paper on another one?"""

    box: Box
    copies: tuple[int, ...]
    is_lacking: bool


def with_unread(table: Table, marks: Sequence[Mark], read: CropReader) -> Table:
    """The table with words on its copies that were not read with the page, as read alone. marks: on all copies; what
    lies under them, or may be a letter of a watermark, is not looked at."""
    shown = [copy.seen & ~under for copy, under in zip(table.copies, hidden_by(marks, table), strict=True)]
    for mark in marks:
        x0, y0, x1, y1 = mark.box
        if mark.kind == "overlay" and y1 - y0 < TALLEST * table.text_height:
            shown[mark.copy][y0:y1, x0:x1] = False
    asked = [(word, copy) for word in _found(table, shown) for copy in word.copies[:READ_IN]]
    crops: list[tuple[tuple[Found, int], UInt8]] = []
    for word, copy in asked:
        crop = line_crop(table, table.copies[copy], _slot(word.box))
        crops += [] if crop is None else [((word, copy), crop)]
    more: list[list[tuple[Word, Box]]] = [[] for _ in table.copies]
    answers: dict[Found, list[tuple[int, str, float]]] = defaultdict(list)
    for ((word, copy), _), (text, confidence) in zip(crops, read([crop for _, crop in crops]), strict=True):
        is_word = plain(text) and " " not in text and fills(text, word.box, table.text_height)
        if sum(c.isalnum() for c in text) < 2:  # a ring is read as O, a scratch as l
            is_word = plain(text) in FIGURES and (copy == 0 or len(word.copies) > 1)
        answers[word] += [(copy, text, confidence)] if is_word else []
    for word, said in answers.items():
        for copy, text, confidence in said:
            if confidence >= ALONE or _is_read_alike(text, confidence, [s for s in said if s[0] != copy]):
                on, number = table.copies[copy], READ_ALONE + len(more[copy])
                own = on.own_box(word.box, table.scale)
                more[copy].append((Word(*on.key, number, _line_of(word.box, on), text, confidence, *own), word.box))
    return replace(table, copies=[_with(copy, new) for copy, new in zip(table.copies, more, strict=True)])


def _is_read_alike(text: str, confidence: float, others: Sequence[tuple[int, str, float]]) -> bool:
    """Was nearly the same read on another copy, and neither guessed? Two copies hardly blur into one word by chance."""
    return confidence >= TWICE and any(
        sure >= TWICE and len(other) == len(text) and normalized_similarity(plain(other), plain(text)) > ALIKE
        for _, other, sure in others
    )


def _with(copy: LaidCopy, new: Sequence[tuple[Word, Box]]) -> LaidCopy:
    """The copy with more words, and their boxes on the canvas, without the scrawls that were read at their places with
    the page."""
    if not new:
        return copy
    where = np.array([box for _, box in new], np.float64)
    scrawls = {i for on in facing(where, copy.boxes.reshape(-1, 4)).indices for i in on}
    kept = [i for i in range(len(copy.words)) if i not in scrawls]
    words = (*(copy.words[i] for i in kept), *(word for word, _ in new))
    return replace(copy, words=words, boxes=np.concatenate([copy.boxes.reshape(-1, 4)[kept], where]))


def _line_of(box: Box, copy: LaidCopy) -> int:
    """The number of the line that a word stands in: that of the nearest word read at its height, else a new one."""
    x0, y0, x1, y1 = box
    beside = [
        (max(0.0, float(max(b[0] - x1, x0 - b[2]))), word.line_no)
        for word, b in zip(copy.words, copy.boxes.reshape(-1, 4), strict=True)
        if word.confidence >= BASE_CONFIDENCE and b[1] < (y0 + y1) / 2 < b[3]
    ]
    return min(beside)[1] if beside else FIRST_LINE + y0


def as_of_page(table: Table, slots: Sequence[Slot], said: Sequence[Sequence[Said]]) -> list[list[Said]]:
    """What copies were read to say with the page alone: without the words that `with_unread` added."""
    where = np.array([s.box for s in slots]).reshape(-1, 4)
    found = []
    for copy, row in zip(table.copies, said, strict=True):
        on = facing(where, copy.boxes).indices
        alone = [any(copy.words[i].word_no >= READ_ALONE for i in here) for here in on]
        found.append([Said(None, 0.0) if new else was for was, new in zip(row, alone, strict=True)])
    return found


def _found(table: Table, shown: Sequence[Mask]) -> list[Found]:
    """Words of letters that nobody read: those that some copy lacks, and those as short as figures, of each at most
    half of MOST."""
    dark = [darkness_of(copy.strokes, here) for copy, here in zip(table.copies, shown, strict=True)]
    read = [
        copy.boxes.reshape(-1, 4)[[i for i, w in enumerate(copy.words) if w.confidence >= BASE_CONFIDENCE]]
        for copy in table.copies
    ]
    known = np.concatenate(read)
    found: list[tuple[Box, list[int]]] = []
    for index in [0, *sorted(range(1, len(table.copies)), key=lambda i: (-table.copies[i].density, i))]:
        if not dark[index]:
            continue  # a blank page
        boxes = _letters(table.copies[index], shown[index], read[index], INKED * dark[index], table.text_height)
        where = np.array(boxes, np.float64).reshape(-1, 4)
        before = np.array([box for box, _ in found], np.float64).reshape(-1, 4)
        is_read, same = facing(where, known).indices, facing(where, before).indices
        for box, on, twice in zip(boxes, is_read, same, strict=True):
            if twice and index not in found[twice[0]][1]:
                found[twice[0]][1].append(index)
            elif not on and not twice:
                found.append((box, [index]))
    words = []
    for box, having in found:
        x0, y0, x1, y1 = box
        others = [c for c in range(len(table.copies)) if c not in having and shown[c][y0:y1, x0:x1].all()]
        is_lacking = any(_is_paper(table.copies[c], box, dark[c]) for c in others)
        if is_lacking or ((others or len(having) > 1) and x1 - x0 <= LONE * table.text_height):
            words.append(Found(box, tuple(having), is_lacking))
    sorts = [[w for w in sorted(words) if w.is_lacking is lacking][: MOST // 2] for lacking in (True, False)]
    return sorts[0] + sorts[1]


def _letters(copy: LaidCopy, shown: Mask, read: Boxes, least: float, height: float) -> list[Box]:
    """Boxes of what has the shape of a word, strokes darker than least. read: (n, 4) of the copy's own words, which end
    where a figure beside them begins; height: of the text."""
    ink = ((copy.strokes > least) & shown).astype(np.uint8)
    for x0, y0, x1, y1 in read.round().astype(int).clip(0).tolist():
        ink[y0:y1, x0:x1] = 0
    for size in ((1, round(RULE * height)), (round(RULE * height), 1)):
        rule = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size, np.uint8))
        ink[cv2.dilate(rule, np.ones((3, 3), np.uint8)) > 0] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, round(JOINED * height)), np.uint8))
    n, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    margin, boxes = round(AROUND * height), []
    for x, y, w, h, _ in stats[1:n].tolist():
        fits = HIGH[0] * height <= h <= HIGH[1] * height and WIDE[0] * height <= w <= WIDE[1] * height
        if not fits or not FILLED[0] <= ink[y : y + h, x : x + w].mean() <= FILLED[1]:
            continue
        around = ink[max(0, y - margin) : y + h + margin, max(0, x - margin) : x + w + margin]
        rest = int(around.sum()) - int(ink[y : y + h, x : x + w].sum())
        if rest <= FREE * (around.size - w * h):
            boxes.append((x, y, x + w, y + h))
    return _whole(boxes, height)


def _whole(boxes: Sequence[Box], height: float) -> list[Box]:
    """Pieces beside each other as one word."""
    found: list[Box] = []
    for x0, y0, x1, y1 in sorted(boxes):
        for i, (a0, b0, a1, b1) in enumerate(found):
            on_line = min(b1, y1) - max(b0, y0) > 0.5 * min(b1 - b0, y1 - y0)
            is_piece = min(a1 - a0, x1 - x0) < PIECE * height
            if on_line and is_piece and x0 - a1 < APART * height:
                found[i] = (a0, min(b0, y0), max(a1, x1), max(b1, y1))
                break
        else:
            found.append((x0, y0, x1, y1))
    return found


def _is_paper(copy: LaidCopy, box: Box, dark: float) -> bool:
    x0, y0, x1, y1 = box
    ink = float(np.percentile(copy.strokes[y0:y1, x0:x1], 96))
    return ink < min(BLANK_INK, BLANK_SHARE * dark)


def _slot(box: Box) -> Slot:
    x0, y0, x1, y1 = box
    return Slot((float(x0), float(y0), float(x1), float(y1)), "", 0, 0)
