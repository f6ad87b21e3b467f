"""Marks laid over a page: redactions, pen and highlighter, watermarks and logos, stamps and signatures.

What one copy shows beyond what the sharp copies have in common is grouped into blobs and named by its shape. The
first kinds hide and do not change; what they hide is not examined in that copy. A stamp or a signature is content.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import (
    COLOURED,
    HALF,
    STROKE,
    Box,
    Mark,
    at_edge,
    blobs_of,
    clip,
    darkness_of,
    edge_of,
    fill_aslant,
    part_of,
    share_in,
    small,
)
from pipeline.collation.copies import LaidCopy, Mask, Table
from pipeline.collation.drawings import drawn
from pipeline.collation.mark_strength import Candidate, Layers, graded, layers_of, measured
from pipeline.collation.printed import is_word, surely_read
from pipeline.imaging.ink import Ink

SHARPEST = 4  # copies whose common part is taken as the page
SOLID_INK = 0.62  # darkness of a redaction, blurred and photographed ones included
PALEST_SOLID = 0.4  # the same on a pale copy, whose letters are no darker
DARKER = 0.35  # mean ink that a bar adds to some other copy; bold letters that run into each other add less
SOLID_FILL = 0.88  # share of its box that is dark
TINT = 0.035  # darkening of the paper by the faintest watermark worth naming
HIGHLIGHTER = 0.25  # chroma of a highlighter; a short grey tint is a word that is blurred on this copy
SEVERAL_WORDS = 6.0  # text heights from which a tint may be one without colour, on a grey copy
BETWEEN = 0.4  # density of a watermark between the lines, of that on them
DARK = 95  # percentile
DARKER_THAN_TINT = 2.0  # times the ink of a watermark: a signature in it
LOGO_TINT = 0.25  # a logo covers, a highlighter tints
TALLEST_BAR = 24  # text heights: a whole paragraph blacked out
Tint = npt.NDArray[np.float32]


def find_marks(table: Table) -> list[Mark]:
    """Marks on all copies of a table."""
    if len(table.copies) < 2:
        return []
    layers, words = layers_of(table), surely_read(table)
    found: list[Mark] = []
    for index, candidates in enumerate(mark_candidates(table, layers)):
        marks = graded(candidates)
        by_hand = [
            m
            for m in marks
            if m.pen is not None and not (m.kind == "annotation" and is_word(m, words, table.text_height))
        ]
        laid_over = [m for m in marks if m.kind == "redaction"]
        for mark in marks:
            if mark.pen is None and not any(share_in(mark.box, m.box) > 0.5 for m in laid_over):
                laid_over.append(mark)
        found += laid_over
        tint = _tint(table.copies[index], table.text_height) if by_hand else None
        for mark in by_hand:
            holds_bar = any(m.kind == "redaction" and share_in(m.box, mark.box) > 0.5 for m in laid_over)
            under = [m for m in laid_over if share_in(mark.box, m.box) > 0.5]
            if not holds_bar and all(_stands_out(mark, m, layers.strokes[index], tint) for m in under):
                found.append(mark)
    return found


def mark_candidates(table: Table, layers: Layers | None = None) -> list[list[Candidate]]:
    """For each copy all that has the shape of a mark, with its traits: what `graded` decides on."""
    layers = layers or layers_of(table)
    tints = [_tint(c, table.text_height) for c in table.copies]
    order = _sharpest(layers.strokes, layers.seen)
    found = []
    for index in range(len(table.copies)):
        others = [i for i in order if i != index][:SHARPEST]
        both = layers.seen[index] & np.any([layers.seen[i] for i in others], axis=0)
        marks = [
            *_solid(index, layers, others, both),
            *_tinted(index, tints, layers, others, both),
            *drawn(index, layers.strokes, others, layers.seen, layers.chroma[index], both, layers.height),
        ]
        found.append(measured(marks, others, layers))
    return found


def _stands_out(mark: Mark, laid_over: Mark, strokes: Ink, tint: Tint | None) -> bool:
    """Is a stamp or signature in the box of a watermark of other ink than that? The rims of its letters are not."""
    if mark.kind != "graphic" or laid_over.kind != "overlay" or tint is None:
        return False
    letters = tint[_half(laid_over.box)]
    letters = letters[letters > TINT]
    return not letters.size or float(np.percentile(strokes[_half(mark.box)], DARK)) > DARKER_THAN_TINT * float(
        np.percentile(letters, DARK)
    )


def _half(box: Box) -> tuple[slice, slice]:
    """A box of the canvas in a layer of half its size."""
    x0, y0, x1, y1 = (max(0, round(v * HALF)) for v in box)
    return slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1))


def _sharpest(strokes: Sequence[Ink], seen: Sequence[Mask]) -> list[int]:
    """Copies by how much edge their strokes have where they show the page."""
    edge = [edge_of(s, m) * float(m.mean()) for s, m in zip(strokes, seen, strict=True)]
    return sorted(range(len(strokes)), key=lambda i: (-edge[i], i))


def _tint(copy: LaidCopy, height: float) -> Tint:
    """How much darker than the page's paper each spot's paper is, text taken away; half scale."""
    ink = small(copy.ink, HALF)
    reach = round(0.9 * height * HALF) | 1
    return np.asarray(cv2.GaussianBlur(cv2.erode(ink, np.ones((reach, reach), np.uint8)), (0, 0), 1.5), np.float32)


def _common(layers: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], widen: int) -> Ink:
    """The lower median of a layer over other copies, strokes widened by some pixels; 1 where none shows the place."""
    stack = np.stack(
        [np.where(seen[i], cv2.dilate(layers[i], np.ones((widen, widen), np.uint8)), np.float32(2)) for i in others]
    )
    stack.sort(axis=0)
    n = np.sum([seen[i] for i in others], axis=0)
    return np.asarray(np.minimum(np.take_along_axis(stack, np.maximum((n - 1) // 2, 0)[None], 0)[0], 1), np.float32)


def _solid(index: int, layers: Layers, others: Sequence[int], both: Mask) -> list[Mark]:
    """Redactions: as dark all over as the copy's own letters, at least as large as a short word, and not dark in the
    others."""
    inks, _, chroma, seen, height = layers
    solid = min(SOLID_INK, max(PALEST_SOLID, darkness_of(layers.strokes[index], both)))
    dark = ((inks[index] > solid) & both).astype(np.uint8)
    kernel = cv2.getStructuringElement(
        cv2.MORPH_RECT, (max(3, round(0.8 * height * HALF)), max(3, round(0.6 * height * HALF)))
    )
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    marks = []
    for blob in blobs_of(opened):
        if (
            fill_aslant(blob) < SOLID_FILL * 0.9
            or blob.height > TALLEST_BAR * height
            or blob.width < 1.1 * height
            or at_edge(blob, seen[index])
        ):
            continue
        part = part_of(blob)
        theirs = [float(inks[i][part].mean()) for i in others if seen[i][part].mean() > 0.9]
        darker = float(inks[index][part].mean()) - min(theirs, default=1.0)
        if darker < DARKER or float(chroma[index][part].mean()) > COLOURED:
            continue
        marks.append(Mark(index, "redaction", blob.box))
    return marks


def _tinted(index: int, tints: Sequence[Tint], layers: Layers, others: Sequence[int], both: Mask) -> list[Mark]:
    """Highlighter (one line high, filled), logos (filled, covering) and watermarks (large letters)."""
    _, strokes, chroma, seen, height = layers
    extra = np.clip(tints[index] - _common(tints, others, seen, 5), 0, 1) * both
    level = max(TINT, 2.5 * float(np.percentile(extra[both], 90))) if both.any() else 1.0
    mask = cv2.morphologyEx((extra > level).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    grow = round(0.45 * height)
    marks, letters = [], []
    for blob in blobs_of(mask):
        if blob.height < 0.25 * height or blob.width < 0.5 * height:
            continue
        strength = float(extra[part_of(blob)][mask[part_of(blob)] > 0].mean())
        wide = (blob.box[0] - grow, blob.box[1] - grow, blob.box[2] + grow, blob.box[3] + grow)
        if (
            blob.fill > 0.7
            and blob.height < 1.3 * height
            and blob.width > 1.2 * height
            and blob.width > 1.5 * blob.height
            and (float(chroma[index][part_of(blob)].mean()) > HIGHLIGHTER or blob.width > SEVERAL_WORDS * height)
        ):
            marks.append(Mark(index, "annotation", clip(wide, both)))
        elif (
            blob.fill > 0.6
            and strength > LOGO_TINT
            and 1.2 * blob.height < blob.width < 20 * height
            and blob.height < 5 * height
        ):
            marks.append(Mark(index, "overlay", clip(wide, both)))
        else:
            letters.append((wide, blob.mask.sum() / HALF**2))
    text = _text_lines(strokes, others, height)
    marks += [
        Mark(index, "overlay", box)
        for box in _watermarks(letters, both, height)
        if _lies_across(box, mask > 0, text, both)
    ]
    return marks


def _text_lines(strokes: Sequence[Ink], others: Sequence[int], height: float) -> Mask:
    """Where the other copies have lines of text, half scale."""
    usual = np.median(np.stack([strokes[i] for i in others]), axis=0)
    kernel = np.ones((max(3, round(0.5 * height * HALF)), max(3, round(1.5 * height * HALF))), np.uint8)
    return np.asarray(cv2.dilate((usual > STROKE).astype(np.uint8), kernel) > 0)


def _lies_across(box: Box, mask: Mask, text: Mask, both: Mask) -> bool:
    """Does a tint lie between the lines about as densely as on them? The blur of the copy's own lines does not."""
    part = (slice(*(round(v * HALF) for v in box[1::2])), slice(*(round(v * HALF) for v in box[::2])))
    on, off = text[part] & both[part], ~text[part] & both[part]
    if not on.any() or not off.any():
        return True
    return float(mask[part][off].mean()) > BETWEEN * float(mask[part][on].mean())


def _watermarks(letters: Sequence[tuple[Box, float]], both: Mask, height: float) -> list[Box]:
    """Large letters near each other make one watermark."""
    canvas = np.zeros(both.shape, np.uint8)
    for (x0, y0, x1, y1), _ in letters:
        if max(x1 - x0, y1 - y0) > 1.5 * height:
            reach = 0.35 * max(x1 - x0, y1 - y0, 2 * height)
            corners = [round(v * HALF) for v in (x0 - reach, y0 - reach, x1 + reach, y1 + reach)]
            cv2.rectangle(canvas, (corners[0], corners[1]), (corners[2], corners[3]), 1, -1)
    boxes = []
    for blob in blobs_of(canvas):
        inside = [b for b, _ in letters if share_in(b, blob.box) > 0.5]
        if not inside:  # letters that run off the canvas
            continue
        area = sum(a for b, a in letters if share_in(b, blob.box) > 0.5)
        box = (
            min(b[0] for b in inside),
            min(b[1] for b in inside),
            max(b[2] for b in inside),
            max(b[3] for b in inside),
        )
        if (
            max(box[2] - box[0], box[3] - box[1]) > 5 * height
            and min(box[2] - box[0], box[3] - box[1]) > 1.5 * height
            and area > 3 * height**2
        ):
            boxes.append(clip(box, both))
    return boxes


def hidden_by(marks: Sequence[Mark], table: Table) -> list[Mask]:
    """For each copy what its marks cover: a bar all of its box, what is drawn its strokes. A watermark and a
    highlighter leave the text legible beneath."""
    masks = [np.zeros(c.seen.shape, bool) for c in table.copies]
    for m in marks:
        part = masks[m.copy][m.box[1] : m.box[3], m.box[0] : m.box[2]]
        if m.kind == "redaction":
            part[:] = True
        elif m.strokes is not None and part.size:
            size = part.shape[1], part.shape[0]
            part |= cv2.resize(m.strokes.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return masks


def join_marks(marks: Sequence[Mark]) -> list[tuple[str, dict[int, Box], float | None]]:
    """One place for marks of one kind that lie on each other in several copies: kind, box by copy, strength: of the
    surest. Without overlays in doubt."""
    places: list[tuple[str, dict[int, Box], float]] = []
    told = [mark for mark in marks if mark.kind != "overlay" or mark.strength > 0]
    for mark in sorted(told, key=lambda m: (m.box, m.copy)):
        for i, (kind, carriers, strength) in enumerate(places):
            box = next(iter(carriers.values()))
            if kind == mark.kind and mark.copy not in carriers and share_in(mark.box, box) > 0.5:
                carriers[mark.copy] = mark.box
                places[i] = (kind, carriers, max(strength, mark.strength))
                break
        else:
            places.append((mark.kind, {mark.copy: mark.box}, mark.strength))
    return [(kind, carriers, strength if kind == "graphic" else None) for kind, carriers, strength in places]
