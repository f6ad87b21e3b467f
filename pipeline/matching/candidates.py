"""Which pairs of pages are worth verifying: by hashes, by words read, by visual words of local features.

Each way sees what the others miss: hashes find light re-posts, words find photographs and crops, visual words find
pages whose text could not be read. A page asks for its few best neighbours in each, so the cost follows the number
of new pages.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.imaging.features import Features, load_features
from pipeline.imaging.words import plain
from pipeline.records import PageKey, Word

VERSION = "2"

HASH_RADIUS = 10  # of 64 bits: re-compression and scaling stay under it
WORD_NEIGHBOURS = 6
VISUAL_NEIGHBOURS = 7
MIN_SIMILARITY = 0.04  # cosine; under it two pages share only common words
BLANK_FEATURES = 40  # a page with fewer features and fewer words than these is as good as blank: set aside,
BLANK_WORDS = 5  # or all blank pages would be candidates of each other
VISUAL_BITS = 16  # hyperplanes a table: 65,536 words
VISUAL_TABLES = 6
VISUAL_FEATURES = 1_200  # the largest: they survive blur and scaling, and the index stays small
COMMON = 0.25  # a word on more than this share of the pages says nothing, in archives of some size
SMALL_ARCHIVE = 40  # pages


@dataclass(frozen=True, slots=True)
class PageEntry:
    """What candidates are found by. hashes: the 64-bit hashes as integers; tokens: words as read, normalised;
    visual: visual words of the local features; n_features: how many there were."""

    key: PageKey
    hashes: tuple[int, ...]
    tokens: tuple[str, ...]
    visual: npt.NDArray[np.uint32]
    n_features: int

    @property
    def is_blank(self) -> bool:
        """Nothing on it to find copies by."""
        return self.n_features < BLANK_FEATURES and len(self.tokens) < BLANK_WORDS


def page_entry(cache: Path, key: PageKey, hashes: Sequence[str], words: Sequence[Word]) -> PageEntry:
    """The entry of a page whose features lie in the cache. hashes: 16 hex digits each."""
    features = load_features(cache, key)
    tokens = tuple(t for w in words if w.confidence >= 30 and len(t := plain(w.text)) >= 3)
    return PageEntry(key, tuple(int(h, 16) for h in hashes), tokens, visual_words(features), len(features))


def visual_words(features: Features) -> npt.NDArray[np.uint32]:
    """(n * VISUAL_TABLES,) words of the largest features: signs of random projections (Charikar 2002) of the
    mean-free descriptors."""
    if not len(features):
        return np.zeros(0, np.uint32)
    planes = np.random.default_rng(64).standard_normal((128, VISUAL_BITS * VISUAL_TABLES)).astype(np.float32)
    largest = np.argsort(-features.size, kind="stable")[:VISUAL_FEATURES]
    descriptor = features.descriptor[largest].astype(np.float32)
    signs = ((descriptor - descriptor.mean(1, keepdims=True)) @ planes > 0).reshape(-1, VISUAL_TABLES, VISUAL_BITS)
    codes = signs @ (1 << np.arange(VISUAL_BITS)).astype(np.uint32)
    return np.asarray(codes + np.arange(VISUAL_TABLES) * (1 << VISUAL_BITS), np.uint32).ravel()


def candidates(pages: Sequence[PageEntry], new: Collection[PageKey]) -> list[tuple[PageKey, PageKey]]:
    """Pairs with at least one new page, each once, smaller key first, in order. Blank pages are in none."""
    kept = [p for p in pages if not p.is_blank]
    fresh = np.array([i for i, p in enumerate(kept) if p.key in set(new)], np.intp)
    if len(kept) < 2 or not len(fresh):
        return []
    pairs: set[tuple[PageKey, PageKey]] = set()

    def add(i: int, j: int) -> None:
        if i != j:
            a, b = sorted((kept[i].key, kept[j].key))
            pairs.add((a, b))

    for i, j in _near_hashes(kept, fresh):
        add(i, j)
    for matrix, neighbours, least in (
        (_weighted([_with_neighbours(p.tokens) for p in kept]), WORD_NEIGHBOURS, MIN_SIMILARITY),
        (_weighted([p.visual.tolist() for p in kept]), VISUAL_NEIGHBOURS, 0.0),
    ):
        for i, j in _nearest(matrix, fresh, neighbours, least):
            add(i, j)
    return sorted(pairs)


def _with_neighbours(tokens: Sequence[str]) -> list[str]:
    """Words, and pairs of words that follow each other: two issues of a form share the words sooner than the pairs."""
    return [*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))]


def _near_hashes(pages: Sequence[PageEntry], fresh: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Pairs of which any hash differs in at most HASH_RADIUS bits; at most WORD_NEIGHBOURS for each new page."""
    found: list[tuple[int, int]] = []
    width = min((len(p.hashes) for p in pages), default=0)
    table = np.array([p.hashes[:width] for p in pages], np.uint64).reshape(len(pages), width)
    if not width:
        return found
    for i in fresh:
        distance = np.bitwise_count(table ^ table[i]).min(1)
        distance[i] = 255
        order = np.argsort(distance, kind="stable")[:WORD_NEIGHBOURS]
        found += [(int(i), int(j)) for j in order if distance[j] <= HASH_RADIUS]
    return found


def _weighted(documents: Sequence[Sequence[object]]) -> sparse.csr_matrix:
    """tf-idf rows of length one (Salton and Buckley 1988), the number of occurrences damped by its logarithm."""
    names: dict[object, int] = {}
    rows, columns = [], []
    for i, document in enumerate(documents):
        for token in document:
            rows.append(i)
            columns.append(names.setdefault(token, len(names)))
    matrix = sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (rows, columns)), shape=(len(documents), max(1, len(names)))
    )
    matrix.sum_duplicates()
    matrix.data = 1 + np.log(matrix.data)
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weight = np.log((len(documents) + 1) / np.maximum(frequency, 1)).astype(np.float32)
    if len(documents) > SMALL_ARCHIVE:
        weight[frequency > COMMON * len(documents)] = 0
    matrix = sparse.csr_matrix(matrix @ sparse.diags(weight))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 1e-9)) @ matrix)


def _nearest(
    matrix: sparse.csr_matrix, fresh: npt.NDArray[np.intp], neighbours: int, least: float
) -> list[tuple[int, int]]:
    """The nearest rows of each new row, by cosine."""
    found = []
    similarity = sparse.csr_matrix(matrix[fresh] @ matrix.T)
    for row, i in enumerate(fresh):
        start, end = similarity.indptr[row], similarity.indptr[row + 1]
        columns, values = similarity.indices[start:end], similarity.data[start:end]
        order = np.lexsort((columns, -values))
        near = [int(columns[k]) for k in order if columns[k] != i and values[k] > least]
        found += [(int(i), j) for j in near[:neighbours]]
    return found
