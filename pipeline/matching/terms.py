"""Words that a search term may have been read as: OCR mixes up letters, and names are written in many scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from pipeline.imaging.words import CONFUSABLE, is_number, plain

SEPARATORS = re.compile(r"[.,\s]")
LETTERS_A_SLIP = 5  # a word may have one letter wrong for so many


def readings_of(term: str, vocabulary: Iterable[str]) -> list[str]:
    """The texts of a vocabulary that may be this term misread, in order.

    Figures have to be equal but for their separators and characters that OCR mixes up (0 and O); of a word one letter
    in LETTERS_A_SLIP may be wrong (Levenshtein distance). Compatibility forms, case and outer punctuation do not count,
    in any script.
    """
    wanted = _bare(term)
    slips = 0 if is_number(wanted) else len(wanted) // LETTERS_A_SLIP
    loose = wanted.translate(CONFUSABLE)
    found = []
    for text in vocabulary:
        said = _bare(text)
        if abs(len(said) - len(wanted)) > slips or not said:
            continue
        if said.translate(CONFUSABLE) == loose or Levenshtein.distance(said, wanted, score_cutoff=slips) <= slips:
            found.append(text)
    return sorted(found)


def _bare(text: str) -> str:
    """Text for comparison; figures without their separators."""
    return SEPARATORS.sub("", plain(text)) if is_number(text) else plain(text)
