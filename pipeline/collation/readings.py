"""From what each copy shows at a word to readings: which texts there are, who carries which, how sure it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.imaging.words import confusable, is_number, plain, same_text

AGREES = 1.6  # unlikeness, in spreads of the copy's own noise, up to which a copy agrees with the base
DIFFERS = 3.0  # from which its ink differs; words read equal exceed it in about one of a hundred
ODD = 4.5  # from which a reading that OCR's usual mistakes explain counts all the same
READABLE = 55.0  # tesseract's confidence from which a text is a reading
SURE = 85.0
MIN_STRENGTH = 0.3  # log10: under it a place is not reported
MAX_STRENGTH = 4.0  # bounded: the floor rests on a hundred words, not on a million


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word on the canvas: its box, its text in the copy it was taken from, that copy and its line."""

    box: tuple[float, float, float, float]
    text: str
    line_no: int
    copy: int


@dataclass(frozen=True, slots=True)
class CopyAtWord:
    """One copy at one word. unlike: 0 the base's ink to 2 its opposite; spreads: the same in units of the copy's own
    noise floor; text and confidence as read; blank: paper without ink."""

    copy: int
    shows: bool
    unlike: float
    spreads: float
    text: str
    confidence: float
    blank: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place with two or more readings. texts: by reading_no - 1; carried: copy index to reading_no."""

    box: tuple[float, float, float, float]
    line_no: int
    texts: tuple[str, ...]
    carried: Mapping[int, int]
    strength: float
    kind: str | None = None


def read_place(word: WordPlace, seen: Sequence[CopyAtWord]) -> Place | None:
    """The readings at a word, or None where nothing legible contradicts.

    A copy sides with a reading by its text when that was read well, else by its ink; when neither tells, it abstains.
    """
    base = next(c for c in seen if c.copy == 0)
    shown = [c for c in seen if c.shows]
    if len(shown) < 2:
        return None
    groups: dict[str, list[CopyAtWord]] = defaultdict(list)
    abstain = []
    base_text = _text(base, word if word.copy == 0 else None)
    for copy in shown:
        text = base_text if copy.copy == 0 else _text(copy, None)
        if copy.copy != 0 and base_text is not None and text is not None and not same_text(text, base_text):
            if copy.spreads <= AGREES or (copy.spreads < ODD and confusable(text, base_text)):
                text = base_text if copy.spreads <= AGREES else None
            elif copy.spreads < DIFFERS:
                text = None
        elif copy.copy != 0 and text is None and copy.spreads <= AGREES:
            text = base_text
        if text is None:
            abstain.append(copy)
            continue
        name = next((known for known in groups if same_text(known, text) or known == text), text)
        groups[name].append(copy)
    if len(groups) < 2:
        return None
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    first, second = ordered[0], ordered[1]
    strength = _strength(first, second, base)
    if strength < MIN_STRENGTH:
        return None
    carried = {c.copy: number for number, (_, copies) in enumerate(ordered, 1) for c in copies}
    return Place(word.box, word.line_no, tuple(_best_text(name, copies) for name, copies in ordered), carried, strength)


def _text(copy: CopyAtWord, word: WordPlace | None) -> str | None:
    """What the copy says: its text when read well, '' where there is only paper, None when it can't be told."""
    if copy.blank and not copy.text:
        return ""
    if copy.text and copy.confidence >= READABLE and plain(copy.text):
        return copy.text
    return word.text if word is not None and copy.confidence >= READABLE else None


def _best_text(name: str, copies: Sequence[CopyAtWord]) -> str:
    """The text that most of the carriers read, weighed by confidence; '' stays ''."""
    votes: dict[str, float] = defaultdict(float)
    for copy in copies:
        if copy.text and same_text(copy.text, name):
            votes[copy.text] += copy.confidence
    return max(votes, key=lambda text: (votes[text], text)) if votes and name else name


def _strength(
    first: tuple[str, Sequence[CopyAtWord]], second: tuple[str, Sequence[CopyAtWord]], base: CopyAtWord
) -> float:
    """log10 likelihood ratio that the content differs: ink beyond the noise floor, and texts read surely.

    The ink's part is a straight line through what was seen on honest copies: at DIFFERS one word in a hundred, a tenth
    of that for each further spread and a half.
    """
    with_base, without = (first, second) if any(c.copy == 0 for c in first[1]) else (second, first)
    beyond = max((c.spreads for c in without[1]), default=0.0)
    if not any(c.copy == 0 for c in with_base[1]):
        beyond = max(c.spreads for c in (*first[1], *second[1]))
    ink = min((beyond - AGREES) / 1.5, 3.0)
    confidence = min(max((c.confidence for c in g[1] if c.text), default=SURE if not g[0] else 0.0) for g in (first, second))
    text = 1.2 if confidence >= SURE else 0.5 if confidence >= READABLE + 15 else 0.0
    repeated = 0.4 * (min(len(first[1]), len(second[1])) - 1)
    doubt = 0.0
    if first[0] and second[0]:
        if confusable(first[0], second[0]):
            doubt += 1.0
        if is_number(first[0]) != is_number(second[0]):
            doubt += 0.5
    else:
        doubt += 0.3  # paper where others have a word may be a word that a mark hides
    return float(min(ink + text + min(repeated, 1.2) - doubt - 0.8, MAX_STRENGTH))
