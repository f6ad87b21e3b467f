"""What a copy shows around the page: the bars of a messenger or a viewer, with their own words, belong to no page.

A bar is told from a strip of the page itself by the other copies. One that shows both sides of the bar's edge has a
step there, too, if the strip is the page's own, or the same words. One whose picture ends right at the edge was cut
out where the page ends.

What lies around a photographed or turned sheet is another paper than the other copies have there, from a sharp edge on
to the end of the picture, and says nothing that they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import OTHER_PAPER, LaidCopy, Table
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
WITNESSES = 5  # copies whose paper each is compared with: of a sheet that was photographed once and passed on by many,
# most copies show the desk
EDGE_CELLS = 2  # within which it changes: a shadow fades
ALL_ALONG = 0.7  # share of the edge
SMALLEST = 6  # cells
LARGEST = 0.4  # of what a copy shows; more is a page of other tone
NOTHING = np.float32(99.0)  # lighter than any paper
MARGIN = 5  # pixels of the canvas by which an edge may be off

Float64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Paper = npt.NDArray[np.float32]


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
    """The table without what copies show around the page. Raises FileNotFoundError when the cache lost an image."""
    return _without_desks(_without_bars(cache, table))


def _without_bars(cache: Path, table: Table) -> Table:
    copies = list(table.copies)
    for index, copy in enumerate(table.copies):
        image = load_page(cache, copy.key)
        found = find_bars(image)
        edges = {side: _edge(copy, image, found, side, table) for side in SIDES if getattr(found, side)}
        edges = {side: edge for side, edge in edges.items() if edge.step >= STEP}
        told: dict[str, set[bool | None]] = {side: set() for side in edges}
        for other in (other for other in table.copies if other is not copy and edges):
            picture = load_page(cache, other.key)
            for side, edge in edges.items():
                told[side].add(_is_around(picture, other, edge, table))
        around = {side: getattr(found, side) for side, answers in told.items() if answers - {None} == {True}}
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


def _is_around(picture: UInt8, other: LaidCopy, edge: _Edge, table: Table) -> bool | None:
    """Does another copy (picture: its own pixels) show that the strip is none of the page's, or that it is? None:
    neither."""
    inner, outer = (_in_own(other, points, table.scale) for points in (edge.inner, edge.outer))
    if _inside(other, inner).mean() < MOSTLY:
        return None
    if _inside(other, outer).mean() < MOSTLY:
        return True if _ends_at(other, edge, table) else None
    if _step(picture, inner, outer) >= max(FAINTEST, LESS * edge.step):
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
    return _says(other, edge.copy, [i for i in edge.words if edge.copy.words[i].confidence >= SURE_WORD])


def _says(other: LaidCopy, copy: LaidCopy, words: Sequence[int]) -> bool:
    """Does another copy say one of a copy's longer words (their indices) at the same place?"""
    long = [i for i in words if len(plain(copy.words[i].text)) >= LONG_WORD]
    on = facing(copy.boxes[long], other.boxes).indices
    return any(same_text(copy.words[i].text, other.words[j].text) for i, at in zip(long, on, strict=True) for j in at)


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


def _without_desks(table: Table) -> Table:
    """The table without what has other paper than most copies have there, or than one of those that show most."""
    papers = np.stack([copy.paper - _middle(copy.paper) for copy in table.copies])
    known = np.isfinite(papers)
    usual = np.full(papers.shape[1:], np.nan, np.float32)
    usual[known.any(0)] = np.nanmedian(papers[:, known.any(0)], axis=0)
    # those that show most, and of these the evenest: a desk is another paper than the sheet on it
    spread = [float(np.nanstd(paper)) if np.isfinite(paper).any() else 0.0 for paper in papers]
    widest = sorted(range(len(papers)), key=lambda i: (-int(known[i].sum()), spread[i], i))
    copies = []
    for index, copy in enumerate(table.copies):
        others = [papers[i] for i in widest if i != index][:WITNESSES]
        desk = np.logical_or.reduce([_desk(table, index, theirs) for theirs in (usual, *others)])
        desk = cv2.dilate(desk.astype(np.uint8), _cells(1)) > 0  # letters that the edge cuts
        copies.append(_kept(copy, ~_on_pixels(desk, copy.seen.shape)) if desk.any() else copy)
    return replace(table, copies=copies)


def _desk(table: Table, index: int, theirs: Paper) -> Mask:
    """Cells of a copy that begin at a sharp edge which the paper of others does not have, and reach to its end."""
    paper = table.copies[index].paper
    known = np.isfinite(paper)
    off = paper - theirs
    off = np.nan_to_num(off - _middle(off))
    other = (np.abs(off) > OTHER_PAPER) & known
    desk = np.zeros(off.shape, bool)
    for region in _at_the_end(other & (_range(paper, known, 1) < OTHER_PAPER), known):
        whole = other & (cv2.dilate(region.astype(np.uint8), _cells(EDGE_CELLS)) > 0)
        is_sharp = whole.sum() <= LARGEST * known.sum() and _is_sharp(paper, whole, known)
        if is_sharp and not _is_sharp(theirs, whole, np.isfinite(theirs)) and not _is_read_by_two(table, index, whole):
            desk |= whole
    return desk


def _middle(paper: Paper) -> float:
    return float(np.nanmedian(paper)) if np.isfinite(paper).any() else 0.0


def _at_the_end(cells: Mask, known: Mask) -> list[Mask]:
    """Connected regions of cells that reach the end of what a copy shows."""
    count, labels = cv2.connectedComponents((cells & known).astype(np.uint8))
    inner = cv2.erode(np.pad(known, 1).astype(np.uint8), np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    ends = set(np.unique(labels[known & ~inner]).tolist()) - {0}
    regions = [labels == number for number in range(1, count) if number in ends]
    return [region for region in regions if SMALLEST <= region.sum() <= LARGEST * known.sum()]


def _is_sharp(paper: Paper, region: Mask, known: Mask) -> bool:
    """Does the copy's own paper change within few cells nearly all along the edge where a region meets the page?"""
    edge = (cv2.dilate(region.astype(np.uint8), _cells(1)) > 0) & ~region & known
    return bool(edge.any() and (_range(paper, known, EDGE_CELLS)[edge] >= OTHER_PAPER).mean() >= ALL_ALONG)


def _range(paper: Paper, known: Mask, reach: int) -> Paper:
    """How much paper differs within some cells of each cell."""
    lightest = cv2.dilate(np.where(known, paper, -NOTHING), _cells(reach))
    darkest = cv2.erode(np.where(known, paper, NOTHING), _cells(reach))
    return np.asarray(lightest - darkest, np.float32)


def _cells(reach: int) -> npt.NDArray[np.uint8]:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)


def _is_read_by_two(table: Table, index: int, region: Mask) -> bool:
    """Does another copy say the same where this one does? Then it is the page, however its tone was changed. What they
    say may differ, too, which is what is looked for; but not where more copies have other paper there: two apps."""
    copy = table.copies[index]
    large = _on_pixels(region, copy.seen.shape)
    middle = np.round((copy.boxes[:, :2] + copy.boxes[:, 2:]) / 2).astype(int)
    height, width = large.shape
    on = [i for i, (x, y) in enumerate(middle) if 0 <= y < height and 0 <= x < width and large[y, x]]
    sure = [i for i in on if _is_sure(copy, i)]
    others = [other for other in table.copies if other is not copy]
    if any(_says(other, copy, on) for other in others):
        return True
    faced = any(
        _is_sure(other, j) for other in others for at in facing(copy.boxes[sure], other.boxes).indices for j in at
    )
    return faced and sum(_has_other_paper(copy, other, region) for other in others) <= len(others) / 2


def _has_other_paper(copy: LaidCopy, other: LaidCopy, region: Mask) -> bool:
    known = region & np.isfinite(copy.paper) & np.isfinite(other.paper)
    if not known.any():
        return False
    off = (copy.paper[known] - _middle(copy.paper)) - (other.paper[known] - _middle(other.paper))
    return bool(np.median(np.abs(off)) > OTHER_PAPER)


def _is_sure(copy: LaidCopy, number: int) -> bool:
    word = copy.words[number]
    return word.confidence >= SURE_WORD and len(plain(word.text)) >= LONG_WORD


def _on_pixels(cells: Mask, shape: tuple[int, ...]) -> Mask:
    large = cv2.resize(cells.astype(np.uint8), (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(large > 0)


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
    return _kept(copy, kept)


def _kept(copy: LaidCopy, kept: Mask) -> LaidCopy:
    """A copy that shows nothing but some pixels of the canvas, and the words in their middle there."""
    middle = np.round((copy.boxes[:, :2] + copy.boxes[:, 2:]) / 2).astype(int)
    height, width = kept.shape
    words = [i for i, (x, y) in enumerate(middle) if not (0 <= y < height and 0 <= x < width) or kept[y, x]]
    paper = kept.astype(np.float32)
    cells = cv2.resize(kept.astype(np.uint8), copy.paper.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return replace(
        copy,
        ink=copy.ink * paper,
        strokes=copy.strokes * paper,
        chroma=copy.chroma * paper,
        paper=np.where(cells, copy.paper, np.float32(np.nan)),
        seen=copy.seen & kept,
        words=[copy.words[i] for i in words],
        boxes=copy.boxes[words],
    )
