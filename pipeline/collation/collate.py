"""What differs between the copies of a cluster: place by place, the readings and who carries each.

Every copy is laid on the clearest one and compared with it word by word: by ink first, against the noise that this
pair of copies shows at words that read the same; then by what was read. A place is reported when its copies fall
into two readings that are each legible. Who changed it is not asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.collation.copies import LEGIBLE_HEIGHT, SHARP_ENOUGH, LaidCopy, Table, lay_out
from pipeline.collation.kinds import BENIGN, join_lines, kind_of, mark_swaps
from pipeline.collation.marks import Mark, find_marks
from pipeline.collation.readings import CopyAtWord, Place, WordPlace, read_place
from pipeline.imaging.features import FEATURES_VERSION
from pipeline.imaging.ink import compare_patch, like_with_like, soften
from pipeline.imaging.words import facing, same_text
from pipeline.records import Comparison, PageInput, PageKey, PlaceReading

VERSION = f"1.{FEATURES_VERSION}"

MIN_FLOOR = 12  # words with equal text needed for a copy's own noise floor
POOLED_FLOOR = (0.25, 0.22)  # (median, spread) of unlikeness where a copy has no own floor
MIN_SPREAD = 0.05
WORD_CONFIDENCE = 30.0  # words read worse are no places of their own


@dataclass(frozen=True, slots=True)
class Collation:
    """A cluster collated: one PlaceReading for each copy at each place, one Comparison for each copy."""

    places: Sequence[PlaceReading]
    comparisons: Sequence[Comparison]


def collate(cache: str, cluster_id: str, pages: Sequence[PageInput]) -> Collation:
    """Collate the copies of one cluster; images and features lie in the cache.

    Cost grows with the number of copies: each is compared with the base, not with every other.
    Raises FileNotFoundError when the cache lost something.
    """
    if len(pages) < 2:
        return Collation((), [Comparison(cluster_id, p.file_sha256, p.page_no, 0, 0, 0.0, None, None) for p in pages])
    table = lay_out(Path(cache), pages)
    marks = find_marks(table)
    words = _word_places(table)
    observed = _observe(table, words, marks)
    places = [p for word, seen in zip(words, observed, strict=True) if (p := read_place(word, seen)) is not None]
    places = mark_swaps(join_lines(places, words, table.text_height))
    rows: list[PlaceReading] = []
    ordered = sorted(places, key=lambda p: (p.box[1], p.box[0]))
    for place_no, place in enumerate(ordered, 1):
        rows += _rows(cluster_id, place_no, place, table)
    for place_no, (kind, box, carriers) in enumerate(_mark_places(marks), len(ordered) + 1):
        rows += _mark_rows(cluster_id, place_no, kind, box, carriers, table)
    return Collation(rows, _comparisons(cluster_id, table, words, observed, len(pages)))


def _word_places(table: Table) -> list[WordPlace]:
    """Words of the base, and words of other copies where the base has none."""
    base = table.copies[0]
    kept = [(w, b) for w, b in zip(base.words, base.boxes, strict=True) if w.confidence >= WORD_CONFIDENCE]
    places = [WordPlace(tuple(b), w.text, w.line_no, 0) for w, b in kept if any(c.isalnum() for c in w.text)]
    for index, copy in enumerate(table.copies[1:], 1):
        if not len(copy.boxes):
            continue
        here = np.array([p.box for p in places]).reshape(-1, 4)
        on = facing(copy.boxes, here)
        for word, box, others in zip(copy.words, copy.boxes, on.indices, strict=True):
            if others or word.confidence < 70 or sum(c.isalnum() for c in word.text) < 2:
                continue
            inside = 0 <= box[0] and 0 <= box[1] and box[2] < base.ink.shape[1] and box[3] < base.ink.shape[0]
            if inside and 0.5 * table.text_height < box[3] - box[1] < 3 * table.text_height:
                places.append(WordPlace(tuple(box), word.text, 10_000 * index + word.line_no, index))
    return places


def _observe(table: Table, words: Sequence[WordPlace], marks: Sequence[Mark]) -> list[list[CopyAtWord]]:
    """For each word place what each copy shows there."""
    base = table.copies[0]
    by_copy: list[list[CopyAtWord]] = []
    where = np.array([w.box for w in words]).reshape(-1, 4)
    for index, copy in enumerate(table.copies):
        on = facing(where, copy.boxes)
        texts = [
            (" ".join(copy.words[i].text for i in found), min((copy.words[i].confidence for i in found), default=0.0))
            for found in on.indices
        ]
        hidden = [_is_hidden(box, index, marks) for box in where]
        if index == 0:
            rows = [
                CopyAtWord(0, not hide, 0.0, 0.0, text, confidence, _blank(copy, box))
                for box, (text, confidence), hide in zip(where, texts, hidden, strict=True)
            ]
        else:
            rows = _against_base(table, base, copy, index, words, texts, hidden)
        by_copy.append(rows)
    return [list(column) for column in zip(*by_copy, strict=True)] if words else []


def _against_base(
    table: Table,
    base: LaidCopy,
    copy: LaidCopy,
    index: int,
    words: Sequence[WordPlace],
    texts: Sequence[tuple[str, float]],
    hidden: Sequence[bool],
) -> list[CopyAtWord]:
    seen = base.seen & copy.seen
    pair = like_with_like(base.ink, copy.ink, seen)
    ink_base, ink_copy = soften(pair.a, 0.7), soften(pair.b, 0.7)
    legible = copy.density * table.text_height >= LEGIBLE_HEIGHT and pair.agreement >= SHARP_ENOUGH
    rows = []
    for word, (text, confidence), hide in zip(words, texts, hidden, strict=True):
        x0, y0, x1, y1 = (round(v) for v in word.box)
        inside = 0 <= x0 < x1 <= seen.shape[1] and 0 <= y0 < y1 <= seen.shape[0]
        found = compare_patch(ink_base, ink_copy, (x0, y0, x1, y1), reach=4) if inside else None
        shows = legible and not hide and found is not None and bool(seen[y0:y1, x0:x1].all())
        unlike = 1 - (found.worst + found.whole) / 2 if found is not None else 0.0
        rows.append((shows, unlike, text, confidence, _blank(copy, np.array(word.box))))
    equal = [r[1] for r, w in zip(rows, words, strict=True) if r[0] and r[2] and same_text(r[2], w.text)]
    middle, spread = POOLED_FLOOR
    if len(equal) >= MIN_FLOOR:
        middle = float(np.median(equal))
        spread = max(float(np.percentile(equal, 90)) - middle, MIN_SPREAD)
    return [
        CopyAtWord(index, shows, unlike, (unlike - middle) / spread, text, confidence, blank)
        for shows, unlike, text, confidence, blank in rows
    ]


def _blank(copy: LaidCopy, box: np.ndarray) -> bool:
    """Is there paper and no ink where the word would be?"""
    x0, y0, x1, y1 = (max(0, round(float(v))) for v in box)
    part = copy.ink[y0:y1, x0:x1]
    return bool(part.size and float(np.percentile(part, 97)) < 0.15)


def _is_hidden(box: np.ndarray, index: int, marks: Sequence[Mark]) -> bool:
    """Does a mark lie on the word in this copy?"""
    for mark in marks:
        if mark.copy == index:
            width = min(box[2], mark.box[2]) - max(box[0], mark.box[0])
            height = min(box[3], mark.box[3]) - max(box[1], mark.box[1])
            if width > 0 and height > 0 and width * height > 0.15 * (box[2] - box[0]) * (box[3] - box[1]):
                return True
    return False


def _rows(cluster_id: str, place_no: int, place: Place, table: Table) -> list[PlaceReading]:
    rows = []
    kind = place.kind or kind_of(place.texts)
    for index, copy in enumerate(table.copies):
        reading_no = place.carried.get(index)
        shows = reading_no is not None
        box = copy.own_box(place.box, table.scale) if shows else (None,) * 4
        text = place.texts[reading_no - 1] if reading_no is not None else None
        rows.append(
            PlaceReading(cluster_id, place_no, kind, *copy.key, reading_no, text, shows, *box, place.strength if shows else None)
        )
    return rows


def _mark_places(marks: Sequence[Mark]) -> list[tuple[str, tuple[int, int, int, int], list[int]]]:
    """One place for marks of one kind that lie on each other in several copies."""
    places: list[tuple[str, tuple[int, int, int, int], list[int]]] = []
    for mark in sorted(marks, key=lambda m: (m.box, m.copy)):
        for kind, box, carriers in places:
            width = min(box[2], mark.box[2]) - max(box[0], mark.box[0])
            height = min(box[3], mark.box[3]) - max(box[1], mark.box[1])
            area = (mark.box[2] - mark.box[0]) * (mark.box[3] - mark.box[1])
            if kind == mark.kind and width > 0 and height > 0 and width * height > 0.5 * area and mark.copy not in carriers:
                carriers.append(mark.copy)
                break
        else:
            places.append((mark.kind, mark.box, [mark.copy]))
    return places


def _mark_rows(
    cluster_id: str, place_no: int, kind: str, box: tuple[int, int, int, int], carriers: Sequence[int], table: Table
) -> list[PlaceReading]:
    assert kind in BENIGN
    rows = []
    for index, copy in enumerate(table.copies):
        carries = index in carriers
        own = copy.own_box(box, table.scale)
        rows.append(
            PlaceReading(cluster_id, place_no, kind, *copy.key, 2 if carries else 1, kind if carries else "", not carries, *own, None)
        )
    return rows


def _comparisons(
    cluster_id: str, table: Table, words: Sequence[WordPlace], observed: Sequence[Sequence[CopyAtWord]], n_pages: int
) -> list[Comparison]:
    shown = np.array([[c.shows for c in row] for row in observed]).reshape(len(words), len(table.copies))
    rows = []
    for index, copy in enumerate(table.copies):
        others = np.delete(shown, index, 1)
        both = shown[:, index] & others.any(1) if len(words) else np.zeros(0, bool)
        coverage = float(both.mean()) if len(words) else 0.0
        n_compared = int((shown[:, [index]] & others).any(0).sum()) if len(words) else 0
        residual = None if copy.laid is None else round(copy.laid.residual_px, 2)
        rows.append(
            Comparison(cluster_id, *copy.key, n_pages - 1, n_compared, round(coverage, 4), residual, None)
        )
    for key, reason in table.left_out:
        rows.append(Comparison(cluster_id, *PageKey(*key), n_pages - 1, 0, 0.0, None, reason))
    return rows
