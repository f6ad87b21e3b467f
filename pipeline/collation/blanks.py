"""Where a copy has paper and others have a word: left out, not faded, and not a place that the copy does not show. And
where it has letters there, whatever they say.

An erased word is seen by nothing but its absence, so its ink must be far below what this very word has beside its
neighbours in the copies that show it, and may not lie right beside its place: there the copy was laid askew.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import CELL, OTHER_PAPER, LaidCopy, Table, framed_alike
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import nearest

BLANK_INK = 0.16  # strokes below this, nearly everywhere in a word's box, may be paper
BLANK_SHARE = 0.3  # of the ink that the word would have: a word left out, not one that faded like those around it
COVERED = 0.25  # darkness beyond the other copies' paper: a bar, a thumb or a shadow lies over it
AROUND = 8  # words around
BESIDE = 0.7  # text heights around the word's box in which its ink is looked for
FOUND = 0.35  # of its ink in one box of its size there, beyond what the other copies have
WITNESSES = 5  # copies that have the word, by which its ink is known
LETTERED = 0.5  # share of the ink of the words around from which something is written

Float = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def blank_slots(table: Table, where: Float, is_read: Mask) -> Mask:
    """(copies, slots): is there paper and no ink where the word would be? where: (slots, 4) on the canvas; is_read:
    (copies, slots), where words were read.

    Ink is measured against the words around it, and against how much of their ink the word has in the copies that show
    it: fine print that hardly shows on a photograph is not left out there.
    """
    ink = np.array([[_ink(copy, box) for box in where] for copy in table.copies]).reshape(len(table.copies), -1)
    around = np.array([around_words(*row, where) for row in zip(ink, is_read, strict=True)]).reshape(ink.shape)
    weight, known = _weights(ink, around, is_read)
    dark = np.array([[_darkness(copy, box) for box in where] for copy in table.copies]).reshape(ink.shape)
    paper = np.zeros(len(where))
    paper[known] = np.nanmedian(np.where(is_read, dark, np.nan)[:, known], axis=0)
    with np.errstate(invalid="ignore"):
        pale = (ink < BLANK_INK) & (ink < BLANK_SHARE * weight * around) & (dark < paper + COVERED) & ~is_read
    return np.asarray(pale & ~_beside(table, where, pale, is_read, around), bool)


def _weights(ink: Float, around: Float, is_read: Mask) -> tuple[Float, Mask]:
    """(slots,): the share of the ink of the words around that a word has where it was read, 1 at most, or where that is
    not known; and whether it is."""
    with np.errstate(invalid="ignore", divide="ignore"):
        beside = np.where(is_read & (around > 0), ink / around, np.nan)
    known: Mask = np.asarray(np.isfinite(beside).any(0), bool)
    weight = np.ones(ink.shape[1])
    weight[known] = np.minimum(1.0, np.nanmedian(beside[:, known], axis=0))
    return weight, known


def lettered_slots(table: Table, where: Float, is_read: Mask) -> Mask:
    """(copies, slots): is something written there, read or not, on the paper of the words around? Markings stand at the
    head and the foot of a page, where it may as well be a desk; that has other paper. where, is_read: as above."""
    ink, paper = (
        np.array([[measure(copy, box) for box in where] for copy in table.copies]).reshape(is_read.shape)
        for measure in (_ink, lightness)
    )
    around, beside = (
        np.array([around_words(*row, where) for row in zip(values, is_read, strict=True)]).reshape(is_read.shape)
        for values in (ink, paper)
    )
    weight, _ = _weights(ink, around, is_read)
    off = paper - beside
    usual, on_sheet = np.zeros(len(where)), np.where(is_read, off, np.nan)
    known = np.isfinite(on_sheet).any(0)
    usual[known] = np.nanmedian(on_sheet[:, known], axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray((ink > LETTERED * weight * around) & (np.abs(off - usual) < OTHER_PAPER), bool)


def whole_frames(table: Table, is_read: Mask) -> Mask:
    """(copies, slots): does the copy end at the same edges as one that has the word? Then it shows the place of the
    word, though nothing around it, as a marking at the foot of a page has nothing around it. is_read: (copies, slots),
    where one and the same word was read."""
    return np.asarray(framed_alike(table).astype(int) @ is_read.astype(int) > 0, bool)


def _beside(table: Table, where: Float, pale: Mask, is_read: Mask, around: Float) -> Mask:
    """(copies, slots), asked of the pale ones: does ink like the word's lie right beside its place?"""
    out = np.zeros_like(pale)
    asked = np.flatnonzero((pale & np.isfinite(around)).any(0))
    free = [_without_words(copy.strokes, where) if len(asked) else copy.strokes for copy in table.copies]
    for slot in asked:
        inner, outer = _pixels(where[slot], 0.0), _pixels(where[slot], BESIDE * table.text_height)
        size = (inner[1].stop - inner[1].start, inner[0].stop - inner[0].start)
        witnesses = [c for c in np.flatnonzero(is_read[:, slot]).tolist() if around[c, slot] > 0][:WITNESSES]
        if not witnesses or min(size) < 1:
            continue
        word = np.median([float(table.copies[c].strokes[inner].mean()) / around[c, slot] for c in witnesses])
        usual = [(_darkest(free[c][outer], size), around[c, slot]) for c in witnesses]
        ink, share = np.median([ink for ink, _ in usual]), np.median([ink / text for ink, text in usual])
        for copy in np.flatnonzero(pale[:, slot]).tolist():
            expected = max(ink, share * around[copy, slot])  # a table's rule does not fade as its letters do
            found = _darkest(free[copy][outer], size) - expected
            out[copy, slot] = found > FOUND * word * around[copy, slot]
    return out


def _darkest(ink: Ink, size: tuple[int, int]) -> float:
    """Mean ink of the box of that size (width, height) that has most."""
    return float(cv2.blur(ink, size, borderType=cv2.BORDER_CONSTANT).max()) if ink.size else 0.0


def _without_words(strokes: Ink, where: Float) -> Ink:
    out = strokes.copy()
    for box in where:
        out[_pixels(box, 0.0)] = 0
    return out


def _pixels(box: Float, margin: float) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (max(0, round(float(v))) for v in (box + np.array([-margin, -margin, margin, margin])))
    return slice(y0, y1), slice(x0, x1)


def around_words(ink: Float, is_read: Mask, where: Float) -> Float:
    """(slots,): median ink, or paper, of the words around each that were read, or of all where hardly any were; NaN off
    the canvas and where too few are known."""
    out = np.full(len(where), np.nan)
    inside = np.isfinite(ink)
    telling = inside & is_read if (inside & is_read).sum() > AROUND else inside
    if telling.sum() > AROUND:
        near = nearest(where[telling], AROUND, where[inside])
        out[inside] = np.median(ink[telling][near], axis=1)
    return out


def _darkness(copy: LaidCopy, box: Float) -> float:
    """How dark most of a box is, letters or not; NaN outside the canvas."""
    part = copy.ink[_pixels(box, 0.0)]
    return float(np.median(part)) if part.size else float("nan")


def lightness(copy: LaidCopy, box: Float) -> float:
    """Natural logarithm of the lightness of the paper in a box; NaN where it is not seen."""
    rows, columns = _pixels(box / CELL, 0.0)
    cells = copy.paper[
        rows.start : max(rows.stop, rows.start + 1), columns.start : max(columns.stop, columns.start + 1)
    ]
    return float(np.nanmedian(cells)) if np.isfinite(cells).any() else float("nan")


def _ink(copy: LaidCopy, box: Float) -> float:
    """How dark the strokes in a box are, nearly at most; NaN outside the canvas."""
    part = copy.strokes[_pixels(box, 0.0)]
    return float(np.percentile(part, 96)) if part.size else float("nan")
