"""What adding pages costs while the archive grows: candidates and the saved index.

    python benchmarks/scaling.py [--archive 10000,20000,40000,80000] [--batch 200] [--folder DIR]

Pages are synthetic: words drawn by Zipf's law from a vocabulary that grows with the archive (Heaps' law), visual words
of descriptors near prototypes that are as unevenly popular, random hashes; one page in five is a copy of an earlier
one. At each size five batches are added and asked for; the median is printed. Nothing else of a triage is timed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

from pipeline.matching.candidates import VISUAL_BITS, VISUAL_FEATURES, VISUAL_TABLES, PageEntry, candidates, text_words
from pipeline.matching.index import Index
from pipeline.records import PageKey

WORDS = 250  # a page
ZIPF = 1.07  # exponent of English text
RARE = 0.08  # share of tokens seen nowhere else: figures, names, misreadings
PROTOTYPES = 200_000  # shapes of letters, corners, logos that descriptors lie near
FLIPS = 3  # bits of each word turned over, a tenth: so much do descriptors of one shape differ between pages
COPIES = 0.2
KEPT = 0.35  # share of its words that a copy keeps; of its visual words a third of that


def pages(n: int, seed: int, pool: list[PageEntry]) -> Iterator[PageEntry]:
    """n pages; some are copies of pages of the pool, which the others join from time to time."""
    rng = np.random.default_rng(seed)
    shapes = np.random.default_rng(0).integers(0, 1 << VISUAL_BITS, (VISUAL_TABLES, PROTOTYPES), dtype=np.uint32)
    for _ in range(n):
        key = PageKey(rng.bytes(32).hex(), 1)
        if pool and rng.random() < COPIES:
            source = pool[rng.integers(len(pool))]
            text = source.text[rng.random(len(source.text)) < KEPT]
            visual = source.visual[rng.random(len(source.visual)) < KEPT / 3]
            other = _visual(rng, shapes)
            visual = np.unique(np.r_[visual, other[rng.random(len(other)) > KEPT / 3]])
            flips = np.array([1 << int(bit) for bit in rng.integers(0, 63, 3)], np.uint64)
            hashes = np.array(source.hashes, np.uint64) ^ flips
        else:
            text, visual = _text(rng), _visual(rng, shapes)
            hashes = rng.integers(0, 1 << 63, 3, dtype=np.uint64)
        entry = PageEntry(key, tuple(int(h) for h in hashes), text, visual)
        if rng.random() < 0.02 and len(pool) < 2_000:
            pool.append(entry)
        yield entry


def _text(rng: np.random.Generator) -> np.ndarray:
    ranks = rng.zipf(ZIPF, WORDS) % 5_000_000
    new = rng.random(WORDS) < RARE
    said = zip(ranks, new, strict=True)
    return text_words([f"new{rng.integers(1 << 60)}" if is_new else f"w{rank}" for rank, is_new in said])


def _visual(rng: np.random.Generator, shapes: np.ndarray) -> np.ndarray:
    """Visual words of one page: a popular shape or none, and bits that noise turns over."""
    which = (rng.pareto(0.6, VISUAL_FEATURES) * 20).astype(np.int64) % PROTOTYPES
    own = rng.random(VISUAL_FEATURES) < 0.5
    codes = shapes[:, which]
    codes[:, own] = rng.integers(0, 1 << VISUAL_BITS, (VISUAL_TABLES, int(own.sum())), dtype=np.uint32)
    for _ in range(FLIPS):
        codes ^= np.uint32(1) << rng.integers(0, VISUAL_BITS, codes.shape, dtype=np.uint32)
    return np.unique(codes + (np.arange(VISUAL_TABLES, dtype=np.uint32) << VISUAL_BITS)[:, None])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", default="10000,20000,40000,80000")
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where the index is built; default: a temporary folder")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=given.folder, prefix="scaling-"))
    try:
        run(folder, [int(size) for size in given.archive.split(",")], given.batch)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, sizes: list[int], batch: int) -> None:
    """Grow one archive to each size, and time batches there."""
    pool: list[PageEntry] = []
    seed = 0
    filling = 0.0
    columns = ("pages", "append", "ask", "both", "growth", "one page asked", "pairs a page", "segments", "KB a page",
               "filling, CPU ms a page", "peak memory MB, mapped files included")  # fmt: skip
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    before = None
    filled = 0
    for size in sizes:
        while len(Index.open(folder)) < size:
            seed += 1
            portion = list(pages(min(1_000, size - len(Index.open(folder))), seed, pool))
            start = time.process_time()
            Index.open(folder).add(portion)
            filling += time.process_time() - start
            filled += len(portion)
        rounds = []
        for number in range(5):
            work = folder / "round"
            work.mkdir()
            shutil.copytree(folder / "index", work / "index", copy_function=os.link)  # added to a copy: the size stays
            entries = list(pages(batch, 1_000_000 + number, pool))
            t0 = time.process_time()
            Index.open(work).add(entries)
            t1 = time.process_time()
            index = Index.open(work)
            found = candidates(index, entries)
            t2 = time.process_time()
            one = []
            for entry in entries[:20]:
                t = time.process_time()
                index.query([entry])
                one.append(time.process_time() - t)
            rounds.append((t1 - t0, t2 - t1, t2 - t0, len(found) / batch, median(one)))
            shutil.rmtree(work)
        append, ask, both, pairs, one = (median(column) for column in zip(*rounds, strict=True))
        disk = sum(path.stat().st_size for path in (folder / "index").rglob("*.npy"))
        growth = "" if before is None else f"{both / before - 1:+.0%}"
        before = both
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {size:,} | {append:.2f} s | {ask:.2f} s | {both:.2f} s | {growth} | {one * 1000:.0f} ms | {pairs:.1f} "
            f"| {len(list((folder / 'index').glob('segment-*')))} | {disk / size / 1000:.0f} "
            f"| {filling / filled * 1000:.1f} | {memory:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
