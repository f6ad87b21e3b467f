"""Words of two registered copies that stand at the same place, and whether they say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from scipy.spatial import cKDTree

from pipeline.records import Word

CONFUSABLE = str.maketrans("0oOiIl|1!5sS8B2zZ", "00011111155588222")  # what tesseract mixes up on small text
LONG = 5  # letters
TWICE = re.compile(r"([^\W\d])\1+")
TOUCHING = (("rn", "m"), ("rt", "n"), ("cl", "d"), ("vv", "w"))  # letters that touch in blur or at a crease
SURELY = 60.0  # tesseract's confidence from which a word counts as read
DIGIT = re.compile(r"\d")


def plain(text: str) -> str:
    """Text for comparison: compatibility forms unified, case and outer punctuation dropped."""
    return unicodedata.normalize("NFKC", text).casefold().strip(" .,;:'\"|_-–—()[]{}<>*~`")


def is_number(text: str) -> bool:
    """Does it carry figures?"""
    return bool(DIGIT.search(text))


def same_text(a: str, b: str) -> bool:
    """Equal but for case and outer punctuation; a long word may have a letter wrong, a figure may not."""
    left, right = plain(a), plain(b)
    if left == right:
        return True
    if is_number(left) or is_number(right):
        return re.sub(r"[.,\s]", "", left) == re.sub(r"[.,\s]", "", right) and left != ""
    return min(len(left), len(right)) >= 5 and Levenshtein.distance(left, right) <= 1


def confusable(a: str, b: str) -> bool:
    """Do two readings differ only in characters that OCR mixes up?"""
    return plain(a).translate(CONFUSABLE) == plain(b).translate(CONFUSABLE)


def joined_alike(a: str, b: str) -> bool:
    """Do two long words differ only in how letters were parted: one that stands twice read once, or two that touch read
    as one (rn and m)? A figure or a short word is another one then."""
    if is_number(a) or is_number(b) or max(len(plain(a)), len(plain(b))) < LONG:
        return False
    left, right = ((TWICE.sub(r"\1", _joined(plain(text)))) for text in (a, b))
    return left == right


def _joined(text: str) -> str:
    for parts, whole in TOUCHING:
        text = text.replace(parts, whole)
    return text


def surely_read(words: Sequence[Word]) -> float:
    """How much was surely read on a page: letters, weighed by confidence."""
    return sum(w.confidence * len(w.text) for w in words if w.confidence >= SURELY)


def boxes(words: Sequence[Word]) -> npt.NDArray[np.float64]:
    """(n, 4) x0, y0, x1, y1."""
    return np.array([(w.x0, w.y0, w.x1, w.y1) for w in words], np.float64).reshape(-1, 4)


def corners(box: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, 4) boxes to (4 n, 2) corners."""
    return box[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)


def upright(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(4 n, 2) mapped corners to (n, 4) boxes around them, slant taken off: mid-points of the edges."""
    quad = points.reshape(-1, 4, 2)
    x0 = (quad[:, 0, 0] + quad[:, 3, 0]) / 2
    x1 = (quad[:, 1, 0] + quad[:, 2, 0]) / 2
    y0 = (quad[:, 0, 1] + quad[:, 1, 1]) / 2
    y1 = (quad[:, 2, 1] + quad[:, 3, 1]) / 2
    return np.stack([np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)], 1)


def nearest(
    where: npt.NDArray[np.float64], n: int, asked: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.int64]:
    """(asked, n): the n nearest of some boxes to each box asked for, or to each of the boxes themselves, of its others.
    Lines apart count double: a word above is farther than one beside."""
    stretched = np.array([1.0, 2.0])
    tree = cKDTree((where[:, :2] + where[:, 2:]) / 2 * stretched)
    if asked is None:
        return np.asarray(tree.query(tree.data, k=n + 1)[1][:, 1:], np.int64)
    _, near = tree.query((asked[:, :2] + asked[:, 2:]) / 2 * stretched, k=n)
    return np.asarray(near.reshape(len(asked), n), np.int64)


@dataclass(frozen=True, slots=True)
class Facing:
    """For each box of A the boxes of B that lie on it, left to right, as indices."""

    indices: tuple[tuple[int, ...], ...]


def facing(boxes_a: npt.NDArray[np.float64], boxes_b: npt.NDArray[np.float64], neighbours: int = 8) -> Facing:
    """Which boxes of B (already in A's coordinates) lie on which boxes of A: at least half of the smaller one."""
    if not len(boxes_a) or not len(boxes_b):
        return Facing(((),) * len(boxes_a))
    middle_a = (boxes_a[:, :2] + boxes_a[:, 2:]) / 2
    middle_b = (boxes_b[:, :2] + boxes_b[:, 2:]) / 2
    _, near = cKDTree(middle_b).query(middle_a, k=min(neighbours, len(boxes_b)))
    near = near.reshape(len(boxes_a), -1)
    found: list[tuple[int, ...]] = []
    for a, candidates in zip(boxes_a, near, strict=True):
        on = []
        for j in candidates:
            b = boxes_b[j]
            width = min(a[2], b[2]) - max(a[0], b[0])
            height = min(a[3], b[3]) - max(a[1], b[1])
            if width > 0 and height > 0:
                smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
                if width * height >= 0.5 * smaller:
                    on.append(int(j))
        found.append(tuple(sorted(on, key=lambda j: boxes_b[j][0])))
    return Facing(tuple(found))
