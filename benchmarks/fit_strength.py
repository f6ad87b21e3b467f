"""Fits how surely two sides of a place say something else, on generated families whose truth is known.

    python -m benchmarks.families OUT --families 500 --seed 1
    python -m benchmarks.families CRUMPLED --families 120 --seed 3 --crumpled
    doctored triage OUT/files --workspace WORKSPACE             # and CRUMPLED/files into another one
    python -m benchmarks.fit_strength WORKSPACE OUT [WORKSPACE CRUMPLED ...] [--by-family] [--without-recogniser]
        [--beside-former] [--jobs 2] [--out FILE]

Every cluster of the workspaces is collated anew; with --by-family every family instead, as the truth has them, which
takes a triage only as far as fingerprints. At each place with two readings the measures of
`pipeline/collation/strength.py` are taken, and whether somebody changed the text there: two logistic regressions on the
places with the second recogniser's opinion, those read on both sides and those that one side could not be read at, or
(--without-recogniser) three without it, for these and for those with paper on one side; with a ridge towards
likelihood ratios that count as what they say and other measures that count nothing. Changed words weigh as much in them
as changed figures: how often a forger changes which is a habit of the generator, not something that it can teach.
With --beside-former the weights that the file has stay, for they were fitted on more families, and measures that have
none yet (or 0) are weighed beside them.
Left out are places whose carriers are of several families (an edition of the page differs truly, where nobody wrote it
down) and those on text that moved because a line was put in. Families stay together in ten-fold cross-validation.
Triage again afterwards, and fit the weights of the assessment (`benchmarks/fit_weights.py`): they rest on strengths.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
from pipeline.collation.strength import WEIGHED, Measures
from pipeline.ocr.read import CropReader
from pipeline.ocr.recogniser import Recogniser, find_recogniser
from pipeline.ocr.tesseract import find_engine
from pipeline.records import PageInput, PageKey
from pipeline.settings import WorkspacePaths, load_settings
from pipeline.store import Reader

OUT = Path("pipeline/collation/strength.json")
RATIOS = frozenset({"text", "repeated"})  # log10 likelihood ratios already: they never count against what they say
RIDGE = 0.3  # of natural logarithms; a constant is free
STAYS = 1e6  # the same, of a weight that stays
WORDS = 0.5  # share of words among changed places

Array = npt.NDArray[np.float64]
Groups = Sequence[tuple[str, list[PageInput]]]


@dataclass(frozen=True)
class Row:
    """The measures of a place, whether somebody changed the text there, and its families."""

    measures: Measures
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
    return Row(place.measures, is_real, f"{truth.seed} {truth.base[family]}")


def matrix(rows: Sequence[Row], names: Sequence[str]) -> Array:
    """(places, 1 + names): 1 for the constant, then the measures of these names."""
    return np.array([(1.0, *(getattr(row.measures, name) for name in names)) for row in rows])


def fit(rows: Sequence[Row], names: Sequence[str], former: Mapping[str, float] | None = None) -> Array:
    """(1 + names,) weights in natural logarithms, the constant's first. former: those that stay, in the same unit, by
    measure."""
    y = truths(rows)
    before = former or {}
    every = ("constant", *names)
    centre = np.array([before.get(name, np.log(10) if name in RATIOS else 0.0) for name in every])
    stiff = np.array([STAYS if name in before else 0.0 if name == "constant" else RIDGE for name in every])
    lowest = np.array([-np.inf, *(0.0 if name in RATIOS else -np.inf for name in names)])
    return logistic(matrix(rows, names), y, weights_of(rows), centre=centre, penalty=stiff, lowest=lowest)


def truths(rows: Sequence[Row]) -> Array:
    """(places,) 1 where somebody changed the text, else 0."""
    return np.array([row.is_real for row in rows], float)


def weights_of(rows: Sequence[Row]) -> Array:
    """(places,) 1 for those by chance; for changed ones 1 on average, so that words have their share."""
    real, figures = truths(rows) == 1, np.array([row.measures.figures for row in rows]) == 1
    n_real, n_figures = int(real.sum()), int((real & figures).sum())
    out = np.ones(len(rows))
    if 0 < n_figures < n_real:
        out[real & figures] = (1 - WORDS) * n_real / n_figures
        out[real & ~figures] = WORDS * n_real / (n_real - n_figures)
    return out


def cross_validated(rows: Sequence[Row], names: Sequence[str], former: Mapping[str, float] | None = None) -> Array:
    """(places,) natural log-odds of each place under weights fitted without its family. former: as of `fit`."""
    which = folds([row.family for row in rows])
    x, out = matrix(rows, names), np.zeros(len(rows))
    for number in range(FOLDS):
        out[which == number] = x[which == number] @ fit(
            [row for row, w in zip(rows, which, strict=True) if w != number], names, former
        )
    return out


def log_loss(y: Array, log_odds: Array, weight: Array) -> float:
    """Mean natural log-loss."""
    return float(-np.average(y * log_expit(log_odds) + (1 - y) * log_expit(-log_odds), weights=weight))


def families_of(reader: Reader, truth: Truth, names: Mapping[str, Sequence[str]]) -> dict[str, list[PageInput]]:
    """First pages of the files of each family, of two and more. names: of the files of a SHA-256."""
    found: dict[str, list[PageInput]] = defaultdict(list)
    for page in page_inputs(reader, None):
        family = truth.files[names[page.file_sha256][0]]["family"] if page.file_sha256 in names else None
        if family and page.page_no == 1:
            found[family].append(page)
    return {name: members for name, members in found.items() if len(members) > 1}


def clusters_of(reader: Reader) -> dict[str, list[PageInput]]:
    """Pages of clusters of two and more."""
    pages = {page.key: page for page in page_inputs(reader, None)}
    found: dict[str, list[PageInput]] = defaultdict(list)
    for row in reader.query("cluster_inputs").to_pylist():
        key = PageKey(row["file_sha256"], row["page_no"])
        if key in pages:
            found[row["cluster_id"]].append(pages[key])
    return {name: members for name, members in found.items() if len(members) > 1}


def to_lay(workspace: Path, truth: Truth, names: Mapping[str, Sequence[str]], *, by_family: bool) -> Groups:
    """The pages that are laid on each other, the most first: of each cluster of a workspace, or of each family."""
    with Reader(WorkspacePaths(workspace).database) as reader:
        found = families_of(reader, truth, names) if by_family else clusters_of(reader)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def measured_in(workspace: Path, groups: Groups, jobs: int, second: Recogniser | None) -> Iterable[Measured]:
    """Every place of two texts in groups of a workspace's pages. second: who gives a second opinion."""
    settings = load_settings(workspace, {})
    read = CropReader(settings.ocr, find_engine(settings.ocr.lang))
    cache = str(WorkspacePaths(workspace).cache)
    with ProcessPoolExecutor(jobs, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        futures = [pool.submit(collate, cache, name, members, (), read, second) for name, members in groups]
        for done, future in enumerate(futures, 1):
            yield from future.result().measured
            if done % 50 == 0:
                print(f"{done} of {len(futures)} clusters", flush=True)


def asked(
    prog: str, description: str | None, out: Path, flags: Mapping[str, str] | None = None
) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """What a fit was asked: given.sets are pairs of a workspace and the folder of its families. flags: more options,
    what for."""
    parser = argparse.ArgumentParser(
        prog=prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path, metavar="WORKSPACE OUT", help="a workspace, its families; again")
    parser.add_argument("--by-family", action="store_true", help="the families as they are, not the clusters found")
    for name, what in (flags or {}).items():
        parser.add_argument(name, action="store_true", help=what)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=out)
    given = parser.parse_args()
    if len(given.sets) % 2:
        parser.error("give a workspace and the folder of its families, and so on in pairs")
    given.sets = list(zip(given.sets[::2], given.sets[1::2], strict=True))
    return parser, given


def _with_share(weights: Mapping[str, float], shift: float) -> dict[str, float]:
    """Weights of likelihood ratios, log10, as those of log-odds, natural: with the share of real places. Without those
    of measures that never were weighed, which are 0."""
    natural = {name: value * np.log(10) for name, value in weights.items() if value}
    return {"constant": natural.pop("constant", 0.0) + shift} | natural


def main() -> None:
    """Fit, and write the weights."""
    flags = {
        "--without-recogniser": "the weights of places that no second opinion was asked at",
        "--beside-former": "keep the weights that the file has, and weigh new measures beside them",
    }
    parser, given = asked("python -m benchmarks.fit_strength", __doc__, OUT, flags)
    rows = []
    second = None if given.without_recogniser else find_recogniser()
    if second is None and not given.without_recogniser:
        parser.error("there is no second recogniser: pip install 'doctored[recogniser]', or say --without-recogniser")
    for workspace, out in given.sets:
        truth, names = read_truth(out), names_of(out)
        groups = to_lay(workspace, truth, names, by_family=given.by_family)
        for place in measured_in(workspace, groups, given.jobs, second):
            row = row_of(place, {key: names.get(key.file_sha256, []) for key in place.boxes}, truth)
            rows += [row] if row else []
    real = truths(rows)  # of all regimes: that a side could not be read says something, too
    former = json.loads(OUT.read_text(encoding="utf-8"))
    fitted: dict[str, dict[str, Any]] = former["fitted"]
    weights: dict[str, dict[str, float]] = former["weights"]
    for regime, names in WEIGHED.items():
        if regime.endswith("_heard") != (second is not None):
            continue  # these stay
        own = [row for row in rows if row.measures.regime == regime]
        y = truths(own)
        if len(set(y)) < 2:
            parser.error(
                f"of the places that count as {regime} none is real, or none is by chance: triage OUT/files first, "
                "or take more families"
            )
        shift = float(np.log(real.mean() / (1 - real.mean())))  # a likelihood ratio: without the share of real places
        before = _with_share(weights[regime], shift) if given.beside_former else None
        added = [name for name in names if before is not None and name not in before]
        if before is not None and not added:
            continue  # nothing is new
        log_odds = cross_validated(own, names, before)
        record: dict[str, Any] = {
            "date": date.today().isoformat(),
            "families": len({row.family for row in own}),
            "places": len(own),
            "real": int(y.sum()),
            "auroc_cross_validated": round(auroc(y, log_odds), 3),
            "auroc_unweighed": round(auroc(y, np.array([row.measures.plain_sum for row in own])), 3),
            "log_loss_cross_validated": round(log_loss(y, log_odds, weights_of(own)), 3),
        }
        if before is None:
            fitted[regime] = record
        else:
            kept = matrix(own, tuple(before)[1:]) @ np.array(list(before.values()))
            without = {"log_loss_without": round(log_loss(y, kept, weights_of(own)), 3)}
            fitted[regime]["added"] = {"measures": added} | record | without
        found = fit(own, names, before)
        found[0] -= shift
        weights[regime] = dict(zip(("constant", *names), (found / np.log(10)).round(3).tolist(), strict=True))
    text = json.dumps({"fitted": fitted, "weights": weights}, indent=2)
    given.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
