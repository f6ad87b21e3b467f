"""Badges of channels and agencies: a field of one tone with light letters on it, laid over a copy so that nothing shows
through. A highlighter's field has dark letters, a bar has none, and words blurred into one another are no one tone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.collation.blobs import HALF, Mark
from pipeline.collation.copies import Mask
from pipeline.collation.mark_strength import Layers
from pipeline.imaging.ink import Ink

COVERED = 0.12  # ink or chroma from which the paper is covered
HIGH, LONG = (1.3, 7.0), (2.0, 7.5)  # text heights; times its height
RAGGED, FILLED = 0.7, 0.8  # share of its box that its outline fills: of an even field, of any
EVEN, UNEVEN, GREY_UNEVEN = 0.12, 0.4, 0.15  # spread of the field, for its tone: JPEG leaves colours coarser than greys
COLOURED = 0.3  # chroma from which a field is in colour
LIGHT, LETTERS = 0.55, (0.09, 0.45)  # of the field's tone, under which a pixel is light; share of the field that is
FIELD = 0.75  # of the field's tone from which a pixel is of it
DARKER, THROUGH = 0.2, 0.2  # ink beyond the field's that shows through; share of it
LACKED = 0.3  # of the field's tone that copies without the badge have there, at most
BLACK = 0.85  # ink of a field without colour from which it is a bar
SHOWN = 0.9  # share of the box that another copy must show


class _Field(NamedTuple):
    """A connected part of what is covered: its box at half scale, itself within its outline, and its tone: ink, or
    chroma where that is stronger."""

    part: tuple[slice, slice]
    inner: Mask
    fill: float
    tone: Ink
    level: float


def badges(index: int, layers: Layers, others: Sequence[int]) -> list[Mark]:
    """Badges on one copy that most others lack. others: copies that they are held against."""
    ink, chroma, height = layers.inks[index], layers.chroma[index], layers.height * HALF
    covered = (np.maximum(ink, chroma) > COVERED).astype(np.uint8)
    opened = cv2.morphologyEx(covered, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    found = []
    for label, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if not label or not HIGH[0] <= high / height <= HIGH[1] or not LONG[0] <= wide / high <= LONG[1]:
            continue
        part = slice(y, y + high), slice(x, x + wide)
        field = _field(part, labels[part] == label, ink, chroma)
        if field is not None and _is_badge(field, ink, chroma) and _is_lacked(field, layers, others):
            box = (round(x / HALF), round(y / HALF), round((x + wide) / HALF), round((y + high) / HALF))
            found.append(Mark(index, "overlay", box, strokes=np.ones((high, wide), bool)))
    return found


def _field(part: tuple[slice, slice], own: Mask, ink: Ink, chroma: Ink) -> _Field | None:
    outline = np.zeros(own.shape, np.uint8)
    contours, _ = cv2.findContours(own.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(outline, contours, -1, 1, -1)
    inner = cv2.erode(outline, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    if not inner.any():
        return None
    dark, colour = float(np.median(ink[part][own])), float(np.median(chroma[part][own]))
    tone, level = (ink[part], dark) if 2 * dark > colour else (chroma[part], colour)
    return _Field(part, inner, float(outline.mean()), tone, level)


def _is_badge(field: _Field, ink: Ink, chroma: Ink) -> bool:
    """Is it one tone with light letters, through which nothing shows?"""
    part, inner, fill, tone, level = field
    of_field = inner & (tone > FIELD * level)
    if not of_field.any() or not LETTERS[0] < float((tone[inner] < LIGHT * level).mean()) < LETTERS[1]:
        return False
    unrest = float(tone[of_field].std()) / level
    dark, colour = float(np.median(ink[part][of_field])), float(np.median(chroma[part][of_field]))
    is_bar = dark > BLACK and colour < COVERED
    shows_through = float((ink[part][inner] > dark + DARKER).mean()) > THROUGH
    most = UNEVEN if colour > COLOURED else GREY_UNEVEN
    return fill > (RAGGED if unrest < EVEN else FILLED) and unrest < most and not is_bar and not shows_through


def _is_lacked(field: _Field, layers: Layers, others: Sequence[int]) -> bool:
    """Do most others that show the place lack it? What one lacks may have been taken away there."""
    of_field = field.inner & (field.tone > FIELD * field.level)
    theirs = [
        float(np.maximum(layers.inks[i][field.part], layers.chroma[i][field.part])[of_field].mean())
        for i in others
        if layers.seen[i][field.part].mean() > SHOWN
    ]
    return bool(theirs) and float(np.median(theirs)) < LACKED * float(field.tone[of_field].mean())
