"""What something drawn is, by the shape of its strokes: a reader's pen, a stamp or signature, or neither."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import COLOURED, HALF, Blob, part_of
from pipeline.collation.copies import Mask
from pipeline.imaging.ink import Ink

WIDEST = 24.0  # text heights: of a stamp or a signature, across half a page of small print
ONE_LINE = 0.85  # of rows and of columns that a rule crosses once
ONE_STROKE = 0.9  # share of columns that an arc crosses once
BENDS_ONCE, BENDS_MORE = 2, 0.15  # times that it crosses a row, and share of the rows that it may cross oftener
ENCLOSED = 0.12  # of a ring's box that it encloses, at least
WORDS_WITHIN = 0.04  # mean ink of the other copies within a ring
RIM = 0.3  # of the smaller side of a ring's box that its line may take on both sides together
LETTERS_WITHIN = 0.12  # share of a ring's ink that lies within it, at most: its own line, smeared
COLOURLESS = 0.06  # chroma of black ink
IN_COLOUR = 0.12  # median chroma of ink that is not
RULE_HIGH, RULE_LONG = 0.5, 2.0  # text heights: what is lower over such a length is a rule, straight or not
RULED = 0.93  # share of a drawing's ink that is rules, where nothing was drawn
FRAME, ALL_ROUND = 0.14, 0.85  # of a frame's height in which its lines lie, and share of each side that they take
IN_FRAME = 0.3  # share of the ink that stands in the frame
SOLID = (
    0.6  # share of the box that is ink; stamps have .45 to .48, stickers with letters left out of a field .72 and more
)
LEAST_FRAME = 8  # pixels of half scale, of its height: in a smaller one nothing can be told from it
SLANT = 5  # pixels of half scale that such a run may be high, as it lies a little aslant
RULES_FILL = 0.25  # share of their box that rules may take: a bar is one
GREY_LONG = 2.0  # text heights of a black drawing that touches one in colour; the rim of a stamp is black in specks


def name_of(blob: Blob, own: Mask, coloured: float, height: float, usual: Ink) -> str | None:
    """annotation, graphic or neither (words that only this copy has, remains of text), by shape. usual: strokes of the
    copies that lack it, which are there all the same: words that were ringed, or that a stamp lies on."""
    rows, columns = own.any(1).mean(), own.any(0).mean()
    if blob.height < 0.8 * height:
        return "annotation" if blob.width > 1.5 * height and columns > 0.8 else None
    inner = own[own.shape[0] // 4 : -max(1, own.shape[0] // 4), own.shape[1] // 6 : -max(1, own.shape[1] // 6)]
    middle = float(inner.mean()) if inner.size else 0.0
    density = float(own.mean())
    if columns < 0.7 or rows < 0.7:
        return "annotation" if coloured > COLOURED else None
    if encloses(own, usual) or is_arc(own):
        return "annotation"
    if middle < 0.35 * density and blob.width > 1.5 * height:
        return "annotation"  # a ring around a word
    if blob.width < 3.2 * height or (density < 0.25 and blob.width < 4 * height):
        return "annotation" if coloured > COLOURED / 2 or density < 0.3 else None
    if blob.height > 1.5 * height:
        return "graphic" if blob.width < WIDEST * height else None
    return "graphic" if density < 0.22 and columns > 0.9 else None


def is_framed(own: Mask) -> bool:
    """Do lines run around letters, on all four sides, as those of a stamp do? It may stand aslant."""
    points = np.argwhere(own)[:, ::-1].astype(np.float32)
    if not len(points):
        return False
    middle, (width, height), angle = cv2.minAreaRect(points)
    if width < height:
        width, height, angle = height, width, angle + 90
    if height < LEAST_FRAME:
        return False
    turn = cv2.getRotationMatrix2D(middle, angle, 1.0)
    turn[:, 2] += np.array([width, height]) / 2 - middle
    upright = cv2.warpAffine(own.astype(np.float32), turn, (round(width), round(height))) > 0.4
    rim = max(2, round(FRAME * height))
    sides = upright[:rim].any(0), upright[-rim:].any(0), upright[:, :rim].any(1), upright[:, -rim:].any(1)
    is_around = all(float(side.mean()) > ALL_ROUND for side in sides)
    within = float(upright[rim:-rim, rim:-rim].sum()) / max(1, int(upright.sum()))
    return is_around and within > IN_FRAME and float(upright.mean()) < SOLID


def by_colour(pieces: Sequence[Blob], own: Mask, chroma: Ink, height: float) -> list[list[Blob]]:
    """Pieces of one drawing, as two where what is in colour and something black touch: a stamp upon a line of a pen,
    or upon words. own: all extra ink on the half canvas, chroma: all of its colour."""
    in_colour: list[Blob] = []
    black: list[Blob] = []
    for piece in pieces:
        part = part_of(piece)
        ink = own[part] & piece.mask
        dull = _long_parts((chroma[part] < COLOURLESS) & ink, GREY_LONG * height * HALF)
        black += _cut(piece, dull)
        in_colour += _cut(piece, ink & ~dull) if dull.any() else [piece]
    hues = [chroma[part_of(piece)][own[part_of(piece)] & piece.mask] for piece in in_colour]
    if not black or not in_colour or float(np.median(np.concatenate(hues))) < IN_COLOUR:
        return [list(pieces)]
    return [in_colour, black]


def off_rules(blob: Blob, height: float) -> list[Blob]:
    """What is left of a blob too large for a drawing without the rules that run through it: a signature that crosses
    the line below a heading, which is laid askew by a pixel. height: of the text, canvas pixels."""
    mask = blob.mask
    for turned in (False, True):
        across = mask.T if turned else mask
        filled = across.any(0)
        extent = across.shape[0] - across[::-1].argmax(0) - across.argmax(0)
        is_low = filled & (extent <= RULE_HIGH * height * HALF)
        across = across & ~_long_runs(is_low, RULE_LONG * height * HALF)
        mask = across.T if turned else across
    n, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    return [piece for label in range(1, n) for piece in _cut(blob, labels == label)]


def _long_runs(flags: Mask, least: float) -> Mask:
    """Those of a row of flags that are in a run longer than some."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    out = np.zeros_like(flags)
    for start, end in edges.reshape(-1, 2):
        out[start:end] = end - start > least
    return out


def _long_parts(mask: Mask, least: float) -> Mask:
    """Connected parts of a mask that are longer than some pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    is_long = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(1) > least
    is_long[0] = False  # what is not in the mask
    return np.asarray(is_long[labels])


def _cut(blob: Blob, mask: Mask) -> list[Blob]:
    """The part of a blob that a mask of its size is about, in a box of its own; nothing of an empty one."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return []
    y, x = part_of(blob)
    (top, bottom), (left, right) = (rows[0], rows[-1] + 1), (columns[0], columns[-1] + 1)
    sides = (x.start + left, y.start + top, x.start + right, y.start + bottom)
    x0, y0, x1, y1 = (round(side / HALF) for side in sides)
    within = mask[top:bottom, left:right]
    return [Blob((x0, y0, x1, y1), float(within.mean()), within)]


def is_rule(own: Mask) -> bool:
    """One line that never turns back: a table's rule, a crease, the edge of a bar, laid askew."""
    crossings = [runs_of(own), runs_of(own.T)]
    return all(float((n == 1).mean()) > ONE_LINE for n in crossings)


def is_ruled(own: Mask, height: float) -> bool:
    """Nothing but lines along the page and down it that close round nothing: the corner of a table, laid askew, and no
    stamp's frame. Where most others lack it somebody drew it all the same. height: of the text, canvas pixels."""
    long = max(3, round(RULE_LONG * height * HALF))
    thick = cv2.dilate(np.pad(own.astype(np.uint8), long), np.ones((SLANT, SLANT), np.uint8))
    runs = [cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(size, np.uint8)) for size in ((1, long), (long, 1))]
    share = float(np.maximum(*runs)[long:-long, long:-long][own].mean())
    outlines, _ = cv2.findContours(thick, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = cv2.drawContours(np.zeros_like(thick), outlines, -1, 1, -1)
    closes = int(filled.sum()) > (1 + ENCLOSED) * int(thick.sum())
    return min(own.shape) > long and share > RULED and float(own.mean()) < RULES_FILL and not closes


def is_arc(own: Mask) -> bool:
    """One stroke from left to right that bends once: an underline, a bracket, half a ring."""
    across, down = runs_of(own), runs_of(own.T)
    return float((across == 1).mean()) > ONE_STROKE and float((down > BENDS_ONCE).mean()) < BENDS_MORE


def encloses(own: Mask, usual: Ink) -> bool:
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


def runs_of(mask: Mask) -> npt.NDArray[np.int64]:
    """How many strokes each column crosses."""
    return np.asarray((np.diff(mask.astype(np.int8), axis=0, prepend=0) == 1).sum(0), np.int64)
