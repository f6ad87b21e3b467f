"""Fits the weights of the assessment on generated families whose truth is known.

    python -m benchmarks.families OUT --families 500 --seed 1
    doctored triage OUT/files --workspace WORKSPACE
    python -m benchmarks.fit_weights WORKSPACE OUT [--out pipeline/assessment/weights.json] [--note docs/calibration.md]

A copy carries a changed reading if somebody changed the content there, and if it was this side: the product of two
logistic probabilities. Of a page counts its most suspect place; content: the parts that all sides share, a constant
(`calibration`) and the share of doctored files as offset, so that the rest is a likelihood ratio; side: the parts in
which sides differ, without a constant, since one of the sides was changed. Pages that differ nowhere have the parts
about the whole page. All weights are fitted together by maximum likelihood, none below 0, with a ridge towards 1: a
part is a log likelihood ratio, and counts as what it says unless the families say otherwise; for no more than that
where it is about habits. The weights so far do not enter, so that a fit can be repeated. The sums are bounded by the
logarithm of the number of families: what so many cannot show is not claimed (the idea of the empirical lower and upper
bounds of Vergeer and others 2016). Families stay together in ten-fold cross-validation.
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
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_expit

from benchmarks.calibration_note import Judgement, write_note
from benchmarks.evidence_rows import PageRow, Parts, rows_of, side_parts
from benchmarks.figures import FOLDS, MOST, cllr, folds
from benchmarks.judged import judge, read

WEIGHTS = Path("pipeline/assessment/weights.json")
PENALTIES = (0.5, 2.0, 8.0, 32.0)  # tried; strength of the pull towards AS_SAID
FREE = 1e-3  # penalty of a constant
ROUNDS = 5  # the strongest place of a page depends on the weights: fitted again so often
AS_SAID = 1.0  # weight of a log likelihood ratio that counts as what it says
# What forgers and offices are wont to do: of the generated ones that is our habit, the rules they follow as well as how
# their letters look beside the printed ones, and may not make these parts count for more than is said.
HABITS = ("another_date", "drawn_on", "local_trace", "spacing")
FITTED = re.compile(r"\s*Fitted on .*$")
TINY = 1e-9  # no probability of 1
CONSTANTS = ("calibration", "limit", "share")
REASONS = {
    "calibration": "A constant at every place: how much oftener or more rarely places with such evidence were changed "
    "ones among generated families than the parts add up to.",
    "limit": "The sums of the evidence are bounded by the logarithm of the number of families that the weights were "
    "fitted on: so many cannot show that anything is surer.",
    "share": "Log-odds of a doctored file in the set. At this share the likelihood ratio of a file is stated: how "
    "often an unaltered copy is contradicted depends on how many of the others are altered.",
}

Rows = dict[str, dict[str, Any]]  # of weights.json, by part
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Which part speaks about what."""

    content: tuple[str, ...]
    side: tuple[str, ...]
    whole: tuple[str, ...]

    def about(self, part: str) -> str:
        """The question that a part answers, as weights.json names it."""
        return "side" if part in self.side else "page" if part in self.whole else "content"


def layout_of(pages: Sequence[PageRow]) -> Layout:
    """The layout of some evidence."""
    at_places = {part for page in pages for parts in page.places.values() for part in parts}
    side = side_parts(pages)
    whole = {part for page in pages for part in page.whole}
    return Layout(tuple(sorted(at_places - side)), tuple(sorted(at_places & side)), tuple(sorted(whole)))


@dataclass(frozen=True)
class _Design:
    """Of n pages, at the most suspect place of each: content (n, 1 + parts of content + parts of the whole page), side
    (n, parts of side), differs (n,): does it differ anywhere?"""

    content: Array
    side: Array
    differs: Array

    def log_p(self, b: Array, share: float) -> Array:
        """(n,) natural logarithm of the probability that a page was doctored. b: constant, content, whole, side."""
        n = self.content.shape[1]
        is_side = np.where(self.differs > 0, log_expit(self.side @ b[n:]), 0.0)
        return np.asarray(log_expit(share + self.content @ b[:n]) + is_side)


def fit(pages: Sequence[PageRow], so_far: Rows, layout: Layout, penalty: float) -> Rows:
    """Rows of weights. Raises ValueError when no doctored or no clean page is among the pages."""
    judged = [page for page in pages if page.is_doctored is not None and (page.places or page.whole)]
    y = np.array([bool(page.is_doctored) for page in judged], float)
    if not 0 < y.mean() < 1:
        raise ValueError("The pages to fit on are all doctored or all clean; generate more families.")
    share = float(np.log(y.mean() / (1 - y.mean())))
    names = (*layout.content, *layout.whole, *layout.side)
    centre = np.array([0.0, *[AS_SAID] * len(names)])
    stiff = np.array([FREE, *[penalty] * len(names)])
    b = centre
    for _ in range(ROUNDS):
        design = _design(judged, b, layout, share)

        def loss(b: Array, design: _Design = design) -> float:
            log_p = np.minimum(design.log_p(b, share), -TINY)
            likelihood = (y * log_p + (1 - y) * np.log1p(-np.exp(log_p))).sum()
            return float((stiff * (b - centre) ** 2).sum() / 2 - likelihood)

        bounds = [(0.0, AS_SAID if name in HABITS else MOST) for name in names]
        b = minimize(loss, b, method="L-BFGS-B", bounds=[(None, None), *bounds]).x
    return _rows(dict(zip(names, b[1:].tolist(), strict=True)), float(b[0]), share, so_far, pages, layout)


def _design(pages: Sequence[PageRow], b: Array, layout: Layout, share: float) -> _Design:
    rows = []
    for page in pages:
        whole = [page.whole.get(part, 0.0) for part in layout.whole]
        places = [
            ([1.0, *(parts.get(p, 0.0) for p in layout.content), *whole], [parts.get(p, 0.0) for p in layout.side], 1.0)
            for parts in page.places.values()
        ] or [([0.0] * (1 + len(layout.content)) + whole, [0.0] * len(layout.side), 0.0)]
        found = _Design(*(np.array(column, float) for column in zip(*places, strict=True)))
        rows.append(places[int(np.argmax(found.log_p(b, share)))])
    return _Design(*(np.array(column, float) for column in zip(*rows, strict=True)))


def _rows(
    weights: Mapping[str, float], constant: float, share: float, so_far: Rows, pages: Sequence[PageRow], layout: Layout
) -> Rows:
    """Rows of weights.json, bounded by what each part reached; the sums are bounded by what so many families show."""
    seen: dict[str, list[float]] = {part: [0.0] for part in weights}
    for page in pages:
        for parts in (page.whole, *page.places.values()):
            for part, value in parts.items():
                seen[part].append(value)
    n = len({page.group for page in pages})
    rows: Rows = {part: row for part, row in so_far.items() if part not in CONSTANTS}  # never seen here: as it was
    for part, weight in weights.items():
        reason = FITTED.sub("", so_far[part]["reason"]) if part in so_far else ""
        rows[part] = {
            "part": part,
            "about": layout.about(part),
            "weight": round(weight, 3),
            "lowest": round(weight * min(seen[part]), 2),
            "highest": round(weight * max(seen[part]), 2),
            "reason": f"{reason} Fitted on {n} generated families.".strip(),
        }
    limit = round(float(np.log(n)), 2)
    rows["calibration"] = _constant("calibration", "content", constant, min(constant, 0.0), max(constant, 0.0))
    rows["limit"] = _constant("limit", "constant", 1.0, -limit, limit)
    rows["share"] = _constant("share", "constant", share, share, share)
    return rows


def _constant(part: str, about: str, weight: float, lowest: float, highest: float) -> dict[str, Any]:
    return {
        "part": part,
        "about": about,
        "weight": round(weight, 3),
        "lowest": round(lowest, 3),
        "highest": round(highest, 3),
        "reason": REASONS[part],
    }


def llr(page: PageRow, rows: Rows) -> float:
    """What assess.sql makes of a page: natural log likelihood ratio at the share of the fit."""
    share = float(rows["share"]["weight"])

    def count(parts: Parts, *, is_side: bool) -> float:
        return sum(
            float(np.clip(rows[p]["weight"] * v, rows[p]["lowest"], rows[p]["highest"]))
            for p, v in parts.items()
            if (rows[p]["about"] == "side") is is_side
        )

    def bounded(value: float) -> float:
        return float(np.clip(value, rows["limit"]["lowest"], rows["limit"]["highest"]))

    whole = count(page.whole, is_side=False)
    found = [log_expit(share + bounded(whole))] if not page.places else []
    for parts in page.places.values():
        content = bounded(rows["calibration"]["weight"] + count(parts, is_side=False) + whole)
        found.append(log_expit(share + content) + log_expit(bounded(count(parts, is_side=True))))
    log_p = float(max(found))
    return bounded(log_p - float(np.log1p(-np.exp(log_p))) - share)


def cross_validated(pages: Sequence[PageRow], so_far: Rows, layout: Layout, penalty: float) -> Array:
    """(n pages,) llr of each page under weights fitted without its family."""
    which = folds([page.group for page in pages])
    out = np.zeros(len(pages))
    for k in range(FOLDS):
        rows = fit([page for page, fold in zip(pages, which, strict=True) if fold != k], so_far, layout, penalty)
        for i in np.flatnonzero(which == k):
            out[i] = llr(pages[i], rows)
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
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, help="the weights so far: reasons, and parts that no family shows"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--note", type=Path, default=Path("docs/calibration.md"))
    given = parser.parse_args()
    so_far: Rows = {row["part"]: row for row in json.loads(given.weights.read_text(encoding="utf-8"))["parts"]}
    work = read(given.workspace, given.families)
    pages = rows_of(work, judge(work, given.families))
    layout = layout_of(pages)
    judged = [i for i, page in enumerate(pages) if page.is_doctored is not None and (page.places or page.whole)]
    y = np.array([bool(pages[i].is_doctored) for i in judged], int)
    tried = {penalty: cross_validated(pages, so_far, layout, penalty)[judged] for penalty in PENALTIES}
    penalty = min(tried, key=lambda p: cllr(y, tried[p]))
    rows = fit(pages, so_far, layout, penalty)
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
    judgement = Judgement("fitted, cross-validated", tried[penalty])
    write_note(given.note, data, y, [pages[i].kind for i in judged], [judgement])
    print(f"penalty {penalty:g}; content: {layout.content}; side: {layout.side}; whole page: {layout.whole}")
    for row in rows.values():
        print(f"  {row['part']:<22} {row['weight']:7.3f}  [{row['lowest']}, {row['highest']}]")
    print(f"wrote {given.out} and {given.note}")


if __name__ == "__main__":
    main()
