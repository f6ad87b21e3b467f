"""Words that a search term may have been read as: OCR mixes up letters, and names are written in many scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.imaging.words import CONFUSABLE, is_number, plain

SEPARATORS = re.compile(r"[.,\s\u066b\u066c]")  # of figures; the last two are Arabic
LETTERS_A_SLIP = 5  # a word may have one letter wrong for so many
DROPPED = ("Mn", "Cf")  # accents, vowel points and harakat, marks of direction: written or not, read or not
FOLDED = str.maketrans("ىةك", "يهک", "ـ")  # Arabic letters that are typed and read for each other; the stretching line
TERMS_A_MISS = 4  # of so many terms one may be missing: misread beyond recognition, or cut off


def readings_of(term: str, vocabulary: Sequence[str]) -> list[str]:
    """The texts of a vocabulary that may be this term misread, in order.

    Figures have to be equal but for their separators, their script and characters that OCR mixes up (0 and O); of a
    word one letter in LETTERS_A_SLIP may be wrong, or have changed places with its neighbour (optimal string alignment
    distance). Compatibility forms, case, outer punctuation, accents and vowel points do not count, in any script.
    """
    wanted = folded(term)
    if not wanted:
        return []
    said = _folded_all(tuple(vocabulary))
    slips = 0 if is_number(wanted) else len(wanted) // LETTERS_A_SLIP
    near = process.extract_iter(wanted, said, scorer=OSA.distance, score_cutoff=slips)
    found = {place for _, _, place in near}
    loose = wanted.translate(CONFUSABLE)
    found |= {
        place for place, text in enumerate(said) if len(text) == len(loose) and text.translate(CONFUSABLE) == loose
    }
    return sorted(vocabulary[place] for place in found)


def terms_needed(n: int) -> int:
    """How many of n terms a page must carry."""
    return n - n // TERMS_A_MISS


def folded(text: str) -> str:
    """Text for comparison: as `plain`, without accents, points and marks of direction; figures without separators and
    in European digits."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in apart if unicodedata.category(c) not in DROPPED).translate(FOLDED)
        text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    bare = plain(text)
    return SEPARATORS.sub("", bare) if is_number(bare) else bare


@lru_cache(maxsize=1)
def _folded_all(vocabulary: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(text) for text in vocabulary)
