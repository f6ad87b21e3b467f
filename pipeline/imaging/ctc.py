"""How likely the pixels of a word are under a text, by what a recogniser gives each column of the picture.

Connectionist temporal classification: Graves, Fernandez, Gomez and Schmidhuber, "Connectionist temporal classification:
labelling unsegmented sequence data with recurrent neural networks", ICML 2006 (the forward pass, section 4.1).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.records import Recognition

BLANK = 0  # the column of Recognition.frames that stands for no new character
STRANGE = 1.5  # natural logarithm for each character by which a reading that nobody has is less likely than one that is


def best_text(recognition: Recognition) -> tuple[str, float]:
    """The most likely text, column by column, and the product of its characters' probabilities: near to how often such
    a text is right, on the small print of receipts by up to a tenth more (`benchmarks/recogniser.py`)."""
    best = recognition.frames.argmax(1)
    text: list[str] = []
    surest: list[float] = []
    before = BLANK
    for column, value in zip(best.tolist(), recognition.frames.max(1).tolist(), strict=True):
        if column != BLANK and column == before:
            surest[-1] = max(surest[-1], value)
        elif column != BLANK:
            text.append(recognition.alphabet[column - 1])
            surest.append(value)
        before = column
    return "".join(text), float(np.exp(sum(surest))) if text else 0.0


def middle(recognition: Recognition) -> float:
    """Where the middle between the first and the last character of the best text lies, 0 left to 1 right; 0.5 without
    any."""
    columns = np.flatnonzero(recognition.frames.argmax(1) != BLANK)
    return float((columns[0] + columns[-1] + 1) / 2 / len(recognition.frames)) if len(columns) else 0.5


def letters_at(recognition: Recognition) -> tuple[str, npt.NDArray[np.float64]]:
    """The letters and figures of the best text, and (n,) the middle of the columns of each."""
    best = recognition.frames.argmax(1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts, len(best))[1:]
    found = [
        (recognition.alphabet[best[start] - 1], (start + end) / 2)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if best[start] != BLANK and recognition.alphabet[best[start] - 1].isalnum()
    ]
    return "".join(letter for letter, _ in found), np.array([at for _, at in found], np.float64)


def log_likelihood(recognition: Recognition, text: str) -> float:
    """Natural logarithm of the probability of a text, over all ways to spread it over the columns. -inf where it has
    characters that the alphabet lacks, or more than there are columns for."""
    if any(c not in recognition.alphabet for c in text):
        return -np.inf
    labels = [recognition.alphabet.index(c) + 1 for c in text]
    states = np.full(2 * len(labels) + 1, BLANK)
    states[1::2] = labels
    may_skip = np.zeros(len(states), bool)  # the blank between two characters that differ
    may_skip[3::2] = states[3::2] != states[1:-2:2]
    given = recognition.frames[:, states].astype(np.float64)
    reached = np.full(len(states), -np.inf)
    reached[:2] = given[0, :2]
    for now in given[1:]:
        one, two = np.full((2, len(states)), -np.inf)
        one[1:], two[2:] = reached[:-1], reached[:-2]
        two[~may_skip] = -np.inf
        reached = now + np.logaddexp(np.logaddexp(reached, one), two)
    return float(np.logaddexp.reduce(reached[-2:]))


def knows(recognition: Recognition, text: str) -> bool:
    """Does the recogniser know all letters and figures of a text?"""
    return all(c in recognition.alphabet for c in text if c.isalnum())


def scored(recognition: Recognition, text: str) -> float:
    """log_likelihood of a text, with or without its spaces and without signs that the recogniser does not know; -inf
    where it does not know its letters, or there is no room for them."""
    known = "".join(c for c in text.strip() if c in recognition.alphabet or c.isalnum())
    return max(log_likelihood(recognition, t) for t in (known, known.replace(" ", "")))


def something_else(recognition: Recognition) -> float:
    """Natural logarithm of how likely something else than some texts is: as the best free reading, less STRANGE for
    each of its characters."""
    free = best_text(recognition)[0]
    return log_likelihood(recognition, free) - STRANGE * max(1, len(free))
