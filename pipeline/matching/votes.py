"""Words and ink of two registered pages at the same places: what agrees, what contradicts, what can't be told.

Each pair brings its own measure. How alike may the ink of two different words be on these two copies, with this
blur and this light? The same patches against *other* places of the other page say it; that is the level a word
at its own place has to rise above. Where a page could not be read, ink alone decides by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.imaging.ink import Ink
from pipeline.imaging.registration import Registration
from pipeline.imaging.words import boxes, corners, facing, is_number, plain, same_text, upright
from pipeline.matching.patches import REACH, Box, is_barred, is_covered, likeness, moved_boxes
from pipeline.matching.strokes import Mask, ink_runs
from pipeline.records import Word

CONFIDENT = 60.0  # tesseract's confidence from which a word may contradict
MIN_DECIDED = 10  # words at the same place needed to say anything
ENOUGH_EQUAL = 8  # equal words needed to fit the pair's own threshold
ENOUGH_WORDS = 25  # read words; below, runs of ink take their place
READ_ON_BOTH = 0.25  # share of the places at which the other page must be read; else it was read elsewhere
UNLIKE_WORD = 0.6  # similarity of letters under which two words are other words, not one word read badly
UNLIKE_NUMBER = 0.75
DISAGREEMENT_COST = 0.004  # a strong disagreement, each: a doctored copy has few, another issue of a form many
IMPOSTORS = 4  # other places tried for each word
HULL_SLACK = 0.04  # of the long side: words farther than this outside all matches may belong to an app around the page
HULL_MISSES = 0.3  # share of the words outside from which they are the other page's content, not an app's
ENOUGH_OTHERS = 20  # comparisons with other places that the measure needs
NEIGHBOURS = 2  # words apart that still make one place
SEVERAL = 3  # figures
OTHER_FIGURES = 0.25  # share of the figures; a doctored copy changes a few
MOST = 0.6
LIES_WELL = 0.7  # middle likeness of ink from which the words of a pair lie on each other
MANY, VERY_LIKE, STANDS_OUT = 40, 0.88, 0.05  # words by ink alone, their middle likeness, and beyond that of others
FEW_UNSETTLED = 0.1  # of those that agree: words that lie between like and unlike, or under something
MAX_BOXES = 300


@dataclass(frozen=True, slots=True)
class WordVotes:
    """Words compared at the same places: how many agree, disagree, and the same for those with figures.
    doubtful: unlike in ink, but read so alike that a misreading explains it as well as a change. covered: something
    lies on the word in one copy. n_places: groups of neighbouring words that differ. by_ink: one page could not be
    read, ink alone decided. middle: median likeness of the ink at the same place; impostor: 95th percentile of the
    likeness of other words; unsettled: those counted as agreeing, by ink alone, that are no liker than other words."""

    agree: int = 0
    disagree: int = 0
    numbers_agree: int = 0
    numbers_disagree: int = 0
    doubtful: int = 0
    covered: int = 0
    n_places: int = 0
    by_ink: bool = False
    middle: float = 0.0
    impostor: float = 0.0
    unsettled: int = 0

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

    @property
    def contradicts(self) -> bool:
        """Do so many figures differ that it is another page of the form? Where the words themselves do not lie on each
        other (their middle likeness is low) it takes most of the figures."""
        figures = self.numbers_agree + self.numbers_disagree
        share = OTHER_FIGURES if self.middle >= LIES_WELL else MOST
        return self.numbers_disagree >= SEVERAL and self.numbers_disagree > share * figures

    @property
    def all_ink_agrees(self) -> bool:
        """Does ink that could not be read differ nowhere, agree nearly everywhere, and far better than other words do?
        Bills of one shop, blurred until they cannot be read, agree at most places, and lie on each other as well."""
        is_settled = not self.disagree and self.unsettled + self.covered <= FEW_UNSETTLED * self.agree
        stands_out = self.middle >= VERY_LIKE and self.middle - self.impostor >= STANDS_OUT
        return self.by_ink and self.agree >= MANY and is_settled and stands_out


@dataclass(frozen=True, slots=True)
class Place:
    """One box of the canvas and what both pages say there; ink: likeness; covered: as in WordVotes."""

    no: int
    box: Box
    text_a: str
    text_b: str
    confidence_a: float
    confidence_b: float
    ink: float
    covered: bool

    @property
    def same(self) -> bool:
        """Was the same read?"""
        return bool(self.text_b) and same_text(self.text_a, self.text_b)

    @property
    def is_number(self) -> bool:
        """Does either carry figures?"""
        return is_number(self.text_a) or is_number(self.text_b)

    @property
    def is_sure(self) -> bool:
        """Was it read well enough to contradict?"""
        return self.confidence_a >= CONFIDENT and (not self.text_b or self.confidence_b >= CONFIDENT)


@dataclass(frozen=True, slots=True)
class Measure:
    """This pair's own measure of likeness. strict: as alike as words that were read alike; loose: more alike than
    other words are; middle: the median of other words."""

    strict: float
    loose: float
    middle: float


def vote(
    ink_a: Ink,
    ink_b: Ink,
    seen: Mask,
    words_a: Sequence[Word],
    words_b: Sequence[Word],
    laid: Registration,
    scale: float,
    bars: Mask,
) -> tuple[WordVotes, float]:
    """Votes at the words of A (at runs of ink where it could not be read), and the share of them that B shows.

    ink_a, ink_b: strokes on A's canvas, made like with like; scale: canvas pixels a pixel of A; bars: (height, width)
    of the canvas, what lies under a bar on one of them.
    """
    text = [w for w in words_a if w.confidence >= 30 and any(c.isalnum() for c in w.text)]
    is_read = len(text) >= ENOUGH_WORDS
    if is_read:
        boxes_a = boxes(text) * scale
        boxes_b = upright(laid.to_a(corners(boxes(words_b)))) * scale if words_b else np.zeros((0, 4))
        on = facing(boxes_a, boxes_b).indices
    else:
        text, boxes_a, on = [], ink_runs(ink_a), ()
    rows = np.round(boxes_a).astype(int)
    usable, shown = _usable(rows, seen, laid, scale)
    share = shown / max(1, len(rows))
    places = []
    for i in usable:
        box = _box(rows[i])
        like = likeness(ink_a, ink_b, box, box)
        if like is None:
            continue
        facing_b = [words_b[k] for k in on[i]] if is_read else []
        places.append(
            Place(
                i, box, text[i].text if is_read else "", "".join(w.text for w in facing_b),
                text[i].confidence if is_read else 0.0, min((w.confidence for w in facing_b), default=0.0),
                like, is_covered(ink_a, ink_b, box) or is_barred(bars, box),
            )
        )  # fmt: skip
    others = _other_places(ink_a, ink_b, places)
    if len(others) < ENOUGH_OTHERS:
        return WordVotes(by_ink=True), share
    measure = _measure(places, others)
    is_read_there = sum(bool(p.text_b) for p in places) >= READ_ON_BOTH * len(places)
    both_read = is_read and is_read_there and sum(w.confidence >= CONFIDENT for w in words_b) >= ENOUGH_WORDS
    return _count(ink_a, ink_b, places, measure, both_read, float(np.percentile(others, 95))), share


def _usable(rows: npt.NDArray[np.intp], seen: Mask, laid: Registration, scale: float) -> tuple[list[int], int]:
    """Which boxes can be compared, at most MAX_BOXES, and how many B shows.

    Words away from all matches are left out when they are few: an app's captions around the page are no content.
    """
    height, width = seen.shape
    hull = cv2.convexHull((laid.matched * scale).astype(np.float32))
    usable: list[int] = []
    outside: list[int] = []
    shown = 0
    for i, (x0, y0, x1, y1) in enumerate(rows.tolist()):
        if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height) or not seen[y0:y1, x0:x1].all():
            continue
        shown += 1
        if x1 - x0 < 4 or y1 - y0 < 4 or y1 - y0 > height // 6:
            continue
        off = -cv2.pointPolygonTest(hull, ((x0 + x1) / 2, (y0 + y1) / 2), True)
        (outside if off > HULL_SLACK * max(height, width) else usable).append(i)
    if len(outside) > HULL_MISSES * (len(outside) + len(usable)):
        usable = sorted(usable + outside)
    if len(usable) > MAX_BOXES:
        usable = [usable[k] for k in np.linspace(0, len(usable) - 1, MAX_BOXES).astype(int)]
    return usable, shown


def _other_places(a: Ink, b: Ink, places: Sequence[Place]) -> list[float]:
    """Likeness of A's words with B's ink at the places of other words."""
    draw = np.random.default_rng(5)
    found = []
    for place in places:
        for j in draw.choice(len(places), min(IMPOSTORS, len(places)), replace=False):
            other = places[j].box
            if abs(other[0] - place.box[0]) + abs(other[1] - place.box[1]) > 2 * REACH:
                like = likeness(a, b, place.box, other)
                if like is not None:
                    found.append(like)
    return found


def _measure(places: Sequence[Place], others: Sequence[float]) -> Measure:
    equal = [p.ink for p in places if p.same and min(p.confidence_a, p.confidence_b) >= 40]
    middle, upper, top = np.percentile(others, (50, 75, 95))
    loose = float(np.clip(top, 0.5, 0.85))
    if len(equal) < ENOUGH_EQUAL:
        return Measure(loose, loose, float(middle))
    strict = float(np.clip(np.percentile(equal, 10), max(0.35, upper), 0.85))
    return Measure(strict, min(loose, strict), float(middle))


def _count(a: Ink, b: Ink, places: Sequence[Place], measure: Measure, both_read: bool, impostor: float) -> WordVotes:
    moved = moved_boxes(a, b, [p.box for p in places if p.ink < measure.loose], measure.loose)
    counts = Counter[str]()
    differing = []
    for p in places:
        word = "agree" if p.box in moved else _vote(p, measure, both_read)
        counts[word] += 1
        if word in ("agree", "disagree"):
            counts[f"numbers_{word}"] += p.is_number
        if word == "disagree" or (word == "doubtful" and p.is_number and both_read):
            differing.append(p.no)
    unsettled = 0 if both_read else counts["doubtful"]
    if not both_read:  # half of all other words are more alike than the middle of them: they hide among the doubtful
        hidden = min(counts["disagree"], counts["doubtful"])
        counts["disagree"] += hidden
        counts["agree"] += counts["doubtful"] - hidden
        counts["doubtful"] = 0
    n_places = sum(no - before > NEIGHBOURS for before, no in zip([-9, *differing], differing, strict=False))
    return WordVotes(
        counts["agree"], counts["disagree"], counts["numbers_agree"], counts["numbers_disagree"], counts["doubtful"],
        counts["covered"], n_places, not both_read, float(np.median([p.ink for p in places])), impostor,
        unsettled,
    )  # fmt: skip


def _vote(p: Place, measure: Measure, both_read: bool) -> str:
    """agree | disagree | doubtful | covered | unsure."""
    contradicts = bool(p.text_b) and p.is_sure and not p.same
    threshold = measure.strict if contradicts else measure.loose
    if p.same or p.ink >= threshold:
        return "agree"
    if p.covered and not (both_read and contradicts):
        return "covered"
    if p.ink >= threshold - 0.05:
        return "unsure"
    if not both_read:
        return "disagree" if p.ink < measure.middle else "doubtful"
    if not p.is_sure:
        return "unsure"
    alike = Levenshtein.normalized_similarity(plain(p.text_a), plain(p.text_b))
    return "disagree" if alike < (UNLIKE_NUMBER if p.is_number else UNLIKE_WORD) else "doubtful"


def _box(row: npt.NDArray[np.intp]) -> Box:
    x0, y0, x1, y1 = row.tolist()
    return x0, y0, x1, y1
