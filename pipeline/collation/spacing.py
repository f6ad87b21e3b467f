"""Spacing: a word typed over another of other length leaves another gap behind it, and a figure leaves its column.

Print keeps one gap between the words of a line, set ragged or justified, and one edge for the figures of a column. Who
covers a word and types a new one keeps the begin of the old one, and what stands behind it stays where it was. A trace
that blur does not take away, where both readings have words of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.readings import Place
from pipeline.collation.slots import Slot
from pipeline.imaging.words import plain, same_text

ONE_LINE = 0.5  # of the lower of two words that both share in height when they are on one line
WIDEST_SPACE = 1.2  # text heights: wider gaps are those between columns
FEWEST, COLUMN = 3, 4  # gaps of a line from which it has a usual one of its own; cells that end alike
IN_STEP = 0.2  # text heights within which one of the readings must have the usual gap, or the edge of the others
FARTHEST = 1.0  # text heights: farther from an edge a word is of no column, and out of step altogether

SENTENCE_ENDS = ".:;!?"

Boxes = npt.NDArray[np.float64]
Side = list[tuple[LaidCopy, list[int]]]  # copies of one reading, each with its words at the place


class OutOfStep(NamedTuple):
    """By how many text heights a reading departs from the spacing of its page, FARTHEST at most, and of what: the gap
    behind it, or the edge of a column."""

    departs: float
    of: str


def out_of_step(place: Place, slots: Sequence[Slot], table: Table) -> tuple[OutOfStep, OutOfStep] | None:
    """Of both readings of a place; None where neither keeps the spacing of the page, or not both can be told."""
    if not all(place.texts):
        return None
    sides = [_carriers(place, number, table) for number in (1, 2)]
    if not all(sides):
        return None
    ends = [median(float(copy.boxes[on[-1], 2]) for copy, on in side) for side in sides]
    gaps = _gaps(place, sides, ends, table.text_height)
    if gaps is not None:
        return _told([abs(gap) for gap in gaps], "gap")
    edges = _edges(place, slots, table.text_height)
    return _told([min((abs(end - e) / table.text_height for e in edges), default=np.inf) for end in ends], "edge")


def _told(departs: Sequence[float], of: str) -> tuple[OutOfStep, OutOfStep] | None:
    if min(departs) > IN_STEP:
        return None
    first, second = (OutOfStep(round(min(d, FARTHEST), 3), of) for d in departs)
    return first, second


def _carriers(place: Place, number: int, table: Table) -> Side:
    """The copies with a reading, each with its words at the place, left to right, where they say that; none where
    fewer than half do."""
    found: Side = []
    carriers = [table.copies[i] for i, n in place.carried.items() if n == number]
    for copy in carriers:
        x0, y0, x1, y1 = place.box
        middle = (copy.boxes[:, :2] + copy.boxes[:, 2:]) / 2
        inside = np.flatnonzero(((middle > (x0, y0)) & (middle < (x1, y1))).all(1))
        on = sorted(inside.tolist(), key=lambda i: copy.boxes[i, 0])
        if on and plain(" ".join(copy.words[i].text for i in on)) == plain(place.texts[number - 1] or ""):
            found.append((copy, on))
    return found if 2 * len(found) >= len(carriers) else []


def _gaps(place: Place, sides: Sequence[Side], ends: Sequence[float], height: float) -> list[float] | None:
    """By how many text heights the gap behind each reading is wider than the usual one of its lines, or of the page
    where these have few. None where no word follows, or not the same on both sides, or in the next column, or where a
    sentence ends, behind which some leave more."""
    followers = [[_follower(copy, on) for copy, on in side] for side in sides]
    known = [[f for f in side if f is not None] for side in followers]
    if any(2 * len(side) <= len(all_) for side, all_ in zip(known, followers, strict=True)):
        return None
    begins = [median(begin for _, begin in side) for side in known]
    is_one = abs(begins[0] - begins[1]) < IN_STEP * height
    says_one = any(same_text(one, other) for one, _ in known[0] for other, _ in known[1])
    own = [median(begins) - end for end in ends]
    spaces = [gap for side in sides for copy, on in side for gap in _spaces(copy, on, height)]
    ends_sentence = any((text or "")[-1] in SENTENCE_ENDS for text in place.texts)
    if not (is_one and says_one) or max(own) > WIDEST_SPACE * height or len(spaces) < FEWEST or ends_sentence:
        return None
    return [(gap - median(spaces)) / height for gap in own]


def _follower(copy: LaidCopy, on: Sequence[int]) -> tuple[str, float] | None:
    """The word behind some words on their line, and where it begins."""
    row = _row(copy.boxes, copy.boxes[on[-1]])
    at = row.index(on[-1]) + 1
    return (copy.words[row[at]].text, float(copy.boxes[row[at], 0])) if at < len(row) else None


def _spaces(copy: LaidCopy, on: Sequence[int], height: float) -> list[float]:
    """The gaps between the other words of their line, or of all lines where it has few."""
    row = _row(copy.boxes, copy.boxes[on[-1]])
    lines = pairwise(range(len(copy.words)))
    on_lines = [(i, j) for i, j in lines if copy.words[i].line_no == copy.words[j].line_no]
    for pairs in (list(pairwise(row)), on_lines):
        gaps = [float(copy.boxes[j, 0] - copy.boxes[i, 2]) for i, j in pairs if i not in on and j not in on]
        spaces = [gap for gap in gaps if 0 < gap < WIDEST_SPACE * height]
        if len(spaces) >= FEWEST:
            return spaces
    return []


def _row(boxes: Boxes, box: Boxes) -> list[int]:
    """Words on the line of a box, left to right."""
    common = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
    lower = np.minimum(boxes[:, 3] - boxes[:, 1], box[3] - box[1])
    return sorted(np.flatnonzero(common > ONE_LINE * lower).tolist(), key=lambda i: boxes[i, 0])


def _edges(place: Place, slots: Sequence[Slot], height: float) -> list[float]:
    """Where cells above and below a place end, of those that end alike near it and do not begin alike: set flush left,
    words of one length end alike as well, and another one is in step all the same."""
    x0, y0, x1, y1 = place.box
    reach, same = (FARTHEST + IN_STEP) * height, IN_STEP / 2 * height
    boxes = np.array([s.box for s in slots]).reshape(-1, 4)
    is_off = (boxes[:, 3] <= (y0 + y1) / 2) | (boxes[:, 1] >= (y0 + y1) / 2)
    near = boxes[is_off & (boxes[:, 2] > x0 - reach) & (boxes[:, 2] < x1 + reach)]
    cells = np.array([box for box in near if _ends_a_cell(box, boxes, height)]).reshape(-1, 4)
    groups = [cells[np.abs(cells[:, 2] - end) < same] for end in cells[:, 2]]
    return [
        float(np.median(group[:, 2]))
        for group in groups
        if len(group) >= COLUMN and np.abs(group[:, 0] - np.median(group[:, 0])).max() > IN_STEP * height
    ]


def _ends_a_cell(box: Boxes, boxes: Boxes, height: float) -> bool:
    """Does no other word follow on its line within the gap of words?"""
    behind = boxes[_row(boxes, box), 0] - box[2]
    return not ((behind > -height / 2) & (behind < WIDEST_SPACE * height)).any()
