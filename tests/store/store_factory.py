"""Synthetic records: pages, clusters and evidence as the stages would hand them to the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.records import (
    Arrival,
    ClusterMember,
    Comparison,
    Evidence,
    FileFacts,
    Frame,
    PageText,
    PlaceReading,
    Plan,
    Result,
    Sighting,
    Standing,
    Word,
)
from pipeline.store import Store

NOON = datetime(2023, 4, 6, 12, tzinfo=UTC)
WEIGHTS = [
    {"part": "direction", "weight": 1.0, "lowest": -6.0, "highest": 6.0, "reason": "which side came first"},
    {"part": "traces", "weight": 2.0, "lowest": -1.0, "highest": 3.0, "reason": "traces at the place"},
    {"part": "metadata", "weight": 0.5, "lowest": -1.0, "highest": 1.0, "reason": "about the whole page"},
]

APART = [  # whether it differs and which side it was, each by itself
    {"part": "difference", "about": "content", "weight": 1.0, "lowest": -9.0, "highest": 9.0, "reason": "differs"},
    {"part": "direction", "about": "side", "weight": 1.0, "lowest": -6.0, "highest": 6.0, "reason": "came first"},
    {"part": "share", "about": "constant", "weight": -1.4, "lowest": -1.4, "highest": -1.4, "reason": "one in five"},
]


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def plan(batch_id: str, names: Sequence[str] = ("slide.jpg",), **more: Any) -> Plan:
    arrivals = [Arrival(name, f"/handed/in/{name}", sha(name), 10) for name in names]
    fields: dict[str, Any] = {"refused": [], "ignored": [], "sources": [], "warnings": []} | more
    return Plan(batch_id, batch_id, f"/handed/in/{batch_id}", arrivals, **fields)


def sighted(batch_id: str, name: str, *, version: str = "1", file: str | None = None, **source: Any) -> Result:
    file_sha256 = sha(file or name)
    subject = sha(f"{batch_id} {name} {file_sha256}")
    row = Sighting(subject[:16], batch_id, file_sha256, name, **source)
    return Result("sighting", subject, repr(row), version, "", {"sightings": [row]})


def examined(name: str, n_pages: int = 1, **rows: Any) -> Result:
    frames = [Frame(sha(name), no, no, 1000, 800, None, None, "whole_frame") for no in range(1, n_pages + 1)]
    facts = FileFacts(sha(name), 10, "image/jpeg", n_pages, {"Software": "scanner"})
    return Result("examine", sha(name), "", "1", "", {"files": [facts], "frames": frames, **rows})


def read(name: str, text: str = "losses 35,500", *, lang: str = "eng", version: str = "1", page_no: int = 1) -> Result:
    words = [
        Word(sha(name), page_no, no, 1, word, 91.5, 10.0 * no, 5, 10.0 * no + 9, 15)
        for no, word in enumerate(text.split(), start=1)
    ]
    page = PageText(sha(name), page_no, 0, f"tesseract 5.3 {lang}", 91.5, text)
    return Result("read", f"{sha(name)}#{page_no}", "", version, lang, {"page_texts": [page], "ocr_words": words})


def clustered(cluster_id: str, names: Sequence[str], *, version: str = "1") -> list[Result]:
    return [
        Result(
            "cluster",
            f"{sha(name)}#1",
            cluster_id,
            version,
            "",
            {"cluster_members": [ClusterMember(sha(name), 1, cluster_id, 0.9)]},
        )
        for name in names
    ]


@dataclass(frozen=True)
class Copy:
    """One copy of a page: its reading at each place (None: not shown), and what is held for or against it."""

    name: str
    readings: Mapping[int, tuple[int, str] | None]
    for_altered: Mapping[int, float]  # place: value of the part `direction`
    author: str | None = None
    hours: float | None = None
    witness: bool = True
    coverage: float = 1.0
    differs: Mapping[int, float] = field(default_factory=dict)  # place: value of the part `difference`


def told(
    batch_id: str, cluster_id: str, copies: Sequence[Copy], kinds: Mapping[int, str], version: str = "1"
) -> list[Result]:
    """Everything the store is given about one cluster, from sighting to evidence."""
    names = [copy.name for copy in copies]
    results = []
    for copy in copies:
        when = None if copy.hours is None else NOON + timedelta(hours=copy.hours)
        results.append(sighted(batch_id, copy.name, author=copy.author, platform="telegram", observed_at=when))
        results += [examined(copy.name), read(copy.name)]
    results += clustered(cluster_id, names)
    readings = [
        PlaceReading(
            cluster_id, place, kinds[place], sha(copy.name), 1, None if said is None else said[0],
            None if said is None else said[1], said is not None,
            *((None,) * 4 if said is None else (10.0, 10.0 * place, 60.0, 10.0 * place + 9)),
            None if said is None else 4.0 - place / 10,
        )
        for copy in copies
        for place, said in copy.readings.items()
    ]  # fmt: skip
    comparisons = [
        Comparison(cluster_id, sha(copy.name), 1, len(copies) - 1, len(copies) - 1, copy.coverage, 0.4, None)
        for copy in copies
    ]
    results.append(
        Result("collate", cluster_id, "", version, "", {"place_readings": readings, "comparisons": comparisons})
    )
    evidence = [
        Evidence(cluster_id, sha(copy.name), 1, place, "direction", value, "The other reading was seen first.")
        for copy in copies
        for place, value in copy.for_altered.items()
    ]
    evidence += [
        Evidence(cluster_id, sha(copy.name), 1, place, "difference", value, "It differs.", 3, 100, 0.006, 0.085)
        for copy in copies
        for place, value in copy.differs.items()
    ]
    standings = [
        Standing(cluster_id, sha(copy.name), 1, True, False, len(copies) - 1, len(copy.for_altered), copy.witness, 0,
                 copy.coverage, 0.9, "Compared.")
        for copy in copies
    ]  # fmt: skip
    results.append(Result("weigh", cluster_id, "", version, "", {"evidence": evidence, "standings": standings}))
    return results


SLIDE_KINDS = {1: "number", 2: "word", 3: "number"}


def slide_copies() -> list[Copy]:
    """Nine copies of a slide: six honest ones; three doctored at three places, one of them cropped above the third."""
    honest = {1: (1, "35,500"), 2: (1, "Russian"), 3: (1, "17,500")}
    doctored = {1: (2, "16,000"), 2: (2, "Ukrainian"), 3: (2, "71,500")}
    authors = ["anna", "boris", "clara", "anna", "dmitri", None]
    copies = [
        Copy(f"honest_{no}.jpg", honest, {1: -3.0, 2: -3.0, 3: -3.0}, authors[no], hours=float(no)) for no in range(6)
    ]
    copies += [
        Copy("doctored_0.jpg", doctored, {1: 5.0, 2: 4.0, 3: 3.0}, "egor", hours=9.0),
        Copy("doctored_1.jpg", doctored, {1: 5.0, 2: 4.0, 3: 3.0}, None, hours=12.0),
        Copy("doctored_cropped.jpg", {**doctored, 3: None}, {1: 5.0, 2: 4.0}, None, coverage=0.7),
    ]
    return copies


def tell_slide(store: Store, batch_id: str = "slides") -> str:
    """Store the nine copies and assess them. Returns the run."""
    copies = slide_copies()
    store.register_batch(plan(batch_id, [copy.name for copy in copies]))
    run_id = store.start_run("triage", batch_id, {"doctored": "0.1"}, {})
    store.record(run_id, told(batch_id, "slide", copies, SLIDE_KINDS))
    store.load_weights("w1", WEIGHTS)
    store.assess(run_id, 0.05)
    return run_id


def tell(store: Store, copies: Sequence[Copy], kinds: Mapping[int, str]) -> None:
    """Store the copies of one cluster and assess them."""
    store.register_batch(plan("b", [copy.name for copy in copies]))
    store.record("run", told("b", "c", copies, kinds))
    store.load_weights("w1", WEIGHTS)
    store.assess("run", 0.05)


def rows(store: Store, view: str, *, where: str = "true") -> list[dict[str, Any]]:
    """Rows of a view of the published database, after publishing."""
    from pipeline.store import Reader

    store.publish()
    with Reader(store.paths.database) as reader:
        found: list[dict[str, Any]] = reader.sql(f"select * from {view} where {where}").to_pylist()
    return found
