"""What a copy shows around the page: the bars of a messenger or a viewer, with their own words, belong to no page.

A bar is told from a strip of the page itself by the other copies. One that shows both sides of the bar's edge has a
step there, too, if the strip is the page's own, or the same words. One whose picture ends right at the edge was cut
out where the page ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import LaidCopy, Table
from pipeline.imaging.bars import STEP, Bars, find_bars
from pipeline.imaging.cache import UInt8, load_page
from pipeline.imaging.words import boxes, facing, plain, same_text

SIDES = {"left": (-1, 0), "top": (0, -1), "right": (1, 0), "bottom": (0, 1)}  # where each bar lies, seen from the page
BESIDE = (0.4, 0.6, 0.8, 1.0)  # text heights from the edge at which paper is looked at on both sides
ALONG = np.linspace(0.12, 0.88, 32)  # of an edge: other bars meet it at its ends
MOSTLY = 0.7  # share of the points on a side that a copy must show to say anything
LESS = 0.35  # of a bar's step is left in a copy that shows the same strip toned or blurred
FAINTEST = 2.0  # grey levels
ENDS = 0.5  # text heights between the end of a picture and the edge that count as one place
SURE_WORD = 60.0  # confidence of words that are compared
LONG_WORD = 3  # letters
MARGIN = 5  # pixels of the canvas by which an edge may be off

Float64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where a bar meets the page: points along it, and from there into the bar, on the canvas. inner, outer: points on
    the page and in the bar beside it; step: grey levels between them; words: indices of the copy's words in the bar."""

    copy: LaidCopy
    along: Float64
    inner: Float64
    outer: Float64
    step: float
    words: tuple[int, ...]


def without_surroundings(cache: Path, table: Table) -> Table:
    """The table without the bars around the page. Raises FileNotFoundError when the cache lost an image."""
    bars = [find_bars(load_page(cache, copy.key)) for copy in table.copies]
    copies = list(table.copies)
    for index, (copy, found) in enumerate(zip(table.copies, bars, strict=True)):
        if not found:
            continue
        others = [other for other in table.copies if other is not copy]
        image = load_page(cache, copy.key)
        around = {}
        for side in (side for side in SIDES if getattr(found, side)):
            edge = _edge(copy, image, found, side, table)
            told = {_is_around(cache, other, edge, table) for other in others} if edge.step >= STEP else set()
            if told - {None} == {True}:
                around[side] = getattr(found, side)
        if around:
            copies[index] = _without(copy, Bars(**around), table)
    return replace(table, copies=copies)


def _edge(copy: LaidCopy, image: UInt8, bars: Bars, side: str, table: Table) -> _Edge:
    x0, y0 = bars.left, bars.top
    x1, y1 = copy.page.width - bars.right, copy.page.height - bars.bottom
    out = np.array(SIDES[side], np.float64)
    on_x = {"left": np.full(len(ALONG), x0), "right": np.full(len(ALONG), x1)}.get(side, x0 + ALONG * (x1 - x0))
    on_y = {"top": np.full(len(ALONG), y0), "bottom": np.full(len(ALONG), y1)}.get(side, y0 + ALONG * (y1 - y0))
    along = np.stack([on_x, on_y], 1).astype(np.float64)
    unit = table.text_height * copy.density
    thick = getattr(bars, side)
    inner = np.concatenate([along - out * unit * d for d in BESIDE])
    outer = np.concatenate([along + out * min(unit * d, 0.9 * thick) for d in BESIDE])
    step = _step(image, inner, outer)
    middle = (boxes(copy.words)[:, :2] + boxes(copy.words)[:, 2:]) / 2
    beyond = ((middle - along[0]) * out).sum(1) > 0
    canvas = [_on_canvas(copy, points, table.scale) for points in (along, inner, outer)]
    return _Edge(copy, canvas[0], canvas[1], canvas[2], step, tuple(np.flatnonzero(beyond).tolist()))


def _is_around(cache: Path, other: LaidCopy, edge: _Edge, table: Table) -> bool | None:
    """Does another copy show that the strip is none of the page's, or that it is? None: neither."""
    inner, outer = (_in_own(other, points, table.scale) for points in (edge.inner, edge.outer))
    if _inside(other, inner).mean() < MOSTLY:
        return None
    if _inside(other, outer).mean() < MOSTLY:
        return True if _ends_at(other, edge, table) else None
    image = load_page(cache, other.key)
    if _step(image, inner, outer) >= max(FAINTEST, LESS * edge.step):
        return None  # the same strip, or the same screenshot passed on
    return not _has_words(other, edge)


def _ends_at(other: LaidCopy, edge: _Edge, table: Table) -> bool:
    """Does its picture end where the bar begins?"""
    out = edge.outer[: len(ALONG)] - edge.along
    reach = ENDS * table.text_height * out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
    before, behind = (_in_own(other, edge.along + sign * reach, table.scale) for sign in (-1, 1))
    return bool(_inside(other, before).mean() > MOSTLY and _inside(other, behind).mean() < 1 - MOSTLY)


def _has_words(other: LaidCopy, edge: _Edge) -> bool:
    """Does it carry a word of the bar at the same place?"""
    sure = [
        i
        for i in edge.words
        if edge.copy.words[i].confidence >= SURE_WORD and len(plain(_text(edge.copy, i))) >= LONG_WORD
    ]
    on = facing(edge.copy.boxes[sure], other.boxes).indices
    return any(same_text(_text(edge.copy, i), _text(other, j)) for i, here in zip(sure, on, strict=True) for j in here)


def _text(copy: LaidCopy, index: int) -> str:
    return copy.words[index].text


def _step(image: UInt8, inner: Float64, outer: Float64) -> float:
    """Grey levels, of the channel that differs most, between the paper at two sets of points of a picture."""
    small = cv2.blur(image, (3, 3)).reshape(*image.shape[:2], -1)

    def paper(points: Float64) -> npt.NDArray[np.float64]:
        at = np.round(points).astype(int)
        x, y = (np.clip(at[:, i], 0, small.shape[1 - i] - 1) for i in (0, 1))
        return np.asarray(np.median(small[y, x], axis=0), np.float64)

    return float(np.abs(paper(inner) - paper(outer)).max())


def _on_canvas(copy: LaidCopy, points: Float64, scale: float) -> Float64:
    return (points if copy.laid is None else copy.laid.to_a(points)) * scale


def _in_own(copy: LaidCopy, points: Float64, scale: float) -> Float64:
    return points / scale if copy.laid is None else copy.laid.to_b(points / scale)


def _inside(copy: LaidCopy, points: Float64) -> Mask:
    size = np.array([copy.page.width, copy.page.height])
    return np.asarray(((points >= 0) & (points < size)).all(1))


def _without(copy: LaidCopy, bars: Bars, table: Table) -> LaidCopy:
    """A copy that shows nothing where the bars are."""
    page = np.zeros((copy.page.height, copy.page.width), np.uint8)
    page[bars.top : copy.page.height - bars.bottom, bars.left : copy.page.width - bars.right] = 255
    height, width = copy.ink.shape
    if copy.laid is None:
        on_canvas = np.asarray(cv2.resize(page, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    else:
        on_canvas = copy.laid.lay(page, (width, height), table.scale, outside=0)
    kept = cv2.erode((on_canvas > 250).astype(np.uint8), np.ones((2 * MARGIN + 1, 2 * MARGIN + 1), np.uint8)) > 0
    own = boxes(copy.words)
    middle = np.round((own[:, :2] + own[:, 2:]) / 2).astype(int)
    on_page = [i for i, (x, y) in enumerate(middle) if 0 <= y < page.shape[0] and 0 <= x < page.shape[1] and page[y, x]]
    paper = kept.astype(np.float32)
    return replace(
        copy,
        ink=copy.ink * paper,
        strokes=copy.strokes * paper,
        chroma=copy.chroma * paper,
        seen=copy.seen & kept,
        words=[copy.words[i] for i in on_page],
        boxes=copy.boxes[on_page],
    )
