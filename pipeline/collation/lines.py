"""Whole lines and rows that some copies lack: words found missing, and those beside them that are missing too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median_low

from pipeline.collation.kinds import LINE_SHARE, LINE_WORDS, MORE_WORDS, MOST_WORDS, line_kind
from pipeline.collation.readings import Place, sided_alike
from pipeline.collation.sides import best_text
from pipeline.collation.slots import Said, Slot

Box = tuple[float, float, float, float]

WHOLE_WORDS = 2  # of a line that has no others at its height: an item of a bill and its price
TALL = 1.5  # times the usual height of a line's words
WITHIN = 0.8  # share of the width of a piece of a word that lies in that
SAME_LINE = 0.5  # share of a line's words that make it one with another


def complete_lines(places: Sequence[Place], slots: Sequence[Slot], said: Sequence[Sequence[Said]]) -> list[Place]:
    """Places of one line at which the same copies have paper become one, with the words between and beside them that
    these copies lack as well. A row of a table counts as one line though OCR reads its cells apart."""
    gaps: dict[frozenset[int], list[Place]] = defaultdict(list)
    for place in places:
        if "" in place.texts and any(place.texts) and not place.kind:
            gaps[_lacking(place)].append(place)
    found = [line for lacking, group in gaps.items() for line in _lines(lacking, group, slots, said)]
    lines = [_by_words(line, [p for group in gaps.values() for p in group]) for line in _longest(found)]
    taken = {slot for line in lines for slot in line.slots}
    rest = [place for place in places if taken.isdisjoint(place.slots)]
    return lines + [place for place in rest if not any(_is_piece(place, line) for line in lines)]


def _is_piece(place: Place, line: Place) -> bool:
    """Is it a piece of the words of a line, as another copy was read, between the same copies?"""
    inside = line.box[1] < (place.box[1] + place.box[3]) / 2 < line.box[3] and _share(place.box, line.box) > WITHIN
    return inside and sided_alike(line, place) is not None


def _longest(lines: Sequence[Place]) -> list[Place]:
    """Of lines that share most of their words, the longest: a copy whose words were told apart differently here and
    there makes the same line anew."""
    kept: list[Place] = []
    for line in sorted(lines, key=lambda place: (-len(place.slots), -place.strength, place.slots)):
        words = set(line.slots)
        if all(SAME_LINE * len(words) > len(words & set(other.slots)) for other in kept):
            kept.append(line)
    return kept


def _by_words(line: Place, gaps: Sequence[Place]) -> Place:
    """The line with its sides by the majority of its words: a copy has it or lacks it as a whole."""
    words = set(line.slots)
    votes: dict[int, int] = defaultdict(int)
    for place in gaps:
        shared = len(words & set(place.slots))
        for copy, number in place.carried.items():
            votes[copy] += shared * (1 if place.texts[number - 1] else -1)
    having, lacking = (sorted(c for c, n in votes.items() if n * sign > 0) for sign in (1, -1))
    if not having or not lacking:
        return line
    text = next(text for text in line.texts if text != "")
    sides = sorted([(having, text), (lacking, "")], key=lambda side: (-len(side[0]), side[0]))
    carried = {copy: number for number, (copies, _) in enumerate(sides, 1) for copy in copies}
    line = replace(line, texts=tuple(text for _, text in sides), carried=carried)
    return replace(line, kind=line_kind(line, list(carried.values())))


def _lacking(place: Place) -> frozenset[int]:
    return frozenset(copy for copy, number in place.carried.items() if not place.texts[number - 1])


def _lines(
    lacking: frozenset[int], group: Sequence[Place], slots: Sequence[Slot], said: Sequence[Sequence[Said]]
) -> Iterator[Place]:
    words_of_line: dict[int, int] = defaultdict(int)
    for slot in slots:
        words_of_line[slot.line_no] += 1
    found = {slot: place for place in group for slot in place.slots}
    done: set[int] = set()
    for first in sorted(found):
        if first in done:
            continue
        having = [copy for copy in found[first].carried if copy not in lacking]
        for run in _runs(first, found, lacking, having, slots, said):
            in_lines = sum(words_of_line[n] for n in {slots[i].line_no for i in run})
            is_whole = len(run) == len(_at_height(first, slots))
            if (
                first in run
                and len(run) >= (WHOLE_WORDS if is_whole else LINE_WORDS)
                and len(run) >= LINE_SHARE * in_lines
            ):
                done.update(run)
                yield _line(run, found, having, slots, said)


def _runs(
    first: int,
    found: dict[int, Place],
    lacking: frozenset[int],
    having: Sequence[int],
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
) -> Iterator[list[int]]:
    """Words at the height of the first, left to right, as runs of words that are missing."""
    run: list[int] = []
    for i in _at_height(first, slots):
        here = [said[copy][i].text for copy in lacking]
        is_missing = "" in here and not any(here) and bool(best_text([said[copy][i] for copy in having]))
        if i in found or is_missing:
            run.append(i)
        else:
            yield run
            run = []
    yield run


def _at_height(first: int, slots: Sequence[Slot]) -> list[int]:
    """Slots at the height of one, left to right, without pieces of others."""
    top, bottom = slots[first].box[1], slots[first].box[3]
    beside = sorted(
        (i for i, s in enumerate(slots) if top < (s.box[1] + s.box[3]) / 2 < bottom), key=lambda i: slots[i].box[0]
    )
    pieces = {i for i in beside for j in beside if _is_wider(slots[j], slots[i]) and i != first}
    return [i for i in beside if i not in pieces]


def _is_wider(whole: Slot, piece: Slot) -> bool:
    """Is one the place of a longer word that the other is a piece of, as another copy was read?"""
    return _share(piece.box, whole.box) > WITHIN and _share(whole.box, piece.box) < WITHIN


def _share(box: Box, other: Box) -> float:
    """Share of the width of a box that lies above or below another one, or in it."""
    return max(0.0, min(box[2], other[2]) - max(box[0], other[0])) / max(box[2] - box[0], 1.0)


def _line(
    run: Sequence[int],
    found: dict[int, Place],
    having: Sequence[int],
    slots: Sequence[Slot],
    said: Sequence[Sequence[Said]],
) -> Place:
    best = max((found[i] for i in run if i in found), key=lambda place: place.strength)
    text = " ".join(best_text([said[copy][i] for copy in having]) or slots[i].text for i in run)
    box = _around([slots[i].box for i in run])
    texts = tuple("" if side == "" else text for side in best.texts)
    strength = best.strength + min(MORE_WORDS * (len(run) - 1), MOST_WORDS)
    kind = line_kind(best, list(best.carried.values()))
    return replace(best, box=box, texts=texts, strength=strength, kind=kind, slots=tuple(run))


def _around(boxes: Sequence[Box]) -> Box:
    """The box around the words of a line, those that are far taller than most only as tall as these: the box of a cell
    that was read with its rules would take the lines above and below as well."""
    usual = median_low(y1 - y0 for _, y0, _, y1 in boxes)
    low, high = [], []
    for _, y0, _, y1 in boxes:
        half = usual / 2 if y1 - y0 > TALL * usual else (y1 - y0) / 2
        low.append((y0 + y1) / 2 - half)
        high.append((y0 + y1) / 2 + half)
    return min(b[0] for b in boxes), min(low), max(b[2] for b in boxes), max(high)
