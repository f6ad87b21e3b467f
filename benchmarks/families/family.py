"""One family: a page, its tree of re-posts, where and when each was seen, and what is true of each copy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.families.copies import Copy, first_copy, saved
from benchmarks.families.document import Document, later
from benchmarks.families.drawing import draw
from benchmarks.families.edits import Job, doctor
from benchmarks.families.lexicon import PLATFORMS, handle
from benchmarks.families.photographs import crumple
from benchmarks.families.renditions import passed_on
from benchmarks.families.rough import roughly
from benchmarks.families.templates import TEMPLATES, document
from benchmarks.families.truth import file_truths

HARDNESS = (
    (0.5, 0.35, 0.15),
    (0.12, 0.38, 0.5),
)  # shares of mild, medium and severe re-posts in easy and hard families
HARD = 0.6  # families that are hard
MISSING_TIME, WRONG_TIME, WRONG_HOURS = 0.12, 0.08, 400
NO_AUTHOR = 0.1
ALTERED_SEEN_FIRST = 0.2  # of the doctored families
SPREAD = 0.3  # families in which the doctored version travelled most
WORKED_ON = 0.6  # doctored copies that were also resized, marked, ... before they were posted
LOST = 0.2  # families of five and more that lost an inner copy
CRUMPLED = 0.7  # of the copies in families of crumpled sheets, or of rough copies, where the parent is flat
FORMATS = ("jpg", "jpg", "jpg", "jpg", "webp", "png")
# One block of twenty families. A look-alike or an edition resembles the family just before it: half of the families are
# doctored, 15 % are bystanders (same template, other content), 10 % are later editions.
BLOCK = (
    "doctored", "clean", "edition", "doctored", "bystander", "doctored", "clean", "doctored", "doctored bystander", "clean",
    "doctored", "doctored", "edition", "clean", "doctored", "clean", "doctored", "bystander", "doctored", "clean",
)  # fmt: skip


@dataclass
class Node:
    """A copy in the tree: its number, its parent's, when it was posted, by whom."""

    copy: Copy
    name: str
    parent: int | None
    time: datetime
    platform: str
    author: str | None
    is_doctored: bool = False
    kept: bool = True
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a family is: its number, seed, kind, the number of the family it resembles; are most of its copies
    photographs of crumpled sheets, or rough ones? ways: of doctoring, all when empty."""

    number: int
    seed: int
    kind: str
    other: int | None
    crumpled: bool = False
    ways: tuple[str, ...] = ()
    rough: bool = False

    @property
    def name(self) -> str:
        """Its id in the truth."""
        return f"g{self.number:04d}"


def plan(number: int, seed: int, *, crumpled: bool = False, ways: tuple[str, ...] = (), rough: bool = False) -> Plan:
    """The plan of family `number`: depends on what is given here alone."""
    kind = BLOCK[number % len(BLOCK)]
    if kind in ("edition", "bystander", "doctored bystander"):
        return Plan(number, seed, kind, number - 1, crumpled, ways, rough)
    return Plan(number, seed, kind, None, crumpled, ways, rough)


def page_of(given: Plan) -> Document:
    """The page of a family."""
    if given.other is None:
        rng = Random(f"page {given.seed} {given.number}")
        return document(rng.choice(list(TEMPLATES)), rng.randrange(10**9), rng.randrange(10**9))
    base = page_of(plan(given.other, given.seed))
    rng = Random(f"page {given.seed} {given.number}")
    if given.kind == "edition":
        return later(base, rng)
    own = Random(f"page {given.seed} {given.other}")
    return document(own.choice(list(TEMPLATES)), own.randrange(10**9), rng.randrange(10**9))


def make(given: Plan, folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]], list[dict[str, str]]]:
    """Write a family's files into a folder; returns its truth, its files' truths, its rows of sources.csv."""
    rng = Random(f"family {given.seed} {given.number}")
    page = page_of(given)
    drawn = draw(page)
    nodes = _tree(given, page, first_copy(drawn), folder, rng)
    _lose(nodes, rng)
    for node in nodes:
        if not node.kept:
            (folder / node.name).unlink()
    truths = file_truths(given.name, nodes, drawn)
    kept = [node for node in nodes if node.kept]
    rows = [_row(node, truths[node.name], rng) for node in kept]
    return _family(given, page, nodes, truths), truths, rows


def _tree(given: Plan, page: Document, first: Copy, folder: Path, rng: Random) -> list[Node]:
    size = rng.choices((3, 4, 5, 6, 7), (3, 3, 2, 1, 1))[0]
    is_doctored = given.kind.startswith("doctored")
    spread = is_doctored and rng.random() < SPREAD
    hardness = HARDNESS[rng.random() < HARD]
    start = datetime(page.day.year, page.day.month, page.day.day) + timedelta(hours=rng.uniform(12, 900))
    nodes = [_post(given, folder, first, None, start, rng, 0, gentle=True)]
    n_altered = (
        max(size // 2 + 1, round(size * rng.uniform(0.55, 0.7))) if spread else rng.randint(1, max(1, size // 2))
    )
    altered = size - n_altered if is_doctored else size + 1
    first_altered: Node | None = None
    for number in range(1, size):
        honest = [i for i, node in enumerate(nodes) if not node.is_doctored]
        if number == altered:
            flat = [i for i in honest if nodes[i].copy.is_flat]
            parent = rng.choice(flat)
            made = _doctored(given, page, nodes[parent].copy, rng)
            if not made.edits:  # cut or covered too much: the page itself always has a place
                parent, made = 0, _doctored(given, page, nodes[0].copy, rng)
            if rng.random() < WORKED_ON:
                made = passed_on(made, rng, rng.choices((0, 1, 2), hardness)[0])
            time = nodes[parent].time + timedelta(hours=rng.expovariate(1 / 20) + 0.5)
            first_altered = _post(given, folder, made, parent, time, rng, number, gentle=True)
            first_altered.is_doctored = True
            nodes.append(first_altered)
            continue
        pool = [i for i, node in enumerate(nodes) if node.is_doctored == (number > altered)]
        parent = pool[0] if rng.random() < 0.4 else rng.choice(pool)
        hard = rng.choices((0, 1, 2), hardness)[0]
        source = nodes[parent].copy
        other = crumple if given.crumpled else roughly if given.rough else None
        is_other = other is not None and source.is_flat and rng.random() < CRUMPLED
        copy = other(source, rng, hard) if other is not None and is_other else passed_on(source, rng, hard)
        time = nodes[parent].time + timedelta(hours=rng.expovariate(1 / 24) + 0.2)
        node = _post(given, folder, copy, parent, time, rng, number)
        node.is_doctored = nodes[parent].is_doctored
        nodes.append(node)
    if first_altered and rng.random() < ALTERED_SEEN_FIRST:
        for node in nodes:  # the honest copies turned up only afterwards
            if not node.is_doctored:
                node.time = first_altered.time + timedelta(hours=rng.expovariate(1 / 30) + 1)
    return nodes


def _post(
    given: Plan,
    folder: Path,
    copy: Copy,
    parent: int | None,
    time: datetime,
    rng: Random,
    number: int,
    gentle: bool = False,
) -> Node:
    kind = rng.choice(FORMATS)
    quality = rng.randint(80, 93) if gentle else rng.randint(34, 88)
    name = f"{hashlib.sha256(f'{given.seed} {given.number} {number}'.encode()).hexdigest()[:12]}.{kind}"
    author = None if rng.random() < NO_AUTHOR else handle(rng)
    return Node(saved(copy, str(folder / name), quality), name, parent, time, rng.choice(PLATFORMS), author)


def _doctored(given: Plan, page: Document, copy: Copy, rng: Random) -> Copy:
    """One forgery, in a quarter two."""
    made = copy
    for n in range(1 if rng.random() < 0.75 else 2):
        if any(edit.moved is not None for edit in made.edits):
            break  # the page below no longer stands where the truth says
        made = doctor(made, Job(rng, f"{given.name}.{n}", page.template), given.ways) or made
    return made


def _lose(nodes: list[Node], rng: Random) -> None:
    """An inner copy that nobody has any more; the only honest one stays."""
    honest = [node for node in nodes if not node.is_doctored]
    inner = {node.parent for node in nodes if node.parent is not None}
    lost = [i for i in inner if nodes[i].is_doctored or len(honest) > 1]
    if len(nodes) >= 5 and lost and rng.random() < LOST:
        nodes[rng.choice(sorted(lost))].kept = False


def _row(node: Node, truth: dict[str, Any], rng: Random) -> dict[str, str]:
    """A row of sources.csv: the time may be missing or wrong."""
    shown, luck = node.time, rng.random()
    truth["timestamp"] = "missing" if luck < MISSING_TIME else "wrong" if luck < MISSING_TIME + WRONG_TIME else "ok"
    truth["true_time"] = node.time.isoformat(timespec="seconds")
    if truth["timestamp"] == "wrong":
        shown += timedelta(hours=rng.uniform(-WRONG_HOURS, WRONG_HOURS))
    return {
        "file_name": node.name,
        "source_url": f"https://{node.platform}.example/{node.author or 'anon'}/{rng.randrange(10**6)}",
        "platform": node.platform,
        "author": node.author or "",
        "observed_at": "" if truth["timestamp"] == "missing" else shown.isoformat(timespec="seconds") + "Z",
    }


def _family(given: Plan, page: Document, nodes: list[Node], truths: dict[str, dict[str, Any]]) -> dict[str, Any]:
    kept = [node for node in nodes if node.kept]
    altered, honest = ([n for n in kept if n.is_doctored is side] for side in (True, False))
    other = None if given.other is None else f"g{given.other:04d}"
    order = None
    if altered and honest:
        order = "altered_first" if min(n.time for n in altered) < min(n.time for n in honest) else "root_first"
    levels = {truth["difficulty"] for truth in truths.values()}
    return {
        "type": "hardneg" if "bystander" in given.kind else given.kind,
        "source": f"generated:{page.template}",
        "template": f"{page.template}:{page.style.variant}:{page.style.office}",
        "kind_of_page": page.template,
        "level": levels.pop() if len(levels) == 1 else "mixed",
        "hardneg_of": other if "bystander" in given.kind else None,
        "edition_of": other if given.kind == "edition" else None,
        "root": nodes[0].name if nodes[0].kept else None,
        "dropped": len(nodes) - len(kept),
        "spread": len(altered) > len(honest),
        "time_order": order,
        "no_witness": any(not e["witnesses"] for truth in truths.values() for e in truth["edits"]),
        "files": [node.name for node in kept],
    }
