"""Words that a copy shows a part of: it was cropped there, and then turned, framed or photographed.

The frame of such a copy goes on beyond the cut, as white as paper. What tells the cut is that it runs through letters:
several words have ink as far as one straight line across the page, and none beyond it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Postfix, Prefix

from pipeline.collation.blobs import FAINTEST
from pipeline.collation.copies import Table, framed_alike
from pipeline.collation.readings import Place
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import plain

LETTERS_LEFT = 3  # of a word that was cut: fewer are the begin or the end of many words
BINS = 8  # across and down a word, in which its ink is measured
HALF_OF_IT = 0.5  # of the ink that others have, from which a copy shows a part of a word
NONE_OF_IT = 0.25  # the same, under which it does not show a part of a word, and
NOTHING = 0.1  # under which it shows nothing beyond a cut
LEAST_GONE = 0.5  # words, as much ink as an average one has, that must be missing beyond a cut: few lines reach there
CUT_WORDS, CUT_BINS = 3, 2  # words that a cut must run through, and of these so much on the side that is missing
STRAIGHT = 0.25  # text heights between the ends of their ink: words that were typed anew end here and there
WITNESSES = 5  # other copies by which the ink of a word is known,
FEWEST = 2  # and so many must have it: where one other copy has longer words, that one may have been changed
NARROW = 0.5  # of a figure's breadth, that of a point, a colon or a hyphen
BELOW = 0.5  # heights of a figure within which what is left of two ends below each other
FULL = 80  # percentile of what is left of words, by which pale copies are told: most of a page may be cut off

Float = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def cut_off(table: Table, boxes: Float, shown: Mask) -> Mask:
    """(copies, n): is the word cut through, or does it lie beyond a cut? A copy whose frame ends at the same edges as
    that of one that is not cut is not cut either. boxes: (n, 4) on the canvas; shown: (copies, n), is it in the copy's
    frame?"""
    n_copies = len(table.copies)
    out = np.zeros(shown.shape, bool)
    if n_copies <= FEWEST or not len(boxes):
        return out
    ink = np.array([_in_bins(copy.strokes, boxes) for copy in table.copies])
    for index, copy in enumerate(table.copies):
        others = [i for i in range(n_copies) if i != index][:WITNESSES]
        usual = _usual(ink[others], shown[others])
        told = shown[index] & (usual.sum((1, 2)) > 0)
        if told.any():
            usual[~told] = 0
            out[index] = _cut_on(ink[index], usual, boxes, copy.strokes, STRAIGHT * table.text_height)
    like_a_whole_one = framed_alike(table).astype(int) @ (~out.any(1)).astype(int) > 0
    return np.asarray(out & shown & ~like_a_whole_one[:, None], bool)


def _in_bins(strokes: Ink, boxes: Float) -> Float:
    """(n, BINS, BINS): mean ink in each part of each word, rows first; 0 off the canvas."""
    out = np.zeros((len(boxes), BINS, BINS))
    for number, (x0, y0, x1, y1) in enumerate(np.maximum(boxes.round(), 0).astype(int)):
        part = strokes[y0:y1, x0:x1]
        if part.size:
            out[number] = cv2.resize(part, (BINS, BINS), interpolation=cv2.INTER_AREA)
    return out


def _usual(ink: Float, shown: Mask) -> Float:
    """(n, BINS, BINS): the ink that at least FEWEST of the copies that show a word have, 0 where fewer show it; several
    re-posts may be cut at one place."""
    seen = np.sort(np.where(shown[:, :, None, None], ink, 0.0), axis=0)
    return np.asarray(seen[-FEWEST])


def _cut_on(here: Float, usual: Float, boxes: Float, strokes: Ink, straight: float) -> Mask:
    """(n,): words of one copy at or beyond a cut, by its ink and that of the others, 0 where nothing is told. straight:
    pixels between the ends of the words that are cut, at most."""
    told = usual.sum((1, 2)) > 0
    gain = float(np.percentile(here[told].sum((1, 2)) / usual[told].sum((1, 2)), FULL))
    here = here * told[:, None, None] / max(gain, 1e-3)
    size = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    word = float(np.median((usual.mean((1, 2)) * size)[told]))
    out = np.zeros(len(boxes), bool)
    for axis in (0, 1):  # columns are cut by an upright line, rows by a level one
        theirs, own = (layer.mean(1 + axis) * size[:, None] / BINS for layer in (usual, here))
        ends = np.linspace(boxes[:, axis], boxes[:, 2 + axis], BINS + 1, axis=1)
        for sign in (1, -1):
            begins, to = (ends[:, :-1], ends[:, 1:]) if sign > 0 else (-ends[:, 1:], -ends[:, :-1])
            at = _best_cut(begins, own, theirs, LEAST_GONE * word)
            if at is None:
                continue
            cut = _run_through(at, begins, own, theirs)
            reached = [sign * end for number in cut if (end := _end_of(strokes, boxes[number], axis, sign)) is not None]
            if len(reached) >= CUT_WORDS and max(reached) - min(reached) <= straight:
                out |= to.max(1) > at
    return out


def _best_cut(begins: Float, own: Float, theirs: Float, least: float) -> float | None:
    """The line beyond which most is missing; None where that is less than `least`, or something is there. begins:
    (n, BINS), where each part of each word begins, in the direction of the cut's far side."""
    order = np.argsort(-begins, axis=None, kind="stable")
    ink, usual = (np.cumsum(layer.ravel()[order]) for layer in (own, theirs))
    best = int((HALF_OF_IT * usual - ink).argmax())
    is_cut = usual[best] - ink[best] > least and ink[best] < NOTHING * usual[best]
    return float(begins.ravel()[order][best]) if is_cut else None


def _run_through(at: float, begins: Float, own: Float, theirs: Float) -> list[int]:
    """The words that a cut runs through: they have ink on this side of it and none beyond."""
    beyond = begins >= at
    ink, usual = (np.where(beyond, layer, 0.0).sum(1) for layer in (own, theirs))
    ink_within, usual_within = (np.where(beyond, 0.0, layer).sum(1) for layer in (own, theirs))
    n_beyond = beyond.sum(1)
    is_cut = (n_beyond >= CUT_BINS) & (n_beyond <= BINS - CUT_BINS)
    is_cut &= (usual > 0) & (ink < NONE_OF_IT * usual) & (ink_within > HALF_OF_IT * usual_within)
    return np.flatnonzero(is_cut).tolist()


def _end_of(strokes: Ink, box: Float, axis: int, sign: int) -> float | None:
    """Where the ink of a word ends, on the canvas; None where there is none."""
    x0, y0, x1, y1 = np.maximum(box.round(), 0).astype(int)
    inked = np.flatnonzero((strokes[y0:y1, x0:x1] > FAINTEST).any(axis))
    return float((x0, y0)[axis] + inked[-1 if sign > 0 else 0]) if inked.size else None


def without_cut_words(places: Sequence[Place]) -> list[Place]:
    """Places but those at which, on two lines and more, the same copies have but the ends of words, or but their
    begins: there the page was cropped, and turned or photographed since, so that no edge tells it. Nobody forges so.
    Figures may be changed so, and count where they end below those of another line."""
    cut: dict[tuple[bool, frozenset[int]], list[Place]] = defaultdict(list)
    for place in places:
        texts = [plain(text or "") for text in place.texts]
        short, long = sorted(texts, key=len)
        having = frozenset(copy for copy, number in place.carried.items() if texts[number - 1] == short)
        for is_end in (True, False):
            if _is_left_of(short, long, is_end=is_end):
                cut[is_end, having].append(place)
    dropped = [
        place
        for (is_end, _), found in cut.items()
        for place in found
        if any(p.line_no != place.line_no and _cut_alike(place, p, is_end=is_end) for p in found)
    ]
    return [place for place in places if not any(place is p for p in dropped)]


def _is_left_of(short: str, long: str, *, is_end: bool) -> bool:
    """Is one text the begin, or else the end, of another? Of figures the last one may be cut through, and read as
    something else."""
    if short == long:
        return False
    if short.isalpha() and long.isalpha():
        return len(short) >= LETTERS_LEFT and (long.endswith(short) if is_end else long.startswith(short))
    n_alike = _in_common(short, long, is_end=is_end)
    return LETTERS_LEFT <= n_alike >= len(short) - 1 and len(short) < len(long)


def _in_common(short: str, long: str, *, is_end: bool) -> int:
    """How many characters two texts begin with alike, or else end with."""
    return int((Postfix if is_end else Prefix).similarity(short, long))


def _cut_alike(one: Place, other: Place, *, is_end: bool) -> bool:
    """Do two places show one cut? Words do; figures where what is left of them ends below each other."""
    at = []
    for place in (one, other):
        short, long = sorted((plain(text or "") for text in place.texts), key=len)
        n_alike = _in_common(short, long, is_end=is_end)
        left = long[len(long) - n_alike :] if is_end else long[:n_alike]
        share = _breadth(left) / max(NARROW, _breadth(long))
        x0, _, x1, _ = place.box
        at.append(x1 - share * (x1 - x0) if is_end else x0 + share * (x1 - x0))
    are_words = [all(plain(text or "").isalpha() for text in place.texts) for place in (one, other)]
    if any(are_words):
        return all(are_words)
    return abs(at[0] - at[1]) <= BELOW * min(p.box[3] - p.box[1] for p in (one, other))


def _breadth(text: str) -> float:
    """How broad a text is, in figures."""
    return sum(1.0 if c.isalnum() else NARROW for c in text)
