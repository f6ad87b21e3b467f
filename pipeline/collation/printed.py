"""Printed words among what looks drawn: where other copies lack a word, or blur it, all of it is extra ink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.collation.blobs import FAINTEST, HALF, Box, Mark
from pipeline.collation.copies import Table
from pipeline.collation.shapes import is_framed
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import plain, same_text

SURELY, LETTERS_OF_WORD = 60.0, 3  # confidence of a word, and letters and figures in it, from which it was read
WORD_SLACK = 0.2  # text heights by which a mark may stick out of a word and be it: rings and underlines do more
WORD_SHARE = 0.5  # of a word's width and height that it has then: a line that strikes the word out is lower
MOVED, MOVED_ASIDE = (0.5, 3.0), 1.0  # text heights by which a line moves the words beneath it, and aside at most
LINE_HIGH = 2.2  # text heights that a line of text has at most, a heading's, with what reaches above and below
LETTERS_HIGH = 0.6  # of a line's height that its words have: those of a stamp stand in its frame
READ_SHARE = 0.2  # of its width that was surely read,
LARGER_LINE, ALL_READ = 4.0, 0.8  # and of an app's line, which may be larger than the page's text
NO_RIM = 0.75  # of the height and width of a field, from which a word leaves none of it around
SAME_SIZE, COVERED = 1.4, 0.4  # of the height of words typed in place of others, and of their width that those cover
ALIKE = 0.5  # share of letters in common, from which two words are one that was misread
EXTRA_SHARE = 0.8  # of the ink of these words that the other copies lack: what a signature runs across they have, too

SHARED = 0.5  # of a mark's strokes, from which it is the print that two copies have and not what lies on it

Boxes = npt.NDArray[np.float64]


class Print(NamedTuple):
    """The words that a copy was surely read to have: (n, 4) boxes on the canvas, and what they say."""

    boxes: Boxes
    texts: Sequence[str] = ()


def surely_read(table: Table) -> list[Print]:
    """For each copy the words that it was surely read to have."""
    found = []
    for copy in table.copies:
        words = [
            (box, word.text)
            for word, box in zip(copy.words, copy.boxes, strict=True)
            if word.confidence >= SURELY and sum(c.isalnum() for c in word.text) >= LETTERS_OF_WORD
        ]
        found.append(Print(np.array([box for box, _ in words], np.float64).reshape(-1, 4), [t for _, t in words]))
    return found


def is_printed(mark: Mark, words: Sequence[Print], strokes: Sequence[Ink], height: float) -> bool:
    """Is it print of the page and no drawing? words, strokes: by copy, strokes at half scale."""
    if is_word(mark, words, height) or is_in_place_of_others(mark, words, height) or is_moved(mark, words, height):
        return True
    return is_line(mark, words, strokes[mark.copy], height) or is_shared(mark, words, strokes)


def fills_field(mark: Mark, words: Print) -> bool:
    """Is a badge's field no field but a word in bold or colour, which its own copy was surely read to have, as high and
    nearly as wide? The letters on a badge leave a rim. words: of its own copy."""
    if mark.kind != "overlay" or mark.strokes is None or not mark.strokes.all():
        return False  # a badge covers all of its box
    x0, y0, x1, y1 = mark.box
    common = np.minimum(words.boxes[:, 2:], mark.box[2:]) - np.maximum(words.boxes[:, :2], mark.box[:2])
    as_high = (words.boxes[:, 3] - words.boxes[:, 1] >= NO_RIM * (y1 - y0)) & (common[:, 1] >= NO_RIM * (y1 - y0))
    widest = max(common[as_high, 0].tolist(), default=0.0)
    return bool(widest >= NO_RIM * (x1 - x0))


def is_shared(mark: Mark, words: Sequence[Print], strokes: Sequence[Ink]) -> bool:
    """Are most of its strokes those of words that its copy and others were read alike at, and that these have as well,
    no fewer than lack it? Then it is print that some copy lacks, as where that was cropped; a stamp may be on several
    copies, too. words, strokes: by copy."""
    if mark.strokes is None or not mark.strokes.any():
        return False
    own, shared, n_sharing = words[mark.copy], np.zeros_like(mark.strokes), 0
    left, top = round(mark.box[0] * HALF), round(mark.box[1] * HALF)
    window = slice(top, top + shared.shape[0]), slice(left, left + shared.shape[1])
    for copy, other in enumerate(words):
        if copy == mark.copy:
            continue
        there = cv2.dilate((strokes[copy][window] > FAINTEST).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        its = np.zeros_like(shared)
        for number in _alike(own, other):
            x0, y0, x1, y1 = (own.boxes[number] * HALF - [left, top, left, top]).round().astype(int).clip(0).tolist()
            its[y0:y1, x0:x1] = (mark.strokes & there)[y0:y1, x0:x1]
        n_sharing += bool(its.any())  # words elsewhere on the page say nothing of this one
        shared |= its
    return n_sharing >= len(mark.lacking) and float(shared.sum()) > SHARED * float(mark.strokes.sum())


def _alike(own: Print, other: Print) -> list[int]:
    """Words that another copy was read to have as well, at their place."""
    found = []
    for number, (box, text) in enumerate(zip(own.boxes, own.texts, strict=True)):
        common = np.minimum(other.boxes[:, 2:], box[2:]) - np.maximum(other.boxes[:, :2], box[:2])
        on = np.flatnonzero(np.maximum(common, 0).prod(1) > WORD_SHARE * (box[2:] - box[:2]).prod())
        if any(same_text(other.texts[i], text) for i in on.tolist()):
            found.append(number)
    return found


def is_word(mark: Mark, words: Sequence[Print], height: float) -> bool:
    """Has it place and size of a word that most of the other copies have? Then it is that word, which some copy lacks
    or blurs. What is read on a few copies may be a reader's note. words: by copy."""
    others = [found for copy, found in enumerate(words) if copy != mark.copy]
    return 2 * sum(_has_place(mark.box, found.boxes, height) for found in others) >= len(others) > 0


def is_in_place_of_others(mark: Mark, words: Sequence[Print], height: float) -> bool:
    """Is it a word, or a part as high as one, that its copy was surely read to have where most others that were read
    there have words of its size that say something else altogether? Then it was typed in place of these, in whatever
    colour; a pen's stroke on a word, or a slip on one copy, leaves words that are like each other. words: by copy."""
    own = words[mark.copy]
    for number in _holding(mark.box, own.boxes, height).tolist():
        box = own.boxes[number]
        high = max(box[3] - box[1], 1.0)
        n_unlike = n_alike = 0
        for other in (other for copy, other in enumerate(words) if copy != mark.copy):
            heights = np.maximum(other.boxes[:, 3] - other.boxes[:, 1], 1.0)
            rows = np.minimum(other.boxes[:, 3], box[3]) - np.maximum(other.boxes[:, 1], box[1])
            columns = np.minimum(other.boxes[:, 2], box[2]) - np.maximum(other.boxes[:, 0], box[0])
            beside = (rows > WORD_SHARE * high) & (np.abs(np.log(heights / high)) < np.log(SAME_SIZE))
            widths = np.maximum(other.boxes[:, 2] - other.boxes[:, 0], 1.0)
            there = np.flatnonzero(beside & (columns > WORD_SHARE * np.minimum(widths, box[2] - box[0])))
            if columns[there].sum() > COVERED * (box[2] - box[0]):
                says = "".join(other.texts[i] for i in there[np.argsort(other.boxes[there, 0])].tolist())
                alike = Levenshtein.normalized_similarity(plain(says), plain(own.texts[number]))
                n_alike, n_unlike = n_alike + (alike >= ALIKE), n_unlike + (alike < ALIKE)
        if n_unlike > n_alike:
            return True
    return False


def is_line(mark: Mark, words: Sequence[Print], strokes: Ink, height: float) -> bool:
    """Is it a line of text with a word that was surely read on its copy and whose letters those that lack it have not,
    larger than a heading's only where nearly all of it was read? Then it was put in, or left out on these; a stamp's
    letters stand in a frame, aslant, or are larger. words: by copy; strokes: of its own copy, half scale."""
    x0, y0, x1, y1 = mark.box
    if mark.strokes is None or y1 - y0 > LARGER_LINE * height or is_framed(mark.strokes):
        return False
    least = READ_SHARE if y1 - y0 <= LINE_HIGH * height else ALL_READ
    slack = WORD_SLACK * height
    own = words[mark.copy].boxes
    inside = (own[:, :2] + slack >= (x0, y0)).all(1) & (own[:, 2:] - slack <= (x1, y1)).all(1)
    inside &= own[:, 3] - own[:, 1] >= LETTERS_HIGH * (y1 - y0)
    read = own[inside]
    if (read[:, 2] - read[:, 0]).sum() < least * (x1 - x0):
        return False
    extra = cv2.dilate(mark.strokes.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    left, top = round(x0 * HALF), round(y0 * HALF)
    letters = strokes[top : top + extra.shape[0], left : left + extra.shape[1]] > FAINTEST
    its = np.zeros_like(letters)
    for x_from, y_from, x_to, y_to in (read * HALF - [left, top, left, top]).round().astype(int).clip(0):
        its[y_from:y_to, x_from:x_to] = letters[y_from:y_to, x_from:x_to]
    return bool(its.any() and float(extra[its].mean()) > EXTRA_SHARE)


def is_moved(mark: Mark, words: Sequence[Print], height: float) -> bool:
    """Is it words that most of the copies that lack it there have a little above or below? A line that was put in or
    left out moves the rest of its page. words: by copy."""
    own = words[mark.copy]
    common = np.minimum(own.boxes[:, 2:], mark.box[2:]) - np.maximum(own.boxes[:, :2], mark.box[:2])
    shared = np.maximum(common, 0).prod(1)
    if shared.sum() < WORD_SHARE * (mark.box[2] - mark.box[0]) * (mark.box[3] - mark.box[1]):
        return False
    there = np.flatnonzero(shared > 0).tolist()
    n_moved = sum(all(_has_near(own, i, words[copy], height) for i in there) for copy in mark.lacking)
    return 2 * n_moved > len(mark.lacking)


def _has_near(own: Print, number: int, other: Print, height: float) -> bool:
    """Does another copy say the same a little above or below, and not at the place itself?"""
    away = other.boxes - own.boxes[number]
    same = [i for i in range(len(away)) if same_text(other.texts[i], own.texts[number])]
    aside, up = (np.abs(away[same][:, axis]) for axis in (0, 1))
    beside = aside < MOVED_ASIDE * height
    return bool((beside & (up < MOVED[1] * height)).any() and not (beside & (up < MOVED[0] * height)).any())


def _has_place(box: Box, words: Boxes, height: float) -> bool:
    width = words[:, 2] - words[:, 0]
    on = _holding(box, words, height)
    return bool((WORD_SHARE * width[on] <= box[2] - box[0]).any())


def _holding(box: Box, words: Boxes, height: float) -> npt.NDArray[np.intp]:
    """The words in which a box lies, and is about as high as they are."""
    slack = WORD_SLACK * height
    within = (words[:, :2] - slack <= box[:2]).all(1) & (words[:, 2:] + slack >= box[2:]).all(1)
    return np.flatnonzero(within & (WORD_SHARE * (words[:, 3] - words[:, 1]) <= box[3] - box[1]))
