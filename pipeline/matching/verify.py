"""Is one page a copy of another? Geometry, then ink and words at the same places.

A homography fits any two pages of one form, so geometry only says where to look. What decides is whether the
words at the same places are the same, by their ink first and by what was read second; figures are weighed apart,
because two bills of one shop share everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8, load_grey
from pipeline.imaging.features import FEATURES_VERSION, load_features
from pipeline.imaging.ink import like_with_like
from pipeline.imaging.register import Registration, register
from pipeline.imaging.words import boxes
from pipeline.matching.origin import Origin, common_origin
from pipeline.matching.votes import MIN_DECIDED, WordVotes, strokes, vote
from pipeline.records import PageInput, PageMatch, Word

VERSION = f"2.{FEATURES_VERSION}"

CANVAS = 1_400  # pixels of the long side on which two pages are compared
MAX_ENLARGED = 3.0  # smaller pages are enlarged, as far as this helps: 4 px letters do not correlate
COPY_SCORE = 0.85
FORM_SCORE = 0.62
INK_FORM_SCORE = 0.5  # the same where ink alone decides
BLURRED = 0.9  # likeness of other words from which ink tells nothing
COVERED = 0.35  # share of the words from which marks hide too much
INK_DISCOUNT = 0.95  # on the score where ink alone decides, so that pairs which were read are joined first
PARTIAL = 0.8  # a page of which the other shows less than this, while it shows nearly all of the other
METHOD = "local features, ink and words"


def verify_pair(cache: str, a: PageInput, b: PageInput) -> PageMatch | None:
    """Compare two pages whose images and features lie in the cache. None: nothing holds them together.

    a sorts before b by (file, page). The outcome does not depend on which is which. Raises FileNotFoundError when
    the cache lost something.
    """
    folder = Path(cache)
    grey_a, grey_b = load_grey(folder, a.key), load_grey(folder, b.key)
    if grey_a.shape == grey_b.shape and np.array_equal(grey_a, grey_b):
        same = Origin("same_capture", "equal pixel by pixel")
        return _match(a, b, "same_pixels", "pixels", 0, 1.0, 1.0, same, "", 1.0, 1.0)
    if _legibility(b) > _legibility(a):  # the page that is read better says where to look
        found = _compare(folder, b, a, grey_b, grey_a)
        return None if found is None else _match(a, b, *found[:-2], found[-1], found[-2])
    found = _compare(folder, a, b, grey_a, grey_b)
    return None if found is None else _match(a, b, *found)


def _legibility(page: PageInput) -> tuple[float, int]:
    return sum(w.confidence for w in page.words if w.confidence >= 60), page.width * page.height


Found = tuple[str, str, int, float, float | None, Origin, str, float, float]


def _compare(folder: Path, a: PageInput, b: PageInput, grey_a: UInt8, grey_b: UInt8) -> Found | None:
    """Everything of a match but the keys; b laid on a."""
    features_a, features_b = load_features(folder, a.key), load_features(folder, b.key)
    laid = register(features_a, features_b, (a.width, a.height))
    if laid is None:
        return None
    scale = min(MAX_ENLARGED, CANVAS / max(a.width, a.height))
    size = (round(a.width * scale), round(a.height * scale))
    canvas_a = cv2.resize(grey_a, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    canvas_b, seen = lay_with_mask(laid, grey_b, size, scale)
    if seen.mean() < 0.02:
        return None
    pair = like_with_like(strokes(np.asarray(canvas_a, np.uint8)), strokes(canvas_b), seen)
    votes, overlap_a = vote(pair.a, pair.b, seen, a.words, b.words, laid, scale)
    overlap_b = _share_inside(laid.to_a(_middles(b.words) if b.words else features_b.xy), a.width, a.height)
    relation, reason = _relation(votes, overlap_a, overlap_b)
    origin = common_origin(relation, votes, laid, (a.width, a.height))
    score = round(votes.score * (INK_DISCOUNT if votes.by_ink else 1.0), 4) if votes.decided >= MIN_DECIDED else None
    shown = round(overlap_a, 4), round(overlap_b, 4)
    return relation, METHOD, laid.n_matches, max(shown), score, origin, reason, *shown


def lay_with_mask(
    laid: Registration, grey_b: UInt8, size: tuple[int, int], scale: float
) -> tuple[UInt8, npt.NDArray[np.bool_]]:
    """Page B on A's canvas, and where B shows anything there."""
    canvas = laid.lay(grey_b, size, scale)
    inside = laid.lay(np.full(grey_b.shape, 255, np.uint8), size, scale, outside=0) > 250
    return canvas, np.asarray(cv2.erode(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0)


def _relation(votes: WordVotes, overlap_a: float, overlap_b: float) -> tuple[str, str]:
    """The relation's word, and why it is not decided."""
    if votes.decided < MIN_DECIDED:
        return "undetermined", f"only {votes.decided} words could be compared at the same places"
    if votes.by_ink and (votes.impostor > BLURRED or votes.covered > COVERED * (votes.covered + votes.decided)):
        return "undetermined", "too blurred, or too much covered, to tell its words from others by their ink"
    if votes.score <= (INK_FORM_SCORE if votes.by_ink else FORM_SCORE):
        return "same_template", ""
    if votes.score < COPY_SCORE or (votes.by_ink and votes.middle < votes.impostor):
        return "undetermined", (
            f"{votes.disagree} of {votes.decided} words at the same places differ: too many for one changed copy, "
            "too few for another document"
        )
    if votes.disagree or votes.doubtful >= 3:
        return "content_differs", ""
    if max(overlap_a, overlap_b) > 0.95 and min(overlap_a, overlap_b) < PARTIAL:
        return "partial", ""
    return "re_encoded", ""


def _middles(words: Sequence[Word]) -> npt.NDArray[np.float64]:
    box = boxes(words)
    return (box[:, :2] + box[:, 2:]) / 2


def _share_inside(points: npt.NDArray[np.float64], width: int, height: int) -> float:
    if not len(points):
        return 0.0
    inside = (points[:, 0] >= 0) & (points[:, 0] < width) & (points[:, 1] >= 0) & (points[:, 1] < height)
    return float(inside.mean())


def _match(
    a: PageInput, b: PageInput, relation: str, method: str, n_inliers: int, overlap: float | None,
    score: float | None, origin: Origin, reason: str, shown_of_a: float, shown_of_b: float,
) -> PageMatch:  # fmt: skip
    return PageMatch(
        a.file_sha256, a.page_no, b.file_sha256, b.page_no, relation, method, n_inliers, overlap, score,
        origin.word, origin.cues, reason, shown_of_a, shown_of_b,
    )  # fmt: skip
