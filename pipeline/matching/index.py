"""Everything seen before, by hashes, words and visual words, in the workspace's cache.

An inverted index in a few segments, as search engines keep it (log-structured merge, O'Neil 1996): a batch is written
as a segment of its own, and merged into the next larger one while that is not RATIO times as large. A look-up reads
the lists of the words that a page carries, the rarest first, up to a budget: its cost hardly grows with the archive.
What is found depends on the pages in the index and on nothing else: not on the order or portions in which they came.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations, islice, pairwise, zip_longest
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from pipeline.errors import DoctoredError
from pipeline.imaging.features import FEATURES_VERSION
from pipeline.matching import candidates
from pipeline.matching.candidates import PageEntry
from pipeline.matching.segments import (
    Segment,
    file_number,
    hash_words,
    merge_segments,
    open_segment,
    remove_all_but,
    sizes_of,
    write_segment,
)
from pipeline.records import PageKey

FORMAT = f"1/{candidates.VERSION}/{FEATURES_VERSION}"  # an index of another one is made anew

# Pages asked for, by way and in all. On 725 pages of four cases these give 5.5 pairs a page and join .986 and 1.00 of
# the copies in two of them whose truth is known; 4, 7, 5 and no limit give 8.2 pairs a page and join no more.
HASH_NEIGHBOURS = 2
VISUAL_NEIGHBOURS = 6
TEXT_NEIGHBOURS = 4
NEIGHBOURS = 8  # and so many pairs a page are verified at most, however large the archive
HASH_RADIUS = 10  # of 64 bits: re-compression and scaling stay under it
BAND_RADIUS = 2  # of two hashes that differ in 10 bits, one of the four parts differs in 2 at most
SHARED_WORDS = 3  # fewer in common is chance
# List entries read for a page and a kind. The rarest words alone serve better than all of them; the budgets take some
# 60 copies of a page with all that they share, and of a thousand copies enough to find the nearest.
BUDGETS = {"hash": 20_000, "text": 8_000, "visual": 16_000}

# A look-up costs as much as there are segments: of 80,000 pages there were 2, with 4 in place of 8 there were 3. The
# price is that a page is written several times before it rests: 2.1 CPU ms in all, with 4 it was 1.4.
RATIO = 8
WRITTEN_AT_ONCE = 1_000  # pages in memory while an archive is indexed: some 25 MB
ASKED_AT_ONCE = 64  # pages; bounds the memory of a look-up to some 100 MB
PATIENCE_SECONDS = 600.0  # a merge of a very large archive takes minutes

_BITS = [sum(1 << bit for bit in bits) for n in range(BAND_RADIUS + 1) for bits in combinations(range(16), n)]
_NEAR = np.array(_BITS, np.uint32)  # what a part of a hash is combined with to get all parts that are near it


class Mark(NamedTuple):
    """How far a store was taken in: the number and the id of the last result."""

    result_no: int
    result_id: str


class Index:
    """The saved index of a cache. Use `open`. One process writes at a time, any number read meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: dict[str, Segment] = {}
        self._mark: Mark | None = None

    @classmethod
    def open(cls, cache: Path) -> Self:
        """The index in a cache folder: empty when there is none, or when it is of another version or damaged."""
        found = cls(cache / "index")
        found._load()
        return found

    def __len__(self) -> int:
        """How many pages."""
        return sum(len(segment) for segment in self._segments.values())

    @property
    def mark(self) -> Mark | None:
        """How far the store was taken in; None when nothing is known of it."""
        return self._mark

    def add(self, entries: Iterable[PageEntry], mark: Mark | None = None) -> None:
        """Add pages, a portion at a time; a page that is there is replaced, one that became blank is removed.
        mark: set when all are in. A kill leaves the portions that were written, and the old mark.

        Raises DoctoredError when another process goes on writing.
        """
        with self._writing():
            portions = iter(entries)
            while portion := list(islice(portions, WRITTEN_AT_ONCE)):
                self._remove([entry.key for entry in portion])
                written = {entry.key: entry for entry in portion if not entry.is_blank}
                if written:
                    self._take(write_segment(self._folder, list(written.values())))
                self._merge()
                self._save()
            if mark is not None:
                self._mark = mark
                self._save()

    def clear(self) -> None:
        """Forget everything: the store is another one."""
        with self._writing():
            self._segments, self._mark = {}, None
            self._save()

    def query(self, entries: Sequence[PageEntry]) -> list[list[PageKey]]:
        """For each entry the pages most like it, the most promising first, itself left out; nothing for blank ones.
        Pages of one file are seldom copies of each other, and come last within each way of finding.

        Raises DoctoredError when the index is damaged.
        """
        found: list[list[PageKey]] = []
        try:
            for start in range(0, len(entries), ASKED_AT_ONCE):
                found += self._ask(entries[start : start + ASKED_AT_ONCE])
        except IndexError as error:
            raise DoctoredError(
                f"The index in {self._folder} is damaged; delete that folder and run the command again."
            ) from error
        return found

    # ------------------------------------------------------------------ asking

    def _ask(self, entries: Sequence[PageEntry]) -> list[list[PageKey]]:
        asked = [number for number, entry in enumerate(entries) if not entry.is_blank]
        pages = [entries[number] for number in asked]
        found: list[list[PageKey]] = [[] for _ in entries]
        if not pages:
            return found
        hashes = np.array([page.hashes for page in pages], np.uint64)
        near = [np.unique(row[:, None] ^ _NEAR) for row in hash_words(hashes)]
        ways = (
            self._best(pages, self._near_hashes(near, hashes), HASH_NEIGHBOURS),
            self._best(pages, self._alike("visual", [page.visual for page in pages]), VISUAL_NEIGHBOURS),
            self._best(pages, self._alike("text", [page.text for page in pages]), TEXT_NEIGHBOURS),
        )
        for number, *rankings in zip(asked, *ways, strict=True):
            in_turn = (key for rank in zip_longest(*rankings) for key in rank if key is not None)
            found[number] = list(dict.fromkeys(in_turn))[:NEIGHBOURS]
        return found

    def _near_hashes(self, near: Sequence[npt.NDArray[np.uint32]], hashes: npt.NDArray[np.uint64]) -> _Hits:
        """Pages of which any hash differs in at most HASH_RADIUS bits; merit: bits that agree."""
        hits = []
        for segment, page, row, _, _ in self._lists("hash", near):
            distance = np.bitwise_count(segment.hashes[row] ^ hashes[page]).min(1)
            keep = distance <= HASH_RADIUS
            hits.append((segment, page[keep], row[keep], 64.0 - distance[keep]))
        return hits

    def _alike(self, kind: str, words: Sequence[npt.NDArray[Any]]) -> _Hits:
        """Pages that share words; merit: the sum of what the shared words say (1 over the number of pages that have
        it), over the square root of the number of words on the page found, as a full page shares more by chance."""
        hits = []
        for segment, page, row, shared, said in self._lists(kind, words):
            keep = shared >= SHARED_WORDS
            size = (segment.n_text if kind == "text" else segment.n_visual)[row[keep]]
            hits.append((segment, page[keep], row[keep], said[keep] / np.sqrt(size)))
        return hits

    def _lists(
        self, kind: str, words: Sequence[npt.NDArray[Any]]
    ) -> Iterator[tuple[Segment, npt.NDArray[np.int64], npt.NDArray[np.int64], Any, Any]]:
        """Read the lists of each page's rarest words. Yields for each segment: page asked, row found, number of words
        shared, and the sum over them of 1 / number of pages with the word."""
        flat = np.concatenate(words)
        page = np.repeat(np.arange(len(words)), [len(found) for found in words])
        distinct, which = np.unique(flat, return_inverse=True)
        spans = [(segment, *segment.find(kind, distinct)) for segment in self._segments.values()]
        if not spans or not len(flat):
            return
        n_pages = np.sum([ends - starts for _, starts, ends in spans], axis=0)[which]
        order = np.lexsort((flat, n_pages, page))
        read = np.cumsum(n_pages[order])
        before = np.r_[0, read][np.searchsorted(page[order], np.arange(len(words)))]
        affordable = read - before[page[order]] <= BUDGETS[kind]
        chosen = np.sort(order[affordable & (n_pages[order] > 0)])
        for segment, starts, ends in spans:
            start, length = starts[which[chosen]], (ends - starts)[which[chosen]]
            offset = np.repeat(start - np.cumsum(length) + length, length)
            rows = segment.rows[kind][offset + np.arange(length.sum())]
            pairs = (np.repeat(page[chosen], length) << 32) | rows
            found, inverse, shared = np.unique(pairs, return_inverse=True, return_counts=True)
            said = np.bincount(inverse, np.repeat(1.0 / n_pages[chosen], length), len(found))
            yield segment, found >> 32, found & 0xFFFFFFFF, shared, said

    def _best(self, pages: Sequence[PageEntry], hits: _Hits, n: int) -> list[list[PageKey]]:
        """The n best pages found for each page asked; ties are broken by key."""
        best: list[list[PageKey]] = [[] for _ in pages]
        if not hits:
            return best
        asked = np.concatenate([page for _, page, _, _ in hits])
        merit = np.concatenate([value for _, _, _, value in hits])
        row = np.concatenate([rows for _, _, rows, _ in hits])
        source = np.repeat(np.arange(len(hits)), [len(rows) for _, _, rows, _ in hits])
        files = np.concatenate([segment.files[rows] for segment, _, rows, _ in hits])
        numbers = np.concatenate([segment.pages[rows] for segment, _, rows, _ in hits])
        same_file = files == np.array([file_number(page.key) for page in pages], np.uint64)[asked]
        itself = same_file & (numbers == np.array([page.key.page_no for page in pages])[asked])
        order = np.lexsort((numbers, files, -merit, same_file, asked))
        order = order[~itself[order]]
        first = np.searchsorted(asked[order], np.arange(len(pages) + 1))
        for page, (start, end) in enumerate(pairwise(first)):
            best[page] = [hits[source[i]][0].key(int(row[i])) for i in order[start : min(end, start + n)]]
        return best

    # ------------------------------------------------------------------ keeping

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._folder / "lock", timeout=PATIENCE_SECONDS, mode=0o600):
                self._load()
                yield
        except Timeout as error:
            raise DoctoredError(f"Another process goes on writing the index in {self._folder}; wait for it.") from error
        except PermissionError as error:
            raise DoctoredError(f"The index in {self._folder} is out of date and may not be written.") from error

    def _load(self) -> None:
        """Map what the manifest names. A writer may remove a segment meanwhile: then there is a newer manifest."""
        self._segments, self._mark = {}, None
        for _ in range(3):
            try:
                manifest = json.loads((self._folder / "manifest.json").read_text(encoding="utf-8"))
                if manifest["format"] != FORMAT:
                    return
                sizes: dict[str, dict[str, int]] = manifest["segments"]
                self._segments = {name: open_segment(self._folder / name, found) for name, found in sizes.items()}
                self._mark = None if manifest["mark"] is None else Mark(*manifest["mark"])
                return
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                self._segments = {}

    def _save(self) -> None:
        """Write the manifest in one step, then remove what it does not name."""
        segments = {name: sizes_of(self._folder / name) for name in self._segments}
        handle, part = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"format": FORMAT, "mark": self._mark, "segments": segments}, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, self._folder / "manifest.json")
        remove_all_but(self._folder, list(self._segments))

    def _take(self, name: str) -> None:
        self._segments[name] = open_segment(self._folder / name, sizes_of(self._folder / name))

    def _remove(self, keys: Sequence[PageKey]) -> None:
        """Write the segments that have any of the pages anew, without them."""
        for name, segment in list(self._segments.items()):
            gone = segment.rows_of(keys)
            if len(gone):
                del self._segments[name]
                if len(gone) < len(segment):
                    self._take(merge_segments(self._folder, [segment], [gone]))

    def _merge(self) -> None:
        """Merge the smallest segments into the next larger one until each is RATIO times as large as all below it."""
        names = sorted(self._segments, key=lambda name: (-len(self._segments[name]), name))
        sizes = [len(self._segments[name]) for name in names]
        first = len(names) - 1
        while first > 0 and sizes[first - 1] < RATIO * sum(sizes[first:]):
            first -= 1
        if first < len(names) - 1:
            merged = [self._segments.pop(name) for name in names[max(first, 0) :]]
            self._take(merge_segments(self._folder, merged, [np.zeros(0, np.intp)] * len(merged)))


_Hits = list[tuple[Segment, Any, Any, Any]]  # segment; page asked, row found, merit: arrays of one length
