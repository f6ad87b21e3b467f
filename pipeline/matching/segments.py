"""One part of the index: pages, and for each kind of word a list (word, page), sorted by word, on disk.

A segment is a folder of NumPy arrays that are mapped into memory, so that a look-up reads the lists of its words and
nothing else. It is written once and never changed; several are merged into a new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.matching.candidates import PageEntry
from pipeline.records import PageKey

# The kinds of words, and how a word of each is kept.
KINDS: dict[str, np.dtype[Any]] = {
    "hash": np.dtype(np.uint32),
    "text": np.dtype(np.uint64),
    "visual": np.dtype(np.uint32),
}
BANDS = 4  # a 64-bit hash is cut into four 16-bit words
CHUNK = 4_000_000  # postings sorted at once: bounds the memory of a merge to some 200 MB
STRETCH = 1_024  # words looked up in one stretch of a list: it stays in the processor's cache, which saves a third
WINDOW = 8  # most lists are shorter and end in the memory that their start has brought along

Rows = npt.NDArray[np.intp]
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """Pages in order of their keys. files: (n,) first 64 bits of the SHA-256; sha256: (n, 32) uint8; pages: (n,) page
    numbers; hashes: (n, number of hashes); n_text, n_visual: (n,) how many words of the kind;
    words, rows: by kind, of equal length, words ascending: `rows[i]` is a page that carries `words[i]`."""

    folder: Path
    files: Array
    sha256: Array
    pages: Array
    hashes: Array
    n_text: Array
    n_visual: Array
    words: dict[str, Array]
    rows: dict[str, Array]

    def __len__(self) -> int:
        """How many pages."""
        return len(self.files)

    def find(self, kind: str, words: Array) -> tuple[Array, Array]:
        """Start and end of the list of each word. words: ascending."""
        listed = self.words[kind].view(np.ndarray)  # a memory map's own slices are slow
        starts = np.empty(len(words), np.int64)
        cuts = np.r_[np.searchsorted(listed, words[::STRETCH], "left"), len(listed)]
        for i, start in enumerate(range(0, len(words), STRETCH)):
            near = listed[cuts[i] : cuts[i + 1] + 1]
            starts[start : start + STRETCH] = cuts[i] + np.searchsorted(near, words[start : start + STRETCH], "left")
        ends = starts.copy()
        inside = np.flatnonzero(starts < len(listed))
        there = inside[listed[starts[inside]] == words[inside]]  # most words are in few segments
        window = np.minimum(starts[there, None] + np.arange(WINDOW), len(listed) - 1)
        ends[there] += (listed[window] == words[there, None]).sum(1)
        longer = there[(ends[there] - starts[there] == WINDOW) | (window[:, -1] == len(listed) - 1)]
        ends[longer] = np.searchsorted(listed, words[longer], "right")
        return starts, ends

    def key(self, row: int) -> PageKey:
        """The page of a row."""
        return PageKey(self.sha256[row].tobytes().hex(), int(self.pages[row]))

    def rows_of(self, keys: Sequence[PageKey]) -> Rows:
        """The rows of those of the keys that are here."""
        wanted = set(keys)
        files = np.array(sorted({file_number(key) for key in wanted}), np.uint64)
        starts, ends = np.searchsorted(self.files, files, "left"), np.searchsorted(self.files, files, "right")
        near = [row for start, end in zip(starts, ends, strict=True) for row in range(start, end)]
        return np.array([row for row in near if self.key(row) in wanted], np.intp)


def file_number(key: PageKey) -> int:
    """The first 64 bits of the file's SHA-256, which sort as the hash does."""
    return int(key.file_sha256[:16], 16)


def hash_words(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """(n, number of hashes * BANDS) words: the four 16-bit parts of each hash, number of hash and part above them."""
    n, width = hashes.shape
    parts = np.stack([(hashes >> np.uint64(16 * band)) & np.uint64(0xFFFF) for band in range(BANDS)], 2)
    numbers = np.arange(width * BANDS, dtype=np.uint64).reshape(width, BANDS) << np.uint64(16)
    return np.asarray((parts + numbers).reshape(n, width * BANDS), np.uint32)


def write_segment(parent: Path, entries: Sequence[PageEntry]) -> str:
    """Write pages (each key once) as a new segment below parent; its name. A kill leaves a folder nobody names."""
    entries = sorted(entries, key=lambda entry: entry.key)
    hashes = np.array([entry.hashes for entry in entries], np.uint64)
    words = {
        "hash": list(hash_words(hashes)),
        "text": [entry.text for entry in entries],
        "visual": [entry.visual for entry in entries],
    }
    arrays: dict[str, Array] = {
        "sha256": np.array([list(bytes.fromhex(entry.key.file_sha256)) for entry in entries], np.uint8),
        "files": np.array([file_number(entry.key) for entry in entries], np.uint64),
        "pages": np.array([entry.key.page_no for entry in entries], np.uint32),
        "hashes": hashes,
        "n_text": np.array([len(entry.text) for entry in entries], np.uint32),
        "n_visual": np.array([len(entry.visual) for entry in entries], np.uint32),
    }
    part = Path(tempfile.mkdtemp(dir=parent, prefix="part-"))
    for kind, of_pages in words.items():
        flat = np.concatenate(of_pages).astype(KINDS[kind])
        rows = np.repeat(np.arange(len(entries), dtype=np.uint32), [len(found) for found in of_pages])
        order = np.argsort(flat, kind="stable")
        arrays |= {f"{kind}_words": flat[order], f"{kind}_rows": rows[order]}
    return _complete(part, arrays)


def open_segment(folder: Path, sizes: dict[str, int]) -> Segment:
    """Map a segment. sizes: bytes of its files, as noted when it was written.

    Raises OSError or ValueError when a file is missing, cut off or no array.
    """
    arrays = {}
    for name, size in sizes.items():
        path = folder / name
        if path.stat().st_size != size:
            raise ValueError(f"{path} has another size than was written")
        empty = np.load(path, mmap_mode=None) if size <= 128 else None  # an array without elements cannot be mapped
        arrays[name.removesuffix(".npy")] = np.load(path, mmap_mode="r") if empty is None else empty
    try:
        words = {kind: arrays.pop(f"{kind}_words") for kind in KINDS}
        rows = {kind: arrays.pop(f"{kind}_rows") for kind in KINDS}
        return Segment(folder, words=words, rows=rows, **arrays)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder} is no segment of this version") from error


def sizes_of(folder: Path) -> dict[str, int]:
    """Bytes of each file of a segment."""
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}


def merge_segments(parent: Path, segments: Sequence[Segment], dropped: Sequence[Rows]) -> str:
    """Write a new segment with the pages of several, without the dropped rows of each; its name."""
    kept = [np.setdiff1d(np.arange(len(one)), gone) for one, gone in zip(segments, dropped, strict=True)]
    together = {
        name: np.concatenate([getattr(one, name)[rows] for one, rows in zip(segments, kept, strict=True)])
        for name in ("sha256", "files", "pages", "hashes", "n_text", "n_visual")
    }
    order = np.lexsort((together["pages"], together["files"]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    starts = np.cumsum([0, *(len(rows) for rows in kept)])
    moved = []  # for each segment: the new row of each old one, -1 where it is dropped
    for one, rows, start in zip(segments, kept, starts[:-1], strict=True):
        new = np.full(len(one), -1, np.int64)
        new[rows] = place[start : start + len(rows)]
        moved.append(new)
    part = Path(tempfile.mkdtemp(dir=parent, prefix="part-"))
    for kind in KINDS:
        _merge_lists(part, kind, segments, moved)
    return _complete(part, {name: found[order] for name, found in together.items()})


def _merge_lists(part: Path, kind: str, segments: Sequence[Segment], moved: Sequence[Array]) -> None:
    """Merge the lists of a kind, a range of words at a time."""
    total = sum(int((new[one.rows[kind]] >= 0).sum()) for one, new in zip(segments, moved, strict=True))
    if not total:
        _complete_lists(part, kind)
        return
    words = np.lib.format.open_memmap(part / f"{kind}_words.npy", "w+", KINDS[kind], (total,))
    rows = np.lib.format.open_memmap(part / f"{kind}_rows.npy", "w+", np.dtype(np.uint32), (total,))
    largest = max(segments, key=lambda one: len(one.words[kind])).words[kind]
    step = max(1, CHUNK * len(largest) // sum(len(one.words[kind]) for one in segments))
    cuts = np.unique(largest[step::step])
    limits = [np.r_[0, np.searchsorted(one.words[kind], cuts, "left"), len(one.words[kind])] for one in segments]
    done = 0
    for i in range(len(cuts) + 1):
        spans = [slice(limit[i], limit[i + 1]) for limit in limits]
        new = np.concatenate([m[one.rows[kind][s]] for one, m, s in zip(segments, moved, spans, strict=True)])
        said = np.concatenate([one.words[kind][s] for one, s in zip(segments, spans, strict=True)])[new >= 0]
        new = new[new >= 0]
        order = np.argsort(said, kind="stable")
        words[done : done + len(order)] = said[order]
        rows[done : done + len(order)] = new[order]
        done += len(order)
    words.flush()
    rows.flush()


def _complete_lists(part: Path, kind: str) -> None:
    np.save(part / f"{kind}_words.npy", np.zeros(0, KINDS[kind]))
    np.save(part / f"{kind}_rows.npy", np.zeros(0, np.uint32))


def _complete(part: Path, arrays: dict[str, Array]) -> str:
    """Write the rest of a segment, and give it its name in one step."""
    for name, array in arrays.items():
        with (part / f"{name}.npy").open("wb") as out:
            np.save(out, array)
            out.flush()
            os.fsync(out.fileno())
    final = part.with_name(part.name.replace("part-", "segment-", 1))
    part.rename(final)
    return final.name


def remove_all_but(parent: Path, names: Sequence[str]) -> None:
    """Remove what no manifest names: merged segments, and what a killed writer left."""
    for folder in parent.iterdir():
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
