"""Generates families of leaked-looking pages whose truth is known.

    python -m benchmarks.families OUT [--families 500] [--seed 1] [--crumpled | --rough] [--way pasted] [--jobs 2]

Writes OUT/files/ (what a triage is given, with its sources.csv) and OUT/truth.json. The same seed gives the same
families, whatever --jobs says; a larger number leaves the earlier ones as they are.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from benchmarks.families.edits import WAYS
from benchmarks.families.family import make, plan

MODIFIED = 1_700_000_000  # one time for all files, so that it tells nothing


def one(
    number: int, seed: int, folder: Path, *, crumpled: bool, rough: bool, ways: tuple[str, ...]
) -> tuple[str, tuple[Any, Any, Any]]:
    """A family, made in a worker."""
    cv2.setNumThreads(1)
    given = plan(number, seed, crumpled=crumpled, ways=ways, rough=rough)
    return given.name, make(given, folder)


def main() -> None:
    """Generate."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.families", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--families", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    most = parser.add_mutually_exclusive_group()
    most.add_argument("--crumpled", action="store_true", help="most copies are photographs of crumpled sheets")
    most.add_argument(
        "--rough",
        action="store_true",
        help="most are photographs of screens or curled sheets, sent on often, or halves",
    )
    parser.add_argument(
        "--way", action="append", default=[], choices=WAYS, help="of doctoring; any of all when not given"
    )
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    folder = given.out / "files"
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    truth: dict[str, Any] = {
        "version": "families 1",
        "seed": given.seed,
        "n_families": given.families,
        "families": {},
        "files": {},
    }
    rows: list[dict[str, str]] = []
    with ProcessPoolExecutor(given.jobs) as pool:
        work = partial(
            one, seed=given.seed, folder=folder, crumpled=given.crumpled, rough=given.rough, ways=tuple(given.way)
        )
        for name, (family, files, seen) in pool.map(work, range(given.families), chunksize=4):
            truth["families"][name] = family
            truth["files"] |= files
            rows += seen
    with (folder / "sources.csv").open("w", newline="", encoding="utf-8") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]))
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["file_name"]))
    (given.out / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    for path in folder.iterdir():
        os.utime(path, (MODIFIED, MODIFIED))
    doctored = sum(file["is_doctored"] for file in truth["files"].values())
    print(f"{given.families} families, {len(truth['files'])} files, {doctored} of them doctored, in {given.out}")


if __name__ == "__main__":
    main()
