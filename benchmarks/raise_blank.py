"""Raises how surely a word that a copy lacks is told, where no such place came about by chance.

    python -m benchmarks.raise_blank WORKSPACE OUT [WORKSPACE CRUMPLED ...] [--by-family] [--jobs 2] [--out FILE]

Takes the places of generated families as `benchmarks.fit_strength` does. A fit needs places that came about by chance,
and of those with paper on one side there were none any more. Their weights stay, the constant is raised until the mean
is as sure as so many places without a mistake allow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from benchmarks.fit_strength import OUT, Row, asked, matrix, measured_in, read_truth, row_of, to_lay, truths
from benchmarks.judged import names_of
from pipeline.ocr.recogniser import find_recogniser

SURELY = 0.99  # that not more of the places come about by chance than the bound says, where none did


def raised(rows: Sequence[Row], weights: Mapping[str, float]) -> tuple[dict[str, float], dict[str, Any]]:
    """The weights (log10) with their constant raised, and the record of it. rows: all places, of other kinds as well,
    by which it is known how many of all are real. Raises ValueError where a place with paper came about by chance, or
    there is none."""
    own, real = [row for row in rows if row.measures.is_blank], truths(rows)
    if not own or not truths(own).all():
        raise ValueError("some place with paper on one side came about by chance, or there is none: fit the weights")
    most = 1 - (1 - SURELY) ** (1 / len(own))  # Clopper and Pearson's one-sided bound for none in so many
    bound = float(np.log10((1 - most) / most) - np.log10(real.mean() / (1 - real.mean())))
    names = tuple(name for name in weights if name != "constant")
    mean = float(np.mean(matrix(own, names) @ np.array([weights["constant"], *(weights[name] for name in names)])))
    record = {
        "date": date.today().isoformat(),
        "families": len({row.family for row in rows}),
        "places": len(own),
        "by_chance": 0,
        "mean_before": round(mean, 3),
        "mean_now": round(bound, 3),
    }
    return {**weights, "constant": round(weights["constant"] + bound - mean, 3)}, record


def main() -> None:
    """Raise the constant, and write the weights."""
    parser, given = asked("python -m benchmarks.raise_blank", __doc__, OUT)
    rows = []
    for workspace, out in given.sets:
        truth, names = read_truth(out), names_of(out)
        groups = to_lay(workspace, truth, names, by_family=given.by_family)
        for place in measured_in(workspace, groups, given.jobs, find_recogniser()):
            row = row_of(place, {key: names.get(key.file_sha256, []) for key in place.boxes}, truth)
            rows += [row] if row else []
    data = json.loads(OUT.read_text(encoding="utf-8"))
    try:
        data["weights"]["blank"], data["fitted"]["blank"]["raised"] = raised(rows, data["weights"]["blank"])
    except ValueError as error:
        parser.error(str(error))
    given.out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(data["fitted"]["blank"]["raised"], indent=2))


if __name__ == "__main__":
    main()
