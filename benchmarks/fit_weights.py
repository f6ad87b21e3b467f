"""Fits the weights of the assessment on generated families whose truth is known.

    python -m benchmarks.families OUT --families 500 --seed 1
    doctored triage OUT/files --workspace WORKSPACE
    python -m benchmarks.fit_weights WORKSPACE OUT [--out pipeline/assessment/weights.json] [--note docs/calibration.md]

Three logistic regressions on the evidence that the triage stored. Places: does the content differ by somebody's hand
(parts that all sides share)? Sides: at places that were doctored, which copies carry the changed reading (parts in
which sides differ)? Pages: both scores at the strongest place, the parts about the whole page, and a constant for
every place, with the share of doctored files as offset, so that the sum is a likelihood ratio; this is the affine
calibration, and it is multiplied into the weights. Ridge towards the weights so far, no weight below 0. The total is
bounded by the logarithm of the number of families: what so many cannot show is not claimed (the idea of the empirical
lower and upper bounds of Vergeer and others 2016). Families stay together in ten-fold cross-validation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.calibration_note import Judgement, write_note
from benchmarks.evidence_rows import PageRow, Parts, PlaceRow, rows_of, side_parts
from benchmarks.figures import cllr, logistic
from benchmarks.judged import judge, read

WEIGHTS = Path("pipeline/assessment/weights.json")
FOLDS = 10
PENALTIES = (0.5, 2.0, 8.0, 32.0)  # tried; strength of the pull towards the weights so far
FREE = 1e-3  # penalty of a constant
ROUNDS = 6  # the strongest place of a page depends on the weights: fitted again so often
NEW_PART = 1.0  # weight so far of a part that has none: a log likelihood ratio counts as what it says
FITTED = re.compile(r" Fitted on .*$")
CONSTANTS = ("calibration", "limit")
REASONS = {
    "calibration": "A constant at every place: how much oftener or more rarely places with such evidence were changed "
    "ones among generated families than the parts add up to.",
    "limit": "The sum of all evidence is bounded by the logarithm of the number of families that the weights were "
    "fitted on: so many cannot show that anything is surer.",
}

Rows = dict[str, dict[str, Any]]  # of weights.json, by part


@dataclass(frozen=True)
class Layout:
    """Which part speaks about what."""

    content: tuple[str, ...]
    side: tuple[str, ...]
    whole: tuple[str, ...]


def layout_of(pages: Sequence[PageRow]) -> Layout:
    """The layout of some evidence."""
    at_places = {part for page in pages for parts in page.places.values() for part in parts}
    side = side_parts(pages)
    whole = {part for page in pages for part in page.whole}
    return Layout(tuple(sorted(at_places - side)), tuple(sorted(at_places & side)), tuple(sorted(whole)))


def fit(pages: Sequence[PageRow], places: Sequence[PlaceRow], so_far: Rows, layout: Layout, penalty: float) -> Rows:
    """Rows of weights. Raises ValueError when no doctored or no clean page is among the pages."""

    def before(part: str) -> float:
        return float(so_far[part]["weight"]) if part in so_far else NEW_PART

    content = _stage(places, layout.content, lambda p: p.is_real, before, penalty, constant=True)
    real = [p for p in places if p.is_changed is not None]
    side = _stage(real, layout.side, lambda p: bool(p.is_changed), before, penalty, constant=False)
    judged = [page for page in pages if page.is_doctored is not None and (page.places or page.whole)]
    y = np.array([bool(page.is_doctored) for page in judged], float)
    if not 0 < y.mean() < 1:
        raise ValueError("The pages to fit on are all doctored or all clean; generate more families.")
    slopes = np.ones(2)
    names = ("calibration", "content", "side", *layout.whole)
    b = np.array([0.0, 1.0, 1.0, *(before(part) for part in layout.whole)])
    for _ in range(ROUNDS):
        x = np.array([_page_features(page, content, side, slopes, layout) for page in judged])
        offset = np.full((len(judged), 1), np.log(y.mean() / (1 - y.mean())))
        stiff = np.array([FREE, penalty, penalty, *[penalty] * len(layout.whole), 1e9])
        centre = np.array([0.0, 1.0, 1.0, *(before(part) for part in layout.whole), 1.0])
        lowest = np.array([-np.inf, *[0.0] * (len(centre) - 2), -np.inf])
        b = logistic(np.c_[x, offset], y, np.ones(len(y)), centre=centre, penalty=stiff, lowest=lowest)
        slopes = b[1:3]
    got = dict(zip(names, b, strict=False))
    weights = {part: float(content[part] * got["content"]) for part in layout.content}
    weights |= {part: float(side[part] * got["side"]) for part in layout.side}
    weights |= {part: float(got[part]) for part in layout.whole}
    return _rows(weights, float(got["calibration"]), so_far, pages)


def _stage(
    rows: Sequence[PlaceRow], parts: Sequence[str], truth: Any, before: Any, penalty: float, *, constant: bool
) -> dict[str, float]:
    """Weights of parts from rows of places; each place counts once, however many copies show it."""
    centre = np.array([before(part) for part in parts])
    y = np.array([truth(row) for row in rows], float)
    if not parts or not len(y) or not 0 < y.mean() < 1:
        return dict(zip(parts, centre, strict=True))
    x = np.array([[row.parts.get(part, 0.0) for part in parts] for row in rows])
    weight = np.array([1 / row.n for row in rows])
    stiff, lowest = np.full(len(parts), penalty), np.zeros(len(parts))
    if constant:
        x, centre = np.c_[x, np.ones(len(x))], np.r_[centre, 0.0]
        stiff, lowest = np.r_[stiff, FREE], np.r_[lowest, -np.inf]
    found = logistic(x, y, weight, centre=centre, penalty=stiff, lowest=lowest)
    return dict(zip(parts, found.tolist(), strict=False))


def _page_features(page: PageRow, content: Parts, side: Parts, slopes: np.ndarray, layout: Layout) -> list[float]:
    scores = [
        (sum(w * parts.get(p, 0.0) for p, w in content.items()), sum(w * parts.get(p, 0.0) for p, w in side.items()))
        for parts in page.places.values()
    ]
    best = max(scores, key=lambda s: slopes[0] * s[0] + slopes[1] * s[1], default=(0.0, 0.0))
    return [float(bool(scores)), *best, *(page.whole.get(part, 0.0) for part in layout.whole)]


def _rows(weights: Mapping[str, float], constant: float, so_far: Rows, pages: Sequence[PageRow]) -> Rows:
    """Rows of weights.json, bounded by what each part reached; the sum is bounded by what so many families can show."""
    seen: dict[str, list[float]] = {part: [0.0] for part in weights}
    for page in pages:
        for parts in (page.whole, *page.places.values()):
            for part, value in parts.items():
                seen[part].append(value)
    n = len({page.group for page in pages})
    rows: Rows = {part: row for part, row in so_far.items() if part not in CONSTANTS}  # never seen here: as it was
    for part, weight in weights.items():
        reason = FITTED.sub("", so_far[part]["reason"]) if part in so_far else ""
        was = f"; {so_far[part]['weight']:g} before" if part in so_far else ""
        rows[part] = {
            "part": part,
            "weight": round(weight, 3),
            "lowest": round(weight * min(seen[part]), 2),
            "highest": round(weight * max(seen[part]), 2),
            "reason": f"{reason} Fitted on {n} generated families{was}.".strip(),
        }
    limit = round(float(np.log(n)), 2)
    rows["calibration"] = _constant("calibration", constant, min(constant, 0.0), max(constant, 0.0))
    rows["limit"] = _constant("limit", 1.0, -limit, limit)
    return rows


def _constant(part: str, weight: float, lowest: float, highest: float) -> dict[str, Any]:
    return {
        "part": part,
        "weight": round(weight, 3),
        "lowest": round(lowest, 3),
        "highest": round(highest, 3),
        "reason": REASONS[part],
    }


def llr(page: PageRow, rows: Rows) -> float:
    """What assess.sql makes of a page: natural log likelihood ratio."""
    constant = rows["calibration"]["weight"] if "calibration" in rows else 0.0

    def count(parts: Parts) -> float:
        return sum(
            float(np.clip(rows[p]["weight"] * v, rows[p]["lowest"], rows[p]["highest"])) for p, v in parts.items()
        )

    total = count(page.whole) + max((constant + count(parts) for parts in page.places.values()), default=0.0)
    limit = rows.get("limit")
    return float(np.clip(total, limit["lowest"], limit["highest"])) if limit else total


def cross_validated(
    pages: Sequence[PageRow], places: Sequence[PlaceRow], so_far: Rows, layout: Layout, penalty: float
) -> np.ndarray:
    """(n pages,) llr of each page under weights fitted without its family."""
    groups = sorted({page.group for page in pages})
    fold = {group: i % FOLDS for i, group in enumerate(np.random.default_rng(0).permutation(groups).tolist())}
    out = np.zeros(len(pages))
    for k in range(FOLDS):
        train = [page for page in pages if fold[page.group] != k]
        rows = fit(train, [p for p in places if fold[p.group] != k], so_far, layout, penalty)
        for i, page in enumerate(pages):
            if fold[page.group] == k:
                out[i] = llr(page, rows)
    return out


def main() -> None:
    """Fit, and write the weights and the note."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fit_weights",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("families", type=Path, help="the folder that benchmarks.families wrote")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the weights so far")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--note", type=Path, default=Path("docs/calibration.md"))
    given = parser.parse_args()
    so_far: Rows = {row["part"]: row for row in json.loads(given.weights.read_text(encoding="utf-8"))["parts"]}
    work = read(given.workspace, given.families)
    pages, places = rows_of(work, judge(work, given.families))
    layout = layout_of(pages)
    for part in {*layout.content, *layout.side, *layout.whole} - set(so_far):
        so_far[part] = {"part": part, "weight": NEW_PART, "lowest": -9.0, "highest": 9.0, "reason": ""}
    judged = [i for i, page in enumerate(pages) if page.is_doctored is not None and (page.places or page.whole)]
    y = np.array([bool(pages[i].is_doctored) for i in judged], int)
    tried = {penalty: cross_validated(pages, places, so_far, layout, penalty)[judged] for penalty in PENALTIES}
    penalty = min(tried, key=lambda p: cllr(y, tried[p]))
    rows = fit(pages, places, so_far, layout, penalty)
    truth = json.loads((given.families / "truth.json").read_text(encoding="utf-8"))
    today, n = date.today().isoformat(), len(truth["families"])
    fitted = {
        "date": today,
        "families": n,
        "independent_families": len({page.group for page in pages}),
        "seed": truth["seed"],
        "files": len(judged),
        "doctored": int(y.sum()),
        "penalty": penalty,
        "cllr_cross_validated": round(cllr(y, tried[penalty]), 3),
    }
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:4]  # a second fit of one day is another version
    version = f"{today} {digest}, fitted on {n} generated families"
    data = {"version": version, "fitted": fitted, "parts": list(rows.values())}
    given.out.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    before = Judgement("weights before", np.array([llr(pages[i], so_far) for i in judged]))
    after = Judgement("fitted, cross-validated", tried[penalty])
    write_note(given.note, data, y, [pages[i].kind for i in judged], [before, after])
    print(f"penalty {penalty:g}; content: {layout.content}; side: {layout.side}; whole page: {layout.whole}")
    for row in rows.values():
        print(f"  {row['part']:<22} {row['weight']:7.3f}  [{row['lowest']}, {row['highest']}]")
    print(f"wrote {given.out} and {given.note}")


if __name__ == "__main__":
    main()
