"""Marks laid over a page: redactions, pen and highlighter, watermarks and logos, stamps and signatures.

What one copy shows beyond what the sharp copies have in common is grouped into blobs and named by its shape. The
first kinds hide and do not change; what they hide is not examined in that copy. A stamp or a signature is content.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.aslant import without_slanting_letters
from pipeline.collation.blobs import (
    COLOURED,
    HALF,
    Box,
    Mark,
    at_edge,
    blobs_of,
    correlation,
    darkness_of,
    edge_of,
    fill_aslant,
    part_of,
    share_in,
    touches,
)
from pipeline.collation.copies import Mask, Table, loosely_held
from pipeline.collation.dark_bars import bars_on_dark, is_dark_page
from pipeline.collation.drawings import drawn
from pipeline.collation.mark_strength import Candidate, Layers, graded, layers_of, measured
from pipeline.collation.printed import fills_field, is_printed, surely_read
from pipeline.collation.shapes import is_framed
from pipeline.collation.strength import BY_CHANCE
from pipeline.collation.tints import BROAD, TINT, Tint, tint_of, tinted, tints_of
from pipeline.imaging.ink import Ink

SHARPEST = 4  # copies whose common part is taken as the page
SOLID_INK = 0.62  # darkness of a redaction, blurred and photographed ones included
PALEST_SOLID = 0.4  # the same on a pale copy, whose letters are no darker
DARKER = 0.35  # mean ink that a bar adds to some other copy; bold letters that run into each other add less
SOLID_FILL = 0.88  # share of its box that is dark
DARK = 95  # percentile
DARKER_THAN_TINT = 2.0  # times the ink of a watermark: a signature in it
# Watermarks of one size (natural logarithm) from which they are set all over a copy; share of both boxes from which
# something is one of them, where most of them have nothing drawn in them
TILED, SAME_SIZE, SAME_TILE = 3, 0.35, 0.8
ALL_OVER, AS_TILES = 4, BY_CHANCE + 1.0  # drawings of one size that are a watermark, and how sure of it (log10)
SAME_BOX = 0.5  # of each of two boxes that lies in the other
BLUR, SAME_STROKES = 1.5, 0.5  # pixels of half scale, by which strokes of two copies may be off; their correlation then
SURE_DRAWING = BY_CHANCE + 1.5  # log10: thirty to one
BAR_RIM = 0.15  # text heights around a bar in which a blurred or compressed copy shows no letter as it is
TALLEST_BAR = 24  # text heights: a whole paragraph blacked out


def find_marks(table: Table) -> list[Mark]:
    """Marks on all copies of a table."""
    if len(table.copies) < 2:
        return []
    layers = layers_of(table)
    found: list[Mark] = []
    told = [graded(copy) for copy in mark_candidates(table, layers)]
    for index, with_letters in enumerate(_without_print(table, layers.strokes, told)):
        marks = set_all_over(without_slanting_letters(with_letters, table.text_height))
        found += settled(marks, layers.strokes[index], tint_of(layers.inks[index], BROAD * table.text_height))
    return held(found, table)


def set_all_over(marks: Sequence[Mark]) -> list[Mark]:
    """The marks of one copy, drawings of one size that are so many that nobody stamps or signs a page so often as what
    they are: a watermark set all over it."""
    drawings = [m for m in marks if m.kind == "graphic"]
    many = {m for m in drawings if sum(_is_as_large(m.box, other.box) for other in drawings) >= ALL_OVER}
    return [replace(m, kind="overlay", strength=AS_TILES, pen=None) if m in many else m for m in marks]


def held(marks: Sequence[Mark], table: Table) -> list[Mark]:
    """All but drawings of which it is not known how their copy lies: they may be a heading, laid askew."""
    loose = loosely_held(table, np.array([mark.box for mark in marks], np.float64).reshape(-1, 4))
    return [mark for i, mark in enumerate(marks) if mark.kind != "graphic" or not loose[mark.copy, i]]


def _without_print(table: Table, strokes: Sequence[Ink], marks: Sequence[Sequence[Mark]]) -> list[list[Mark]]:
    """For each copy its marks without drawings that are print of the page, on it or with the same strokes on another:
    what one copy was read to say the others have as well, however badly they are read. Nor badges that are words."""
    words = surely_read(table)
    drawings = [m for copy in marks for m in copy if m.pen is not None]
    printed = [m for m in drawings if is_printed(m, words, strokes, table.text_height)]
    no_badges = [[m for m in copy if not fills_field(m, words[m.copy])] for copy in marks]
    return [[m for m in copy if m.pen is None or not any(_is_alike(m, p) for p in printed)] for copy in no_badges]


def _is_alike(mark: Mark, other: Mark) -> bool:
    """Are two drawings in one place the same strokes?"""
    if mark is other:
        return True
    if mark.strokes is None or other.strokes is None or not _is_same(mark.box, other.box):
        return False
    left, top, right, bottom = (round(v * HALF) for v in np.concatenate([
        np.minimum(mark.box[:2], other.box[:2]), np.maximum(mark.box[2:], other.box[2:])
    ]).tolist())  # fmt: skip
    layers = np.zeros((2, bottom - top + 1, right - left + 1), np.float32)
    for layer, box, strokes in zip(layers, (mark.box, other.box), (mark.strokes, other.strokes), strict=True):
        x, y = round(box[0] * HALF) - left, round(box[1] * HALF) - top
        layer[y : y + strokes.shape[0], x : x + strokes.shape[1]] = strokes
        layer[:] = cv2.GaussianBlur(layer, (0, 0), BLUR)
    return correlation(layers[0], layers[1]) > SAME_STROKES


def settled(marks: Sequence[Mark], strokes: Ink, tint: Tint) -> list[Mark]:
    """The marks of one copy, each thing named once. strokes, tint: layers of the copy at half scale."""
    by_hand = [m for m in marks if m.pen is not None]
    laid_over = [m for m in marks if m.kind == "redaction"]
    pens = [m for m in by_hand if m.kind == "annotation" and not any(touches(m.box, b.box) for b in laid_over)]
    for mark in marks:
        if mark.pen is not None or any(_is_same(mark.box, m.box) and m.strength > mark.strength for m in pens):
            continue  # a broad pen's line tints the paper, too
        if not any(share_in(mark.box, m.box) > 0.5 for m in laid_over):
            laid_over.append(mark)
    found = list(laid_over)
    for mark in by_hand:
        if mark.kind == "annotation" and mark.strength > SURE_DRAWING:  # of a watermark in doubt letters are no pen's
            over = [m for m in laid_over if (m.kind, m.strength) != ("overlay", 0.0)]
        else:
            over = laid_over
        holds_bar = any(m.kind == "redaction" and share_in(m.box, mark.box) > 0.5 for m in laid_over)
        # a stamp in a highlighter's field is content all the same
        under = [
            m for m in over if share_in(mark.box, m.box) > 0.5 and (m.kind, mark.kind) != ("annotation", "graphic")
        ]
        if mark.kind == "graphic" and mark.strokes is not None and is_framed(mark.strokes):
            # letters in colour, blurred, tint the paper of the stamp's own box; a watermark in doubt hides none
            itself = [m for m in under if m.kind == "overlay" and _is_same(mark.box, m.box)]
            found = [m for m in found if m not in itself]
            under = [m for m in under if m not in itself and (m.kind, m.strength) != ("overlay", 0.0)]
        tiles = [m for m in laid_over if m.kind == "overlay" and _is_as_large(m.box, mark.box)]
        is_tile = len(tiles) >= TILED and any(_covers(mark.box, m.box) for m in tiles)
        is_tile = is_tile and 2 * sum(any(_covers(b.box, m.box) for m in tiles) for b in by_hand) <= len(tiles)
        if not holds_bar and not is_tile and all(_stands_out(mark, m, strokes, tint) for m in under):
            found.append(mark)
    return found


def mark_candidates(table: Table, layers: Layers | None = None) -> list[list[Candidate]]:
    """For each copy all that has the shape of a mark, with its traits: what `graded` decides on."""
    layers = layers or layers_of(table)
    tints = tints_of(layers)
    order = _sharpest(layers.strokes, layers.seen)
    found = []
    for index in range(len(table.copies)):
        others = [i for i in order if i != index][:SHARPEST]
        both = layers.seen[index] & np.any([layers.seen[i] for i in others], axis=0)
        marks = [
            *([] if is_dark_page(table.copies[index]) else _solid(index, layers, others, both)),
            *bars_on_dark(index, table),
            *tinted(index, tints, layers, others, both),
            *drawn(index, layers.strokes, others, layers.seen, layers.chroma[index], both, layers.height),
        ]
        found.append(measured(marks, others, layers))
    return with_shared(found)


def with_shared(found: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
    """The candidates of each copy, those that are drawn with one trait more. shared: natural logarithm of the number of
    copies that have something drawn at the place, for blur is not alike twice."""
    drawn_ones = [p.mark for copy in found for c in copy for p in (c, *c.pieces) if p.mark.pen is not None]
    boxes = np.array([m.box for m in drawn_ones], np.float64).reshape(-1, 4)
    on = np.array([m.copy for m in drawn_ones], np.int_)

    def shared(candidate: Candidate) -> Candidate:
        pieces = [shared(piece) for piece in candidate.pieces]
        if candidate.mark.pen is None or candidate.traits is None:
            return candidate._replace(pieces=pieces)
        n_others = len(set(on[_about(candidate.mark.box, boxes)].tolist()) - {candidate.mark.copy})
        return candidate._replace(traits={**candidate.traits, "shared": math.log(1 + n_others)}, pieces=pieces)

    return [[shared(candidate) for candidate in copy] for copy in found]


def _is_same(box: Box, other: Box) -> bool:
    """Are both boxes about one thing?"""
    return bool(_about(box, np.array([other], np.float64))[0])


def _about(box: Box, boxes: npt.NDArray[np.float64]) -> Mask:
    """(n,): which of (n, 4) boxes are about the same thing, so that most of each lies in the other."""
    common = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 1).prod(1)
    largest = np.maximum(size, max((box[2] - box[0]) * (box[3] - box[1]), 1))
    return np.asarray(np.maximum(common, 0).prod(1) / largest > SAME_BOX)


def _is_as_large(box: Box, other: Box) -> bool:
    """Are two boxes about as wide and as high?"""
    return all(abs(math.log((box[i + 2] - box[i]) / (other[i + 2] - other[i]))) < SAME_SIZE for i in (0, 1))


def _covers(box: Box, other: Box) -> bool:
    """Is one box the other, nearly?"""
    return min(share_in(box, other), share_in(other, box)) > SAME_TILE


def _stands_out(mark: Mark, laid_over: Mark, strokes: Ink, tint: Tint) -> bool:
    """Is a stamp or signature in the box of a watermark of other ink than that? The rims of its letters are not."""
    if mark.kind != "graphic" or laid_over.kind != "overlay":
        return False
    letters = tint[_half(laid_over.box)]
    letters = letters[letters > TINT]
    ink = strokes[_half(mark.box)]
    if mark.strokes is not None and mark.strokes.shape == ink.shape and mark.strokes.any():
        ink = ink[mark.strokes]  # the page's own words beneath it are dark, too
    return not letters.size or float(np.percentile(ink, DARK)) > DARKER_THAN_TINT * float(np.percentile(letters, DARK))


def _half(box: Box) -> tuple[slice, slice]:
    """A box of the canvas in a layer of half its size."""
    x0, y0, x1, y1 = (max(0, round(v * HALF)) for v in box)
    return slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1))


def _sharpest(strokes: Sequence[Ink], seen: Sequence[Mask]) -> list[int]:
    """Copies by how much edge their strokes have where they show the page."""
    edge = [edge_of(s, m) * float(m.mean()) for s, m in zip(strokes, seen, strict=True)]
    return sorted(range(len(strokes)), key=lambda i: (-edge[i], i))


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


def hidden_by(marks: Sequence[Mark], table: Table) -> list[Mask]:
    """For each copy what its marks cover: a bar its box and the feet of letters at its rim, what is drawn its strokes.
    A watermark and a highlighter leave the text legible beneath."""
    rim = round(BAR_RIM * table.text_height)
    masks = [np.zeros(c.seen.shape, bool) for c in table.copies]
    for m in marks:
        part = masks[m.copy][m.box[1] : m.box[3], m.box[0] : m.box[2]]
        if m.kind == "redaction":
            masks[m.copy][max(0, m.box[1] - rim) : m.box[3] + rim, max(0, m.box[0] - rim) : m.box[2] + rim] = True
        elif m.strokes is not None and part.size and (m.kind != "overlay" or m.strength > 0):  # not one in doubt
            size = part.shape[1], part.shape[0]
            part |= cv2.resize(m.strokes.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return masks


def join_marks(marks: Sequence[Mark]) -> list[tuple[str, dict[int, Box], float | None]]:
    """One place for marks of one kind that lie on each other in several copies: kind, box by copy, strength: of the
    surest. Without overlays in doubt."""
    places: list[tuple[str, dict[int, Box], float]] = []
    told = [mark for mark in marks if mark.kind != "overlay" or mark.strength > 0]
    for mark in sorted(told, key=lambda m: (m.kind == "overlay", m.box, m.copy)):
        for i, (kind, carriers, strength) in enumerate(places):
            box = next(iter(carriers.values()))
            if _joins(mark, kind, box, strength) and mark.copy not in carriers:
                carriers[mark.copy] = mark.box
                places[i] = (kind, carriers, max(strength, mark.strength))
                break
        else:
            places.append((mark.kind, {mark.copy: mark.box}, mark.strength))
    return [(kind, carriers, strength if kind == "graphic" else None) for kind, carriers, strength in places]


def _joins(mark: Mark, kind: str, box: Box, strength: float) -> bool:
    """Does a mark belong to a place of marks? A stamp that is so pale on a copy that it looks like a watermark there is
    the one that another copy far more surely carries."""
    if kind == mark.kind:
        return share_in(mark.box, box) > 0.5
    is_pale = kind == "graphic" and mark.kind == "overlay"
    return is_pale and strength > max(SURE_DRAWING, mark.strength + 1) and _is_same(mark.box, box)
