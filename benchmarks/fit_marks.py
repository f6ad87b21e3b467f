"""Fits how surely a blob is a mark of some sort, on generated families whose truth is known.

    python -m benchmarks.fit_marks WORKSPACE OUT [WORKSPACE CRUMPLED ...] [--by-family] [--shapes] [--out FILE]

after a triage of the files of `benchmarks.families` as for `benchmarks.fit_strength`, before that one. The copies of
every cluster, or of every family, are laid on each other anew. Each candidate of `pipeline/collation/marks.py` counts
as a mark of a sort where a true one of that sort lies on it; a stamp or signature counts where a forged one does. One
logistic regression for each sort, with a ridge on standardised traits. Families stay together in ten-fold
cross-validation. Of what is drawn the shape has two more, and a third weighs what these say about families that they
were not fitted on beside what the traits say: about all of another set where several are given, so that it is known how
they do on pictures of another kind. `--shapes` fits these alone, and keeps the rest of the file.
"""

from __future__ import annotations

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

from benchmarks.figures import FOLDS, auroc, folds, logistic
from benchmarks.fit_strength import Groups, Truth, asked, read_truth, to_lay
from benchmarks.judged import Box, hit_by, lies_on, names_of, upright
from pipeline.collation.copies import lay_out
from pipeline.collation.mark_strength import OF_SHAPE, SORTS, Candidate, drawn_and_signed, weighed
from pipeline.collation.marks import mark_candidates
from pipeline.collation.surroundings import without_surroundings
from pipeline.records import PageInput, PageKey
from pipeline.settings import WorkspacePaths

OUT = Path("pipeline/collation/marks.json")
TRUE = {
    "redaction": {"redaction"}, "highlighter": {"highlight"}, "overlay": {"watermark", "logo"}, "pen": {"pen"},
}  # fmt: skip
DRAWN = {"stamp", "signature"}
RIDGE, SHAPE_RIDGE = 1.0, 4.0  # the shape has as many traits as all else, of fewer drawings

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """A candidate for one sort of mark: its traits by name, whether it is one, its family. shape: of what may be a
    drawing; is_drawn: it or a reader's pen lies there."""

    sort: str
    traits: dict[str, float]
    is_one: bool
    family: str
    shape: dict[str, float] | None = None
    is_drawn: bool = False


def rows_of(candidate: Candidate, box: Box, names: Sequence[str], truth: Truth) -> list[Row]:
    """A candidate with what is true of it. box: in its copy's own frame; names: of that copy's file."""
    found = []
    for sort in candidate.sorts:
        if sort == "drawing":
            is_one = any(
                is_carrier and known[edit_id].edit["kind"] in DRAWN
                for name in names
                for known in [truth.known[truth.files[name]["family"]]]
                for edit_id, is_carrier in hit_by(box, name, known)
            )
        else:
            marks = [m for name in names for m in truth.files[name]["marks"] if m["kind"] in TRUE[sort]]
            is_one = any(lies_on(box, upright(m["polygon"])) for m in marks)
        family = f"{truth.seed} {truth.base[truth.files[names[0]]['family']]}"
        is_drawn = is_one or any(row.is_one for row in found)  # a pen is asked for first
        shape = None if candidate.shape is None or sort != "drawing" else dict(candidate.shape)
        found.append(Row(sort, dict(candidate.traits or {}), is_one, family, shape, is_drawn))
    return found


def fit(x: Array, y: Array, ridge: float = RIDGE) -> Array:
    """(1 + traits,) weights in natural logarithms. x: (candidates, 1 + traits), the first column 1; y: 0 or 1."""
    scale = np.concatenate([[1.0], np.maximum(x[:, 1:].std(0), 1e-6)])
    stiff = np.concatenate([[0.0], np.full(x.shape[1] - 1, ridge)])
    nothing, free = np.zeros(x.shape[1]), np.full(x.shape[1], -np.inf)
    return logistic(x / scale, y, np.ones(len(y)), centre=nothing, penalty=stiff, lowest=free) / scale


def fitted(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, Any]]:
    """Weights of one sort's traits, and figures of the fit."""
    names = sorted(rows[0].traits)
    x = np.array([[1.0, *(row.traits[name] for name in names)] for row in rows])
    y = np.array([row.is_one for row in rows], float)
    which = folds([row.family for row in rows])
    odds = np.zeros(len(y))
    for number in range(FOLDS):
        odds[which == number] = x[which == number] @ fit(x[which != number], y[which != number])
    kept = odds > 0
    figures = {
        "candidates": len(rows),
        "marks": int(y.sum()),
        "auroc_cross_validated": round(auroc(y, odds), 3),
        "precision": round(float(y[kept].mean()), 3) if kept.any() else None,
        "recall": round(float(kept[y > 0].mean()), 3),
    }
    weights = dict(zip(("constant", *names), fit(x, y).round(3).tolist(), strict=True))
    return weights | {"share": round(float(np.log(y.mean() / (1 - y.mean()))), 3)}, figures


def fitted_shapes(rows: Sequence[Row], of_traits: Mapping[str, float] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The regressions on the shape of candidates for a drawing, and figures of the fit. of_traits: weights of theirs
    that were fitted on other families; None: they are cross-fitted here as well."""
    shapes = [(row, row.shape) for row in rows if row.shape is not None]
    names = sorted(shapes[0][1])
    x = np.array([[1.0, *(shape[name] for name in names)] for _, shape in shapes])
    drawn, signed = (np.array([getattr(row, name) for row, _ in shapes], float) for name in ("is_drawn", "is_one"))
    which = _parts([row.family for row, _ in shapes], signed)
    own = sorted(shapes[0][0].traits)
    traits = np.array([[1.0, *(row.traits[name] for name in own)] for row, _ in shapes])

    def by_shape(train: Mask) -> list[Array]:
        is_drawn = train & (drawn > 0)
        return [fit(x[train], drawn[train], SHAPE_RIDGE), fit(x[is_drawn], signed[is_drawn], SHAPE_RIDGE)]

    said = np.ones((len(x), 3))  # 1, shape, traits
    for number in np.unique(which).tolist():
        out, train = which == number, which != number
        weights = by_shape(train)
        said[out, 1] = [drawn_and_signed(*(float(row @ w) for w in weights)) for row in x[out]]
        said[out, 2] = traits[out] @ fit(traits[train], signed[train])
    if of_traits is not None:
        said[:, 2] = [weighed(of_traits, row.traits) for row, _ in shapes]
    stacked, odds = fit(said, signed), np.zeros(len(x))
    for number in np.unique(which).tolist():
        odds[which == number] = said[which == number] @ fit(said[which != number], signed[which != number])
    kept = odds > 0
    figures = {
        "candidates": len(shapes),
        "drawn": int(drawn.sum()),
        "signed": int(signed.sum()),
        "auroc_of_traits": round(auroc(signed, said[:, 2]), 3),
        "auroc_of_shape": round(auroc(signed, said[:, 1]), 3),
        "auroc_cross_validated": round(auroc(signed, odds), 3),
        "precision": round(float(signed[kept].mean()), 3) if kept.any() else None,
        "recall": round(float(kept[signed > 0].mean()), 3),
    }
    found = {
        name: dict(zip(("constant", *columns), values.round(3).tolist(), strict=True))
        for name, columns, values in zip(
            (*OF_SHAPE, "both"), (names, names, ("shape", "traits")), (*by_shape(which >= 0), stacked), strict=True
        )
    }
    found["both"]["share"] = round(float(np.log(signed.mean() / (1 - signed.mean()))), 3)
    return found, figures


def _parts(families: Sequence[str], y: Array) -> npt.NDArray[np.int_]:
    """Numbers of the parts that are left out in turn: sets of families (named by their seed), folds of families where
    there is one set, or one of them alone has something of both classes."""
    sets = np.unique([family.split()[0] for family in families], return_inverse=True)[1]
    others = [y[sets != number] for number in np.unique(sets).tolist()]
    return np.asarray(sets if all(len(set(other.tolist())) > 1 for other in others) else folds(families))


def _candidates(cache: str, pages: Sequence[PageInput]) -> list[tuple[PageKey, Box, Candidate]]:
    cv2.setNumThreads(1)
    table = without_surroundings(Path(cache), lay_out(Path(cache), pages))
    if len(table.copies) < 2:
        return []
    return [
        (copy.key, copy.own_box(candidate.mark.box, table.scale), candidate)
        for copy, candidates in zip(table.copies, mark_candidates(table), strict=True)
        for candidate in candidates
        if candidate.traits is not None
    ]


def candidates_in(workspace: Path, groups: Groups, jobs: int) -> Iterable[tuple[PageKey, Box, Candidate]]:
    """Every candidate in groups of a workspace's pages, with its page and its box there."""
    cache = str(WorkspacePaths(workspace).cache)
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(_candidates, cache, members) for _, members in groups]
        for done, future in enumerate(futures, 1):
            yield from future.result()
            if done % 50 == 0:
                print(f"{done} of {len(futures)} clusters", flush=True)


def main() -> None:
    """Fit, and write the weights."""
    flags = {"--shapes": "the shapes of drawings alone; the rest of the file stays as it is"}
    parser, given = asked("python -m benchmarks.fit_marks", __doc__, OUT, flags)
    rows: dict[str, list[Row]] = defaultdict(list)
    for workspace, out in given.sets:
        truth, names = read_truth(out), names_of(out)
        groups = to_lay(workspace, truth, names, by_family=given.by_family)
        for key, box, candidate in candidates_in(workspace, groups, given.jobs):
            if key.file_sha256 in names:
                for row in rows_of(candidate, box, names[key.file_sha256], truth):
                    rows[row.sort].append(row)
    sorts = ("drawing",) if given.shapes else SORTS
    if any(len({row.is_one for row in rows[sort]}) < 2 for sort in sorts):
        parser.error("these workspaces have no marks of these families of some sort; triage OUT/files first")
    data = json.loads(given.out.read_text(encoding="utf-8")) if given.shapes else {"fitted": {}, "weights": {}}
    for sort in () if given.shapes else SORTS:
        data["weights"][sort], data["fitted"][sort] = fitted(rows[sort])
    shapes, figures = fitted_shapes(rows["drawing"], data["weights"]["drawing"] if given.shapes else None)
    data["weights"] |= shapes
    data["fitted"] |= {"date": date.today().isoformat(), "shapes": figures}
    given.out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(data["fitted"], indent=2))


if __name__ == "__main__":
    main()
