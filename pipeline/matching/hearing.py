"""Words of one page heard on another that could hardly be read: does the recogniser find them in the ink there?

Tesseract reads nothing on a blurred or crumpled sheet, where the ink of one word is like that of another. The second
recogniser need not read it: it is asked whether the word that page A has at a place explains the ink of page B there
better than A's other words of that length do.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.imaging.cache import UInt8
from pipeline.imaging.ctc import best_text, knows, scored, something_else
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import boxes, is_number, plain, same_text
from pipeline.matching.patches import Box
from pipeline.matching.votes import CONFIDENT, UNLIKE_WORD, WordVotes
from pipeline.records import Recogniser, Recognition, Word

MOST_WORDS = 48  # words that are asked about, half of them figures
OTHERS = 8  # other words, those of about the same length, that a word has to explain the ink better than
LETTERS = 3  # of a word that is asked about; figures may be as short as they like
TWICE = 2  # as often the same text is asked about
SURELY = 0.9  # probability against those others from which a word is there
EVEN = 0.5  # probability above which a figure that is read the same is no other one by a digit
SURELY_ELSE = 0.75  # probability of a free reading from which something else is there
SETTLED = 0.7  # share of the words, and of the figures, that must be heard: on a blur only headings are, and a form's
# headings are those of every page of the form
FEW_FIGURES = 3  # different ones that must be there; a page with fewer of them
MANY_WORDS = 20  # needs so many different words
DIGITS = "0123456789"
BESIDE, ABOVE = 0.3, 0.35  # heights of paper around a word
DARKEST = 98  # percentile of ink that becomes black
SMALLEST = 6  # pixels

Placed = tuple[Word, Box]


def shown_words(words: Sequence[Word], seen: npt.NDArray[np.bool_], scale: float) -> list[Placed]:
    """The words of A that B shows, with their boxes on the canvas. seen: (height, width) of the canvas; scale: canvas
    pixels a pixel of A."""
    height, width = seen.shape
    placed = []
    for word, (x0, y0, x1, y1) in zip(words, np.round(boxes(words) * scale).astype(int).tolist(), strict=True):
        if 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height and seen[y0:y1, x0:x1].all():
            placed.append((word, (x0, y0, x1, y1)))
    return placed


def hear_words(ink: Ink, words: Sequence[Placed], recognise: Recogniser, votes: WordVotes) -> WordVotes:
    """Votes of A's words by what is heard on B; none where too little could be heard to tell anything.

    ink: B's strokes on A's canvas, 0 to 1; words: as shown_words has them; votes: by what was read and by ink, of which
    the likeness stays."""
    crops = [(word.text, crop) for word, box in _chosen(words) if (crop := _crop(ink, box)) is not None]
    alphabet = string.printable[:95] + "".join(sorted({c for text, _ in crops for c in text}))
    heard = recognise([crop for _, crop in crops], alphabet)
    known = [
        (text, recognition) for (text, _), recognition in zip(crops, heard, strict=True) if knows(recognition, text)
    ]
    texts = [text for text, _ in known]
    told = [(text, _vote(text, texts, recognition)) for text, recognition in known]
    figures = [(text, vote) for text, vote in told if is_number(text)]
    agree, numbers_agree = _agreeing(told), _agreeing(figures)
    decided, decided_figures = (sum(vote != "doubtful" for _, vote in votes_of) for votes_of in (told, figures))
    different = len({plain(text) for text, vote in figures if vote == "agree"})
    counted = replace(
        votes, agree=agree, disagree=decided - agree, numbers_agree=numbers_agree, by_ink=False, unsettled=0,
        numbers_disagree=decided_figures - numbers_agree, doubtful=len(told) - decided, n_places=decided - agree,
    )  # fmt: skip
    enough = different >= FEW_FIGURES or (
        len(figures) < FEW_FIGURES and len({plain(text) for text, vote in told if vote == "agree"}) >= MANY_WORDS
    )
    is_settled = decided >= SETTLED * len(told) and decided_figures >= SETTLED * len(figures)
    if not enough or not is_settled or counted.contradicts or votes.contradicts:
        return replace(counted, agree=0, disagree=0)
    return counted


def _agreeing(told: Sequence[tuple[str, str]]) -> int:
    return sum(vote == "agree" for _, vote in told)


def _chosen(words: Sequence[Placed]) -> list[Placed]:
    """Sure words from all over the page, figures and others in equal numbers where there are enough; the same text
    twice at most, for a heading or a zero in every row tells no page from another."""
    sure: list[Placed] = []
    times = Counter[str]()
    for word, box in words:
        is_long = is_number(word.text) or sum(c.isalnum() for c in word.text) >= LETTERS
        if word.confidence >= CONFIDENT and is_long and times[plain(word.text)] < TWICE:
            times[plain(word.text)] += 1
            sure.append((word, box))
    figures = [at for at in sure if is_number(at[0].text)]
    others = [at for at in sure if not is_number(at[0].text)]
    n_figures = min(len(figures), max(MOST_WORDS // 2, MOST_WORDS - len(others)))
    return _spread(figures, n_figures) + _spread(others, MOST_WORDS - n_figures)


def _spread(words: Sequence[Placed], n: int) -> list[Placed]:
    """At most n of the words, evenly."""
    if len(words) <= n:
        return list(words)
    return [words[k] for k in np.linspace(0, len(words) - 1, n).astype(int)]


def _vote(text: str, texts: Sequence[str], recognition: Recognition) -> str:
    """agree | disagree | doubtful: is the text there, something else, or cannot it be told?"""
    free, probability = best_text(recognition)
    is_same, is_figure = same_text(free, text), is_number(text)
    if is_same and (not is_figure or probability > EVEN):
        return "agree"
    alike = Levenshtein.normalized_similarity(plain(free), plain(text))
    if probability >= SURELY_ELSE and not is_same and (is_figure or alike < UNLIKE_WORD):
        return "disagree"
    others = sorted({t for t in texts if not same_text(t, text)}, key=lambda t: (abs(len(t) - len(text)), t))[:OTHERS]
    if is_figure:
        others += [f"{text[:i]}{d}{text[i + 1 :]}" for i, c in enumerate(text) if c.isdigit() for d in DIGITS if d != c]
    scores = np.array([something_else(recognition), *(scored(recognition, t) for t in (text, *others))])
    shares = np.exp(scores - scores.max())
    return "agree" if shares[1] >= SURELY * shares.sum() else "doubtful"


def _crop(ink: Ink, box: Box) -> UInt8 | None:
    """(height, width) grey, dark on white: the word with some paper around; None where it is too small."""
    x0, y0, x1, y1 = box
    beside, above = BESIDE * (y1 - y0), ABOVE * (y1 - y0)
    part = ink[max(0, round(y0 - above)) : round(y1 + above), max(0, round(x0 - beside)) : round(x1 + beside)]
    if min(part.shape) < SMALLEST:
        return None
    darkest = max(0.1, float(np.percentile(part, DARKEST)))
    return np.asarray(255 * (1 - np.clip(part / darkest, 0, 1)), np.uint8)
