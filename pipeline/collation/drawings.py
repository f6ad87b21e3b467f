"""Drawings on a page: pen, stamps and signatures, told by what other copies lack, and by their shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
from networkx.utils import UnionFind

from pipeline.collation.blobs import (
    COLOURED,
    FAINTEST,
    HALF,
    STROKE,
    Blob,
    Mark,
    Pen,
    at_edge,
    blobs_of,
    darkness_of,
    edge_of,
    part_of,
)
from pipeline.collation.copies import Mask
from pipeline.imaging.ink import Ink

HANDWRITING = 2.2  # text heights; a stamp is taller, a signature mostly
APART = 4.0  # text heights between the words of one handwritten note
FLAT = 0.11  # spread of the ink of a stroke, under which it is printed over evenly; a pen's varies more
SMEARED, FILLED = 0.05, 0.35  # the same, and share of its box, where it is no stroke at all
FLAT_SHARE = 0.7  # of the drawings on a copy
LETTERS_OF_ONE = 6  # of them, from which they are the letters of a watermark
STROKE_SHARE = 0.4  # of the ink of the copy's own letters: on a pale copy, a pale stroke is one
STRONG_SHARE = 0.15  # of a pale region that is strong: the blur of a whole paragraph hangs together, too
LACKING = 0.35  # of the ink that a copy would have at a stroke of a drawing, under which it lacks the stroke, and
LACKING_SHARE = 0.5  # of the strokes that it must lack; text beneath a stamp is there in every copy
ASKEW = 2.0  # text heights beside a drawing in which another copy may show it after all
SAME_STROKES = 0.5  # correlation from which it does
HAS_INK = 0.1  # of a drawing's contrast, from which a place of another copy is no blank paper
ONE_LINE = 0.85  # of rows and of columns that a rule crosses once
ONE_STROKE = 0.9  # share of columns that an arc crosses once
BENDS_ONCE, BENDS_MORE = 2, 0.15  # times that it crosses a row, and share of the rows that it may cross oftener
ENCLOSED = 0.12  # of a ring's box that it encloses, at least
WORDS_WITHIN = 0.04  # mean ink of the other copies within a ring
RIM = 0.3  # of the smaller side of a ring's box that its line may take on both sides together
LETTERS_WITHIN = 0.12  # share of a ring's ink that lies within it, at most: its own line, smeared
WIDEST = 18.0  # text heights: of a stamp or a signature
THICKEST, DARKEST = 90, 90  # percentiles of a drawing's own strokes
AS_SHARP = 0.6  # of a copy's sharpness that another must have, to be one that lacks a drawing
BADGE_FILL = 0.5  # share of a box in colour from which it is a channel's badge, not ink
RING_SHARE = 0.7  # of the wider one's width that two halves of a ring have in common


def drawn(
    index: int,
    strokes: Sequence[Ink],
    others: Sequence[int],
    seen: Sequence[Mask],
    chroma: Ink,
    both: Mask,
    height: float,
) -> list[Mark]:
    """Thin strokes: pen (underline, circle, tick) is an annotation; a stamp or a signature is a graphic. Told by shape
    alone, remains of words among them: `mark_strength` says how surely each is one."""
    extra = np.clip(strokes[index] - _least(strokes, others, seen, 5), 0, 1) * both
    own_strength, sharp = darkness_of(strokes[index], seen[index]), edge_of(strokes[index], seen[index])
    strengths = {
        i: darkness_of(strokes[i], seen[i]) / max(own_strength, FAINTEST)
        for i in others
        if edge_of(strokes[i], seen[i]) >= AS_SHARP * sharp
    }
    level = float(np.clip(STROKE_SHARE * own_strength, FAINTEST, STROKE))
    mask = _connected(extra, level)
    joined = cv2.morphologyEx(
        mask,
        cv2.MORPH_CLOSE,
        np.ones((max(3, round(0.35 * height * HALF)), max(3, round(0.6 * height * HALF))), np.uint8),
    )
    marks: list[Mark] = []
    is_flat: list[bool] = []
    for blob in blobs_of(joined):
        if blob.width < 1.2 * height and blob.height < 1.2 * height:
            continue
        if blob.width > 25 * height or blob.height > 12 * height or at_edge(blob, seen[index]):
            continue
        part = part_of(blob)
        own = (mask[part] > 0) & blob.mask
        if own.sum() < 0.25 * height * HALF * (blob.width + blob.height) * HALF * 0.3:
            continue
        lacking = _lacking(strokes, index, strengths, seen, part, own)
        if not lacking:
            continue
        coloured = float(np.median(chroma[part][own])) if own.any() else 0.0
        usual = np.median(np.stack([strokes[i][part] for i in lacking]), axis=0)
        kind = _name_drawn(blob, own, coloured, height, usual)
        if kind == "graphic" and float((chroma[part] > COLOURED / 2).mean()) > BADGE_FILL:
            kind = "overlay"
        elif kind == "graphic" and (_is_rule(own) or _is_beside(strokes, index, own, lacking, part, height)):
            continue
        spread = float(strokes[index][part][own].std())
        if kind is not None and not (kind == "annotation" and spread < SMEARED and own.mean() > FILLED):
            pen = None if kind == "overlay" else pen_of(strokes[index][part], own, own_strength, height)
            marks.append(Mark(index, kind, blob.box, pen=pen, strokes=own))
            is_flat.append(spread < FLAT)
    if sum(is_flat) >= max(LETTERS_OF_ONE, FLAT_SHARE * len(marks)):
        return _lettering(index, marks, height)
    return [_as_written(mark, marks, height) for mark in marks]


def pen_of(strokes: Ink, own: Mask, own_strength: float, height: float) -> Pen:
    """How strokes look: of a piece of a copy at half scale, with the strokes' own pixels. own_strength: how dark the
    copy's letters are."""
    ink = strokes[own]
    half_width = cv2.distanceTransform(own.astype(np.uint8), cv2.DIST_L2, 3)[own]
    return Pen(
        thickness=2 * float(np.percentile(half_width, THICKEST)) / (height * HALF),
        darkness=float(np.percentile(ink, DARKEST)) / max(own_strength, FAINTEST),
        scatter=float(ink.std()),
        density=float(own.mean()),
    )


def _lettering(index: int, marks: Sequence[Mark], height: float) -> list[Mark]:
    """Many strokes of even ink are the letters of watermarks: an overlay for those that lie near each other."""
    near: UnionFind = UnionFind(range(len(marks)))
    reach = APART / 2 * height
    for i, a in enumerate(marks):
        for j in range(i):
            b = marks[j]
            beside = max(a.box[0], b.box[0]) - min(a.box[2], b.box[2])
            above = max(a.box[1], b.box[1]) - min(a.box[3], b.box[3])
            if max(beside, above) < reach:
                near.union(i, j)
    boxes = [np.array([marks[i].box for i in group]) for group in near.to_sets()]
    return [
        Mark(index, "overlay", (int(x0), int(y0), int(x1), int(y1)))
        for (x0, y0), (x1, y1) in sorted((tuple(b[:, :2].min(0)), tuple(b[:, 2:].max(0))) for b in boxes)
    ]


def _connected(extra: Ink, level: float) -> npt.NDArray[np.uint8]:
    """Pixels above half of a level that hang together with one above it (Canny's hysteresis): a stroke does not end
    where it gets pale."""
    weak = (extra > level / 2).astype(np.uint8)
    n, labels = cv2.connectedComponents(weak, connectivity=8)
    strong = extra > level
    share = np.bincount(labels[strong], minlength=n) / np.maximum(np.bincount(labels.ravel(), minlength=n), 1)
    share[0] = 0
    return np.asarray(strong | (share[labels] > STRONG_SHARE), np.uint8)


def _least(layers: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], widen: int) -> Ink:
    """The least of a layer over other copies, strokes widened by some pixels; 1 where none shows the place. A mark that
    most copies carry is still one that some lack."""
    kernel = np.ones((widen, widen), np.uint8)
    layers_there = [np.where(seen[i], cv2.dilate(layers[i], kernel), np.float32(1)) for i in others]
    return np.asarray(np.minimum.reduce(layers_there), np.float32)


def _lacking(
    strokes: Sequence[Ink],
    index: int,
    strengths: Mapping[int, float],
    seen: Sequence[Mask],
    part: tuple[slice, slice],
    own: Mask,
) -> list[int]:
    """Other copies with nothing at the strokes of a drawing. strengths: of the other copies' letters, as shares of this
    copy's."""
    here = float(strokes[index][part][own].mean()) if own.any() else 0.0
    found = []
    for i, strength in strengths.items():
        expected = here * strength
        if not seen[i][part].all() or expected <= FAINTEST / 2:
            continue
        there = cv2.dilate(strokes[i][part], np.ones((3, 3), np.uint8))[own]
        if float((there < LACKING * expected).mean()) > LACKING_SHARE:
            found.append(i)
    return found


def _is_beside(
    strokes: Sequence[Ink], index: int, own: Mask, others: Sequence[int], part: tuple[slice, slice], height: float
) -> bool:
    """Do most of the copies that lack a drawing show the same strokes a little beside? Then they are words or rules,
    laid askew."""
    reach = round(ASKEW * height * HALF)
    y, x = (slice(max(0, at.start - reach), at.stop + reach) for at in part)
    drawing = cv2.GaussianBlur(strokes[index][part] * own, (0, 0), 1.0)
    found = [_best_match(cv2.GaussianBlur(strokes[i][y, x], (0, 0), 1.0), drawing) for i in others]
    return float(np.median(found)) > SAME_STROKES


def _best_match(there: Ink, drawing: Ink) -> float:
    """Highest correlation with a drawing of any place that has ink; that of blank paper is 0 by 0, and 1 to OpenCV."""
    height, width = drawing.shape
    score = cv2.matchTemplate(there, drawing, cv2.TM_CCOEFF_NORMED)
    mean, square = (
        box_filter(there, -1, (width, height), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)[
            : score.shape[0], : score.shape[1]
        ]
        for box_filter in (cv2.boxFilter, cv2.sqrBoxFilter)
    )
    has_ink = np.sqrt(np.maximum(square - mean**2, 0)) > HAS_INK * drawing.std()
    return float(np.where(has_ink, score, 0.0).max())


def _is_rule(own: Mask) -> bool:
    """One line that never turns back: a table's rule, a crease, the edge of a bar, laid askew."""
    crossings = [_runs(own), _runs(own.T)]
    return all(float((n == 1).mean()) > ONE_LINE for n in crossings)


def _is_arc(own: Mask) -> bool:
    """One stroke from left to right that bends once: an underline, a bracket, half a ring."""
    across, down = _runs(own), _runs(own.T)
    return float((across == 1).mean()) > ONE_STROKE and float((down > BENDS_ONCE).mean()) < BENDS_MORE


def _encloses(own: Mask, usual: Ink) -> bool:
    """Is it a line around words, with nothing of its own within? A stamp's frame has letters in it, a signature's loops
    are small."""
    closed = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8))
    contours, hierarchy = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return False
    areas = np.array([cv2.contourArea(c) for c in contours])
    is_hole = hierarchy[0][:, 3] >= 0
    if float(areas[is_hole].sum()) < ENCLOSED * own.size:
        return False
    filled = np.zeros_like(closed)
    cv2.drawContours(filled, contours, int(areas.argmax()), 1, -1)
    rim = max(3, round(RIM * min(own.shape))) | 1
    within = cv2.erode(np.pad(filled, 1), np.ones((rim, rim), np.uint8))[1:-1, 1:-1] > 0
    if not within.any() or float(usual[within].mean()) < WORDS_WITHIN:
        return False
    return float((within & own).sum()) < LETTERS_WITHIN * float(own.sum())


def _runs(mask: Mask) -> npt.NDArray[np.int64]:
    """How many strokes each column crosses."""
    return np.asarray((np.diff(mask.astype(np.int8), axis=0, prepend=0) == 1).sum(0), np.int64)


def _as_written(mark: Mark, marks: Sequence[Mark], height: float) -> Mark:
    """A low drawing among others in one row is a word of a handwritten note, one above another of its width is half of
    a ring around a word: no signature."""
    x0, y0, x1, y1 = mark.box
    if mark.kind != "graphic" or y1 - y0 > HANDWRITING * height:
        return mark
    for other in marks:
        if other is mark:
            continue
        beside = max(x0, other.box[0]) - min(x1, other.box[2])
        above = max(y0, other.box[1]) - min(y1, other.box[3])
        wide = max(x1 - x0, other.box[2] - other.box[0])
        is_note = beside < APART * height and above < 0
        is_ring = -beside > RING_SHARE * wide and 0 <= above < HANDWRITING * height
        if is_note or is_ring:
            return replace(mark, kind="annotation")
    return mark


def _name_drawn(blob: Blob, own: Mask, coloured: float, height: float, usual: Ink) -> str | None:
    """annotation, graphic or neither (words that only this copy has, remains of text), by shape. usual: strokes of the
    copies that lack it, which are there all the same: words that were ringed, or that a stamp lies on."""
    rows, columns = own.any(1).mean(), own.any(0).mean()
    if blob.height < 0.8 * height:
        return "annotation" if blob.width > 1.5 * height and columns > 0.8 else None
    inner = own[own.shape[0] // 4 : -max(1, own.shape[0] // 4), own.shape[1] // 6 : -max(1, own.shape[1] // 6)]
    middle = float(inner.mean()) if inner.size else 0.0
    density = float(own.mean())
    if columns < 0.7 or rows < 0.7:
        return None
    if _encloses(own, usual) or _is_arc(own):
        return "annotation"
    if middle < 0.35 * density and blob.width > 1.5 * height:
        return "annotation"  # a ring around a word
    if blob.width < 3.2 * height or (density < 0.25 and blob.width < 4 * height):
        return "annotation" if coloured > COLOURED / 2 or density < 0.3 else None
    if blob.height > 1.5 * height:
        return "graphic" if blob.width < WIDEST * height else None
    return "graphic" if density < 0.22 and columns > 0.9 else None
