"""What a forger looks for on a flat copy, and the note that is taken of what was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from benchmarks.families.copies import Copy, Edit, corners
from benchmarks.families.document import DATE
from benchmarks.families.drawing import Word
from sample_docs.kit import Box

FILLED = ("body", "meta", "bold", "value")  # roles of words whose content is doctored


@dataclass(frozen=True)
class Job:
    """One doctoring: chance, name of the edit, template of the page."""

    rng: Random
    name: str
    template: str


def free_words(copy: Copy, test: Callable[[Word], bool]) -> list[Word]:
    """Words in frame, under no mark, that no edit touched."""
    marked = [mark.polygon for mark in copy.marks if mark.kind not in ("highlight", "watermark")]
    found = []
    for word in copy.words:
        if not test(word) or not copy.inside(corners(word.box)).all():
            continue
        x0, y0, x1, y1 = copy.box(word.box)
        under = any(
            p[:, 0].min() < x1 and p[:, 0].max() > x0 and p[:, 1].min() < y1 and p[:, 1].max() > y0 for p in marked
        )
        touched = any(e.place[:, 1].min() < word.box[3] and e.place[:, 1].max() > word.box[1] for e in copy.edits)
        if not under and not touched and x1 - x0 >= 7 and y1 - y0 >= 9:
            found.append(word)
    return found


def figures(copy: Copy) -> list[Word]:
    dated = {w for words in dates(copy) for w in words}
    figure = re.compile(r"[+-]?\d[\d.,]*[%.,;]?")
    return free_words(copy, lambda w: bool(figure.fullmatch(w.text)) and w not in dated and w.role in FILLED)


def dates(copy: Copy) -> list[tuple[Word, ...]]:
    """Dates: the words of each."""
    found, words = [], copy.words
    for i, word in enumerate(words):
        for n in (3, 1):
            part = words[i : i + n]
            if (
                len(part) == n
                and DATE.fullmatch(" ".join(w.text for w in part).title().rstrip(".,;"))
                and part[-1].line == word.line
            ):
                found.append(part)
                break
    return found


def free_lines(copy: Copy) -> list[list[Word]]:
    """Whole lines of running text that are free."""
    free = set(free_words(copy, lambda w: w.role == "body" and not w.cell))
    lines: dict[int, list[Word]] = {}
    for word in copy.words:
        lines.setdefault(word.line, []).append(word)
    return [words for words in lines.values() if len(words) >= 3 and free.issuperset(words)]


def room(copy: Copy, word: Word) -> float:
    """Page units from the left of a word to what stands right of it on its line, or the page's right margin."""
    right = [w.box[0] - word.size * 0.2 for w in copy.words if w.line == word.line and w.box[0] > word.box[2] - 1]
    return min([*right, max(w.box[2] for w in copy.words)]) - word.box[0]


def same_paper(copy: Copy, a: Word, b: Word) -> bool:
    """Do two words stand on paper of one colour?"""
    papers = []
    for word in (a, b):
        x0, y0, x1, y1 = copy.box(word.box)
        papers.append(np.percentile(copy.image[y0:y1, x0:x1].reshape(-1, 3), 75, axis=0))
    return bool(np.abs(papers[0] - papers[1]).max() < 6)


def edited(
    copy: Copy, job: Job, image: np.ndarray, kind: str, method: str, old: str, new: str, place: Box, before: Box,
    changed: dict[Word, Word] | None = None,
) -> Copy:  # fmt: skip
    n = sum(e.group_id == job.name for e in copy.edits)
    edit = Edit(f"{job.name}.{n}", job.name, kind, method, old, new, corners(place), corners(before))
    words = tuple((changed or {}).get(word, word) for word in copy.words)
    return replace(copy.done("doctor", image, kind=kind, method=method), words=words, edits=(*copy.edits, edit))
