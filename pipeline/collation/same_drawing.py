"""Which other copies carry a drawing that was found on some: its strokes are known, and are looked for there.

By itself each copy is asked what it has beyond the others, and a stamp that most copies carry, or one that is blurred,
is not told on all of them. Those were then said to lack it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.collation.blobs import HALF, Box, Mark, darkness_of, share_in
from pipeline.collation.copies import Table
from pipeline.collation.mark_strength import SEEN, Layers, layers_of

CARRIES, LACKS = 0.4, 0.15  # of the ink that the clearest copy has at the strokes beyond that beside them, as its
# letters are to that copy's; between them a copy says neither
BESIDE = 7  # pixels of half scale around the strokes
ASKEW = 3  # the same, by which a copy may lie askew there
SAME_PLACE = 0.5  # of a mark that lies in the place
FEWEST = 30  # pixels of strokes
MOST = 2  # times as many as surely lack it, from which what was told of one copy alone is no drawing,
TOLD = 0.25  # nor what was told of so few of those that carry it

Place = tuple[str, dict[int, Box], float | None]


class Carried(NamedTuple):
    """A place of marks: its kind, the box on each copy that carries it, its strength, and the copies that may carry it
    or not."""

    kind: str
    carriers: dict[int, Box]
    strength: float | None
    open: frozenset[int] = frozenset()


def carried(places: Sequence[Place], marks: Sequence[Mark], table: Table) -> list[Carried]:
    """The places of marks, drawings with all that carry them. places: as of `marks.join_marks`."""
    if not any(kind == "graphic" for kind, _, _ in places):
        return [Carried(*place) for place in places]
    layers = layers_of(table)
    asked = [_asked(place, marks, layers) if place[0] == "graphic" else Carried(*place) for place in places]
    return [found for found in asked if found is not None]


def _asked(place: Place, marks: Sequence[Mark], layers: Layers) -> Carried | None:
    """The place with all that carry it; None where it is the page's own print."""
    kind, carriers, strength = place
    drawn = [m for m in marks if m.kind == kind and m.strokes is not None and carriers.get(m.copy) == m.box]
    known = max(drawn, key=lambda m: (m.strength, -m.copy), default=None)
    if known is None or known.strokes is None or known.strokes.sum() < FEWEST or not known.lacking:
        return Carried(*place)
    barred = {m.copy for m in marks if m.kind == "redaction" and _lies_on(m, known)}
    lacking = {copy for m in drawn for copy in m.lacking} - barred
    if not lacking:
        return None  # what only a bar hides
    on_it = {m.copy for m in marks if _lies_on(m, known)}
    other = {m.copy for m in marks if m.kind != "graphic" and _lies_on(m, known)}
    found, unsure = dict(carriers), set()
    for copy in range(len(layers.strokes)):
        if copy in carriers or copy in lacking:
            continue
        share = None if copy in other else _share(copy, known, layers)
        # a drawing that was told there may be part of this one; where it is not, it is another
        if share is None or LACKS < share < CARRIES or (copy in on_it and share < CARRIES):
            unsure.add(copy)
        elif share >= CARRIES:
            found[copy] = known.box
    if len(carriers) <= max(1.0, TOLD * len(found)) and len(found) > MOST * len(lacking):
        return None  # of all that were asked few were said to have it, and most do: print that a few copies lost
    return Carried(kind, found, strength, frozenset(unsure))


def _lies_on(mark: Mark, known: Mark) -> bool:
    """Is it another drawing at the place, or a bar on it, however large?"""
    share = share_in(mark.box, known.box)
    return max(share, share_in(known.box, mark.box) if mark.kind == "redaction" else 0.0) > SAME_PLACE


def _share(copy: int, known: Mark, layers: Layers) -> float | None:
    """How much of a drawing's ink a copy has, 1 as much as the one it is known from; None where that cannot be said."""
    strokes = np.pad(np.asarray(known.strokes, bool), BESIDE)
    y, x = (round(v * HALF) - BESIDE for v in (known.box[1], known.box[0]))
    if x < 0 or y < 0:
        return None
    part = np.s_[y : y + strokes.shape[0], x : x + strokes.shape[1]]
    without = [layers.strokes[i][part] for i in known.lacking if layers.seen[i][part].mean() > SEEN]
    if not without or layers.seen[copy][part].mean() <= SEEN or layers.strokes[copy][part].shape != strokes.shape:
        return None
    page = np.median(np.stack(without), axis=0)
    beside = (cv2.dilate(strokes.astype(np.uint8), np.ones((BESIDE, BESIDE), np.uint8)) > 0) & ~strokes
    if not beside.any():
        return None
    # mean ink at the strokes, without that beside them
    kernel = (strokes / strokes.sum() - beside / beside.sum()).astype(np.float32)[ASKEW:-ASKEW, ASKEW:-ASKEW]

    def beyond(index: int) -> float:
        extra = (layers.strokes[index][part] - page).astype(np.float32)
        return float(cv2.matchTemplate(extra, kernel, cv2.TM_CCORR).max())

    dark, there = (darkness_of(layers.strokes[i], layers.seen[i]) for i in (known.copy, copy))
    own = beyond(known.copy) * there / max(dark, 1e-3)
    return beyond(copy) / own if own > 0 else None
