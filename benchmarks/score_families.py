"""How well a triage judged generated families: the figures that README quotes, with 95 % intervals over families.

    python -m benchmarks.families OUT --families 500 --seed 1
    doctored triage OUT/files --workspace WORKSPACE
    python -m benchmarks.score_families WORKSPACE OUT [--json FILE] [--no-baselines]

Files whose edit is out of frame, covered, illegible, or contradicted by no other copy, are left out: nobody can tell.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.baselines import NAMES, baselines
from benchmarks.figures import (
    NAN,
    SUREST,
    auroc,
    cllr,
    cllr_min,
    intervals,
    recalibration,
    recall_at,
    right_when_flagged,
    share,
    table,
)
from benchmarks.judged import (
    CALLED,
    NAMED,
    Judged,
    Row,
    Workspace,
    judge,
    lies_on,
    read,
    same_change,
    upright,
)

FALSE_PLACES = 0.1  # a file
EVEN = 0.5  # p_altered_here of a row that decides by itself
UNDECIDED = 0.1  # difference of p_altered_here below which neither side is said to be the changed one
LEVELS = ("mild", "medium", "severe")
PREVALENCES = (0.01, 0.1, 0.5)
BENIGN_KINDS = ("plain", "watermark", "logo", "pen", "highlight", "redaction", "edition")


@dataclass(frozen=True)
class Found:
    """One forgery: how hard it is at its easiest carrier, strongest row in a carrier, whether text, kind, side are
    right (None: nothing to judge)."""

    level: str
    kind: str
    strength: float | None
    text: bool | None
    called: bool | None
    side: bool | None
    noticed: bool


@dataclass(frozen=True)
class File:
    """One file that can be judged. llr: natural logarithm, nan without one."""

    is_doctored: bool
    p: float
    llr: float
    kinds: tuple[str, ...]


@dataclass
class Family:
    """All that is summed over families. true_marks: of each that a copy lacks, is it named on some file that carries
    it? named_marks: is each one a true one of its kind?"""

    found: list[Found]
    false: list[float]
    n_files: int
    files: list[File]
    apart: bool | None
    true_marks: list[bool]
    named_marks: list[bool]
    simple: list[dict[str, float]] = field(default_factory=list)


def family_of(judged: Judged, work: Workspace, others: dict[str, set[str]]) -> Family:
    """What is counted of one family."""
    files = []
    for name, truth, group in judged.files:
        if group is None or len(judged.files) < 2:
            continue
        p, log10 = work.verdicts.get(name, (NAN, NAN))
        kinds = {m["kind"] for m in truth["marks"]} or {"plain"}
        if judged.truth["edition_of"]:
            kinds = {"edition"}
        llr = float(np.clip(log10 * np.log(10), -SUREST, SUREST))
        files.append(File(group == "doctored", p, llr, tuple(kinds) if group == "clean" else ()))
    found = []
    for forgery in judged.forgeries.values():
        if not forgery.visible:
            continue
        carried = sorted((row for row, is_carrier in forgery.rows if is_carrier), key=lambda r: -r.strength)
        edit, best = forgery.edit, carried[0] if carried else None
        asked = edit["kind"] not in ("stamp", "signature")
        found.append(
            Found(
                level=min(forgery.visible.values(), key=LEVELS.index),
                kind=edit["kind"],
                strength=best.strength if best else None,
                text=same_change(best.elsewhere, best.here, edit["old_text"], edit["new_text"])
                if best and asked
                else None,
                called=best.kind in CALLED[edit["kind"]] if best else None,
                side=_side(forgery.rows),
                noticed=bool(forgery.rows),
            )
        )
    base = judged.truth["edition_of"]
    own, followed = ({work.clusters.get(f) for f in others[name]} for name in (judged.name, base or judged.name))
    apart = own.isdisjoint(followed) if base else None
    false = [row.strength for row in judged.false]
    return Family(found, false, len(judged.files), files, apart, *_marks(judged, work))


def _marks(judged: Judged, work: Workspace) -> tuple[list[bool], list[bool]]:
    """Of the true marks that some copies carry and others lack which are named, and which of the named are true."""
    named: dict[str, bool] = {}
    carriers: Counter[str] = Counter()
    right = []
    for name, truth, _ in judged.files:
        boxes = [(m["mark_id"], NAMED[m["kind"]], upright(m["polygon"])) for m in truth["marks"]]
        carriers.update({mark_id for mark_id, _, _ in boxes})
        said = work.marks.get(name, [])
        for mark_id, kind, box in boxes:
            named[mark_id] = named.get(mark_id, False) or any(k == kind and lies_on(b, box) for k, b in said)
        right += [any(k == kind and lies_on(b, box) for _, kind, box in boxes) for k, b in said]
    return [is_named for mark_id, is_named in named.items() if carriers[mark_id] < len(judged.files)], right


def _side(rows: Sequence[tuple[Row, bool]]) -> bool | None:
    """Is the highest p_altered_here in the carriers above that in the other copies? A side without rows counts as what
    the other leaves it, and where that other one is below one half nothing is decided: it may be that nobody changed
    anything."""
    carrier = [row.p for row, is_carrier in rows if is_carrier]
    witness = [row.p for row, is_carrier in rows if not is_carrier]
    if not carrier and not witness:
        return None
    if not (carrier and witness) and max(*carrier, *witness, 0.0) < EVEN:
        return None
    c = max(carrier) if carrier else 1 - max(witness)
    w = max(witness) if witness else 1 - max(carrier)
    return None if abs(c - w) < UNDECIDED else c > w


def _rate(answers: Sequence[bool | None]) -> float:
    """Share of the answers given that are right."""
    return share(sum(answer is True for answer in answers), sum(answer is not None for answer in answers))


def _flagged(files: Sequence[File]) -> float:
    """Share of files called rather altered than not."""
    return share(sum(f.p >= 0.5 for f in files), len(files))


def measure(families: Sequence[Family]) -> dict[str, float]:
    """All figures of some families."""
    found = [f for family in families for f in family.found]
    false = sorted((s for family in families for s in family.false), reverse=True)
    n = sum(family.n_files for family in families)
    allowed = int(FALSE_PLACES * n)
    least = false[allowed] if allowed < len(false) else -np.inf

    def located(group: Sequence[Found]) -> float:
        return share(sum(f.strength is not None and f.strength > least for f in group), len(group))

    out = {f"located at {FALSE_PLACES} false places a file": located(found)}
    for level in LEVELS:
        out[f"  of those, {level}"] = located([f for f in found if f.level == level])
    for kind in sorted({f.kind for f in found}):
        out[f"  kind {kind}"] = located([f for f in found if f.kind == kind])
    out["old -> new text exact, of those with a row"] = _rate([f.text for f in found])
    out["kind right, of those with a row"] = _rate([f.called for f in found])
    out["changed side right, of those decided"] = _rate([f.side for f in found])
    out["  decided, of those noticed"] = share(sum(f.side is not None for f in found), sum(f.noticed for f in found))
    files = [f for family in families for f in family.files]
    y = np.array([f.is_doctored for f in files], int)
    p = np.nan_to_num(np.array([f.p for f in files]), nan=-1.0)
    out["files: AUROC"] = auroc(y, p)
    out["files: recall at 5 % false alarms"] = recall_at(y, p)
    clean = [f for f in files if not f.is_doctored]
    out["clean files flagged"] = _flagged(clean)
    for kind in BENIGN_KINDS:
        out[f"  {kind}"] = _flagged([f for f in clean if kind in f.kinds])
    out["marks that some copies lack: named"] = _rate([m for family in families for m in family.true_marks])
    out["  marks named: true ones of their kind"] = _rate([m for family in families for m in family.named_marks])
    apart = [family.apart for family in families if family.apart is not None]
    out["editions set apart"] = share(sum(apart), len(apart))
    llr = np.array([f.llr for f in files])
    y, llr = y[np.isfinite(llr)], llr[np.isfinite(llr)]
    out["files with a likelihood ratio"] = share(len(y), len(files))
    out["Cllr"], out["Cllr_min (PAV)"] = cllr(y, llr), cllr_min(y, llr)
    for prevalence in PREVALENCES:
        slope, intercept = recalibration(y, llr, prevalence)
        out[f"at {prevalence:.0%} doctored: slope"] = slope
        out[f"at {prevalence:.0%} doctored: intercept"] = intercept
        out[f"at {prevalence:.0%} doctored: right when flagged"] = right_when_flagged(y, llr, prevalence)
    for name in NAMES:
        simple = [
            (f.is_doctored, s[name]) for family in families for f, s in zip(family.files, family.simple, strict=False)
        ]
        if simple:
            out[f"baseline {name}: file AUROC"] = auroc(*(np.array(v, float) for v in zip(*simple, strict=True)))
    return out


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.score_families", description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("out", type=Path, help="the folder that benchmarks.families wrote")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-baselines", action="store_true")
    given = parser.parse_args()
    work = read(given.workspace, given.out)
    judged = judge(work, given.out)
    others: dict[str, set[str]] = defaultdict(set)
    for family in judged:
        others[family.name] = {name for name, _, _ in family.files}
    families = []
    for one in judged:
        family = family_of(one, work, others)
        if not given.no_baselines and len(one.files) > 1:
            simple = baselines(given.out / "files", [name for name, _, _ in one.files], work.words)
            family.simple = [simple[name] for name, _, group in one.files if group is not None]
        families.append(family)
    rows = intervals(families, measure)
    n_files = sum(family.n_files for family in families)
    n_found = sum(len(family.found) for family in families)
    print(
        table(f"{len(families)} families, {n_files} files, {n_found} edits; value [95 % interval over families]", rows)
    )
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
