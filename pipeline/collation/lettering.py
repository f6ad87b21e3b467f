"""Watermarks told by their letters: what tints the paper of one copy may be its tone, unless it can be read."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.collation.aslant import STEEPNESS, SURELY_DRAWN
from pipeline.collation.blobs import HALF, Mark, darkness_of, share_in
from pipeline.collation.copies import Table
from pipeline.collation.mark_strength import SEEN, Layers, layers_of
from pipeline.collation.strength import BY_CHANCE
from pipeline.collation.tints import FINE, TINT, Tint, tint_of
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ctc import best_text
from pipeline.records import Recogniser

ALPHABET = string.ascii_letters + string.digits + "@_./-:"
SURELY = 0.9  # probability of all its letters together, from which they were read
LETTERS, ASLANT_LETTERS, ASLANT = 3, 2, 10.0  # letters, fewer where they run so many degrees aslant: text lies level
DARKEST = 98  # percentile of what a copy has beyond the others,
LETTER, BLACK = 0.35, 0.6  # and times that: what is a letter's, and what is drawn as black
SAME_PLACE = 0.5  # of each of two boxes that lies in the other
MARGIN = 6  # pixels of half scale around the letters
PALE = 0.4  # of the darkness of the copy's own print: a watermark leaves the text legible, a stamp's ink is darker
FEWEST = 50  # pixels
MOST = 12  # marks of one copy that are read, the largest first


def with_lettering(marks: Sequence[Mark], table: Table, recognise: Recogniser | None) -> list[Mark]:
    """The marks; overlays in doubt whose letters are pale and can be read are told. Where these run steeply, what looks
    drawn there, and not surely, is they and no stamp."""
    doubtful = [m for m in marks if m.kind == "overlay" and m.strength == 0]
    if recognise is None or not doubtful:
        return list(marks)
    layers = layers_of(table)
    tints = [tint_of(ink, FINE * layers.height) for ink in layers.inks]
    read: list[tuple[Mark, float]] = []
    for copy in range(len(table.copies)):
        own = sorted((m for m in doubtful if m.copy == copy), key=lambda m: (-_area(m), m.box))
        found = [(m, _degrees(m, tints, layers, recognise)) for m in own[:MOST]]
        read += [(m, degrees) for m, degrees in found if degrees is not None]
    steep = [m for m, degrees in read if STEEPNESS[0] <= abs(degrees) <= STEEPNESS[1]]
    told = [replace(m, strength=BY_CHANCE) if any(m is one for one, _ in read) else m for m in marks]
    return [m for m in told if _is_sure(m) or not any(_are_one(m, letters) for letters in steep)]


def _is_sure(mark: Mark) -> bool:
    """Is it no drawing, or one that nothing explains away?"""
    return mark.kind != "graphic" or mark.strength >= SURELY_DRAWN


def _are_one(drawing: Mark, letters: Mark) -> bool:
    shares = share_in(drawing.box, letters.box), share_in(letters.box, drawing.box)
    return drawing.copy == letters.copy and min(shares) > SAME_PLACE


def _area(mark: Mark) -> int:
    return (mark.box[2] - mark.box[0]) * (mark.box[3] - mark.box[1])


def _degrees(mark: Mark, tints: Sequence[Tint], layers: Layers, recognise: Recogniser) -> float | None:
    """By how many degrees the letters of a mark run aslant; None where none can be read."""
    line = _upright(mark, tints, layers)
    if line is None:
        return None
    picture, degrees, darkness = line
    if darkness > PALE * darkness_of(layers.strokes[mark.copy], layers.seen[mark.copy]):
        return None
    text, probability = best_text(recognise([picture], ALPHABET)[0])
    least = ASLANT_LETTERS if abs(degrees) >= ASLANT else LETTERS
    return degrees if probability >= SURELY and sum(c.isalnum() for c in text) >= least else None


def _upright(mark: Mark, tints: Sequence[Tint], layers: Layers) -> tuple[UInt8, float, float] | None:
    """What a mark's copy has beyond the others, turned until it lies level, dark on white; by how many degrees it was
    turned; and how dark it is, 0 to 1. None where no other copy shows the place, or there is too little."""
    x0, y0, x1, y1 = (round(v * HALF) for v in mark.box)
    part = np.s_[max(0, y0 - MARGIN) : y1 + MARGIN, max(0, x0 - MARGIN) : x1 + MARGIN]
    others = [t[part] for i, t in enumerate(tints) if i != mark.copy and layers.seen[i][part].mean() > SEEN]
    if not others:
        return None
    extra = np.clip(tints[mark.copy][part] - np.median(np.stack(others), axis=0), 0, 1)
    darkest = float(np.percentile(extra, DARKEST))
    letters = extra > max(TINT, LETTER * darkest)
    at = np.argwhere(letters)[:, ::-1].astype(np.float32)
    if len(at) < FEWEST:
        return None
    middle, (width, height), degrees = cv2.minAreaRect(at)
    if width < height:
        width, height, degrees = height, width, degrees + 90
    degrees = (degrees + 90) % 180 - 90  # the right way up
    turn = cv2.getRotationMatrix2D(middle, degrees, 1)
    size = (round(width) + 2 * MARGIN, round(height) + 2 * MARGIN)
    turn[:, 2] += np.array(size) / 2 - middle
    darkness = float(np.median(layers.inks[mark.copy][part][letters]))
    drawn = 255 * (1 - np.clip(extra / max(BLACK * darkest, TINT), 0, 1))
    picture = cv2.warpAffine(drawn.astype(np.uint8), turn, size, borderValue=(255,))
    return np.asarray(picture, np.uint8), degrees, darkness
