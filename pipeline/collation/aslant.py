"""A watermark that runs aslant over the page: drawings in one slanting row are its letters, no stamps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import median

from pipeline.collation.blobs import Box, Mark, share_in

LETTERS = 3  # in a row, from which they are a watermark's
TALL = 2.0  # text heights: what is lower is no letter of one
STEEPNESS = (20.0, 75.0)  # degrees: rows of text lie level, columns upright, and a stamp is put on a little askew
SAME_SLOPE = 4.0  # degrees by which the steps of one row may turn
MOST = 30  # on one copy; more are no letters that anybody could name
SURELY_DRAWN = 2.5  # log10 strength from which most of a row are what they look like
ALIKE = 2.5  # times as high as the lowest of them
IN_IT = 0.5  # share of a doubtful overlay that lies in the row, of which it is a part
APART = 4.0  # times their mean height between the middles of neighbours: a letter or two may not be told


def without_slanting_letters(marks: Sequence[Mark], text_height: float) -> list[Mark]:
    """The marks of one copy, those graphics that stand in a slanting row as one overlay around them."""
    letters = [m for m in marks if m.kind == "graphic" and m.box[3] - m.box[1] > TALL * text_height]
    rows = _rows(sorted(letters, key=lambda m: m.box)) if LETTERS <= len(letters) <= MOST else []
    # signatures and seals may stand in a row as well, and each is sure to be one
    row = max((r for r in rows if median(m.strength for m in r) < SURELY_DRAWN), key=len, default=())
    if len(row) < LETTERS:
        return list(marks)
    around = Mark(row[0].copy, "overlay", _around([m.box for m in row]), max(m.strength for m in row))
    doubtful = [m for m in marks if m.kind == "overlay" and m.strength < around.strength]
    taken = [*row, *(m for m in doubtful if share_in(m.box, around.box) > IN_IT)]
    return without_slanting_letters([around, *(m for m in marks if m not in taken)], text_height)


def _rows(letters: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """Every slanting row that begins with some two of them. letters: from left to right."""
    found = []
    for (_, first), (at, second) in combinations(enumerate(letters), 2):
        if not _is_next(first, second):
            continue
        row = [first, second]
        for letter in letters[at + 1 :]:
            if _is_next(row[-1], letter) and abs(_slope(row[-1], letter) - _slope(first, second)) < SAME_SLOPE:
                row.append(letter)
        found.append(tuple(row))
    return found


def _is_next(left: Mark, right: Mark) -> bool:
    """May two letters be neighbours?"""
    low, high = sorted(m.box[3] - m.box[1] for m in (left, right))
    (ax, ay), (bx, by) = _middle(left.box), _middle(right.box)
    is_near = math.hypot(bx - ax, by - ay) < APART * (low + high) / 2
    return is_near and high <= ALIKE * low and STEEPNESS[0] < abs(_slope(left, right)) < STEEPNESS[1]


def _slope(left: Mark, right: Mark) -> float:
    """Degrees from one middle to the other, downwards."""
    (ax, ay), (bx, by) = _middle(left.box), _middle(right.box)
    return math.degrees(math.atan2(by - ay, bx - ax))


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
