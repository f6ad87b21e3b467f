"""Highlighter, logos and watermarks: what tints the paper of one copy and not that of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.badges import badges
from pipeline.collation.blobs import (
    FAINTEST,
    HALF,
    STROKE,
    Blob,
    Box,
    Mark,
    at_edge,
    blobs_of,
    clip,
    common,
    correlation,
    part_of,
    share_in,
)
from pipeline.collation.copies import Mask
from pipeline.collation.mark_strength import Layers
from pipeline.imaging.ink import Ink

TINT = 0.035  # darkening of the paper by the faintest watermark worth naming
HIGHLIGHTER = 0.25  # chroma of a highlighter; a short grey tint is a word that is blurred on this copy
SEVERAL_WORDS = 6.0  # text heights from which a tint may be one without colour, on a grey copy
BETWEEN = 0.4  # density of a watermark between the lines, of that on them
LOGO_TINT = 0.25  # a logo covers, a highlighter tints
# Percentile of what a copy has beyond the others, for a watermark may cover a fifth of it, and times that: as it is cut
# off at 0, some three standard deviations of even noise.
QUIET, BEYOND_NOISE = 75, 4.75
BROAD, FINE = 0.9, 0.45  # text heights
COLOUR = 0.12  # chroma beyond the other copies' that is no noise of a camera,
COLOUR_BLUR = 0.2  # blurred by this many text heights: colour is coarser than letters in most formats
COLOUR_BETWEEN = 0.6  # share of the paper between the letters that a highlighter colours
COLOUR_FILL = 0.7  # share of itself that a logo colours: a coloured stamp is letters and a frame
NARROWEST = 1.5  # text heights
LARGEST = (60.0, 8.0)  # text heights, width and height of a coloured mark; more is a desk or a picture
SAME_WORDS = 0.3  # correlation of the strokes in it with those of the others: the words beneath show through

BADGE = (12.0, 3.5)  # the same of a logo at the edge of a picture, where a desk begins, too
FIELD, FULL = 0.6, 0.85  # share of its box that a field of colour fills, and that such a logo does
STEP = 1.0  # text heights by which a line of it begins or ends elsewhere
LOWEST = 0.5  # text heights
MOST_LINES = 3  # a slanting letter has more steps

Tint = npt.NDArray[np.float32]


class Tints(NamedTuple):
    """How much darker than the page's paper each spot's paper is on each copy, text taken away; half scale. broad: what
    is as broad as a line is high, which the blur of a line is not; fine: half as broad, which letters are not; colours:
    chroma, blurred."""

    broad: Sequence[Tint]
    fine: Sequence[Tint]
    colours: Sequence[Tint]


def tints_of(layers: Layers) -> Tints:
    """Of all copies."""
    broad, fine = ([tint_of(ink, reach * layers.height) for ink in layers.inks] for reach in (BROAD, FINE))
    blur = COLOUR_BLUR * layers.height * HALF
    return Tints(broad, fine, [np.asarray(cv2.GaussianBlur(c, (0, 0), blur), np.float32) for c in layers.chroma])


def tint_of(ink: Ink, breadth: float) -> Tint:
    """How much darker than the page's paper each spot's paper is, where that is as broad. ink: of half the canvas's
    size; breadth: canvas pixels."""
    reach = round(breadth * HALF) | 1
    return np.asarray(cv2.GaussianBlur(cv2.erode(ink, np.ones((reach, reach), np.uint8)), (0, 0), 1.5), np.float32)


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy against the sharpest others. both: what it and one of these show; usual: the strokes that they have in
    common; text: their lines of text. All at half scale."""

    index: int
    layers: Layers
    others: Sequence[int]
    both: Mask
    usual: Ink
    text: Mask


def tinted(index: int, tints: Tints, layers: Layers, others: Sequence[int], both: Mask) -> list[Mark]:
    """Highlighter, logos and watermarks of one copy, each place once."""
    if not both.any():
        return []
    usual = common(layers.strokes, others, layers.seen, 1)
    copy = _Copy(index, layers, others, both, usual, _text_lines(usual, layers.height))
    marks = badges(index, layers, [i for i in range(len(layers.inks)) if i != index])
    for found in (_coloured(copy, tints.colours), _toned(copy, tints.broad), _fine(copy, tints.fine)):
        marks += [mark for mark in found if not any(share_in(mark.box, known.box) > 0.5 for known in marks)]
    return marks


def _beyond(copy: _Copy, layer: Sequence[Tint], widen: int, least: float) -> tuple[Tint, Mask]:
    """By how much a copy has more of a layer than the others, and where that is more than a least and than its noise.
    widen: pixels by which theirs may be off."""
    extra = np.clip(layer[copy.index] - common(layer, copy.others, copy.layers.seen, widen), 0, 1) * copy.both
    level = max(least, BEYOND_NOISE * float(np.percentile(extra[copy.both], QUIET)))
    return np.asarray(extra, np.float32), np.asarray(extra > level)


def _darker(copy: _Copy, tints: Sequence[Tint]) -> tuple[Tint, Mask]:
    """By how much a copy's paper is darker than that of the others, and where it surely is."""
    extra, mask = _beyond(copy, tints, 5, TINT)
    return extra, cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0


def _fine(copy: _Copy, tints: Sequence[Tint]) -> list[Mark]:
    """Watermarks of letters that are no broader than half a line is high."""
    _, mask = _darker(copy, tints)
    blobs = [b for b in blobs_of(mask.astype(np.uint8)) if max(b.width, b.height) > LOWEST * copy.layers.height]
    return _across(copy, [(blob.box, blob.mask.sum() / HALF**2) for blob in blobs], mask)


def _across(copy: _Copy, letters: Sequence[tuple[Box, float]], mask: Mask) -> list[Mark]:
    """Watermarks of letters, with their areas, that lie across the lines of text."""
    boxes = watermarks(letters, copy.both, copy.layers.height)
    return [Mark(copy.index, "overlay", box) for box in boxes if _lies_across(box, mask, copy.text, copy.both)]


def _toned(copy: _Copy, tints: Sequence[Tint]) -> list[Mark]:
    """By their darkness: highlighter (one line high, filled), logos (filled, covering), watermarks (large letters)."""
    index, height, both = copy.index, copy.layers.height, copy.both
    extra, mask = _darker(copy, tints)
    grow = round(0.45 * height)
    marks, letters = [], []
    for blob in blobs_of(mask.astype(np.uint8)):
        if blob.height < 0.25 * height or blob.width < 0.5 * height:
            continue
        strength = float(extra[part_of(blob)][mask[part_of(blob)]].mean())
        wide = (blob.box[0] - grow, blob.box[1] - grow, blob.box[2] + grow, blob.box[3] + grow)
        if (
            blob.fill > 0.7
            and blob.height < 1.3 * height
            and blob.width > 1.2 * height
            and blob.width > 1.5 * blob.height
            and (
                float(copy.layers.chroma[index][part_of(blob)].mean()) > HIGHLIGHTER
                or blob.width > SEVERAL_WORDS * height
            )
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
    return marks + _across(copy, letters, mask)


def _coloured(copy: _Copy, colours: Sequence[Tint]) -> list[Mark]:
    """Fields of colour: highlighter where the words of the other copies show through and the paper between them is
    coloured, else a logo where all is. Yellow hardly darkens the paper, and the white letters of a logo part its ink.
    Print and stamps in colour are letters on white paper."""
    index, height, both = copy.index, copy.layers.height, copy.both
    strokes, chroma = copy.layers.strokes[index], copy.layers.chroma[index]
    solid = _beyond(copy, colours, 3, COLOUR)[1].astype(np.uint8)
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, _square(0.5 * height))
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, _square(0.5 * height))
    fields, letters = [], []
    for whole in blobs_of(solid):
        lines = [whole] if whole.fill >= FIELD else _steps(whole, height)
        are_lines = 1 < len(lines) <= MOST_LINES and min(line.fill for line in lines) >= FULL
        if whole.fill < FIELD and not are_lines:
            letters.append((whole.box, whole.mask.sum() / HALF**2))
            continue
        fields += lines
    across = _across(copy, letters, solid > 0)
    marks = []
    for blob in fields:
        part = part_of(blob)
        is_letter = blob.fill < FULL and any(share_in(blob.box, mark.box) > 0.5 for mark in across)
        is_edge = at_edge(blob, copy.layers.seen[index]) and not (_is_in(BADGE, blob, height) and blob.fill >= FULL)
        if is_letter or is_edge or blob.width < NARROWEST * height or not _is_in(LARGEST, blob, height):
            continue
        is_coloured = chroma[part] > COLOUR
        # a deep colour is a stroke where it ends, and the paper beyond its slanting end none of its own
        between = [is_coloured[blob.mask & (ink[part] < FAINTEST)] for ink in (strokes, copy.usual)]
        if correlation(strokes[part], copy.usual[part]) > SAME_WORDS:
            if any(paper.size and paper.mean() >= COLOUR_BETWEEN for paper in between):
                marks.append(Mark(index, "annotation", clip(blob.box, both)))
        elif is_coloured[blob.mask].mean() >= COLOUR_FILL:
            marks.append(Mark(index, "overlay", clip(blob.box, both)))
    return marks + across


def _steps(blob: Blob, height: float) -> list[Blob]:
    """A field over several lines that begin or end elsewhere, parted into those."""
    ends = [(int(row.argmax()), len(row) - int(row[::-1].argmax())) for row in blob.mask]
    cuts = [0]
    for y, (left, right) in enumerate(ends):
        first = ends[cuts[-1]]
        if max(abs(left - first[0]), abs(right - first[1])) > STEP * height * HALF:
            cuts.append(y)
    y0, x0 = (axis.start for axis in part_of(blob))
    found = []
    for top, bottom in zip(cuts, [*cuts[1:], len(ends)], strict=True):
        left, right = min(e[0] for e in ends[top:bottom]), max(e[1] for e in ends[top:bottom])
        mask = blob.mask[top:bottom, left:right]
        if bottom - top >= LOWEST * height * HALF:
            corners = (x0 + left, y0 + top, x0 + right, y0 + bottom)
            x, y, right_, bottom_ = (round(v / HALF) for v in corners)
            found.append(Blob((x, y, right_, bottom_), float(mask.mean()), mask))
    return found


def _is_in(largest: tuple[float, float], blob: Blob, height: float) -> bool:
    """Is it within a width and height in text heights?"""
    return blob.width <= largest[0] * height and blob.height <= largest[1] * height


def _square(side: float) -> npt.NDArray[np.uint8]:
    """A kernel at half scale. side: canvas pixels."""
    return np.ones((max(3, round(side * HALF) | 1),) * 2, np.uint8)  # odd, so that nothing is moved


def _text_lines(usual: Ink, height: float) -> Mask:
    """Where strokes are lines of text, half scale."""
    kernel = np.ones((max(3, round(0.5 * height * HALF)), max(3, round(1.5 * height * HALF))), np.uint8)
    return np.asarray(cv2.dilate((usual > STROKE).astype(np.uint8), kernel) > 0)


def _lies_across(box: Box, mask: Mask, text: Mask, both: Mask) -> bool:
    """Does a tint lie between the lines about as densely as on them? The blur of the copy's own lines does not."""
    part = (slice(*(round(v * HALF) for v in box[1::2])), slice(*(round(v * HALF) for v in box[::2])))
    on, off = text[part] & both[part], ~text[part] & both[part]
    if not on.any() or not off.any():
        return True
    return float(mask[part][off].mean()) > BETWEEN * float(mask[part][on].mean())


def watermarks(letters: Sequence[tuple[Box, float]], both: Mask, height: float) -> list[Box]:
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
