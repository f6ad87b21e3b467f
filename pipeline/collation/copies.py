"""The copies of a cluster laid on one canvas: inks, what each shows, and its words in the canvas's coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.collation.blocks import TEXT_HALF
from pipeline.collation.laying import Seat, coarse, lay_on
from pipeline.imaging.cache import UInt8, load_page, load_shown
from pipeline.imaging.features import load_features
from pipeline.imaging.ink import Ink, ink_of, strokes_of
from pipeline.imaging.registration import Registration, project
from pipeline.imaging.words import boxes, corners, surely_read, upright
from pipeline.records import PageInput, PageKey, Word

TEXT_HEIGHT = 24.0  # canvas pixels of the base's median word: a digit's strokes are then 2 to 3 pixels wide
LONG_SIDE = 2_600  # canvas pixels at most
MAX_PIXELS = 140e6  # of all canvases of a cluster, squares of the long side, together: a guard process holds no more
CELL = 8  # canvas pixels; a third of a line
OTHER_PAPER = 0.22  # natural logarithm of lightness: more than tone and shadow change paper beside paper
STROKE_REACH = 1.8  # text heights: what is wider is no letter of the text
DETOURS = 2  # copies already laid over which a copy may be laid that does not fit the base directly
MOST_STRETCH = 0.25  # natural logarithm; crumpled sheets are stretched by 0.1, a field gone astray by 0.8
UNSUPPORTED = 1.5  # text heights from a detail that both show, beyond which nothing holds the field
BENT = 1.0  # text heights by which a sheet departs from a plane, from which it is bent: nearly all of it at most
# Share of the pairs of details within so many text heights that the sheet moves apart by so many: where lines moved as
# a whole only those on both sides of the gap
AROUND, SLOPE, CURVED = 3.0, 0.03, 0.15
HELD = 3.0  # text heights from a detail, beyond which nothing holds a bent one
SAME_FRAME = 0.01  # of the canvas's long side, by which corners of the same frame may lie apart
LEGIBLE_HEIGHT = 8.0  # pixels of a copy's own text; below, letters are guessed (measured: 1 of 4 right under 9 px)

BASES_TRIED = 3
FEW_LEFT_OUT = 0.34  # share of the other copies that a base may leave out before another one is tried

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LaidCopy:
    """One copy on the canvas. ink: all that is darker than the paper; strokes: only what is as thin as letters;
    paper: (rows, columns) of cells, natural logarithm of the lightness behind the text, nan where not seen;
    boxes: (n, 4) its words on the canvas; density: its own pixels for one of the canvas."""

    page: PageInput
    ink: Ink
    strokes: Ink
    chroma: Ink
    paper: Ink
    seen: Mask
    words: Sequence[Word]
    boxes: npt.NDArray[np.float64]
    density: float
    laid: Registration | None

    @property
    def key(self) -> PageKey:
        """The page."""
        return self.page.key

    def own_box(self, box: tuple[float, float, float, float], scale: float) -> tuple[float, float, float, float]:
        """A box of the canvas in the copy's own frame: the upright box around it."""
        x0, y0, x1, y1 = (v / scale for v in box)
        points = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        if self.laid is not None:
            points = self.laid.to_b(points)
        low = np.clip(points.min(0), 0, [self.page.width, self.page.height])
        high = np.clip(points.max(0), 0, [self.page.width, self.page.height])
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def stretch(self, boxes: npt.NDArray[np.float64], scale: float) -> npt.NDArray[np.float64]:
        """(n, 2) natural logarithms of how much wider and higher the copy was stretched at (n, 4) boxes of the canvas
        than over the whole page."""
        if self.laid is None:
            return np.zeros((len(boxes), 2))
        x0, y0, x1, y1 = (boxes / scale).T
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        ends = ((x0, middle[1]), (x1, middle[1]), (middle[0], y0), (middle[0], y1))
        points = [np.stack(at, axis=1) for at in ends]
        bent, flat = (
            np.stack([np.linalg.norm(to[1] - to[0], axis=1), np.linalg.norm(to[3] - to[2], axis=1)], axis=1)
            for to in (
                [self.laid.to_b(at) for at in points],
                [project(self.laid.homography, at) for at in points],
            )
        )
        return np.asarray(np.log(np.maximum(flat, 1e-6) / np.maximum(bent, 1e-6)), np.float64)


@dataclass(frozen=True, slots=True)
class Table:
    """All copies that could be laid on the base, the base first; scale: canvas pixels a pixel of the base's frame.
    left_out: those that could not, with the reason."""

    copies: Sequence[LaidCopy]
    scale: float
    text_height: float
    left_out: Sequence[tuple[PageKey, str]]


def framed_alike(table: Table) -> Mask:
    """(copies, copies): do the frames of two copies end at the same edges of the page? A scan and its re-post do, or a
    copy of which something was taken away; one that was cropped, framed or photographed does not."""
    frames = np.array([_frame(copy, table.scale) for copy in table.copies]).reshape(len(table.copies), -1)
    within = SAME_FRAME * max(table.copies[0].ink.shape)
    return np.asarray(np.abs(frames[:, None] - frames[None]).max(2) < within, bool)


def _frame(copy: LaidCopy, scale: float) -> npt.NDArray[np.float64]:
    """(4, 2): the corners of a copy's frame on the canvas, as if the page were flat."""
    width, height = copy.page.width, copy.page.height
    points = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    if copy.laid is not None:
        points = project(np.asarray(np.linalg.inv(copy.laid.homography), np.float64), points)
    return np.asarray(points * scale, np.float64)


def unevenly_laid(table: Table, boxes: npt.NDArray[np.float64]) -> Mask:
    """(copies, n): was the copy stretched at a box of the canvas far more or less than over the whole page, with no
    detail near that both show? The field that lays it went astray there; beside a line that one copy lacks it does not.
    boxes: (n, 4)."""
    return np.array([_is_uneven(copy, boxes, table) for copy in table.copies], bool)


def _is_uneven(copy: LaidCopy, boxes: npt.NDArray[np.float64], table: Table) -> Mask:
    uneven = np.asarray((np.abs(copy.stretch(boxes, table.scale)) > MOST_STRETCH).any(1), np.bool_)
    if uneven.any() and copy.laid is not None and len(copy.laid.matched):
        middles = (boxes[uneven, :2] + boxes[uneven, 2:]) / 2 / table.scale
        away, _ = cKDTree(copy.laid.matched).query(middles)
        uneven[uneven] = away > UNSUPPORTED * table.text_height / table.scale
    return uneven


def loosely_held(table: Table, boxes: npt.NDArray[np.float64]) -> Mask:
    """(copies, n): is the copy's sheet bent, and no detail near a box of the canvas that both show? Where it lies
    between the details is a guess then: the box may show the paper beside a word. boxes: (n, 4)."""
    out = np.zeros((len(table.copies), len(boxes)), bool)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    for index, copy in enumerate(table.copies):
        if copy.laid is not None and is_bent(copy, table.text_height) and len(copy.laid.matched) and len(boxes):
            away, _ = cKDTree(copy.laid.matched * table.scale).query(middles)
            out[index] = away > HELD * table.text_height + (boxes[:, 2:] - boxes[:, :2]).min(1) / 2
    return out


def is_bent(copy: LaidCopy, text_height: float) -> bool:
    """Is it no plane sheet? Then a word may lie a little beside its place. One on which lines were moved as a whole has
    plane parts. text_height: canvas pixels."""
    laid = copy.laid
    if laid is None or laid.bend_px < BENT * text_height * copy.density or not len(laid.matched):
        return False
    left = laid.to_b(laid.matched) - project(laid.homography, laid.matched)
    tree = cKDTree(laid.to_b(laid.matched))
    pairs = np.array(sorted(tree.query_pairs(AROUND * text_height * copy.density)), np.intp).reshape(-1, 2)
    apart = np.linalg.norm(left[pairs[:, 0]] - left[pairs[:, 1]], axis=1)
    return bool(len(pairs)) and float((apart > SLOPE * text_height * copy.density).mean()) > CURVED


def bases(pages: Sequence[PageInput]) -> list[PageInput]:
    """The copies in the order in which they are tried as the one that the others are laid on: the one with the most
    surely read letters first."""
    return sorted(
        pages,
        key=lambda p: (
            surely_read(p.words),
            p.width * p.height,
            p.key,
        ),
        reverse=True,
    )


def median_height(words: Sequence[Word]) -> float:
    """Median height of the words read with some confidence, in frame pixels; 0 without any."""
    heights = [w.y1 - w.y0 for w in words if w.confidence >= 50 and len(w.text) >= 2]
    return float(np.median(heights)) if heights else 0.0


def lay_out(cache: Path, pages: Sequence[PageInput]) -> Table:
    """Register every page to a base. Images and features lie in the cache; raises FileNotFoundError.

    A base on which few of the others can be laid is no base: a dark screenshot that shows the page in its middle may
    carry the most letters. The next best is tried then, and the best of those counts.
    """
    tried: list[Table] = []
    for base in bases(pages)[:BASES_TRIED]:
        tried.append(_lay_out_on(cache, pages, base))
        if len(tried[-1].left_out) <= FEW_LEFT_OUT * (len(pages) - 1):
            break
    return min(tried, key=lambda table: len(table.left_out))


def _lay_out_on(cache: Path, pages: Sequence[PageInput], base: PageInput) -> Table:
    height = median_height(base.words) or max(base.width, base.height) / 80
    long_side = min(LONG_SIDE, math.sqrt(MAX_PIXELS / len(pages)))
    scale = min(float(np.clip(TEXT_HEIGHT / height, 0.3, 3.0)), long_side / max(base.width, base.height))
    size = (max(8, round(base.width * scale)), max(8, round(base.height * scale)))
    image = load_page(cache, base.key)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    canvas = np.asarray(cv2.resize(image, size, interpolation=interpolation), np.uint8)
    shown = np.asarray(cv2.resize(load_shown(cache, base.key), size, interpolation=cv2.INTER_NEAREST) > 0)
    copies = [_laid(base, canvas, shown, boxes(base.words) * scale, 1 / scale, None, height * scale)]
    left_out = []
    seat = Seat(_grey(image), load_features(cache, base.key))
    small_scale = min(TEXT_HALF / height, 1_400 / max(base.width, base.height))
    small = (max(8, round(base.width * small_scale)), max(8, round(base.height * small_scale)))
    base_ink = ink_of(np.asarray(cv2.resize(seat.grey, small, interpolation=cv2.INTER_AREA), np.uint8))
    base_coarse = coarse(seat)
    others: list[tuple[Seat, Registration]] = []
    # the largest first: a blurred copy finds its place over a less blurred one
    for page in sorted(
        (p for p in pages if p.key != base.key), key=lambda p: (-sum(w.confidence for w in p.words), p.key)
    ):
        image = load_page(cache, page.key)
        here = Seat(_grey(image), load_features(cache, page.key))
        laid = lay_on(seat, base_coarse, base_ink, here, small_scale, others[-DETOURS:])
        if laid is None:
            left_out.append((page.key, "it could not be laid on the clearest copy: too few details of both agree"))
            continue
        others.append((here, laid))
        canvas = laid.lay(image, size, scale)
        inside = laid.lay(load_shown(cache, page.key), size, scale, outside=0) > 250
        seen = np.asarray(cv2.erode(inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
        mapped = upright(laid.to_a(corners(boxes(page.words)))) * scale if page.words else np.zeros((0, 4))
        corner = np.array([[0, 0], [base.width, 0], [base.width, base.height], [0, base.height]], np.float64)
        area = cv2.contourArea(laid.to_b(corner).astype(np.float32)) / (size[0] * size[1])
        copy = _laid(page, canvas, seen, mapped, float(np.sqrt(max(area, 1e-6))), laid, height * scale)
        copies.append(_without_squeezed(copy, laid.squeezed(size, scale), height * scale))
    return Table(copies, scale, height * scale, left_out)


def _grey(image: UInt8) -> UInt8:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _laid(
    page: PageInput,
    canvas: UInt8,
    seen: Mask,
    own: npt.NDArray[np.float64],
    density: float,
    laid: Registration | None,
    text_height: float,
) -> LaidCopy:
    grey = _grey(canvas)
    strokes = strokes_of(grey, round(STROKE_REACH * text_height)) * seen
    paper = _paper(grey, seen)
    return LaidCopy(page, ink_of(grey) * seen, strokes, _chroma(canvas), paper, seen, page.words, own, density, laid)


def _paper(grey: UInt8, seen: Mask) -> Ink:
    """Lightness behind the text, cell by cell: strokes are closed, light letters on dark smoothed away."""
    height, width = grey.shape
    size = (max(1, width // CELL), max(1, height // CELL))
    light = cv2.dilate(grey, np.ones((CELL + 1, CELL + 1), np.uint8))
    small = cv2.medianBlur(np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.uint8), 3)
    known = cv2.resize(seen.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return np.where(known, np.log(np.maximum(small, 1).astype(np.float32)), np.float32(np.nan))


def _without_squeezed(copy: LaidCopy, squeezed: Mask, text_height: float) -> LaidCopy:
    """What a copy has no room for is paper on it: the lines around are smeared over it otherwise. On a bent sheet it is
    a fold that the field lost, and not shown."""
    if not squeezed.any():
        return copy
    if is_bent(copy, text_height):
        return replace(copy, seen=copy.seen & ~squeezed)
    kept = (~squeezed).astype(np.float32)
    return replace(copy, ink=copy.ink * kept, strokes=copy.strokes * kept, chroma=copy.chroma * kept)


def _chroma(canvas: UInt8) -> Ink:
    """How coloured each pixel is, beyond the page's own tint: 0 grey, 1 fully coloured."""
    if canvas.ndim == 2:
        return np.zeros(canvas.shape, np.float32)
    lab = cv2.cvtColor(canvas, cv2.COLOR_RGB2LAB)
    small = cv2.resize(lab.astype(np.float32), None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    across, along = (lab[..., i].astype(np.float32) - np.median(small[..., i]) for i in (1, 2))
    return np.asarray(np.minimum(cv2.magnitude(across, along) / np.float32(60), 1), np.float32)
