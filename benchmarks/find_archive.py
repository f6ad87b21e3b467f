"""How long `doctored find` takes in a large case.

    doctored triage sample_docs/files --workspace WORKSPACE
    python -m benchmarks.find_archive WORKSPACE FILE [--pages 10000,40000] [--text "fighter aircraft earlyer"]

The case is copied and filled up with synthetic pages, each of a file and a cluster of its own: words drawn by Zipf's
law, one in twelve seen nowhere else, visual words and hashes as in benchmarks/scaling.py. Then the commands are run as
a person would, each three times; the median of wall and CPU seconds is printed, beside what an empty question costs. A
synthetic page has no picture: where one is among the likeliest it is left out, and a comparison with it not timed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.scaling import RARE, WORDS, ZIPF, PageEntry, pages
from pipeline.matching.index import Index, Mark
from pipeline.records import Arrival, ClusterMember, FileFacts, Frame, PageText, Plan, Result, Sighting, Word
from pipeline.settings import WorkspacePaths
from pipeline.store import Store

AT_ONCE = 500  # pages
LINE = 10  # words
RUNS = 3


def results_of(entry: PageEntry, number: int, rng: np.random.Generator) -> list[Result]:
    """What a triage would have stored of a synthetic page."""
    sha, page_no = entry.key
    ranks = rng.zipf(ZIPF, WORDS) % 5_000_000
    texts = [f"n{rng.integers(1 << 40):x}" if rng.random() < RARE else f"w{rank}" for rank in ranks]
    words = []
    for no, text in enumerate(texts):
        x, y = 60.0 * (no % LINE), 20.0 * (no // LINE)
        words.append(Word(sha, page_no, no + 1, 1 + no // LINE, text, 90.0, x, y, x + 50, y + 14))
    frame = Frame(sha, page_no, 1, 1000, 1400, None, None, "whole_frame")
    sighting = Sighting(f"archive {number}", "archive", sha, f"archive/{number:06d}.jpg")
    page = PageText(sha, page_no, 0, "synthetic", 90.0, " ".join(texts))
    member = ClusterMember(sha, page_no, f"c{sha[:12]}-1", None)
    subject = entry.key.subject
    return [
        Result("sighting", f"archive {number}", "", "1", "", {"sightings": [sighting]}),
        Result("examine", sha, "", "1", "", {"files": [FileFacts(sha, 9, "image/jpeg", 1, {})], "frames": [frame]}),
        Result("read", subject, "", "1", "", {"page_texts": [page], "ocr_words": words}),
        Result("cluster", subject, "", "1", "", {"cluster_members": [member]}),
    ]


def fill(workspace: Path, first: int, size: int) -> None:
    """Add synthetic pages number `first` to `size` - 1 to a case and to its index."""
    paths = WorkspacePaths(workspace)
    store, rng = Store(paths), np.random.default_rng(first)
    plan = Plan("archive", "archive", "/archive", [Arrival("-", "/archive/-", "0" * 64, 1)], [], [], [], [])
    store.register_batch(plan)
    run_id = store.start_run("benchmark", "archive", {}, {})
    entries: Iterator[PageEntry] = iter(pages(size - first, first + 1, []))
    number = first
    while portion := list(islice(entries, AT_ONCE)):
        results = [row for i, entry in enumerate(portion, number) for row in results_of(entry, i, rng)]
        store.record(run_id, results)
        Index.open(paths.cache).add(portion)
        number += len(portion)
    store.finish_run(run_id, "completed")
    (last,) = store.query("result_numbered", result_no=0).to_pylist()
    Index.open(paths.cache).add([], Mark(last["last_no"], last["last_id"]))
    store.publish()


def timed(command: Sequence[str]) -> tuple[float, float, int]:
    """Median wall and CPU seconds of a command, and how many comparisons it left out. Raises CalledProcessError."""
    runs = []
    for _ in range(RUNS):
        before, start = os.times(), time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        runs.append((time.monotonic() - start, cpu, done.stderr.count("Not compared")))
    return median(r[0] for r in runs), median(r[1] for r in runs), runs[-1][2]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("file", type=Path, help="a picture of which the case has a copy")
    parser.add_argument("--pages", default="10000,40000")
    parser.add_argument("--text", default="fighter aircraft earlyer")
    given = parser.parse_args()
    program = str(Path(sys.executable).with_name("doctored"))
    print("| pages | command | wall | CPU | comparisons left out |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="find-") as folder:
        case = Path(folder) / "case"
        shutil.copytree(given.workspace, case)
        size = 0
        for wanted in (0, *(int(n) for n in given.pages.split(","))):
            if wanted > size:
                fill(case, size, wanted)
                size = wanted
            for asked in (("sql", "select 1"), ("find", "--text", given.text), ("find", str(given.file))):
                wall, cpu, left_out = timed([program, *asked, "--workspace", str(case)])
                named = f"find {given.file.name}" if asked[-1] == str(given.file) else " ".join(asked)
                print(f"| +{size:,} | `{named}` | {wall:.1f} s | {cpu:.1f} s | {left_out} |", flush=True)


if __name__ == "__main__":
    main()
