"""Lines that were put in or left out with the rest of the page moved: the lines of two copies aligned as sequences.

Pixels say little there: what is laid on a line that is missing is the next one, or paper stretched between the two.
What was read says it: the line before and the line after follow each other on one copy, with no room between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from pipeline.collation.copies import LaidCopy, Table
from pipeline.collation.kinds import LINE_WORDS, line_kind
from pipeline.collation.readings import Place, carried_by, larger_first, sided_alike
from pipeline.collation.slots import READABLE, Slot
from pipeline.imaging.words import is_number, plain

SAME_LINE = 80.0  # rapidfuzz's ratio of letters from which two lines are one, misread here and there
LIKE_LINE = 65.0  # the same, from which a line may be another one, badly read
HOLDS = 0.8  # of a line's length that what may hold it has
ROW = 0.6  # of its height by which a line lies beneath another at least
LEAST_LETTERS = 12  # of a line that tells: shorter ones recur on a page
CLOSED = 0.5  # of a line's pitch by which the gap is closed: blank space in place of the line closes nothing
SURE = 4.0  # log10 strength: a line that was read, and no room for it elsewhere
TINY = 1e-6
MOST_LINES = 2  # put in or left out together
BESIDE = 2.5  # heights of it around such a line within which what else differs is what is left of it

Box = tuple[float, float, float, float]


class Line(NamedTuple):
    """A line as read on a copy. own: box in the copy's pixels; middle: y of its first word's, which a slant moves the
    least; density: of these pixels for one of the canvas; box: on the canvas; words: indices of the copy's."""

    text: str
    own: Box
    middle: float
    density: float
    box: Box
    words: tuple[int, ...]


def find_moved_lines(table: Table, slots: Sequence[Slot]) -> list[Place]:
    """Places at lines that some copies lack though the lines around them follow each other there."""
    lines = [lines_of(copy) for copy in table.copies]
    base = lines[0]
    followed = [_followed(base, other) for other in lines]
    left_out: dict[int, set[int]] = defaultdict(set)  # line of the base to the copies that lack it
    put_in: dict[tuple[int, str], dict[int, Line]] = defaultdict(dict)  # after a line of the base: copy to the line
    for copy, other in enumerate(lines):
        for number, _ in _missing(base, other):
            left_out[number].add(copy)
        for number, after in _missing(other, base):
            line = other[number]
            alike = [k for k in put_in if k[0] == after and fuzz.ratio(k[1], line.text) >= SAME_LINE]
            name = next((k for k in alike if copy not in put_in[k]), (after, line.text))
            put_in[name][copy] = line
    places: list[Place] = []
    for number, lacking in sorted(left_out.items()):
        having = {c for c, found in enumerate(followed) if {number - 1, number} <= found} | {0}
        places += _place(table, base[number], 0, having - lacking, lacking, slots)
    for (after, _), carriers in sorted(put_in.items()):
        copy, line = next(iter(carriers.items()))
        lacking = {c for c, found in enumerate(followed) if after in found} | {0}
        places += _place(table, line, copy, set(carriers), lacking - carriers.keys(), slots)
    return places


def with_moved_lines(places: Sequence[Place], moved: Sequence[Place], table: Table) -> list[Place]:
    """Places with those of moved lines, without what is left of these beside them: paper, or words of the lines around,
    where copies that lack the line have others."""
    kept, lines = list(places), []
    for line in moved:
        remains = [place for place in kept if _is_remains(place, line, table.copies[0])]
        kept = [place for place in kept if place not in remains]
        gaps = [alike for place in remains if "" in place.texts and (alike := sided_alike(line, place)) is not None]
        lines.append(larger_first(replace(line, carried=carried_by([line, *gaps]))))
    return kept + [replace(line, kind=line_kind(line, list(line.carried.values()))) for line in lines]


def _is_remains(place: Place, line: Place, base: LaidCopy) -> bool:
    top, bottom = (line.box[i] + sign * BESIDE * (line.box[3] - line.box[1]) for i, sign in ((1, -1), (3, 1)))
    if not top < (place.box[1] + place.box[3]) / 2 < bottom:
        return False
    lacking = {c for c, n in line.carried.items() if not line.texts[n - 1]}
    sides = [{c for c, n in place.carried.items() if n == side and c in line.carried} for side in (1, 2)]
    if not any(side and side <= lacking for side in sides):
        return False
    middles = (base.boxes[:, 1] + base.boxes[:, 3]) / 2
    around = [base.words[i].text for i in np.flatnonzero((top < middles) & (middles < bottom)).tolist()]
    near = {plain(word) for text in (*around, *line.texts) for word in (text or "").split()}
    said = [plain(word) for text in place.texts for word in (text or "").split()]
    return all(word in near or (not is_number(word) and any(word in other for other in near)) for word in said)


def lines_of(copy: LaidCopy) -> list[Line]:
    """The lines that a copy was read to have, in order of reading."""
    by_line: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(copy.words):
        if plain(word.text):
            by_line[word.line_no].append(index)
    found = []
    for _, words in sorted(by_line.items()):
        text = " ".join(plain(copy.words[i].text) for i in words)
        own = [(copy.words[i].x0, copy.words[i].y0, copy.words[i].x1, copy.words[i].y1) for i in words]
        box = _around([tuple(copy.boxes[i].tolist()) for i in words])
        middle = (own[0][1] + own[0][3]) / 2
        found.append(Line(text, _around(own), middle, copy.density, box, tuple(words)))
    return found


def _around(boxes: Sequence[Sequence[float]]) -> Box:
    x0, y0, x1, y1 = np.array(boxes, np.float64).T
    return float(x0.min()), float(y0.min()), float(x1.max()), float(y1.max())


def _named(base: Sequence[Line], other: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Numbers for the lines of both, alike ones the same."""
    first = {line.text: number for number, line in reversed(list(enumerate(base)))}
    ids = [first[line.text] for line in base]
    if not base or not other:
        return ids, list(range(len(base), len(base) + len(other)))
    likeness = process.cdist([line.text for line in other], [line.text for line in base], scorer=fuzz.ratio)
    best = likeness.argmax(1)
    return ids, [ids[b] if likeness[i, b] >= SAME_LINE else len(base) + i for i, b in enumerate(best.tolist())]


def _missing(fuller: Sequence[Line], emptier: Sequence[Line]) -> list[tuple[int, int]]:
    """(line, line of the other copy before the gap): lines that one of two copies has between two that follow each
    other on the other one, where there is no room for them."""
    found = []
    ops = list(LCSseq.opcodes(*_named(fuller, emptier)))
    for before, op, after in zip(ops, ops[1:], ops[2:], strict=False):
        if (before.tag, op.tag, after.tag) != ("equal", "delete", "equal") or op.src_end - op.src_start > MOST_LINES:
            continue
        around, before_it = (op.src_start - 1, op.src_end), op.dest_start - 1
        rows, others = fuller[around[0] : around[1] + 1], emptier[before_it : before_it + 2]
        is_gone = not any(_may_be(line, other) for line in rows[1:-1] for other in others)
        if is_gone and _are_rows(rows) and _is_closed(fuller, emptier, around, before_it):
            found += [(number, before_it) for number in range(op.src_start, op.src_end)]
    return found


def _may_be(line: Line, other: Line) -> bool:
    """May one of the lines that follow each other be the one that seems missing between them, its like, or hold it,
    where both were read together?"""
    holds = len(other.text) >= HOLDS * len(line.text) and fuzz.partial_ratio(line.text, other.text) >= SAME_LINE
    return holds or fuzz.ratio(line.text, other.text) >= LIKE_LINE


def _are_rows(lines: Sequence[Line]) -> bool:
    """Does each lie beneath the one before? The cells of a table and what a bar leaves of a line lie beside it."""
    return all(b.middle - a.middle > ROW * (a.own[3] - a.own[1]) for a, b in pairwise(lines))


def _is_closed(fuller: Sequence[Line], emptier: Sequence[Line], around: tuple[int, int], before: int) -> bool:
    """Is there no room for a line on the emptier copy? around: the lines before and after the gap on the fuller one;
    before: the line before it on the emptier one."""
    above, below = fuller[around[0]], fuller[around[1]]
    upper, lower = emptier[before], emptier[before + 1]
    # by the whole copies' scales and by that of the lines: what a bar hides of a line, or a tilted sheet, misleads one
    scales = [upper.density / max(above.density, TINY)]
    scales += [(b.own[2] - b.own[0]) / max(a.own[2] - a.own[0], 1.0) for a, b in ((above, upper), (below, lower))]
    n_pitches = around[1] - around[0]
    pitch = (below.middle - above.middle) / n_pitches
    room = (lower.middle - upper.middle) / max(min(scales), TINY)
    return pitch > 0 < room and n_pitches * pitch - room > CLOSED * pitch * (n_pitches - 1)


def _followed(base: Sequence[Line], other: Sequence[Line]) -> set[int]:
    """Lines of the base that the next one follows on another copy as well."""
    found: set[int] = set()
    for op in LCSseq.opcodes(*_named(base, other)):
        if op.tag == "equal":
            found.update(range(op.src_start, op.src_end - 1))
    return found


def _place(
    table: Table, line: Line, copy: int, having: set[int], lacking: set[int], slots: Sequence[Slot]
) -> list[Place]:
    """A line of a copy as a place, if it was surely read and is long enough to tell."""
    words = [table.copies[copy].words[i] for i in line.words]
    letters = sum(c.isalnum() for c in line.text)
    is_told = len(words) >= LINE_WORDS and letters >= LEAST_LETTERS and median(w.confidence for w in words) >= READABLE
    if not is_told or not lacking:
        return []
    x0, y0, x1, y1 = line.box
    middles = [((s.box[0] + s.box[2]) / 2, (s.box[1] + s.box[3]) / 2) for s in slots]
    on = tuple(n for n, (x, y) in enumerate(middles) if x0 <= x <= x1 and y0 <= y <= y1)
    carried = dict.fromkeys(sorted(having), 1) | dict.fromkeys(sorted(lacking), 2)
    text = " ".join(word.text for word in words)
    return [Place(line.box, slots[on[0]].line_no if on else -1, (text, ""), carried, SURE, "line_inserted", on)]
