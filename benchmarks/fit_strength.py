"""Fits how surely two sides of a place say something else, on generated families whose truth is known.

    python -m benchmarks.families OUT --families 500 --seed 1
    python -m benchmarks.families CRUMPLED --families 120 --seed 3 --crumpled
    doctored triage OUT/files --workspace WORKSPACE             # and CRUMPLED/files into another one
    python -m benchmarks.fit_strength WORKSPACE OUT [WORKSPACE CRUMPLED ...] [--jobs 2] [--out FILE]

Every cluster of the workspaces is collated anew. At each place with two texts (or one that could not be read) the
measures of `pipeline/collation/strength.py` are taken, and whether somebody changed the text there: a logistic
regression, with a ridge towards likelihood ratios that count as what they say and other measures that count nothing.
Left out are places whose carriers are of several families (an edition of the page differs truly, where nobody wrote it
down) and those on text that moved because a line was put in. Families stay together in ten-fold cross-validation.
Triage again afterwards, and fit the weights of the assessment (`benchmarks/fit_weights.py`): they rest on strengths.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import log_expit

from benchmarks.figures import FOLDS, auroc, folds, logistic
from benchmarks.judged import Forgery, forgeries, group, hit_by, moved, names_of
from flows.stages.rows import page_inputs
from pipeline.collation.collate import Measured, collate
from pipeline.collation.strength import Measures
from pipeline.ocr.read import CropReader
from pipeline.ocr.tesseract import find_engine
from pipeline.records import PageInput, PageKey
from pipeline.settings import WorkspacePaths, load_settings
from pipeline.store import Reader

OUT = Path("pipeline/collation/strength.json")
RATIOS = frozenset({"ink", "text", "repeated"})  # log10 likelihood ratios already
RIDGE = 0.3  # of natural logarithms; a constant is free
NAMES = ("constant", *(field.name for field in fields(Measures)))

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """The measures of a place, with 1 for the constant; whether somebody changed the text there; its families."""

    values: tuple[float, ...]
    is_real: bool
    family: str


@dataclass(frozen=True)
class Truth:
    """Of generated families. base: the page that a family shows, whatever its edition."""

    seed: int
    files: dict[str, dict[str, Any]]
    known: dict[str, dict[str, Forgery]]
    base: dict[str, str]


def read_truth(out: Path) -> Truth:
    """What OUT/truth.json says."""
    data = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    files, families = data["files"], data["families"]
    known = {
        name: forgeries([(f, files[f], group(files[f])) for f in family["files"]]) for name, family in families.items()
    }
    return Truth(
        data["seed"], files, known, {name: family.get("edition_of") or name for name, family in families.items()}
    )


def row_of(place: Measured, names: dict[PageKey, Sequence[str]], truth: Truth) -> Row | None:
    """A place with what is true of it, or None where nobody can tell. names: of each page's file."""
    shown = [(name, box) for key, box in place.boxes.items() for name in names[key]]
    families = {truth.files[name]["family"] for name, _ in shown}
    if len(families) != 1:
        return None
    (family,) = families
    is_real = any(hit_by(box, name, truth.known[family]) for name, box in shown)
    if not is_real and any(moved(box, name, truth.files[name], truth.known[family]) for name, box in shown):
        return None
    return Row((1.0, *asdict(place.measures).values()), is_real, f"{truth.seed} {truth.base[family]}")


def fit(x: Array, y: Array) -> Array:
    """(1 + measures,) weights in natural logarithms. x: (places, 1 + measures), y: (places,) 0 or 1."""
    centre = np.array([np.log(10) if name in RATIOS else 0.0 for name in NAMES])
    stiff = np.array([0.0 if name == "constant" else RIDGE for name in NAMES])

    free = np.full(len(NAMES), -np.inf)
    return logistic(x, y, np.ones(len(y)), centre=centre, penalty=stiff, lowest=free)


def cross_validated(x: Array, y: Array, families: Sequence[str]) -> Array:
    """(places,) natural log-odds of each place under weights fitted without its family."""
    which = folds(families)
    out = np.zeros(len(y))
    for number in range(FOLDS):
        out[which == number] = x[which == number] @ fit(x[which != number], y[which != number])
    return out


def log_loss(y: Array, log_odds: Array) -> float:
    """Mean natural log-loss."""
    return float(-(y * log_expit(log_odds) + (1 - y) * log_expit(-log_odds)).mean())


def clusters_of(reader: Reader) -> dict[str, list[PageInput]]:
    """Pages of clusters of two and more."""
    pages = {page.key: page for page in page_inputs(reader, None)}
    found: dict[str, list[PageInput]] = defaultdict(list)
    for row in reader.query("cluster_inputs").to_pylist():
        key = PageKey(row["file_sha256"], row["page_no"])
        if key in pages:
            found[row["cluster_id"]].append(pages[key])
    return {name: members for name, members in found.items() if len(members) > 1}


def measured_in(workspace: Path, jobs: int) -> Iterable[Measured]:
    """Every place of two texts in a workspace."""
    settings = load_settings(workspace, {})
    read = CropReader(settings.ocr, find_engine(settings.ocr.lang))
    cache = str(WorkspacePaths(workspace).cache)
    with (
        Reader(WorkspacePaths(workspace).database) as reader,
        ProcessPoolExecutor(jobs, initializer=cv2.setNumThreads, initargs=(1,)) as pool,
    ):
        clusters = sorted(clusters_of(reader).items(), key=lambda item: (-len(item[1]), item[0]))
        futures = [pool.submit(collate, cache, name, members, (), read) for name, members in clusters]
        for done, future in enumerate(futures, 1):
            yield from future.result().measured
            if done % 50 == 0:
                print(f"{done} of {len(futures)} clusters", flush=True)


def asked(prog: str, description: str | None, out: Path) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """What a fit was asked: given.sets are pairs of a workspace and the folder of its families."""
    parser = argparse.ArgumentParser(
        prog=prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path, metavar="WORKSPACE OUT", help="a workspace, its families; again")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=out)
    given = parser.parse_args()
    if len(given.sets) % 2:
        parser.error("give a workspace and the folder of its families, and so on in pairs")
    given.sets = list(zip(given.sets[::2], given.sets[1::2], strict=True))
    return parser, given


def main() -> None:
    """Fit, and write the weights."""
    parser, given = asked("python -m benchmarks.fit_strength", __doc__, OUT)
    rows = []
    for workspace, out in given.sets:
        truth, names = read_truth(out), names_of(out)
        for place in measured_in(workspace, given.jobs):
            row = row_of(place, {key: names.get(key.file_sha256, []) for key in place.boxes}, truth)
            rows += [row] if row else []
    if len({row.is_real for row in rows}) < 2:
        parser.error("these workspaces have no places of these families, or all of one kind; triage OUT/files first")
    x, y = np.array([row.values for row in rows]), np.array([row.is_real for row in rows], float)
    families = [row.family for row in rows]
    log_odds = cross_validated(x, y, families)
    plain = x[:, [NAMES.index(name) for name in sorted(RATIOS)]].sum(1)
    figures = {
        "date": date.today().isoformat(),
        "families": len(set(families)),
        "places": len(rows),
        "real": int(y.sum()),
        "auroc_cross_validated": round(auroc(y, log_odds), 3),
        "auroc_unweighed": round(auroc(y, plain), 3),
        "log_loss_cross_validated": round(log_loss(y, log_odds), 3),
    }
    found = fit(x, y)
    found[0] -= np.log(y.mean() / (1 - y.mean()))  # a likelihood ratio: without the share of real places
    weights = dict(zip(NAMES, (found / np.log(10)).round(3).tolist(), strict=True))
    given.out.write_text(json.dumps({"fitted": figures, "weights": weights}, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"fitted": figures, "weights": weights}, indent=2))


if __name__ == "__main__":
    main()
