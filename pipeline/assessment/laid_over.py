"""What was laid over a copy (a watermark, pen, a bar) stays on those made from it: a side all of whose copies carry
such marks was not there before one that has a copy without any.

Of two readings and a mark that is put on and hardly ever taken off, only one order explains a clean copy of the one and
marked ones of both: the polarity of a character by that of another, as in cladistics (Hennig 1966) and in stemmatics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import BENIGN, PageKey, PlaceReading

PART = "laid_over"
TAKEN_OFF = 2.2  # ln(0.9 / 0.1): a mark is cropped off, or not seen, in one case of ten; before the fitted weight
IN_LINE = 0.5  # share of a mark's height that lies in the line of a place
LOW = 2.0  # heights of a place: what is no taller may be the words that differ, or what is left of them
STAYS = "what was laid over a copy stays on those made from it."
SENTENCES = {
    True: "Every copy with this reading carries marks laid over the page, and a copy with the other reading carries "
    f"none where these lie: {STAYS}",
    False: "A copy with this reading carries none of the marks laid over the page that all copies with the other "
    f"reading have: {STAYS}",
}

Boxes = Mapping[PageKey, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class LaidOver:
    """Marks of a cluster. boxes: by mark, where each copy that carries it has it, in the copy's pixels; shown: the
    copies that show its place without it."""

    boxes: Sequence[Boxes]
    shown: Sequence[frozenset[PageKey]]

    def pieces(
        self, here: Collection[PageKey], there: Collection[PageKey], content: Sequence[PlaceReading]
    ) -> list[tuple[str, float, str]]:
        """(part, value, sentence) for the copies of one side of a place, against those of the other. content: rows of
        all places that differ; a mark in the line of one, which no copy of the one side has, may be what differs."""
        told = self._without(
            {n for n, boxes in enumerate(self.boxes) if _is_split(boxes, here, there) and _is_at(boxes, content)}
        )
        for side, other, is_here in ((here, there, True), (there, here, False)):
            if told._is_marked(side) and told._has_clean(other, side):
                return [(PART, TAKEN_OFF if is_here else -TAKEN_OFF, SENTENCES[is_here])]
        return []

    def _without(self, left_out: Collection[int]) -> LaidOver:
        kept = [n for n in range(len(self.boxes)) if n not in left_out]
        return LaidOver([self.boxes[n] for n in kept], [self.shown[n] for n in kept])

    def _is_marked(self, side: Collection[PageKey]) -> bool:
        return bool(side) and all(any(copy in boxes for boxes in self.boxes) for copy in side)

    def _has_clean(self, side: Collection[PageKey], other: Collection[PageKey]) -> bool:
        """Is there a copy that carries no mark, and shows for each copy of the other side a place where it has one?"""
        marks = list(zip(self.boxes, self.shown, strict=True))
        clean = [copy for copy in side if not any(copy in boxes for boxes in self.boxes)]
        return any(
            all(any(marked in boxes and copy in shown for boxes, shown in marks) for marked in other) for copy in clean
        )


def laid_over(places: Sequence[PlaceReading]) -> LaidOver:
    """The benign marks among the rows of a cluster's places; a carrier has reading 2, see `collation.collate`."""
    boxes: dict[int, dict[PageKey, tuple[float, float, float, float]]] = defaultdict(dict)
    shown: dict[int, set[PageKey]] = defaultdict(set)
    for row in places:
        if row.kind not in BENIGN or row.reading_no is None:
            continue
        key = PageKey(row.file_sha256, row.page_no)
        if row.reading_no == 1:
            shown[row.place_no].add(key)
        elif None not in (row.x0, row.y0, row.x1, row.y1):
            boxes[row.place_no][key] = (row.x0 or 0.0, row.y0 or 0.0, row.x1 or 0.0, row.y1 or 0.0)
    order = sorted(boxes)
    return LaidOver([boxes[n] for n in order], [frozenset(shown[n]) for n in order])


def _is_split(boxes: Boxes, here: Collection[PageKey], there: Collection[PageKey]) -> bool:
    """Do copies of but one side carry a mark?"""
    return not (any(copy in boxes for copy in here) and any(copy in boxes for copy in there))


def _is_at(boxes: Boxes, rows: Sequence[PlaceReading]) -> bool:
    """Does a mark lie in the line of a place, on a copy that carries it?"""
    for row in rows:
        box = boxes.get(PageKey(row.file_sha256, row.page_no))
        if box is None or row.y0 is None or row.y1 is None:
            continue
        height = box[3] - box[1]
        in_line = min(box[3], row.y1) - max(box[1], row.y0)
        if in_line > IN_LINE * height and height <= LOW * (row.y1 - row.y0):
            return True
    return False
