"""Is one page a copy of another? Geometry, then ink and words at the same places.

A homography fits any two pages of one form, so geometry only says where to look. What decides is whether the
words at the same places are the same, by their ink first and by what was read second; figures are weighed apart,
because two bills of one shop share everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.imaging.cache import UInt8, load_grey
from pipeline.imaging.features import FEATURES_VERSION, load_features
from pipeline.imaging.ink import Ink, compare_patch, ink_of, like_with_like
from pipeline.imaging.register import Registration, register
from pipeline.imaging.words import boxes, corners, facing, is_number, plain, same_text, upright
from pipeline.records import PageInput, PageMatch, Word

VERSION = f"1.{FEATURES_VERSION}"

CANVAS = 1_400  # pixels of the long side on which two pages are compared
CONFIDENT = 60.0  # tesseract's confidence from which a word may contradict
MIN_DECIDED = 10  # words at the same place needed to say anything
ENOUGH_EQUAL = 8  # equal words needed to fit the pair's own threshold
COPY_SCORE = 0.88
FORM_SCORE = 0.62
UNLIKE_WORD = 0.6  # similarity of letters under which two words are other words, not one word read badly
UNLIKE_NUMBER = 0.75
DISAGREEMENT_COST = 0.004  # a strong disagreement, each: a doctored copy has few, another issue of a form many
SURE_CELLS = 24  # cells covered by matches, with high agreement of ink, that make a copy where words can't be read
SURE_INK = 0.80


@dataclass(frozen=True, slots=True)
class WordVotes:
    """Words compared at the same places: how many agree, disagree, and the same for those with figures.
    doubtful: unlike in ink, but read so alike that a misreading explains it as well as a change."""

    agree: int
    disagree: int
    numbers_agree: int
    numbers_disagree: int
    doubtful: int

    @property
    def decided(self) -> int:
        """Words that say something."""
        return self.agree + self.disagree

    @property
    def score(self) -> float:
        """Mean of the share of agreeing words and of agreeing figures, less a cost for each disagreement."""
        words = self.agree / self.decided if self.decided else 0.0
        numbers = self.numbers_agree + self.numbers_disagree
        figures = self.numbers_agree / numbers if numbers >= 3 else words
        return max(0.0, (words + figures) / 2 - DISAGREEMENT_COST * self.disagree)


def verify_pair(cache: str, a: PageInput, b: PageInput) -> PageMatch | None:
    """Compare two pages whose images and features lie in the cache. None: nothing holds them together.

    a sorts before b by (file, page). Raises FileNotFoundError when the cache lost something.
    """
    folder = Path(cache)
    grey_a, grey_b = load_grey(folder, a.key), load_grey(folder, b.key)
    if grey_a.shape == grey_b.shape and np.array_equal(grey_a, grey_b):
        return _match(a, b, "same_pixels", "pixels", 0, 1.0, 1.0, "same_capture", "equal pixel by pixel", "", 1.0, 1.0)
    features_a, features_b = load_features(folder, a.key), load_features(folder, b.key)
    laid = register(features_a, features_b, (a.width, a.height))
    if laid is None:
        return None
    scale = min(1.0, CANVAS / max(a.width, a.height))
    size = (round(a.width * scale), round(a.height * scale))
    canvas_a = cv2.resize(grey_a, size, interpolation=cv2.INTER_AREA)
    canvas_b, seen = lay_with_mask(laid, grey_b, size, scale)
    if seen.mean() < 0.02:
        return None
    pair = like_with_like(ink_of(canvas_a), ink_of(canvas_b), seen)
    votes, overlap_a = compare_words(pair.a, pair.b, seen, a.words, b.words, laid, scale)
    overlap_b = _share_inside(laid.to_a(_middles(b.words)), a.width, a.height)
    relation, reason = _relation(votes, laid, pair.agreement, overlap_a, overlap_b)
    # whether two copies show one capture is not examined yet: `unknown` is the honest word
    form = relation == "same_template"
    origin, cues = ("other_printing", "same form, other content") if form else ("unknown", "")
    return _match(
        a, b, relation, "local features, ink and words", laid.n_matches,
        round(max(overlap_a, overlap_b), 4), round(votes.score, 4) if votes.decided >= MIN_DECIDED else None,
        origin, cues, reason, round(overlap_a, 4), round(overlap_b, 4),
    )  # fmt: skip


def lay_with_mask(
    laid: Registration, grey_b: UInt8, size: tuple[int, int], scale: float
) -> tuple[UInt8, npt.NDArray[np.bool_]]:
    """Page B on A's canvas, and where B shows anything there."""
    canvas = laid.lay(grey_b, size, scale)
    inside = laid.lay(np.full(grey_b.shape, 255, np.uint8), size, scale, outside=0) > 250
    return canvas, np.asarray(cv2.erode(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0)


def compare_words(
    ink_a: Ink,
    ink_b: Ink,
    seen: npt.NDArray[np.bool_],
    words_a: Sequence[Word],
    words_b: Sequence[Word],
    laid: Registration,
    scale: float,
) -> tuple[WordVotes, float]:
    """Votes of the words of A, and the share of them that B's frame shows."""
    if not words_a:
        return WordVotes(0, 0, 0, 0, 0), 0.0
    boxes_a = boxes(words_a)
    boxes_b = upright(laid.to_a(corners(boxes(words_b)))) if words_b else np.zeros((0, 4))
    on = facing(boxes_a, boxes_b)
    shown, rows = 0, []
    for word, box, indices in zip(words_a, boxes_a, on.indices, strict=True):
        x0, y0, x1, y1 = (round(v * scale) for v in box)
        if not (0 <= x0 < x1 <= seen.shape[1] and 0 <= y0 < y1 <= seen.shape[0]) or not seen[y0:y1, x0:x1].all():
            continue
        shown += 1
        if not any(c.isalnum() for c in word.text) or y1 - y0 > seen.shape[0] // 6:
            continue
        found = compare_patch(ink_a, ink_b, (x0, y0, x1, y1))
        if found is None:
            continue
        text_b = "".join(words_b[i].text for i in indices)
        confidence_b = min((words_b[i].confidence for i in indices), default=0.0)
        rows.append((word, text_b, min(word.confidence, confidence_b), found.whole))
    equal = [ink for word, text, confidence, ink in rows if text and same_text(word.text, text) and confidence >= 40]
    threshold = float(np.clip(np.percentile(equal, 10), 0.35, 0.85)) if len(equal) >= ENOUGH_EQUAL else 0.6
    counts = dict.fromkeys(("agree", "disagree", "numbers_agree", "numbers_disagree", "doubtful"), 0)
    for word, text, confidence, ink in rows:
        same = bool(text) and same_text(word.text, text)
        number = is_number(word.text) or is_number(text)
        if same or ink >= threshold:
            counts["agree"] += 1
            counts["numbers_agree"] += number
        elif (confidence >= CONFIDENT or (not text and word.confidence >= CONFIDENT)) and ink < threshold - 0.05:
            if Levenshtein.normalized_similarity(plain(word.text), plain(text)) < (UNLIKE_NUMBER if number else UNLIKE_WORD):
                counts["disagree"] += 1
                counts["numbers_disagree"] += number
            else:
                counts["doubtful"] += 1
    return WordVotes(**counts), shown / len(words_a)


def _relation(
    votes: WordVotes, laid: Registration, ink: float, overlap_a: float, overlap_b: float
) -> tuple[str, str]:
    """The relation's word, and why it is not decided."""
    if votes.decided < MIN_DECIDED:
        if laid.n_cells >= SURE_CELLS and ink >= SURE_INK and not votes.disagree:
            return "re_encoded", ""
        return "undetermined", f"only {votes.decided} words could be compared at the same places"
    if votes.score <= FORM_SCORE:
        return "same_template", ""
    if votes.score < COPY_SCORE:
        return "undetermined", (
            f"{votes.disagree} of {votes.decided} words at the same places differ: too many for one changed copy, "
            "too few for another document"
        )
    if votes.disagree or votes.doubtful >= 3:
        return "content_differs", ""
    if max(overlap_a, overlap_b) > 0.95 and min(overlap_a, overlap_b) < 0.8:
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
    score: float | None, origin: str, cues: str, reason: str, shown_of_a: float, shown_of_b: float,
) -> PageMatch:  # fmt: skip
    return PageMatch(
        a.file_sha256, a.page_no, b.file_sha256, b.page_no, relation, method, n_inliers, overlap, score, origin, cues, reason,
        shown_of_a, shown_of_b,
    )  # fmt: skip
