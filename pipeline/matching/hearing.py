"""Words of one page heard on another that could hardly be read: does the recogniser find them in the ink there?

Tesseract reads nothing on a blurred or crumpled sheet, where the ink of one word is like that of another. The second
recogniser need not read it: it is asked whether the word that page A has at a place explains the ink of page B there
better than A's other words of that length do.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.imaging.cache import UInt8
from pipeline.imaging.ctc import best_text, log_likelihood
from pipeline.imaging.ink import Ink
from pipeline.imaging.words import boxes, is_number, plain, same_text
from pipeline.matching.votes import CONFIDENT, UNLIKE_NUMBER, UNLIKE_WORD, Box, WordVotes
from pipeline.records import Recogniser, Recognition, Word

MOST_WORDS = 48  # words that are asked about, half of them figures
OTHERS = 8  # other words, those of about the same length, that a word has to explain the ink better than
LETTERS = 3  # and figures, of a word that is asked about
SURELY = 0.9  # probability against those others from which a word is there
SURELY_ELSE = 0.75  # probability of a free reading from which something else is there
STRANGE = 1.5  # natural logarithm for each character by which something else than all words is less likely
SETTLED = 0.7  # share of the words, and of the figures, that must be heard: on a blur only headings are, and a form's
# headings are those of every page of the form
FEW_FIGURES = 3  # under which it takes
MANY_WORDS = 20
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
    """Votes of A's words by what is heard on B; none where too few could be heard to tell anything.

    ink: B's strokes on A's canvas, 0 to 1; words: as shown_words has them; votes: by what was read and by ink, of which
    the likeness stays."""
    asked = _chosen(words)
    crops = [(word.text, crop) for word, box in asked if (crop := _crop(ink, box)) is not None]
    texts = [text for text, _ in crops]
    alphabet = string.printable[:95] + "".join(sorted({c for text in texts for c in text}))
    heard = recognise([crop for _, crop in crops], alphabet)
    told = [_vote(text, texts, recognition) for text, recognition in zip(texts, heard, strict=True)]
    figures = [is_number(text) for text in texts]
    agree, disagree = told.count("agree"), told.count("disagree")
    numbers = [vote for vote, is_figure in zip(told, figures, strict=True) if is_figure]
    counted = replace(
        votes, agree=agree, disagree=disagree, numbers_agree=numbers.count("agree"), by_ink=False, unsettled=0,
        numbers_disagree=numbers.count("disagree"), doubtful=told.count("doubtful"), n_places=disagree,
    )  # fmt: skip
    enough = len(numbers) >= FEW_FIGURES or agree >= MANY_WORDS
    is_settled = agree + disagree >= SETTLED * len(told) and (
        counted.numbers_agree + counted.numbers_disagree >= SETTLED * len(numbers)
    )
    return counted if enough and is_settled else replace(counted, agree=0, disagree=0)


def _chosen(words: Sequence[Placed]) -> list[Placed]:
    """The surest words, figures and others in equal numbers where there are enough."""
    sure = [
        (word, box)
        for word, box in words
        if word.confidence >= CONFIDENT and sum(c.isalnum() for c in word.text) >= LETTERS
    ]
    sure.sort(key=lambda at: (-at[0].confidence, at[0].word_no))
    figures = [at for at in sure if is_number(at[0].text)]
    others = [at for at in sure if not is_number(at[0].text)]
    n_figures = min(len(figures), max(MOST_WORDS // 2, MOST_WORDS - len(others)))
    return figures[:n_figures] + others[: MOST_WORDS - n_figures]


def _vote(text: str, texts: Sequence[str], recognition: Recognition) -> str:
    """agree | disagree | doubtful: is the text there, something else, or cannot it be told?"""
    free, probability = best_text(recognition)
    if same_text(free, text):
        return "agree"
    others = sorted({t for t in texts if not same_text(t, text)}, key=lambda t: (abs(len(t) - len(text)), t))[:OTHERS]
    scores = np.array([_scored(recognition, t) for t in (text, *others)])
    strange = log_likelihood(recognition, free) - STRANGE * max(1, len(free))
    shares = np.exp(scores - max(scores.max(), strange))
    if shares[0] >= SURELY * (shares.sum() + np.exp(strange - max(scores.max(), strange))):
        return "agree"
    alike = Levenshtein.normalized_similarity(plain(free), plain(text))
    is_other = alike < (UNLIKE_NUMBER if is_number(text) else UNLIKE_WORD)
    return "disagree" if probability >= SURELY_ELSE and is_other else "doubtful"


def _scored(recognition: Recognition, text: str) -> float:
    return log_likelihood(recognition, "".join(c for c in text if c in recognition.alphabet))


def _crop(ink: Ink, box: Box) -> UInt8 | None:
    """(height, width) grey, dark on white: the word with some paper around; None where it is too small."""
    x0, y0, x1, y1 = box
    beside, above = BESIDE * (y1 - y0), ABOVE * (y1 - y0)
    part = ink[max(0, round(y0 - above)) : round(y1 + above), max(0, round(x0 - beside)) : round(x1 + beside)]
    if min(part.shape) < SMALLEST:
        return None
    darkest = max(0.1, float(np.percentile(part, DARKEST)))
    return np.asarray(255 * (1 - np.clip(part / darkest, 0, 1)), np.uint8)
