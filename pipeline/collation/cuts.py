"""Words that a copy shows a part of: it was cropped there, and then turned, framed or photographed.

The frame of such a copy goes on beyond the cut, as white as paper. What tells the cut is that it runs through letters:
several words have ink as far as one straight line across the page, and none beyond it.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import Table

BINS = 8  # across and down a word, in which its ink is measured
HALF_OF_IT = 0.5  # of the ink that others have, from which a copy shows a part of a word
NONE_OF_IT = 0.25  # the same, under which it does not
LEAST_GONE = 1.0  # words, as much ink as an average one has, that must be missing beyond a cut
CUT_WORDS, CUT_BINS = 2, 2  # words that a cut must run through, and of these so much on the side that is missing
WITNESSES = 5  # other copies by which the ink of a word is known

Float = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def cut_off(table: Table, boxes: Float, shown: Mask) -> Mask:
    """(copies, n): is the word cut through, or does it lie beyond a cut? boxes: (n, 4) on the canvas; shown: (copies,
    n), is it in the copy's frame?"""
    out = np.zeros(shown.shape, bool)
    if len(table.copies) < 2 or not len(boxes):
        return out
    ink = np.array([_in_bins(copy.strokes, boxes) for copy in table.copies])
    for index in range(len(table.copies)):
        others = [i for i in range(len(table.copies)) if i != index][:WITNESSES]
        usual = _usual(ink[others], shown[others])
        told = shown[index] & np.isfinite(usual).all((1, 2))
        if told.any():
            out[index] = _cut_on(ink[index], np.where(told[:, None, None], usual, 0.0), boxes)
    return out & shown


def _in_bins(strokes: npt.NDArray[np.float32], boxes: Float) -> Float:
    """(n, BINS, BINS): mean ink in each part of each word, rows first; 0 off the canvas."""
    out = np.zeros((len(boxes), BINS, BINS))
    for number, (x0, y0, x1, y1) in enumerate(np.maximum(boxes.round(), 0).astype(int)):
        part = strokes[y0:y1, x0:x1]
        if part.size:
            out[number] = cv2.resize(part, (BINS, BINS), interpolation=cv2.INTER_AREA)
    return out


def _usual(ink: Float, shown: Mask) -> Float:
    """(n, BINS, BINS): the middle ink of the copies that show a word, NaN where none does."""
    seen = np.where(shown[:, :, None, None], ink, np.nan)
    out = np.full(ink.shape[1:], np.nan)
    known = shown.any(0)
    out[known] = np.nanmedian(seen[:, known], axis=0)
    return out


def _cut_on(here: Float, usual: Float, boxes: Float) -> Mask:
    """(n,): words of one copy at or beyond a cut, by its ink and that of the others, 0 where nothing is told."""
    told = usual.sum((1, 2)) > 0
    gain = float(np.median(here[told].sum((1, 2)) / np.maximum(usual[told].sum((1, 2)), 1e-6)))
    here = here * told[:, None, None] / max(gain, 1e-3)
    size = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    word = float(np.median((usual.mean((1, 2)) * size)[told]))
    out = np.zeros(len(boxes), bool)
    for axis in (0, 1):  # columns are cut by an upright line, rows by a level one
        theirs, own = (layer.mean(1 + axis) * size[:, None] / BINS for layer in (usual, here))
        ends = np.linspace(boxes[:, axis], boxes[:, 2 + axis], BINS + 1, axis=1)
        for sign in (1, -1):
            from_, to = (ends[:, :-1], ends[:, 1:]) if sign > 0 else (-ends[:, 1:], -ends[:, :-1])
            at = _best_cut(from_, own, theirs, LEAST_GONE * word)
            if at is not None and _runs_through(at, from_, own, theirs):
                out |= to.max(1) > at
    return out


def _best_cut(begins: Float, own: Float, theirs: Float, least: float) -> float | None:
    """The line beyond which most is missing; None where that is less than `least`. begins: (n, BINS), where each part
    of each word begins, in the direction of the cut's far side."""
    order = np.argsort(-begins, axis=None, kind="stable")
    missing = np.cumsum((HALF_OF_IT * theirs - own).ravel()[order])
    best = int(missing.argmax())
    gone = float((theirs - own).ravel()[order][: best + 1].sum())
    return float(begins.ravel()[order][best]) if missing[best] > 0 and gone > least else None


def _runs_through(at: float, begins: Float, own: Float, theirs: Float) -> bool:
    """Does a cut run through words, so that they have ink on this side of it and none beyond?"""
    beyond = begins >= at
    ink, usual = (np.where(beyond, layer, 0.0).sum(1) for layer in (own, theirs))
    ink_within, usual_within = (np.where(beyond, 0.0, layer).sum(1) for layer in (own, theirs))
    n_beyond = beyond.sum(1)
    is_cut = (n_beyond >= CUT_BINS) & (n_beyond <= BINS - CUT_BINS)
    is_cut &= (usual > 0) & (ink < NONE_OF_IT * usual) & (ink_within > HALF_OF_IT * usual_within)
    return int(is_cut.sum()) >= CUT_WORDS
