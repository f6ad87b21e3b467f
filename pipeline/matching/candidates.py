"""What pages are found by, and which pairs are worth verifying: by hashes, by words read, by visual words.

Each way sees what the others miss: hashes find light re-posts, words find photographs and crops, visual words find
pages whose text could not be read. A page asks the index of everything seen for its few best neighbours in each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from pipeline.imaging.features import Features, load_features
from pipeline.imaging.words import plain
from pipeline.records import PageKey, Word

VERSION = "3"

HASHES = ("phash_64", "dhash_64", "whash_64")
LEAST_CONFIDENCE = 30.0  # tesseract's, of a word that counts: under it most are noise
LEAST_LETTERS = 3
BLANK_FEATURES = 40  # a page with fewer features and fewer words than these is as good as blank: set aside,
BLANK_WORDS = 5  # or all blank pages would be candidates of each other
BLANK = (
    "There is nothing or nearly nothing on this page to find copies by: it is blank, nearly blank, or too small or "
    "blurred to show anything. It was set aside and not looked for among the other pages, which says nothing about it."
)
# Long visual words are shared by chance so rarely that few need to be looked up. Measured on two sets of copies (202
# and 160 files among 725 pages, visual words alone, pairs joined): 16 bits and 6 tables .84 and .98, 24 bits and 6
# tables .88 and .98, 28 bits and 4 tables .92 and 1.00; the rarest words alone serve better than all of them.
ASKED_AT_ONCE = 500  # entries in memory: some 15 MB
VISUAL_BITS = 28  # hyperplanes a table
VISUAL_TABLES = 4  # with 28 bits a word fits into 32
VISUAL_FEATURES = 1_200  # the largest: they survive blur and scaling, and the index stays small


@dataclass(frozen=True, slots=True)
class PageEntry:
    """What a page is found by. hashes: 64-bit hashes in the order of HASHES; text: numbers of the words read and of
    the pairs of words that follow each other (two issues of a form share the words sooner than the pairs), sorted,
    each once; visual: visual words, likewise; is_blank: nothing on it to find copies by."""

    key: PageKey
    hashes: tuple[int, ...]
    text: npt.NDArray[np.uint64]
    visual: npt.NDArray[np.uint32]
    is_blank: bool = False


class SeenPages(Protocol):
    """Whoever knows the pages seen before: pipeline.matching.index.Index."""

    def query(self, entries: Sequence[PageEntry]) -> list[list[PageKey]]:
        """For each entry the pages most like it, the most promising first, itself left out."""
        ...


def page_entry(cache: Path, key: PageKey, hashes: Sequence[str], words: Sequence[Word]) -> PageEntry:
    """The entry of a page whose features lie in the cache. hashes: 16 hex digits each, in the order of HASHES.
    Raises FileNotFoundError when the cache lost the features."""
    features = load_features(cache, key)
    tokens = [t for w in words if w.confidence >= LEAST_CONFIDENCE and len(t := plain(w.text)) >= LEAST_LETTERS]
    is_blank = len(features) < BLANK_FEATURES and len(tokens) < BLANK_WORDS
    return PageEntry(key, tuple(int(h, 16) for h in hashes), text_words(tokens), visual_words(features), is_blank)


def text_words(tokens: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Numbers of words and of pairs of neighbours: 64 bits of BLAKE2b, so that no vocabulary has to be kept."""
    said = {*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))}
    numbers = [int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "little") for t in said]
    return np.array(sorted(numbers), np.uint64)


def visual_words(features: Features) -> npt.NDArray[np.uint32]:
    """Words of the largest features: signs of random projections (Charikar 2002) of the mean-free descriptors, the
    table's number in the upper bits."""
    if not len(features):
        return np.zeros(0, np.uint32)
    planes = np.random.default_rng(64).standard_normal((128, VISUAL_BITS * VISUAL_TABLES)).astype(np.float32)
    largest = np.argsort(-features.size, kind="stable")[:VISUAL_FEATURES]
    descriptor = features.descriptor[largest].astype(np.float32)
    signs = ((descriptor - descriptor.mean(1, keepdims=True)) @ planes > 0).reshape(-1, VISUAL_TABLES, VISUAL_BITS)
    codes = signs @ (1 << np.arange(VISUAL_BITS, dtype=np.uint32))
    return np.asarray(np.unique(codes + (np.arange(VISUAL_TABLES, dtype=np.uint32) << VISUAL_BITS)), np.uint32)


def candidates(seen: SeenPages, entries: Iterable[PageEntry]) -> list[tuple[PageKey, PageKey]]:
    """Pairs of each entry and the pages seen that are most like it, each once, smaller key first, in order."""
    pairs = set()
    waiting = iter(entries)
    while portion := list(islice(waiting, ASKED_AT_ONCE)):
        for entry, found in zip(portion, seen.query(portion), strict=True):
            pairs |= {(min(entry.key, other), max(entry.key, other)) for other in found}
    return sorted(pairs)


def neighbours_together(pairs: Sequence[tuple[PageKey, PageKey]]) -> list[tuple[PageKey, PageKey]]:
    """The same pairs in an order in which those of one page, and of pages compared with it, stand near each other, so
    that a page is seldom opened twice: along the pages' reverse Cuthill-McKee order (1969), which keeps neighbours of
    a graph together."""
    pages = sorted({key for pair in pairs for key in pair})
    if not pages:
        return []
    number = {key: i for i, key in enumerate(pages)}
    ends = np.array([[number[a], number[b]] for a, b in pairs])
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(pages), len(pages)))
    place = np.argsort(reverse_cuthill_mckee(csr_array(graph + graph.T), symmetric_mode=True))
    between = np.sort(place[ends], axis=1)
    return [pairs[i] for i in np.lexsort((between[:, 1], between[:, 0]))]
