"""How unlike two copies are at each word, against the noise of the words around it.

A copy is compared with a few of the sharpest copies, not with all: the cost grows with the number of copies. What is
normal is taken from the neighbouring words of the same pair, so a copy that is blurred, curled or covered there is
not blamed for it, and where even the neighbours do not agree nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.collation.copies import LaidCopy, Table
from pipeline.imaging.ink import LEAST_SCATTER, Ink, compare_patch, scatter

REFERENCES = 4  # sharpest copies that every other is compared with
REACH = 4  # canvas pixels by which a word may be off after registration
NEIGHBOURS = 16  # words around that say what is normal for a pair
MIN_NEIGHBOURS = 6
MIN_SPREAD = 0.05  # of unlikeness: two good scans differ by this much in subsampling alone
SAMPLE = 60  # words by which sharpness is matched
BLURS = (0.0, 0.7, 1.0, 1.4, 1.9, 2.5, 3.3, 4.3)  # Gaussian sigmas tried, canvas pixels
FAINTEST_WORD = 0.05  # ink under which a word is blank; letters have 0.1 and more
NOISE_BLUR = 0.7  # both sides: sensor and JPEG noise is finer than a stroke

Float = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """unlike: (copies, references, words) 0 alike to 2 opposite, NaN where one does not show the word; normal: the same
    shape, what the neighbouring words of that pair have; spreads: how far beyond it, in units of their scatter.
    references: indices of copies; blur: (copies,) signed variance of each copy's blur against the base's; amount:
    (copies, words) natural logarithm of how much darker a word's box is, root mean square, than those around. rarity,
    tenth: of the words of each pair, see `ratios.among_words`."""

    unlike: Float
    normal: Float
    spreads: Float
    references: tuple[int, ...]
    blur: Float
    amount: Float
    rarity: Float = field(default_factory=lambda: np.zeros(0))
    tenth: Float = field(default_factory=lambda: np.zeros(0))


def compare_all(table: Table, words: Float, shown: npt.NDArray[np.bool_]) -> Compared:
    """Compare every copy with the references at every word. words: (n, 4) boxes on the canvas; shown: (copies, n)."""
    copies = table.copies
    sample = _sample(words, shown)
    blur = np.array(
        [0.0] + [_relative_blur(copies[0], copy, words, sample & shown[i + 1]) for i, copy in enumerate(copies[1:])]
    )
    references = _references(copies, blur, shown)
    unlike = np.full((len(copies), len(references), len(words)), np.nan)
    gains = np.array([_strength(copy, words, shown[i]) for i, copy in enumerate(copies)])
    for column, r in enumerate(references):
        for c in range(len(copies)):
            if c == r:
                continue
            if c in references and references.index(c) < column:
                unlike[c, column] = unlike[r, references.index(c)]
                continue
            gain = float(np.clip(gains[r] / max(gains[c], 1e-3), 0.3, 3.0))
            unlike[c, column] = _pair(copies[c], copies[r], words, shown[c] & shown[r], blur[c] - blur[r], gain)
    near = _around(words)
    normal, spreads = _against_neighbours(unlike, near)
    amount = np.array([_amounts(copy, words, shown[i], near) for i, copy in enumerate(copies)])
    return Compared(unlike, normal, spreads, references, blur, amount)


def _pair(
    copy: LaidCopy, other: LaidCopy, words: Float, both: npt.NDArray[np.bool_], blur: float, gain: float
) -> Float:
    """(n,) unlikeness; the sharper of the two is blurred. blur: variance by which copy is the more blurred."""
    out = np.full(len(words), np.nan)
    on_copy = float(np.sqrt(max(-blur, 0.0) + NOISE_BLUR**2))
    on_other = float(np.sqrt(max(blur, 0.0) + NOISE_BLUR**2))
    for i in np.flatnonzero(both):
        cut = cut_out(copy.strokes, words[i])
        against = cut_out(other.strokes, words[i])
        if cut is None or against is None:
            continue
        ink, box = cut
        left = cv2.GaussianBlur(ink * np.float32(gain), (0, 0), on_copy)
        right = cv2.GaussianBlur(against[0], (0, 0), on_other)
        found = compare_patch(np.asarray(left, np.float32), np.asarray(right, np.float32), box, reach=REACH)
        if found is not None:
            out[i] = found.unlike
    return out


def cut_out(ink: Ink, word: Float, margin: int = REACH + 6) -> tuple[Ink, tuple[int, int, int, int]] | None:
    """A word with a margin around, and its box in that cut. None where it leaves the canvas."""
    x0, y0, x1, y1 = (round(float(v)) for v in word)
    left, top = max(0, x0 - margin), max(0, y0 - margin)
    part = ink[top : y1 + margin, left : x1 + margin]
    box = (x0 - left, y0 - top, x1 - left, y1 - top)
    if x0 < 0 or y0 < 0 or box[2] > part.shape[1] or box[3] > part.shape[0]:
        return None
    return part, box


def _sample(words: Float, shown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which words are looked at for sharpness: evenly over the page, seen by the base."""
    chosen = np.zeros(len(words), bool)
    candidates = np.flatnonzero(shown[0])
    step = max(1, len(candidates) // SAMPLE)
    chosen[candidates[::step]] = True
    return chosen


def _relative_blur(base: LaidCopy, copy: LaidCopy, words: Float, which: npt.NDArray[np.bool_]) -> float:
    """Signed variance of the blur that makes base and copy alike: positive when the base has to be blurred."""
    signed = [0.0, *(sign * sigma**2 for sigma in BLURS if sigma for sign in (1.0, -1.0))]
    found = [correlations for i in np.flatnonzero(which) if (correlations := _by_blur(base, copy, words[i]))]
    known = np.median(found, axis=0) if found else np.zeros(len(signed))
    scores = dict(zip(signed, known.tolist(), strict=True))
    return max(scores, key=lambda variance: scores[variance] - 0.002 * abs(variance))


def _by_blur(a: LaidCopy, b: LaidCopy, word: Float) -> list[float]:
    """How well the word of both agrees with neither blurred, and with a or b blurred by each of BLURS in turn. Empty
    where it cannot be told with every one."""
    left, right = cut_out(a.strokes, word), cut_out(b.strokes, word)
    if left is None or right is None or left[0].shape != right[0].shape:
        return []
    x0, y0, x1, y1 = left[1]
    patches, arounds = [], []
    for sigma in BLURS:
        blur = float(np.hypot(sigma, NOISE_BLUR))
        patches.append(cv2.GaussianBlur(left[0], (0, 0), blur)[y0:y1, x0:x1])
        arounds.append(
            cv2.GaussianBlur(right[0], (0, 0), blur)[max(0, y0 - REACH) : y1 + REACH, max(0, x0 - REACH) : x1 + REACH]
        )
    if min(patches[0].shape) < 3 or any(scatter(part) < LEAST_SCATTER for part in (*patches, *arounds)):
        return []
    pairs = [(patches[0], arounds[0])]
    for patch, around in zip(patches[1:], arounds[1:], strict=True):
        pairs += [(patch, arounds[0]), (patches[0], around)]
    return [float(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).max()) for patch, around in pairs]


def _strength(copy: LaidCopy, words: Float, shown: npt.NDArray[np.bool_]) -> float:
    """How dark the copy's words are: the mean of their strong ink."""
    parts = [cut[0] for i in np.flatnonzero(shown)[::3] if (cut := cut_out(copy.strokes, words[i], 0)) is not None]
    values = np.concatenate([p.ravel() for p in parts]) if parts else np.zeros(1, np.float32)
    return float(np.sqrt((values * values).mean()))


def _amounts(copy: LaidCopy, words: Float, shown: npt.NDArray[np.bool_], near: npt.NDArray[np.int_]) -> Float:
    """(n,) as `Compared.amount`, of one copy; NaN where it does not show the word or too few around. near: which."""
    ink = np.full(len(words), np.nan)
    for i in np.flatnonzero(shown):
        cut = cut_out(copy.strokes, words[i], 0)
        if cut is not None:
            ink[i] = np.log(max(float(np.sqrt((cut[0] * cut[0]).mean())), FAINTEST_WORD))
    around = ink[near]
    known = np.isfinite(around).sum(1) >= MIN_NEIGHBOURS
    usual = np.full(len(words), np.nan)
    usual[known] = np.nanmedian(around[known], 1)
    return np.asarray(ink - usual, np.float64)


def _around(words: Float) -> npt.NDArray[np.int_]:
    """(n, NEIGHBOURS or fewer) the words around each: a line above is farther than a word beside. None of too few."""
    if len(words) <= MIN_NEIGHBOURS:
        return np.zeros((len(words), 0), np.int_)
    middle = (words[:, :2] + words[:, 2:]) / 2 * [1.0, 2.0]
    _, near = cKDTree(middle).query(middle, k=min(NEIGHBOURS + 1, len(words)))
    return np.asarray(near[:, 1:], np.int_)


def _references(copies: Sequence[LaidCopy], blur: Float, shown: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """The base and the sharpest of the others that show most of the page."""
    share = shown.mean(1) if shown.size else np.ones(len(copies))
    ranked = sorted(range(1, len(copies)), key=lambda i: (blur[i] - 4.0 * share[i], i))
    return (0, *ranked[: REFERENCES - 1])


def _against_neighbours(unlike: Float, near: npt.NDArray[np.int_]) -> tuple[Float, Float]:
    """(normal, spreads): the median of the neighbouring words in the same pair, and the distance from it."""
    n_copies, n_references, n = unlike.shape
    normal, spreads = np.full_like(unlike, np.nan), np.full_like(unlike, np.nan)
    if n <= MIN_NEIGHBOURS:
        return normal, spreads
    for c in range(n_copies):
        for r in range(n_references):
            values = unlike[c, r]
            if np.isfinite(values).sum() <= MIN_NEIGHBOURS:
                continue
            around = values[near]
            enough = np.isfinite(around).sum(1) >= MIN_NEIGHBOURS
            local = np.full(n, np.nan)
            local[enough] = np.nanmedian(around[enough], 1)
            scatter = np.full(n, np.nan)
            scatter[enough] = 1.48 * np.nanmedian(np.abs(around[enough] - local[enough, None]), 1)
            overall = 1.48 * float(np.nanmedian(np.abs(values - np.nanmedian(values))))
            spread = np.maximum(0.5 * scatter + 0.5 * overall, MIN_SPREAD)
            normal[c, r] = local
            spreads[c, r] = (values - local) / spread
    return normal, spreads
