"""Places at which copies differ as two editions of a page do: the same copies, on several lines, a date among them.

A later issue of a form has a new date and new figures; a doctored copy of generated families differs from the others in
one place or two, which may as well be names, markings or figures swapped. The line between them is soft: who changes
as many dates and figures as an edition does is not told from one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.records import PageKey, PlaceReading

STRENGTH = 0.3  # log10 from which a place counts here: a date set anew is often cut into other words
DATED = (3, 2)  # places, and lines that they lie on, by which two groups of copies differ as editions do, where one of
# the places is a date
UNDATED = (4, 4)  # the same where no date was found to differ


OF_EDITIONS = frozenset({"date", "number"})  # kinds of places that make two groups of copies editions
NOT_OF_EDITIONS = frozenset({"marking", "moved_or_swapped"})  # kinds that no edition explains
ALIKE = 0.8  # share of the copies that two places must put on the same sides; at one of them a copy may be misread
SIDE_ALIKE = 0.6  # of each side, both places' copies together: one of two is no misreading, but another group


class Split(NamedTuple):
    """Who reads what at a place: the copies of each side, and where it lies on each copy: top and bottom. counts:
    another date or figure was put there, surely enough; what was left out, renamed or swapped is no sign of an edition
    by itself."""

    sides: tuple[frozenset[PageKey], frozenset[PageKey]]
    rows: Mapping[PageKey, tuple[float, float]]
    is_date: bool
    counts: bool


class Editions(NamedTuple):
    """Numbers of places. told: at which the copies are split as at so many others that they are two editions; dated:
    at which a date differs, or a figure between the same copies as a date."""

    told: frozenset[int]
    dated: frozenset[int]


def edition_places(by_place: Mapping[int, Sequence[PlaceReading]]) -> Editions:
    """Places at which another edition would differ."""
    splits = {number: split for number, rows in by_place.items() if (split := _split(rows)) is not None}
    found, dated = set(), set()
    for number, split in splits.items():
        if by_place[number][0].kind in NOT_OF_EDITIONS:
            continue
        alike = [other for other in splits.values() if other.counts and _same_groups(split, other)]
        if split.is_date or (split.counts and any(other.is_date for other in alike)):
            dated.add(number)
        least_places, least_lines = DATED if any(other.is_date for other in alike) else UNDATED
        if len(alike) >= least_places and _lines(alike) >= least_lines:
            found.add(number)
    return Editions(frozenset(found), frozenset(dated))


def _split(rows: Sequence[PlaceReading]) -> Split | None:
    sides: list[frozenset[PageKey]] = [
        frozenset(PageKey(row.file_sha256, row.page_no) for row in rows if row.reading_no == number)
        for number in (1, 2)
    ]
    if not all(sides):
        return None
    at = {
        PageKey(row.file_sha256, row.page_no): (row.y0, row.y1)
        for row in rows
        if row.y0 is not None and row.y1 is not None
    }
    is_sure = max((row.strength or 0.0) for row in rows) >= STRENGTH
    # a date set anew is often cut into other words, so that one side of it could not be read
    is_replaced = all(row.reading or (row.reading is None and row.kind == "date") for row in rows)
    is_replaced &= all(row.kind in OF_EDITIONS for row in rows)
    return Split((sides[0], sides[1]), at, any(row.kind == "date" for row in rows), is_sure and is_replaced)


def _same_groups(one: Split, other: Split) -> bool:
    """Do two places split the copies alike, as far as these show both?"""
    (a, b), (c, d) = one.sides, other.sides
    both = (a | b) & (c | d)
    return any(
        len(a & x) + len(b & y) >= ALIKE * len(both) and _is_one_side(a, x, both) and _is_one_side(b, y, both)
        for x, y in ((c, d), (d, c))
    )


def _is_one_side(one: frozenset[PageKey], other: frozenset[PageKey], both: frozenset[PageKey]) -> bool:
    """Are two sides the same copies, of those that show both places?"""
    return len(one & other) > SIDE_ALIKE * len((one | other) & both)


def _lines(splits: Sequence[Split]) -> int:
    """On how many lines places lie, seen on the copy that shows most of them."""
    keys = sorted({key for split in splits for key in split.rows})
    if not keys:
        return 0
    best = max(keys, key=lambda key: sum(key in split.rows for split in splits))
    lines: list[float] = []
    for split in splits:
        if best not in split.rows:
            continue
        top, bottom = split.rows[best]
        if all(abs((top + bottom) / 2 - other) > (bottom - top) / 2 for other in lines):
            lines.append((top + bottom) / 2)
    return len(lines)
