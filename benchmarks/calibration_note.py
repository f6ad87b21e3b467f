"""docs/calibration.md and its reliability diagram: does a likelihood ratio mean what it says?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import beta

from benchmarks.figures import SUREST, auroc, cllr, cllr_min, recalibration, right_when_flagged

FEW = 5  # doctored or clean files of a kind of page below which no figure is given for it
BINS = 8  # of the diagram, of equally many files each
PREVALENCES = (0.01, 0.1, 0.5)
SIDE, PAD = 340, 56  # pixels of the diagram


@dataclass(frozen=True)
class Judgement:
    """A name and its natural log likelihood ratios, one a file."""

    name: str
    llr: np.ndarray


def write_note(
    path: Path, data: dict[str, Any], y: np.ndarray, kinds: Sequence[str], judgements: Sequence[Judgement]
) -> None:
    """Write the note at a path and `reliability.svg` beside it. y: (n,) 1 where a file was doctored."""
    fitted, last = data["fitted"], judgements[-1]
    columns = ["AUROC", "Cllr", "Cllr_min", "slope at the set's share"]
    columns += [f"slope at {p:.0%}" for p in PREVALENCES] + [f"right when flagged at {p:.0%}" for p in PREVALENCES]
    lines = [
        "# Calibration",
        "",
        f"Written by `python -m benchmarks.fit_weights`, {fitted['date']}. Weights: {data['version']}, seed "
        f"{fitted['seed']}; {fitted['files']} files with evidence of which {fitted['doctored']} are doctored; penalty "
        f"{fitted['penalty']:g}, the best of those tried in the same cross-validation. Ten folds, a page and its "
        "editions always in one of them. Files whose edit nobody can see, or no other copy contradicts, are left out.",
        "",
        "The families are generated (`benchmarks/families/`): how far the figures hold on real leaks is not known.",
        "",
        "| | " + " | ".join(columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for judgement in judgements:
        llr = np.clip(judgement.llr, -SUREST, SUREST)
        figures = [auroc(y, llr), cllr(y, llr), cllr_min(y, llr), recalibration(y, llr)[0]]
        figures += [recalibration(y, llr, p)[0] for p in PREVALENCES]
        figures += [right_when_flagged(y, llr, p) for p in PREVALENCES]
        lines.append(f"| {judgement.name} | " + " | ".join(_shown(f) for f in figures) + " |")
    lines += [
        "",
        "Cllr is in bits: 0 is perfect, 1 says nothing; Cllr_min is what the best monotone recalibration would leave "
        "of it. A slope of 1 means that log-odds are neither too sure (below 1) nor too timid (above).",
        "",
        "![Share of doctored files against the probability that was given](reliability.svg)",
        "",
        f"By kind of page, {last.name}:",
        "",
        "| page | files | doctored | AUROC | Cllr | Cllr_min | slope |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted(set(kinds)):
        chosen = np.array([k == kind for k in kinds])
        few = min(y[chosen].sum(), (1 - y[chosen]).sum()) < FEW
        a, b = y[chosen], np.clip(last.llr[chosen], -SUREST, SUREST)
        shown = (
            ["-"] * 4 if few else [_shown(f) for f in (auroc(a, b), cllr(a, b), cllr_min(a, b), recalibration(a, b)[0])]
        )
        lines.append(f"| {kind} | {chosen.sum()} | {a.sum()} | " + " | ".join(shown) + " |")
    lines += ["", "Compares copies. Does not say whether the document is genuine, nor who changed it.", ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    (path.parent / "reliability.svg").write_text(reliability_svg(y, judgements), encoding="utf-8")


def reliability_svg(y: np.ndarray, judgements: Sequence[Judgement]) -> str:
    """One panel a judgement: probability given at the set's share of doctored files against the share that was
    doctored, in bins of equally many files, with 95 % Clopper-Pearson intervals."""
    wide = SIDE + 2 * PAD
    panels = "".join(
        f'<g transform="translate({number * wide + PAD},{PAD})">{_panel(y, judgement)}</g>\n'
        for number, judgement in enumerate(judgements)
    )
    size = f'width="{len(judgements) * wide}" height="{wide}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{panels}</svg>\n'
    )


def _panel(y: np.ndarray, judgement: Judgement) -> str:
    parts = [
        f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#444"/>',
        _line(0, SIDE, SIDE, 0, "#999"),
        _text(SIDE / 2, -14, judgement.name, "middle"),
        _text(SIDE / 2, SIDE + 38, "probability given", "middle"),
        f'<g transform="translate(-40,{SIDE / 2}) rotate(-90)">{_text(0, 0, "share doctored", "middle")}</g>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(_text(tick * SIDE, SIDE + 18, f"{tick:g}", "middle"))
        parts.append(_text(-8, (1 - tick) * SIDE + 4, f"{tick:g}", "end"))
    share = y.mean()
    p = 1 / (1 + np.exp(-(judgement.llr + np.log(share / (1 - share)))))
    for chosen in np.array_split(np.argsort(p, kind="stable"), min(BINS, len(p))):
        k, n = int(y[chosen].sum()), len(chosen)
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
        x = float(p[chosen].mean()) * SIDE
        parts.append(_line(x, (1 - low) * SIDE, x, (1 - high) * SIDE, "#2a5d9f"))
        parts.append(f'<circle cx="{x:.1f}" cy="{(1 - k / n) * SIDE:.1f}" r="4" fill="#2a5d9f"/>')
    return "".join(parts)


def _line(x0: float, y0: float, x1: float, y1: float, colour: str) -> str:
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="1.5"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _shown(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.3f}"
