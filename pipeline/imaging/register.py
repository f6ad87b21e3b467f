"""Laying one page on another: matches that agree with their neighbours, a homography, and what curl adds to it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from pipeline.imaging.features import Features
from pipeline.imaging.registration import Float64, Registration, project

RATIO = 0.86  # best over second-best distance (Lowe 2004); looser, because neighbours must agree afterwards
NEIGHBOURS = 12  # looked at around each match
AGREEING = 5  # of them must lie where the match's own scale and rotation predict
CELL = 1 / 16  # of the long side: matches are counted by cells, a hundred on one logo are one place
MIN_MATCHES = 12  # under this nothing is laid on anything
GUIDED_REACH = 0.012  # of the long side: how far from its predicted place a second-round match may lie
GUIDED_ROUNDS = 3  # a fit that began on one half of the page grows over the other
GUIDED_GAIN = 1.1  # a round that finds fewer more than this was the last
GUIDED_RATIO = 0.9  # best over second best among the features there
GUIDED_LIKENESS = 0.72  # cosine of RootSIFT descriptors; blurred letters of a copy stay above it
GUIDED_OCTAVE = 1.6  # factor by which the features' sizes may depart from the scale of the fit
GUIDED_TURN = 0.35  # radians by which their directions may
SMALL = 10  # percentile of a page's feature sizes under which the other's details are too small to be seen on it
NEARLY_ALL, FLAT = 95, 0.008  # a page is flat where nearly all (percentile) lie closer than so much of the long side
FLAT_BEND = 0.03  # of the long side; less than this is a line that was put in, and moved the others
BESIDE = 0.05  # of the long side: matches so near each other are of one fold, or of one word
JUMP = 0.7  # by which the shifts of two matches differ, of their distance: paper bends, and does not tear
PAIRS, APART = 5, 0.005  # of which the middle counts: the closest ones that lie so far apart, of the long side
BODILY = 0.12  # spread of the shifts of matches that moved as one, of their shift: a word that stands twice on a flat
# page lies elsewhere as a whole, and a fold lifts its edge most


class Field(NamedTuple):
    """How the field follows curl. nodes: along the long side; matches: that decide at a node; bend: of the long side,
    farther from the homography a match is not followed."""

    nodes: int
    matches: int
    bend: float


STIFF = Field(24, 24, 0.2)  # more matches at a node than any one edited word has. For comparing words: what is laid is
# a copy, and one half of a sheet that curls lies far from the homography of the other
SUPPLE = Field(48, 8, 0.08)  # follows creases too, and mistakes. For telling whether there is a copy at all


def register(a: Features, b: Features, size_a: tuple[int, int], field: Field = STIFF) -> Registration | None:
    """Lay page B on page A. size_a: (width, height); field: STIFF or SUPPLE. None when fewer than MIN_MATCHES matches
    hold together.

    A fit proves nothing by itself: any two pages of one form fit.
    """
    pairs = _mutual(a, b)
    if len(pairs) < MIN_MATCHES:
        return None
    clear = len(pairs)
    pairs = pairs[_consistent(a, b, pairs)]
    if len(pairs) < MIN_MATCHES:
        return None
    agreeing = len(pairs) / clear
    fitted = _fit(a, b, pairs, size_a, field)
    for _ in range(GUIDED_ROUNDS if fitted is not None else 0):
        assert fitted is not None
        more = _guided(a, b, fitted)
        if len(more) > fitted.n_matches:
            more = more[_consistent(a, b, more)]
        if len(more) < GUIDED_GAIN * fitted.n_matches:
            break
        again = _fit(a, b, more, size_a, field)
        if again is None or again.n_matches <= fitted.n_matches:
            break
        fitted = again
    return None if fitted is None else replace(fitted, agreeing=agreeing)


def shared_details(
    laid: Registration, a: Features, b: Features, size_a: tuple[int, int], size_b: tuple[int, int]
) -> float:
    """Share of the details in common sight that match, 0 to 1. Sizes: (width, height).

    In common sight are the features of one page that lie in the other's frame and are not smaller there than what the
    other has features of; of the two pages the one with fewer of them counts. Seen on photographs of eight invoices:
    copies 0.19 to 1 (95 in 100 above 0.25), other pages 0.20 at most; of re-posted pages 98 in 100 above 0.26, other
    pages of the same form, which share headings and rules, 0.25 half of the time. So the share decides nothing alone.
    """
    on_b = laid.to_b(a.xy)
    scale = np.linalg.norm(laid.to_b(a.xy + np.array([1.0, 0.0])) - on_b, axis=1)
    on_a = laid.to_a(b.xy)
    of_a = _inside(on_b, size_b) & (a.size * scale >= np.percentile(b.size, SMALL))
    of_b = _inside(on_a, size_a) & (b.size / max(float(np.median(scale)), 1e-6) >= np.percentile(a.size, SMALL))
    return min(1.0, laid.n_matches / max(1, min(int(of_a.sum()), int(of_b.sum()))))


def _inside(points: Float64, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    return np.asarray(((points >= 0) & (points < np.array(size))).all(1))


def _fit(
    a: Features, b: Features, pairs: npt.NDArray[np.intp], size_a: tuple[int, int], field: Field
) -> Registration | None:
    """A homography through most matches and the field through those that stay near it."""
    long_side = max(size_a)
    from_a, to_b = a.xy[pairs[:, 0]].astype(np.float64), b.xy[pairs[:, 1]].astype(np.float64)
    spread_b = float(np.linalg.norm(to_b.max(0) - to_b.min(0))) or 1.0
    scale_b = spread_b / (float(np.linalg.norm(from_a.max(0) - from_a.min(0))) or 1.0)
    cv2.setRNGSeed(1)
    homography, mask = cv2.findHomography(from_a, to_b, cv2.USAC_MAGSAC, 0.004 * long_side * scale_b, maxIters=5_000)
    if homography is None or not _sane(homography, size_a):
        return None
    residual = to_b - project(homography, from_a)
    near = _follow_the_sheet(from_a / long_side, residual / (long_side * scale_b), field.bend)
    if near.sum() < MIN_MATCHES:
        return None
    nodes, step = _field(from_a[near], residual[near], size_a, field)
    fitted = Registration(homography, nodes, step, int(near.sum()), int(mask.sum()), 0, 0.0, from_a[near])
    left = np.linalg.norm(to_b[near] - fitted.to_b(from_a[near]), axis=1)
    cells = {tuple(c) for c in (from_a[near] / (CELL * long_side)).astype(int).tolist()}
    plain = float(np.median(np.linalg.norm(residual[near], axis=1)))
    return replace(fitted, n_cells=len(cells), residual_px=float(np.median(left)), plain_residual_px=plain)


def _follow_the_sheet(at: Float64, shift: Float64, bend: float) -> npt.NDArray[np.bool_]:
    """Which matches the field follows: not those far from the homography, and on a page that is flat for the rest not
    those that moved as one, or jump away from the matches around. at: (n, 2) on A; shift: (n, 2) from the homography,
    in the same unit: that of the page's long side; bend: as of `Field`."""
    off = np.linalg.norm(shift, axis=1)
    near = np.asarray(off < bend, np.bool_)
    if not near.any():
        return near
    is_flat = float(np.percentile(off[near], NEARLY_ALL)) < FLAT
    far = near & (off >= FLAT_BEND) & is_flat
    rest = np.flatnonzero(near & ~far)
    if not far.any() or not len(rest):
        return near
    which = np.flatnonzero(far)
    linked = cKDTree(at[which]).sparse_distance_matrix(cKDTree(at[which]), BESIDE)
    n_parts, part = connected_components(linked, directed=False)
    distance, beside = cKDTree(at[rest]).query(at[which])
    jump = np.linalg.norm(shift[which] - shift[rest[beside]], axis=1) / np.maximum(distance, APART)
    for number in range(n_parts):
        own = np.flatnonzero(part == number)
        apart = own[distance[own] >= APART] if (distance[own] >= APART).any() else own
        closest = apart[np.argsort(distance[apart], kind="stable")[:PAIRS]]
        moved = shift[which[own]]
        is_bodily = np.linalg.norm(moved.std(0)) < BODILY * np.linalg.norm(moved.mean(0))
        if is_bodily or np.median(jump[closest]) > JUMP:
            near[which[own]] = False
    return near


def _guided(a: Features, b: Features, fit: Registration) -> npt.NDArray[np.intp]:
    """(n, 2) matches found where the fit predicts them: repeated letters, which have no unique likeness on the whole
    page, have one there. Features of B are taken once."""
    predicted = fit.to_b(a.xy)
    nudge = fit.to_b(a.xy + np.array([1.0, 0.0])) - predicted
    scale, turn = np.linalg.norm(nudge, axis=1), np.arctan2(nudge[:, 1], nudge[:, 0])
    reach = GUIDED_REACH * float(np.linalg.norm(b.xy.max(0) - b.xy.min(0)))
    there = cKDTree(b.xy).query_ball_point(predicted, reach)
    rows = np.repeat(np.arange(len(a)), [len(t) for t in there])
    if not len(rows):
        return np.zeros((0, 2), np.intp)
    columns = np.concatenate([np.asarray(t, np.intp) for t in there])
    size = np.abs(np.log(b.size[columns] / np.maximum(a.size[rows] * scale[rows], 1e-6)))
    angle = np.abs((b.angle[columns] - a.angle[rows] - turn[rows] + np.pi) % (2 * np.pi) - np.pi)
    fits = (size < np.log(GUIDED_OCTAVE)) & (angle < GUIDED_TURN)
    rows, columns = rows[fits], columns[fits]
    left, right = a.descriptor.astype(np.float32), b.descriptor.astype(np.float32)
    left /= np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-6)
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-6)
    likeness = np.einsum("ij,ij->i", left[rows], right[columns])
    order = np.lexsort((columns, -likeness, rows))
    rows, columns, likeness = rows[order], columns[order], likeness[order]
    first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, bool)
    runner_up = np.where(np.append(~first[1:], False), np.append(likeness[1:], 0.0), -1.0)
    distinct = np.sqrt(np.maximum(2 - 2 * likeness, 0)) < GUIDED_RATIO * np.sqrt(np.maximum(2 - 2 * runner_up, 1e-9))
    keep = first & distinct & (likeness >= GUIDED_LIKENESS)
    rows, columns, likeness = rows[keep], columns[keep], likeness[keep]
    order = np.lexsort((rows, -likeness))
    _, once = np.unique(columns[order], return_index=True)
    chosen = order[once]
    return np.stack([rows[chosen], columns[chosen]], 1)


def _sane(homography: Float64, size: tuple[int, int]) -> bool:
    """The page's corners stay a convex quadrilateral, not mirrored, not shrunk to a line."""
    width, height = size
    corners = project(homography, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))
    edges = np.roll(corners, -1, 0) - corners
    turns = edges[:, 0] * np.roll(edges[:, 1], -1) - edges[:, 1] * np.roll(edges[:, 0], -1)
    lengths = np.linalg.norm(edges, axis=1)
    return bool(np.all(turns > 0) and lengths.min() > 0.05 * lengths.max() and np.isfinite(corners).all())


def _mutual(a: Features, b: Features) -> npt.NDArray[np.intp]:
    """(n, 2) indices of features that choose each other, clearly before any second choice."""
    if len(a) < 2 or len(b) < 2:
        return np.zeros((0, 2), np.intp)
    left = a.descriptor.astype(np.float32)
    right = b.descriptor.astype(np.float32)
    left /= np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-6)
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-6)
    similarity = left @ right.T
    best_b = similarity.argmax(1)
    rows = np.arange(len(left))
    best = similarity[rows, best_b].copy()
    # The best of each column are looked at, not sought: numpy finds a column's place ten times slower than its value.
    chooses_back = best == similarity.max(0)[best_b]
    mutual = np.zeros(len(left), bool)
    mutual[np.flatnonzero(chooses_back)[np.unique(best_b[chooses_back], return_index=True)[1]]] = True
    similarity[rows, best_b] = -1
    second = similarity.max(1)
    distance = np.sqrt(np.maximum(2 - 2 * best, 0))
    distance_second = np.sqrt(np.maximum(2 - 2 * second, 1e-9))
    keep = mutual & (distance < RATIO * distance_second)
    return np.stack([rows[keep], best_b[keep]], 1)


def _consistent(a: Features, b: Features, pairs: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which matches have neighbours where their own scale and rotation say they should be."""
    from_a, to_b = a.xy[pairs[:, 0]], b.xy[pairs[:, 1]]
    scale = b.size[pairs[:, 1]] / a.size[pairs[:, 0]]
    turn = b.angle[pairs[:, 1]] - a.angle[pairs[:, 0]]
    k = min(NEIGHBOURS + 1, len(pairs))
    _, near = cKDTree(from_a).query(from_a, k=k)
    near = near[:, 1:]
    offset = from_a[near] - from_a[:, None]
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    predicted = np.stack([cos * offset[..., 0] - sin * offset[..., 1], sin * offset[..., 0] + cos * offset[..., 1]], -1)
    predicted *= scale[:, None, None]
    actual = to_b[near] - to_b[:, None]
    reach = np.linalg.norm(predicted, axis=-1)
    error = np.linalg.norm(actual - predicted, axis=-1)
    return np.asarray((error < 0.25 * reach + 3).sum(1) >= min(AGREEING, k - 1))


def _field(
    at: Float64, residual: Float64, size: tuple[int, int], field: Field
) -> tuple[npt.NDArray[np.float32], tuple[float, float]]:
    """Shifts at the nodes of a grid: a robust local plane through the nearest matches at each node."""
    width, height = size
    spacing = max(size) / field.nodes
    columns, rows = max(2, round(width / spacing) + 1), max(2, round(height / spacing) + 1)
    step = (width / (columns - 1), height / (rows - 1))
    x, y = np.meshgrid(np.arange(columns) * step[0], np.arange(rows) * step[1])
    where = np.stack([x.ravel(), y.ravel()], 1)
    k = min(field.matches, len(at))
    distance, near = cKDTree(at).query(where, k=k)
    values, offsets = residual[near], at[near] - where[:, None]
    middle = np.median(values, 1, keepdims=True)
    off = np.linalg.norm(values - middle, axis=2)
    weight = np.exp(-((distance / np.maximum(distance[:, [k // 2]], spacing)) ** 2))
    weight *= off <= 3 * np.median(off, 1, keepdims=True) + 1.0
    # far from all matches the plane would run away: only the mean is used there
    reach = np.maximum(distance[:, [k - 1]], spacing)
    design = np.concatenate([np.ones((*offsets.shape[:2], 1)), offsets / reach[..., None]], 2)
    weighted = design * weight[..., None]
    normal = weighted.transpose(0, 2, 1) @ design + np.diag([1e-6, 0.5, 0.5])
    solved = np.linalg.solve(normal, weighted.transpose(0, 2, 1) @ values)
    return solved[:, 0].reshape(rows, columns, 2).astype(np.float32), step
