"""Drawings on a page: pen, stamps and signatures, told by what other copies lack."""

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
    Box,
    Mark,
    along_edge,
    blobs_of,
    correlation,
    darkness_of,
    edge_of,
    part_of,
    pen_of,
)
from pipeline.collation.copies import Mask
from pipeline.collation.shapes import IN_COLOUR, WIDEST, by_colour, is_framed, is_rule, is_ruled, name_of, off_rules
from pipeline.imaging.ink import Ink

LARGEST = (25, 12)  # text heights: width and height
HANDWRITING = 2.2  # text heights; a stamp is taller, a signature mostly
APART = 4.0  # text heights between the words of one handwritten note
FLAT = 0.11  # spread of the ink of a stroke, under which it is printed over evenly; a pen's varies more
SMEARED, FILLED = 0.05, 0.35  # the same, and share of its box, where it is no stroke at all
FLAT_SHARE = 0.7  # of the drawings on a copy
LETTERS_OF_ONE = 6  # of them, from which they are the letters of a watermark
IN_ROW = 0.7  # of its height that a letter has in common with one beside it
STROKE_SHARE = 0.4  # of the ink of the copy's own letters: on a pale copy, a pale stroke is one
STRONG_SHARE = 0.15  # of a pale region that is strong: the blur of a whole paragraph hangs together, too
LACKING = 0.35  # of the ink that a copy would have at a stroke of a drawing, under which it lacks the stroke, and
LACKING_SHARE = 0.5  # of the strokes that it must lack; text beneath a stamp is there in every copy
EVERY = 7  # rows: enough of a page to tell what is all over its paper
ASKEW = 2.0  # text heights beside a drawing in which another copy may show it after all
SAME_STROKES = 0.5  # correlation from which it does
HAS_INK = 0.1  # of a drawing's contrast, from which a place of another copy is no blank paper
AS_SHARP = 0.6  # of a copy's sharpness that another must have, to be one that lacks a drawing
BADGE_FILL = 0.5  # share of a box in colour from which it is a channel's badge, not ink
THIN, THIN_IN_COLOUR = 0.075, 0.03  # text heights: mean thickness under which it is no stroke, along its box
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
    wide = {i: _off_paper(strokes[i], seen[i], 3) for i in strengths}
    level = float(np.clip(STROKE_SHARE * own_strength, FAINTEST, STROKE))
    mask = _connected(extra, level)
    joined = cv2.morphologyEx(
        mask,
        cv2.MORPH_CLOSE,
        np.ones((max(3, round(0.35 * height * HALF)), max(3, round(0.6 * height * HALF))), np.uint8),
    )

    def as_mark(blob: Blob) -> tuple[Mark, bool] | None:
        """With whether it is printed over evenly."""
        if blob.width < 1.2 * height and blob.height < 1.2 * height:
            return None
        if _is_too_large(blob, height) or along_edge(blob, seen[index]):
            return None
        part = part_of(blob)
        own = (mask[part] > 0) & blob.mask
        coloured = float(np.median(chroma[part][own])) if own.any() else 0.0
        least = THIN_IN_COLOUR if coloured > COLOURED else THIN
        if own.sum() < least * height * HALF * (blob.width + blob.height) * HALF:
            return None
        here = float(strokes[index][part][own].mean()) if own.any() else 0.0
        lacking = _lacking(here, strengths, wide, seen, part, own)
        if not lacking:
            return None
        usual = np.median(np.stack([strokes[i][part] for i in lacking]), axis=0)
        kind = name_of(blob, own, coloured, height, usual)
        if kind == "graphic" and float((chroma[part] > COLOURED / 2).mean()) > BADGE_FILL and not is_framed(own):
            kind = "overlay"
        elif kind == "graphic" and (is_rule(own) or _is_beside(strokes, index, own, lacking, part, height)):
            return None
        if 2 * len(lacking) <= len(strengths) and coloured < IN_COLOUR and is_ruled(own, height):
            return None
        spread = float(strokes[index][part][own].std())
        if kind is None or (kind == "annotation" and spread < SMEARED and own.mean() > FILLED):
            return None
        pen = None if kind == "overlay" else pen_of(strokes[index][part], own, own_strength, height)
        lacked_by = () if pen is None else tuple(lacking)
        return Mark(index, kind, blob.box, pen=pen, strokes=own, lacking=lacked_by), spread < FLAT

    found: list[tuple[Mark, bool]] = []
    parts = [p for b in blobs_of(joined) for p in (off_rules(b, height) if _is_too_large(b, height) else [b])]
    joint = _held_together(parts, strokes[index] > level, height)
    for pieces in (part for group in joint for part in by_colour(group, mask > 0, chroma, height)):
        told = [mark for piece in pieces if (mark := as_mark(piece)) is not None]
        whole = as_mark(_as_one(pieces)) if len(pieces) > 1 else None
        if whole is not None and (whole[0].kind == "graphic" or not told):
            told = [(replace(whole[0], pieces=tuple(mark for mark, _ in told)), whole[1])]
        found += told
    return named(index, found, height)


def _is_too_large(blob: Blob, height: float) -> bool:
    """For anything that was drawn."""
    return blob.width > LARGEST[0] * height or blob.height > LARGEST[1] * height


def named(index: int, found: Sequence[tuple[Mark, bool]], height: float) -> list[Mark]:
    """Drawings on one copy, with whether each is printed over evenly: where most are, those are the letters of a
    watermark with what stands in a row with them, and the others, a stamp among them, what they are."""
    marks = [mark for mark, _ in found]
    letters = [mark for mark, is_flat in found if is_flat]
    if len(letters) < max(LETTERS_OF_ONE, FLAT_SHARE * len(found)):
        return [_as_written(mark, marks, height) for mark in marks]
    others = [mark for mark in marks if mark not in letters]
    in_row = [mark for mark in others if any(_is_in_row(mark.box, letter.box, height) for letter in letters)]
    rest = [mark for mark in others if mark not in in_row]
    return [*_lettering(index, [*letters, *in_row], height), *(_as_written(mark, marks, height) for mark in rest)]


def _is_in_row(box: Box, letter: Box, height: float) -> bool:
    """Is it as high as a letter, and beside it?"""
    above = max(box[1], letter[1]) - min(box[3], letter[3])
    beside = max(box[0], letter[0]) - min(box[2], letter[2])
    low, high = sorted((box[3] - box[1], letter[3] - letter[1]))
    return -above > IN_ROW * high and low > IN_ROW * high and beside < APART / 2 * height


def _held_together(pieces: Sequence[Blob], ink: Mask, height: float) -> list[list[Blob]]:
    """Pieces of extra ink, those together that letters hold together: strokes that all copies have break off a
    signature that runs across them. ink: all strokes of the copy."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    is_small = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) < WIDEST * height * HALF
    is_small[0] = False  # paper
    touching: UnionFind = UnionFind(range(len(pieces)))
    first: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        for label in np.unique(labels[part_of(piece)][piece.mask]).tolist():
            if is_small[label]:
                touching.union(first.setdefault(label, number), number)
    return [[pieces[number] for number in sorted(group)] for group in sorted(touching.to_sets(), key=min)]


def _as_one(pieces: Sequence[Blob]) -> Blob:
    """Several blobs as one that does not hang together."""
    parts = [part_of(piece) for piece in pieces]
    top, left = (min(part[axis].start for part in parts) for axis in (0, 1))
    bottom, right = (max(part[axis].stop for part in parts) for axis in (0, 1))
    mask = np.zeros((bottom - top, right - left), bool)
    for piece, (y, x) in zip(pieces, parts, strict=True):
        mask[y.start - top : y.stop - top, x.start - left : x.stop - left] |= piece.mask
    corners = np.array([piece.box for piece in pieces])
    (x0, y0), (x1, y1) = corners[:, :2].min(0).tolist(), corners[:, 2:].max(0).tolist()
    return Blob((x0, y0, x1, y1), float(mask.mean()), mask)


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
    layers_there = [np.where(seen[i], _off_paper(layers[i], seen[i], widen), np.float32(1)) for i in others]
    return np.asarray(np.minimum.reduce(layers_there), np.float32)


def _off_paper(strokes: Ink, seen: Mask, widen: int) -> Ink:
    """Strokes of a copy, widened by some pixels, without what is all over its paper: printed dots, the other side that
    shines through. Darker ink stays as it is."""
    wide = cv2.dilate(strokes, np.ones((widen, widen), np.uint8))
    some = wide[::EVERY][seen[::EVERY]]
    grain = float(np.median(some)) if some.size else 0.0
    return np.asarray(np.clip(2 * (wide - grain), 0, wide), np.float32)


def _lacking(
    here: float,
    strengths: Mapping[int, float],
    wide: Mapping[int, Ink],
    seen: Sequence[Mask],
    part: tuple[slice, slice],
    own: Mask,
) -> list[int]:
    """Other copies with nothing at the strokes of a drawing. here: its mean ink; strengths: of the other copies'
    letters, as shares of this copy's; wide: their strokes, widened."""
    found = []
    for i, strength in strengths.items():
        expected = here * strength
        if not seen[i][part].all() or expected <= FAINTEST / 2:
            continue
        if float((wide[i][part][own] < LACKING * expected).mean()) > LACKING_SHARE:
            found.append(i)
    return found


def _is_beside(
    strokes: Sequence[Ink], index: int, own: Mask, others: Sequence[int], part: tuple[slice, slice], height: float
) -> bool:
    """Do most of the copies that lack a drawing show the same strokes a little beside, where this copy shows something
    else? Then they are words or rules, laid askew."""
    reach = round(ASKEW * height * HALF)
    y, x = (slice(max(0, at.start - reach), at.stop + reach) for at in part)
    drawing = cv2.GaussianBlur(strokes[index][part] * own, (0, 0), 1.0)
    here = cv2.GaussianBlur(strokes[index][y, x], (0, 0), 1.0)
    found = [_best_match(cv2.GaussianBlur(strokes[i][y, x], (0, 0), 1.0), drawing, here) for i in others]
    return float(np.median(found)) > SAME_STROKES


def _best_match(there: Ink, drawing: Ink, here: Ink) -> float:
    """Highest correlation with a drawing of any place with ink (that of blank paper is 0 by 0, and 1 to OpenCV) at
    which the drawing's own copy shows something else: what it shows as well is not laid askew.
    there, here: around the drawing on another copy and on its own."""
    height, width = drawing.shape
    score = cv2.matchTemplate(there, drawing, cv2.TM_CCOEFF_NORMED)
    mean, square = (
        box_filter(there, -1, (width, height), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)[
            : score.shape[0], : score.shape[1]
        ]
        for box_filter in (cv2.boxFilter, cv2.sqrBoxFilter)
    )
    has_ink = np.sqrt(np.maximum(square - mean**2, 0)) > HAS_INK * drawing.std()
    score = np.where(has_ink, score, 0.0)
    while (best := float(score.max())) > SAME_STROKES:
        top, left = np.unravel_index(int(score.argmax()), score.shape)
        place = slice(top, top + height), slice(left, left + width)
        if correlation(here[place], there[place]) <= SAME_STROKES:
            break
        score[max(0, top - height // 2) : top + height // 2 + 1, max(0, left - width // 2) : left + width // 2 + 1] = 0
    return best


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
