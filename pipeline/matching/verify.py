"""Is one page a copy of another? Geometry, then ink and words at the same places.

A homography fits any two pages of one form, so geometry only says where to look. What decides is whether the
words at the same places are the same, by their ink first and by what was read second; figures are weighed apart,
because two bills of one shop share everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.imaging.cache import UInt8, load_grey, load_shown
from pipeline.imaging.features import FEATURES_VERSION, Features, load_features
from pipeline.imaging.ink import like_with_like
from pipeline.imaging.register import SUPPLE, register, shared_details
from pipeline.imaging.registration import Registration
from pipeline.imaging.words import boxes, surely_read
from pipeline.matching.clusters import BY_INK, COPY
from pipeline.matching.common_part import Common, common_parts
from pipeline.matching.hearing import hear_words, shown_words
from pipeline.matching.origin import Origin, common_origin
from pipeline.matching.strokes import bars_alone, bars_of, strokes
from pipeline.matching.votes import MIN_DECIDED, WordVotes, vote
from pipeline.records import PageInput, PageMatch, Recogniser, Word

VERSION = f"26.{FEATURES_VERSION}"

CANVAS = 1_400  # pixels of the long side on which two pages are compared
MAX_ENLARGED = 3.0  # smaller pages are enlarged, as far as this helps: 4 px letters do not correlate
COPY_SCORE = 0.85
CHANGED, HUNDRED = 2, 100  # words that differ, or are doubtful, among so many that agree, on a copy most of whose few
# figures agree: one changed figure of three lowers the score as much as another issue's date and figures do
FORM_SCORE = 0.62
INK_FORM_SCORE = 0.5  # the same where ink alone decides
BLURRED = 0.9  # likeness of other words from which ink tells nothing
COVERED = 0.35  # share of the words from which marks hide too much
INK_DISCOUNT = 0.95  # on the score where ink alone decides, so that pairs which were read are joined first
BENT = 0.008  # of the long side: flat pages' re-posts do not depart from a homography by so much. Curled and creased
# sheets do: words do not lie on each other there, and the details in common tell more than the votes
SHARED_BY_COPIES = 0.28  # share of common details; of a hundred re-posted copies two have less, and half of the pairs
# of other pages of one form, which share headings and rules: alone it decides nothing
SHARED_WHEN_BENT = 0.22  # the same of curled and creased sheets: photographs of other pages have at most 0.20
SHARED_BY_BLURRED = 0.15  # the same where all ink that can be told apart agrees: strong blur takes the details first
SHARED_BY_OTHERS = 0.12  # under it nothing speaks for a copy
AGREEING_ON_COPIES = 0.4  # share of clear matches that agree with their neighbours; by chance three in ten do
AGREEING_WHEN_BENT = 0.55  # the same of curled and creased sheets: a field that bends from each heading of a form to
# the next finds more of them by chance on its other pages
CLOSE = 0.0007  # of the long side: left between the matches of a curled copy; a field bends to fit anything, but to
# other pages less closely
ENOUGH_MATCHES = 300
FEW_BY_INK = 8  # words that may differ by ink alone in a doctored copy: blur makes other pages of the form alike
ENOUGH_CELLS = 30
TELLS_APART = 0.2  # by which the words' middle likeness exceeds that of other words where ink tells words apart: there
MANY_DIFFER = 0.1  # more of the words differ by ink on two bills of one shop; of 68 pairs of copies seen none over 0.06
SHARED_BASE = 0.7  # score of a copy told by its details, were there none
PARTIAL = 0.8  # a page of which the other shows less than this, while it shows nearly all of the other
OTHERS = 0.3  # of the details of a picture beside what was compared, from which it may show another page there
SAME = "equal pixel by pixel"
METHOD = "local features, ink and words"
METHOD_HEARD = "local features, and words that a second recogniser finds in the ink"


def verify_pair(cache: str, a: PageInput, b: PageInput, recognise: Recogniser | None = None) -> PageMatch | None:
    """Compare two pages whose images and features lie in the cache. None: nothing holds them together.

    a sorts before b by (file, page). The outcome does not depend on which is which. recognise: who is asked where what
    was read decides nothing, if anybody. Raises FileNotFoundError when the cache lost something.
    """
    folder = Path(cache)
    grey_a, grey_b = load_grey(folder, a.key), load_grey(folder, b.key)
    keys = (a.file_sha256, a.page_no, b.file_sha256, b.page_no)
    if grey_a.shape == grey_b.shape and np.array_equal(grey_a, grey_b):
        return PageMatch(
            *keys, "same_pixels", "pixels", 0, 1.0, 1.0, "same_capture", SAME, SAME, 1.0, 1.0
        )  # fmt: skip
    turned = _legibility(b) > _legibility(a)  # the page that is read better says where to look
    sides = (b, a, grey_b, grey_a) if turned else (a, b, grey_a, grey_b)
    found = _compare(folder, *sides, recognise)
    if found is not None and found.relation not in COPY:  # it may lie on another page of its form, beside its own
        again = _compare(folder, *sides, recognise, elsewhere_than=found.common)
        found = again if again is not None and again.relation in COPY else found
    if found is None:
        return None
    shown_of_a, shown_of_b = found.shown[::-1] if turned else found.shown
    on_a, on_b = found.common[::-1] if turned else found.common
    return PageMatch(
        *keys, found.relation, found.method, found.n_matches, max(found.shown), found.score, found.origin.word,
        found.origin.cues, found.reason, shown_of_a, shown_of_b, found.shared,
        on_a.part, on_b.part, on_a.whole, on_b.whole, on_a.cells, on_b.cells, on_a.n_cut, on_b.n_cut,
    )  # fmt: skip


def _legibility(page: PageInput) -> tuple[float, int]:
    return surely_read(page.words), page.width * page.height


@dataclass(frozen=True, slots=True)
class Found:
    """A compared pair, as in PageMatch. shown: share of each page's words that the other shows."""

    relation: str
    reason: str
    n_matches: int
    score: float | None
    origin: Origin
    shown: tuple[float, float]
    shared: float
    common: tuple[Common, Common]
    method: str = METHOD


def _compare(
    folder: Path,
    a: PageInput,
    b: PageInput,
    grey_a: UInt8,
    grey_b: UInt8,
    recognise: Recogniser | None,
    elsewhere_than: tuple[Common, Common] | None = None,
) -> Found | None:
    """Lay b on a and compare. elsewhere_than: what was compared before, where that is a part of a picture: the rest of
    it is asked alone."""
    features_a, features_b = load_features(folder, a.key), load_features(folder, b.key)
    if elsewhere_than is not None:
        left = [
            _beside(f, common, p) for f, common, p in zip((features_a, features_b), elsewhere_than, (a, b), strict=True)
        ]
        if left[0] is features_a and left[1] is features_b:
            return None
        features_a, features_b = left
    laid = register(features_a, features_b, (a.width, a.height), SUPPLE)
    if laid is None:
        return None
    shared = shared_details(laid, features_a, features_b, (a.width, a.height), (b.width, b.height))
    scale = min(MAX_ENLARGED, CANVAS / max(a.width, a.height))
    size = (round(a.width * scale), round(a.height * scale))
    resizing = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    canvas_a = np.asarray(cv2.resize(grey_a, size, interpolation=resizing), np.uint8)
    shown_a, shown_b = load_shown(folder, a.key), load_shown(folder, b.key)
    canvas_b, seen = lay_with_mask(laid, grey_b, shown_b, size, scale)
    seen &= cv2.resize(shown_a, size, interpolation=cv2.INTER_NEAREST) > 0
    if seen.mean() < 0.02:
        return None
    bars_a, bars_b = bars_of(canvas_a), bars_of(canvas_b)
    strokes_b = strokes(canvas_b, bars_b)
    pair = like_with_like(strokes(canvas_a, bars_a), strokes_b, seen & ~bars_a & ~bars_b)
    barred = bars_alone(bars_a, bars_b) | bars_alone(bars_b, bars_a)
    votes, overlap_a = vote(pair.a, pair.b, seen, a.words, b.words, laid, scale, barred)
    overlap_b = _share_inside(laid.to_a(_middles(b.words) if b.words else features_b.xy), shown_a)
    # on a page that could not be read nothing tells a detail of the page from one of the floor beneath it
    overlaps = overlap_a, overlap_b if b.words else 1.0
    relation, reason, score = _relation(votes, overlaps, laid, shared, (b.width, b.height))
    if relation is None:
        return None
    method = BY_INK if votes.by_ink else METHOD
    if relation == "undetermined" and recognise is not None and (votes.by_ink or votes.decided < MIN_DECIDED):
        heard = hear_words(strokes_b, shown_words(a.words, seen, scale), recognise, votes)
        word = _by_words(heard, overlaps)[0]
        if word in COPY:
            relation, reason, method, votes = word, "", METHOD_HEARD, replace(votes, by_ink=True)
            score = round(INK_DISCOUNT * heard.score, 4)
    found = _in_words(votes, laid, shared)
    reason = f"{reason} ({found})" if reason else found
    origin = common_origin(relation, votes, laid, (a.width, a.height))
    shown = round(overlap_a, 4), round(overlap_b, 4)
    common = common_parts(laid, a, b, features_a.xy, features_b.xy)
    return Found(relation, reason, laid.n_matches, score, origin, shown, round(shared, 4), common, method)


def _beside(features: Features, common: Common, page: PageInput) -> Features:
    """The features of a picture outside the part of it that was compared; of a page compared as a whole, all."""
    corners = cv2.convexHull(np.array(common.part, np.float32)).astype(int)
    compared = cv2.fillConvexPoly(np.zeros((page.height, page.width), np.uint8), corners, 1)
    x, y = np.floor(features.xy).astype(int).clip(0, (page.width - 1, page.height - 1)).T
    kept = compared[y, x] == 0
    if not kept.size or kept.mean() < OTHERS:
        return features
    return Features(features.xy[kept], features.size[kept], features.angle[kept], features.descriptor[kept])


def lay_with_mask(
    laid: Registration, grey_b: UInt8, shown_b: UInt8, size: tuple[int, int], scale: float
) -> tuple[UInt8, npt.NDArray[np.bool_]]:
    """Page B on A's canvas, and where B shows anything there. shown_b: as imaging.cache.load_shown has it."""
    canvas, shown = cv2.split(laid.lay(np.dstack([grey_b, shown_b]), size, scale, outside=(255, 0)))
    inside = (shown > 250).astype(np.uint8)
    return np.asarray(canvas, np.uint8), np.asarray(cv2.erode(inside, np.ones((7, 7), np.uint8)) > 0)


def _relation(
    votes: WordVotes, shown: tuple[float, float], laid: Registration, shared: float, size_b: tuple[int, int]
) -> tuple[str | None, str, float | None]:
    """The relation's word (None: nothing says copy), why it is not decided, and its score. shown: share of each
    page's words that the other shows; size_b: (width, height) of B."""
    score = round(votes.score * (INK_DISCOUNT if votes.by_ink else 1.0), 4) if votes.decided >= MIN_DECIDED else None
    word, reason = _by_words(votes, shown)
    is_read = not votes.by_ink and votes.decided >= MIN_DECIDED
    is_bent = laid.bend_px > BENT * max(size_b)
    is_close = not is_bent or laid.residual_px <= CLOSE * max(size_b)
    differ = _told_apart(votes, shared, is_bent=is_bent)
    if differ:
        return ("same_template", "", score) if word == "same_template" else ("undetermined", differ, score)
    lies = is_close and shared >= (SHARED_WHEN_BENT if is_bent else SHARED_BY_COPIES)
    if is_read and not (is_bent and word == "undetermined"):
        return word, reason, score
    if word in COPY and lies and not (votes.by_ink and votes.disagree > FEW_BY_INK):
        return word, "", score
    if word in COPY and votes.all_ink_agrees and not is_bent and shared >= SHARED_BY_BLURRED:
        return word, "", score
    agreeing = AGREEING_WHEN_BENT if is_bent else AGREEING_ON_COPIES
    firm = laid.agreeing >= agreeing and laid.n_matches >= ENOUGH_MATCHES and laid.n_cells >= ENOUGH_CELLS
    stands_out = votes.decided < MIN_DECIDED or votes.middle >= votes.impostor
    if lies and firm and not votes.contradicts and (stands_out or (is_bent and not is_read)):
        return "content_differs", "", round(SHARED_BASE + (1 - SHARED_BASE) * min(shared, 1.0), 4)
    if is_read or (word == "same_template" and not lies):
        return word, reason, score
    if shared < SHARED_BY_OTHERS:
        return None, "", None
    # words that could be told and speak for neither are weighed against the copies on both sides of a merge
    told = score if word == "undetermined" and not _is_blurred(votes) else None
    return "undetermined", reason or "too few details in common for a page that could hardly be read", told


def _in_words(votes: WordVotes, laid: Registration, shared: float) -> str:
    """What a relation rests on."""
    lie = f"{laid.n_matches} details lie on each other, {shared:.0%} of those in common sight"
    if votes.decided < MIN_DECIDED:
        return lie
    figures = votes.numbers_agree + votes.numbers_disagree
    said = f"{votes.agree} of {votes.decided} words at the same places agree{' by their ink' if votes.by_ink else ''}"
    return f"{said}{f', {votes.numbers_agree} of {figures} of those with figures' if figures else ''}; {lie}"


def _told_apart(votes: WordVotes, shared: float, *, is_bent: bool) -> str:
    """Why two pages are not taken for copies whatever else they have in common; empty where nothing says so."""
    if votes.by_ink:
        tells = not is_bent and votes.middle - votes.impostor >= TELLS_APART
        if tells and votes.disagree > max(CHANGED, MANY_DIFFER * votes.decided):
            return f"{votes.disagree} of {votes.decided} words differ by their ink, which tells words apart here"
    elif shared < SHARED_BY_OTHERS and votes.middle < votes.impostor and (votes.disagree or votes.agree < HUNDRED):
        return "words that were read agree, but neither their ink nor the details of the pages do"
    return ""


def _by_words(votes: WordVotes, shown: tuple[float, float]) -> tuple[str, str]:
    """The relation that the words at the same places tell, and why they do not."""
    if votes.decided < MIN_DECIDED:
        return "undetermined", f"only {votes.decided} words could be compared at the same places, too few to tell"
    if _is_blurred(votes):
        return "undetermined", "too blurred, or too much covered, to tell its words from others by their ink"
    if votes.score <= (INK_FORM_SCORE if votes.by_ink else FORM_SCORE):
        return "same_template", ""
    is_few = max(votes.disagree, votes.doubtful) <= CHANGED and votes.numbers_disagree <= votes.numbers_agree
    is_changed_copy = is_few and votes.agree >= HUNDRED and not votes.by_ink
    if (votes.score < COPY_SCORE and not is_changed_copy) or (votes.by_ink and votes.middle < votes.impostor):
        return "undetermined", (
            f"{votes.disagree} of {votes.decided} words at the same places differ: too many for one changed copy, "
            "too few for another document"
        )
    if votes.disagree or votes.doubtful >= 3:
        return "content_differs", ""
    if max(shown) > 0.95 and min(shown) < PARTIAL:
        return "partial", ""
    return "re_encoded", ""


def _is_blurred(votes: WordVotes) -> bool:
    """Does ink alone decide, and tells no words apart?"""
    is_hidden = votes.covered > COVERED * (votes.covered + votes.decided)
    return votes.by_ink and (votes.impostor > BLURRED or is_hidden)


def _middles(words: Sequence[Word]) -> npt.NDArray[np.float64]:
    box = boxes(words)
    return (box[:, :2] + box[:, 2:]) / 2


def _share_inside(points: npt.NDArray[np.float64], shown: UInt8) -> float:
    """Share of (n, 2) points where a page is shown."""
    if not len(points):
        return 0.0
    height, width = shown.shape
    x, y = np.floor(points).astype(np.int64).T
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return float((shown[y[inside], x[inside]] > 0).sum() / len(points))
