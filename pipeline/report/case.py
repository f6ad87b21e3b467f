"""The case file of a cluster: everything a report may say about it, frozen. Renderers read nothing else but pixels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.records import PageKey
from pipeline.store import Reader

CAVEAT = "Compares copies. Does not say whether the document is genuine, nor who changed it."

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting of a file: who had it, where and when, as sources.csv says."""

    file_name: str
    platform: str | None
    author: str | None
    source_url: str | None
    observed_at: datetime | None
    posted_at_earliest: datetime | None
    posted_at_latest: datetime | None
    time_basis: str | None
    source_reliability: str | None
    information_credibility: str | None
    forwarded_from: str | None
    post_status: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """One page of the cluster with its verdict. width, height: of the frame, pixels; rotation: degrees clockwise by
    which it must be turned to be upright; coverage: share of the page's words that it shows legibly."""

    key: PageKey
    file_name: str
    width: int
    height: int
    rotation: int
    ocr_mean_confidence: float | None
    media_type: str
    n_pages: int
    is_reference: bool
    verdict: str
    p_altered: float | None
    likelihood: str | None
    confidence: str
    explanation: str
    log10_lr: float | None
    support: str | None
    prior: float | None
    content: float | None
    side: float | None
    weights_version: str | None
    first_seen_at: datetime | None
    n_compared: int | None
    coverage: float | None
    softness_px: float | None
    problem: str | None
    has_origin_witness: bool
    seen: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class Witness:
    """A copy at a place. box: in its own frame, None where it does not have the place; shows, read_by: as in
    place_witnesses."""

    key: PageKey
    box: Box | None
    reading_no: int | None
    shows: str
    p_altered_here: float | None
    strength: float | None
    read_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One distinct reading of a place and who carries it. text: '' is blank, None not legible."""

    reading_no: int
    text: str | None
    n_copies: int
    n_captures: int | None
    n_independent_sources: int
    first_seen_at: datetime | None
    first_seen_in: str | None
    p_original: float | None
    agrees_with_reference: bool | None
    carriers: Sequence[Witness]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the collation; silent: copies that speak for none of its readings."""

    place_no: int
    kind: str
    readings: Sequence[Reading]
    silent: Sequence[Witness]

    @property
    def witnesses(self) -> Sequence[Witness]:
        """All copies, with a reading or without."""
        return [witness for reading in self.readings for witness in reading.carriers] + list(self.silent)

    @property
    def strength(self) -> float | None:
        """log10 likelihood ratio that the content really differs here, where it was weighed."""
        return max((w.strength for w in self.witnesses if w.strength is not None), default=None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One set of differing readings. example: the clearest copy that carries them; changed: the readings it is about,
    as place_no to reading_no."""

    finding_id: str
    headline: str
    state: str
    verdict: str
    p_altered: float | None
    log10_lr: float | None
    confidence: str
    n_places: int
    n_copies_carrying: int
    n_copies_compared: int
    n_captures: int | None
    n_independent_sources: int
    first_seen_at: datetime | None
    example: PageKey
    changed: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One bar of a page's waterfall; natural log-odds."""

    part: str
    log_odds: float
    sentence: str
    place_no: int | None
    about: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A cluster as the published database has it. places: in the order of their numbers; scores: the waterfall of each
    finding's example; the rest are rows of the queries of the same names."""

    cluster_id: str
    findings: Sequence[Finding]
    copies: Sequence[Copy]
    places: Sequence[Place]
    scores: Mapping[PageKey, Sequence[ScorePart]]
    signals: Sequence[Mapping[str, Any]]
    ledger: Sequence[Mapping[str, Any]]
    unreadable: Sequence[Mapping[str, Any]]
    open_pairs: Sequence[Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]]
    published_at: datetime | None
    share_examined: float | None
    run_id: str | None
    versions: Mapping[str, Any]

    def copy(self, key: PageKey) -> Copy:
        """The copy of a key. Raises KeyError for a page of another cluster."""
        return {copy.key: copy for copy in self.copies}[key]


def load_case(opened: Reader, cluster_id: str) -> CaseFile:
    """Everything about one cluster. Raises StoreError when the database cannot be asked."""
    copies = _copies(opened, cluster_id)
    findings = [_finding(row) for row in opened.query("report_findings", cluster_id=cluster_id).to_pylist()]
    files = sorted({copy.key.file_sha256 for copy in copies})
    published: dict[str, Any] = next(iter(opened.query("report_published").to_pylist()), {})
    return CaseFile(
        cluster_id,
        findings,
        copies,
        _places(opened, cluster_id),
        _scores(opened, findings),
        signals=opened.query("signals_of_files", files=files).to_pylist(),
        ledger=opened.query("ledger_of_files", files=files).to_pylist(),
        unreadable=opened.query("report_unreadable", cluster_id=cluster_id).to_pylist(),
        open_pairs=opened.query("report_open_pairs", cluster_id=cluster_id).to_pylist(),
        decisions=opened.query("report_decisions", cluster_id=cluster_id).to_pylist(),
        published_at=published.get("published_at"),
        share_examined=published.get("share_examined"),
        run_id=published.get("run_id"),
        versions=json.loads(published.get("versions") or "{}"),
    )


def _copies(opened: Reader, cluster_id: str) -> list[Copy]:
    rows = opened.query("report_copies", cluster_id=cluster_id).to_pylist()
    seen: dict[str, list[Seen]] = defaultdict(list)
    for row in opened.query("sightings_of_files", files=[row["file_sha256"] for row in rows]).to_pylist():
        seen[row["file_sha256"]].append(Seen(**{name: row[name] for name in Seen.__slots__}))
    return [Copy(key=_key(row), seen=tuple(seen[row["file_sha256"]]), **_rest(row)) for row in rows]


def _finding(row: dict[str, Any]) -> Finding:
    pairs = [item.split(":") for item in row.pop("items")]
    changed = {int(place_no): int(reading_no) for place_no, reading_no in pairs}
    example = PageKey(row.pop("example_sha256"), row.pop("example_page_no"))
    return Finding(example=example, changed=changed, **row)


def _places(opened: Reader, cluster_id: str) -> list[Place]:
    carriers: dict[tuple[int, int | None], list[Witness]] = defaultdict(list)
    for row in opened.query("report_witnesses", cluster_id=cluster_id).to_pylist():
        box = None if row["x0"] is None else (row["x0"], row["y0"], row["x1"], row["y1"])
        said = {name: row[name] for name in ("reading_no", "shows", "p_altered_here", "strength", "read_by")}
        witness = Witness(_key(row), box, **said)
        carriers[row["place_no"], row["reading_no"]].append(witness)
    readings: dict[tuple[int, str], list[Reading]] = defaultdict(list)
    for row in opened.query("show_readings", cluster_id=cluster_id).to_pylist():
        number = row["reading_no"]
        found = {name: row[name] for name in Reading.__slots__ if name in row}
        carried = tuple(carriers[row["place_no"], number])
        readings[row["place_no"], row["kind"]].append(Reading(text=row["reading"], carriers=carried, **found))
    return [
        Place(place_no, kind, tuple(found), tuple(carriers[place_no, None]))
        for (place_no, kind), found in sorted(readings.items())
    ]


def _scores(opened: Reader, findings: Sequence[Finding]) -> dict[PageKey, Sequence[ScorePart]]:
    wanted = sorted({finding.example for finding in findings})
    if not wanted:
        return {}
    pages = [key._asdict() for key in wanted]
    scores: dict[PageKey, list[ScorePart]] = defaultdict(list)
    for row in opened.query("report_scores", pages=pages).to_pylist():
        scores[_key(row)].append(ScorePart(**_rest(row)))
    return {key: tuple(parts) for key, parts in scores.items()}


def _key(row: Mapping[str, Any]) -> PageKey:
    return PageKey(row["file_sha256"], row["page_no"])


def _rest(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("file_sha256", "page_no")}
