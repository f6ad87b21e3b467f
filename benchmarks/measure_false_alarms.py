"""How often a place of some strength is found where nothing was changed: what each difference is told with.

    python -m benchmarks.families OUT --families 150 --seed 2
    doctored triage OUT/files --workspace WORKSPACE
    python -m benchmarks.measure_false_alarms WORKSPACE OUT

writes `pipeline/assessment/false_alarms.json`. Measure on families on which nothing was fitted. A place is false where
it lies on no forgery in any of the copies that have it; those on text that moved because a line was put in count
neither way.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.judged import Judged, Place, Workspace, hit_by, judge, moved, read
from pipeline.assessment.pieces import DIFFERENCES
from pipeline.records import BENIGN

RATES = Path("pipeline/assessment/false_alarms.json")
SHOWN = (1.5, 2.0, 2.5, 3.0)  # log10


def strengths_of(workspace: Path) -> dict[Place, float]:
    """Of every place of a workspace, whether it is shown in `differences` or not, but for benign ones."""
    marks = tuple(sorted(BENIGN))
    with duckdb.connect(str(workspace / "doctored.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select cluster_id, place_no, max(strength) from work.place_readings "
            f"where kind not in {marks} group by all"
        ).fetchall()
    return {(cluster, place): strength for cluster, place, strength in found if strength is not None}


def compared(families: Sequence[Judged], work: Workspace) -> list[Judged]:
    """Families of which two files are in one cluster, and none with the files of another: beside an edition of its page
    a copy differs truly, in places that nobody wrote down."""
    inside: dict[str, list[str]] = defaultdict(list)
    for family in families:
        for name, _, _ in family.files:
            inside[work.clusters.get(name, name)].append(family.name)
    found = []
    for family in families:
        clusters = [inside[work.clusters.get(name, name)] for name, _, _ in family.files]
        if max(map(len, clusters)) > 1 and all(set(names) == {family.name} for names in clusters):
            found.append(family)
    return found


def strongest(work: Workspace, families: Sequence[Judged], strengths: Mapping[Place, float]) -> dict[str, list[float]]:
    """By kind of difference: the strongest place on nothing that was changed, of each family that has one, strongest
    first."""
    kinds = {(cluster, place): part for _, cluster, place, part, _ in work.evidence if part in DIFFERENCES}
    found: dict[str, list[float]] = {kind: [] for kind in DIFFERENCES}
    for family in families:
        truth = {name: file for name, file, _ in family.files}
        worst: dict[str, float] = {}
        for place, strength in strengths.items():
            boxes = {name: box for name, box in work.boxes.get(place, {}).items() if name in truth}
            if place not in kinds or not boxes:
                continue
            is_real = any(
                hit_by(box, name, family.forgeries) or moved(box, name, truth[name], family.forgeries)
                for name, box in boxes.items()
            )
            if not is_real:
                worst[kinds[place]] = max(worst.get(kinds[place], -math.inf), strength)
        for kind, strength in worst.items():
            found[kind].append(strength)
    return {kind: sorted(values, reverse=True) for kind, values in found.items()}


def main() -> None:
    """Measure, and write the rates."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.measure_false_alarms",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("families", type=Path, help="the folder that benchmarks.families wrote")
    parser.add_argument("--out", type=Path, default=RATES)
    given = parser.parse_args()
    work = read(given.workspace, given.families)
    several = compared(judge(work, given.families), work)
    truth = json.loads((given.families / "truth.json").read_text(encoding="utf-8"))
    data = {
        "measured": {
            "date": date.today().isoformat(),
            "families": len(truth["families"]),
            "seed": truth["seed"],
            "copies": sum(len(family.files) for family in several),
        },
        "pages": len(several),
        "strongest": strongest(work, several, strengths_of(given.workspace)),
    }
    given.out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {given.out}")
    for kind, found in data["strongest"].items():
        for least in SHOWN:
            n = sum(strength >= least for strength in found)
            print(f"  {kind}, {least:.1f} or more: on {n} of {len(several)} pages where nothing was changed")


if __name__ == "__main__":
    main()
