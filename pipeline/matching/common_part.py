"""The part of a page that another page shows, too: around what matches on both, mistakes left out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.imaging.registration import Registration, project
from pipeline.imaging.words import boxes, corners, facing, same_text, upright
from pipeline.matching.parts import cells_of
from pipeline.records import PageInput

STRAY = 0.005  # of the matches, on each side, that may lie outside the common part
BESIDE = 1 / 20  # of the frame's long side: within it a match has others; mistakes far from the common part lie alone
FEW_BESIDE = 4  # with itself: so few are no others
OF_USUAL = 0.25  # of the share of matched among all details around a match, of that of most matches: among details that
# otherwise do not match it is a mistake, however many lie together
LIE_TOGETHER = 0.5  # share of the matches that must have others, or the page has too few for this to tell anything
MARGIN = 0.04  # of its width and height, by which the common part is wider: margins of paper have no details
EXPECTED = 10  # matches beyond what both show, from which none of them says that the other page does not show it
REPLACED = 0.5  # share of the words there in whose place others stand, from which they were changed
AS_HIGH = 0.7  # of the height of a word, that one in its place has
HORIZON = 0.1  # of the depth of the matches, under which a corner lies so far off that it says nothing

Quad = tuple[tuple[float, float], ...]
Points = npt.NDArray[Any]
EVERYWHERE: Points = np.array([-np.inf, -np.inf, np.inf, np.inf])


class Common(NamedTuple):
    """What both pages of a pair show, on one of them: corners and cells, as in PageMatch; whole: where all of the other
    page lies, as far as this one's frame shows it, and on how many sides it does not."""

    part: Quad
    cells: str
    whole: Quad | None
    n_cut: int


def common_parts(
    laid: Registration, a: PageInput, b: PageInput, details_a: Points, details_b: Points
) -> tuple[Common, Common]:
    """What both pages show, on A and on B: around the matches and the words that both carry at the same place, upright
    on the other page, clipped to the frame. details_a, details_b: (n, 2) all of each page's."""
    size_a, size_b = (a.width, a.height), (b.width, b.height)
    there = laid.to_b(laid.matched)
    kept = np.ones(len(there), bool)
    for matched, details, size in ((laid.matched, details_a, size_a), (there, details_b, size_b)):
        kept &= _have_others(matched, max(size)) & _among_matches(matched, details, max(size))
    if kept.mean() < LIE_TOGETHER:
        kept[:] = True
    on_a, on_b = [laid.matched[kept]], [there[kept]]
    boxes_a, boxes_b = boxes(a.words).reshape(-1, 4), boxes(b.words).reshape(-1, 4)
    laid_a, laid_b = (upright(to(corners(of))) for to, of in ((laid.to_b, boxes_a), (laid.to_a, boxes_b)))
    for word, box, others in zip(a.words, boxes_a, facing(boxes_a, laid_b).indices, strict=True):
        if others and same_text(word.text, "".join(b.words[k].text for k in others)):
            on_a.append(box.reshape(2, 2))
            on_b.append(boxes_b[list(others)].reshape(-1, 2))
    points_a, points_b = np.concatenate(on_a), np.concatenate(on_b)
    around_a, around_b = _around(points_a), _around(points_b)
    part_a, part_b = _clipped(laid.to_a(around_b), size_a), _clipped(laid.to_b(around_a), size_b)
    ends_a = _as_far_as_shown(around_a, laid.matched[kept], details_a, boxes_a, laid_a, boxes_b)
    ends_b = _as_far_as_shown(around_b, there[kept], details_b, boxes_b, laid_b, boxes_a)
    on_page, on_other = whole_pages(laid, a, b, ends_a, ends_b)
    return (
        Common(part_a, cells_of(points_a, part_a), on_page, int(np.isfinite(ends_b).sum())),
        Common(part_b, cells_of(points_b, part_b), on_other, int(np.isfinite(ends_a).sum())),
    )


def whole_pages(
    laid: Registration, a: PageInput, b: PageInput, ends_a: Points = EVERYWHERE, ends_b: Points = EVERYWHERE
) -> tuple[Quad | None, Quad | None]:
    """Where on A the whole of B lies, and on B the whole of A, as if both were flat: corners, beyond the frame too.
    None where it reaches the horizon of a photograph, beyond which corners would come back from the other side. ends_a,
    ends_b: boxes x0, y0, x1, y1 beyond which the other page does not show it."""
    to_a = np.asarray(np.linalg.inv(laid.homography), np.float64)
    middle = laid.matched.mean(0)
    sheet_a, sheet_b = (np.clip(_corners(page), box[:2], box[2:]) for page, box in ((a, ends_a), (b, ends_b)))
    return (
        _seen_from(to_a, sheet_b, project(laid.homography, middle[None])[0]),
        _seen_from(laid.homography, sheet_a, middle),
    )


def _as_far_as_shown(
    around: Points, matched: Points, details: Points, words: Points, laid: Points, others: Points
) -> Points:
    """(4,): the box x0, y0, x1, y1 beyond which the other page shows nothing of a page; infinite on a side where it
    may. There nothing matches though the page has details, and where it has words no others stand in their place:
    a picture is cropped to fill its cell in a post. around: corners of what both show; matched, details: (n, 2) on the
    page; words: (m, 4) boxes of its words, laid: the same on the other page, and others: (k, 4) of the words there."""
    (x0, y0), (x1, y1) = around[0], around[2]
    beyond = ((-np.inf, y0, x0, y1), (x0, -np.inf, x1, y0), (x1, y0, np.inf, y1), (x0, y1, x1, np.inf))
    ends = np.array([x0, y0, x1, y1])
    usual = len(matched) / max(1, int(_among(details, ends).sum()))
    middles = (words[:, :2] + words[:, 2:]) / 2
    stand_there = np.array([
        any(_are_as_high(place, others[k]) for k in on)
        for place, on in zip(laid, facing(laid, others).indices, strict=True)
    ], bool)  # fmt: skip
    for side, strip in enumerate(beyond):
        here = stand_there[_among(middles, np.array(strip))]
        is_missing = usual * int(_among(details, np.array(strip)).sum()) >= EXPECTED
        if not is_missing or (here.size and here.mean() > REPLACED):
            ends[side] = np.inf if side > 1 else -np.inf
    return ends


def _among(points: Points, box: Points) -> npt.NDArray[np.bool_]:
    """(n,) which of (n, 2) points lie in a box x0, y0, x1, y1."""
    return np.asarray(((points >= box[:2]) & (points < box[2:])).all(1))


def _are_as_high(box: Points, other: Points) -> bool:
    """Are two boxes of words about as high? Lines of a post stand in the place of others by chance."""
    low, high = sorted((box[3] - box[1], other[3] - other[1]))
    return bool(low > AS_HIGH * high)


def _seen_from(
    homography: npt.NDArray[np.float64], corners: npt.NDArray[np.float64], middle: npt.NDArray[np.float64]
) -> Quad | None:
    """Corners through a homography; None where one does not lie before the eye as the middle of the matches does."""
    depth = np.concatenate([corners, middle[None]]) @ homography[2, :2] + homography[2, 2]
    is_before = depth[:-1] * np.sign(depth[-1]) > HORIZON * abs(depth[-1])
    return _rounded(project(homography, corners)) if is_before.all() else None


def _corners(page: PageInput) -> npt.NDArray[np.float64]:
    if page.outline is not None:
        return np.asarray(page.outline, np.float64)
    return np.array([[0, 0], [page.width, 0], [page.width, page.height], [0, page.height]], np.float64)


def _rounded(points: npt.NDArray[np.float64]) -> Quad:
    return tuple((float(x), float(y)) for x, y in points.round(1))


def _have_others(points: npt.NDArray[np.float64], long_side: int) -> npt.NDArray[np.bool_]:
    """(n,) of (n, 2) points: has it others beside it?"""
    beside = cKDTree(points).query_ball_point(points, BESIDE * long_side, return_length=True)
    return np.asarray(beside > FEW_BESIDE)


def _among_matches(points: npt.NDArray[np.float64], details: npt.NDArray[Any], long_side: int) -> npt.NDArray[np.bool_]:
    """(n,) of (n, 2) matches among (m, 2) details of the page: do about as many of those around it match as usual?"""
    near = [
        cKDTree(found).query_ball_point(points, BESIDE * long_side, return_length=True) for found in (points, details)
    ]
    share = near[0] / np.maximum(near[1], 1)
    return np.asarray(share >= OF_USUAL * np.median(share))


def _around(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(4, 2) corners of the upright box around nearly all points, a little wider."""
    low, high = np.percentile(points, [100 * STRAY, 100 * (1 - STRAY)], axis=0)
    margin = MARGIN * (high - low)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def _clipped(quad: npt.NDArray[np.float64], size: tuple[int, int]) -> Quad:
    return _rounded(np.clip(quad, 0, np.array(size)))
