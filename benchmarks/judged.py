"""What a workspace says about generated families, beside what is true of them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.records import BENIGN

MARKS = tuple(sorted(BENIGN))
# What a true edit may rightly be called: a swap is also two changed figures; part of a written date, seen alone, is a
# figure or a word.
CALLED = {
    "digit": {"number"}, "number": {"number"}, "word": {"word"}, "date": {"date", "number", "word"},
    "marking": {"marking"},
    "stamp": {"graphic"}, "signature": {"graphic"}, "line_erased": {"line_removed"}, "line_inserted": {"line_inserted"},
    "swap": {"moved_or_swapped", "number"},
}  # fmt: skip
# What a true mark is named in `differences`.
NAMED = {
    "redaction": "redaction", "highlight": "annotation", "pen": "annotation", "watermark": "overlay", "logo": "overlay",
}  # fmt: skip
LIES_ON = 0.3  # of the smaller of two boxes: a mark's, and that of a true one
TOO_LARGE = 4.0  # a row says where an edit is when it is at most so many times its area (of lines and graphics: 2)
LARGE = ("stamp", "signature", "line_erased", "line_inserted")
OVERLAP = 0.1  # of the union, or centred on it
Box = tuple[float, float, float, float]
Place = tuple[str, int]  # cluster, number


@dataclass(frozen=True)
class Row:
    """A row of `differences`."""

    file: str
    place: Place
    box: Box
    kind: str
    here: str
    elsewhere: str
    p: float
    strength: float


@dataclass
class Forgery:
    """One edit with all its inherited copies. carriers, elsewhere: its box by file; visible: carriers that show it."""

    edit: dict[str, Any]
    carriers: dict[str, Box] = field(default_factory=dict)
    visible: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, Box] = field(default_factory=dict)
    rows: list[tuple[Row, bool]] = field(default_factory=list)  # (row, is in a carrier)


@dataclass
class Judged:
    """One family: truth, forgeries, rows on nothing. files: (name, truth, group); group is clean, doctored, or None
    where nobody can tell (the edit is not shown, or no other copy contradicts it)."""

    name: str
    truth: dict[str, Any]
    files: list[tuple[str, dict[str, Any], str | None]]
    forgeries: dict[str, Forgery]
    false: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Workspace:
    """Rows of a workspace, files by name."""

    names: dict[str, list[str]]
    verdicts: dict[str, tuple[float, float]]  # file: p_altered, log10_lr
    clusters: dict[str, str]
    rows: list[Row]
    marks: dict[str, list[tuple[str, Box]]]  # by file: kind and box of those that are named on it
    evidence: list[tuple[str, str, int | None, str, float]]  # file, cluster, place, part, value
    boxes: dict[Place, dict[str, Box]]
    words: dict[str, list[str]]


def names_of(out: Path) -> dict[str, list[str]]:
    """Names in OUT/files by the SHA-256 of their bytes."""
    names: dict[str, list[str]] = defaultdict(list)
    for path in sorted((out / "files").iterdir()):
        names[hashlib.sha256(path.read_bytes()).hexdigest()].append(path.name)
    return names


def read(workspace: Path, out: Path) -> Workspace:
    """Read what a triage of OUT/files stored."""
    names = names_of(out)
    with duckdb.connect(str(workspace / "doctored.duckdb"), read_only=True) as connection:

        def ask(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query).fetchall()

        verdicts = ask(
            "select file_sha256, max(p_altered), max(log10_lr) from page_verdicts "
            "where p_altered is not null group by 1"
        )
        rows = ask(
            "select file_sha256, cluster_id, place_no, x0, y0, x1, y1, kind, text_here, text_elsewhere, "
            f"p_altered_here, strength from differences where x0 is not null and kind not in {MARKS}"
        )
        marks = ask(
            f"select file_sha256, kind, x0, y0, x1, y1 from differences where x0 is not null and kind in {MARKS}"
        )
        evidence = ask(
            "select e.file_sha256, e.cluster_id, e.place_no, e.part, e.value from work.evidence as e "
            "left join work.places as p on p.cluster_id = e.cluster_id and p.place_no = e.place_no "
            "where not coalesce(p.is_benign, false)"
        )
        placed = ask(
            "select cluster_id, place_no, file_sha256, x0, y0, x1, y1 from work.place_readings "
            f"where x0 is not null and kind not in {MARKS}"
        )
        words = ask("select file_sha256, text from ocr_words order by file_sha256, page_no, word_no")
        clusters = {
            n: c
            for c, s in ask("select cluster_id, file_sha256 from page_clusters where page_no = 1")
            for n in names.get(s, [])
        }
    boxes: dict[Place, dict[str, Box]] = defaultdict(dict)
    for cluster, number, sha, x0, y0, x1, y1 in placed:
        for name in names.get(sha, []):
            boxes[cluster, number][name] = (float(x0), float(y0), float(x1), float(y1))
    named: dict[str, list[tuple[str, Box]]] = defaultdict(list)
    for sha, kind, x0, y0, x1, y1 in marks:
        for name in names.get(sha, []):
            named[name].append((kind, (float(x0), float(y0), float(x1), float(y1))))
    said: dict[str, list[str]] = defaultdict(list)
    for sha, text in words:
        for name in names.get(sha, []):
            said[name].append(text)
    return Workspace(
        names=names,
        verdicts={n: (p, lr) for s, p, lr in verdicts for n in names.get(s, [])},
        clusters=clusters,
        rows=[
            Row(n, (c, i), (x0, y0, x1, y1), kind, here or "", there or "", p or 0.0, strength or 0.0)
            for s, c, i, x0, y0, x1, y1, kind, here, there, p, strength in rows for n in names.get(s, [])
        ],
        marks=named,
        evidence=[(n, c, i, part, value) for s, c, i, part, value in evidence for n in names.get(s, [])],
        boxes=boxes,
        words=said,
    )  # fmt: skip


def judge(work: Workspace, out: Path) -> list[Judged]:
    """Every family with its rows matched to its forgeries."""
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    files, families = truth["files"], truth["families"]
    base = {name: family.get("edition_of") or name for name, family in families.items()}
    inside: dict[str, set[str]] = defaultdict(set)
    for name, cluster in work.clusters.items():
        inside[cluster].add(files[name]["family"])
    by_file: dict[str, list[Row]] = defaultdict(list)
    for row in work.rows:
        by_file[row.file].append(row)
    found = []
    for name, family in families.items():
        members = [(f, files[f], group(files[f])) for f in family["files"]]
        family_of = Judged(name, family | {"base": base[name]}, members, forgeries(members))
        for f, _, _ in members:
            # beside an edition of its page a copy differs truly, in places that nobody wrote down
            mixed = {base[g] for g in inside[work.clusters.get(f, "")]} == {base[name]} and len(
                inside[work.clusters.get(f, "")]
            ) > 1
            for row in sorted(by_file[f], key=lambda r: -r.strength):
                hits = hit_by(row.box, f, family_of.forgeries)
                for edit_id, is_carrier in hits:
                    family_of.forgeries[edit_id].rows.append((row, is_carrier))
                if not hits and not mixed and not moved(row.box, f, files[f], family_of.forgeries):
                    family_of.false.append(row)
        found.append(family_of)
    return found


def group(truth: dict[str, Any]) -> str | None:
    """clean; doctored where it can be seen here and some other copy contradicts it; else None."""
    if not truth["is_doctored"]:
        return "clean"
    return "doctored" if any(e["visible"] and e["witnesses"] for e in truth["edits"]) else None


def forgeries(members: list[tuple[str, dict[str, Any], str | None]]) -> dict[str, Forgery]:
    """Forgeries of a family by edit id."""
    found: dict[str, Forgery] = {}
    for name, truth, _ in members:
        for edit in truth["edits"]:
            forgery = found.setdefault(edit["edit_id"], Forgery(edit))
            forgery.carriers[name] = upright(edit["polygon"])
            if edit["visible"] and edit["witnesses"]:
                forgery.visible[name] = edit["difficulty"]
            forgery.elsewhere |= {f: upright(polygon) for f, polygon in edit["elsewhere"].items()}
    return found


def hit_by(box: Box, file: str, known: dict[str, Forgery]) -> list[tuple[str, bool]]:
    """(edit id, is this file a carrier?) of the forgeries whose place in a file a box points at."""
    hits = []
    for edit_id, forgery in known.items():
        place = forgery.carriers.get(file) or forgery.elsewhere.get(file)
        if place is None:
            continue
        largest = (2.0 if forgery.edit["kind"] in LARGE else TOO_LARGE) * max(area(place), 400.0)
        if area(box) <= largest and (overlap(box, place) >= OVERLAP or centred(box, place) or centred(place, box)):
            hits.append((edit_id, file in forgery.carriers))
    return hits


def lies_on(box: Box, other: Box) -> bool:
    """Does a mark lie on another? A watermark's letters lie on the whole of it."""
    width, height = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return min(width, height) > 0 and width * height > LIES_ON * min(area(box), area(other))


def moved(box: Box, file: str, truth: dict[str, Any], known: dict[str, Forgery]) -> bool:
    """Is it on text that stands elsewhere because a line was put in or taken out above it?"""
    middle = (box[1] + box[3]) / 2
    tops = [upright(e["affected"])[1] for e in truth["edits"] if e["affected"]]
    tops += [f.elsewhere[file][1] for f in known.values() if f.edit["affected"] and file in f.elsewhere]
    return any(middle > top - 3 for top in tops)


def same_change(old: str, new: str, true_old: str, true_new: str) -> bool:
    """Does `old -> new` say the true change: the same texts, or one of them with more of what stands around?"""
    old, new, true_old, true_new = (
        re.sub(r"\s+", " ", t.strip()).casefold().rstrip(".,;:") for t in (old, new, true_old, true_new)
    )
    if (old, new) == (true_old, true_new):
        return True
    if old == new or true_old == true_new:
        return False
    wider = bool(true_old) and true_old in old and new in _put(old, true_old, true_new)
    narrower = bool(old) and old in true_old and true_new in _put(true_old, old, new)
    return wider or narrower


def _put(text: str, old: str, new: str) -> set[str]:
    return {text[: m.start()] + new + text[m.start() + len(old) :] for m in re.finditer(f"(?={re.escape(old)})", text)}


def upright(polygon: list[list[float]]) -> Box:
    """The upright box around a polygon."""
    xs, ys = [float(x) for x, _ in polygon], [float(y) for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def area(box: Box) -> float:
    """Square pixels."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / max(1e-9, area(a) + area(b) - both)


def centred(a: Box, b: Box) -> bool:
    """Is the middle of a inside b?"""
    x, y = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2
    return b[0] <= x <= b[2] and b[1] <= y <= b[3]
