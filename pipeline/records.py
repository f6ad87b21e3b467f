"""Frozen records that travel between stages.

Coordinates are pixels of the frame's image: origin top left, x right, y down, x1 and y1 exclusive.
A record that a store table holds has the same field names as that table's columns (result_id apart).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

BENIGN = frozenset({"redaction", "annotation", "overlay"})  # kinds of places that are marks laid over the page


class PageKey(NamedTuple):
    """A page: the SHA-256 of its file and its number in that file, from 1."""

    file_sha256: str
    page_no: int

    @property
    def subject(self) -> str:
        """How results name the page."""
        return f"{self.file_sha256}#{self.page_no}"


# ------------------------------------------------------------------ what arrived


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file handed in. path is where its bytes can be read (the batch folder, or the evidence store for a
    member of an archive); file_name is the name below the batch root, valid UTF-8, invalid bytes as \\xNN."""

    file_name: str
    path: str
    file_sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not even be hashed (a link, a device, no permission). A row of `unreadable`."""

    batch_id: str
    file_name: str
    stage: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A sidecar that was read, or known junk."""

    batch_id: str
    file_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One parsed row of sources.csv. Times are UTC; a local time without zone became an interval
    posted_at_earliest..posted_at_latest and left observed_at empty."""

    file_name: str
    row_no: int
    source_url: str | None = None
    platform: str | None = None
    author: str | None = None
    observed_at: datetime | None = None
    collected_at: datetime | None = None
    collected_by: str | None = None
    source_reliability: str = "F"
    information_credibility: str = "6"
    note: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    posted_at_earliest: datetime | None = None
    posted_at_latest: datetime | None = None
    time_basis: str | None = None
    post_id: str | None = None
    forwarded_from: str | None = None
    archive_url: str | None = None
    post_status: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file seen under a name in a batch, with one row of sources.csv when there is one.
    sighting_id is a hash of batch, file name, bytes and row."""

    sighting_id: str
    batch_id: str
    file_sha256: str
    file_name: str
    source_url: str | None = None
    platform: str | None = None
    author: str | None = None
    observed_at: datetime | None = None
    collected_at: datetime | None = None
    collected_by: str | None = None
    source_reliability: str = "F"
    information_credibility: str = "6"
    note: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    posted_at_earliest: datetime | None = None
    posted_at_latest: datetime | None = None
    time_basis: str | None = None
    post_id: str | None = None
    forwarded_from: str | None = None
    archive_url: str | None = None
    post_status: str | None = None


@dataclass(frozen=True, slots=True)
class SourceWarning:
    """A row of sources.csv that could not be used as it stands."""

    batch_id: str
    file_name: str
    row_no: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch as it lies on disk, hashed, before anything is decoded."""

    batch_id: str
    label: str
    root: str
    arrivals: Sequence[Arrival]
    refused: Sequence[Refused]
    ignored: Sequence[Ignored]
    sources: Sequence[SourceRow]
    warnings: Sequence[SourceWarning]

    # digest() of a plan: see intake.plan


# ------------------------------------------------------------------ what a file shows


@dataclass(frozen=True, slots=True)
class Frame:
    """One page of a file as decoded. Its image lies in the cache (imaging.cache), lossless."""

    file_sha256: str
    page_no: int
    frame_no: int
    width: int
    height: int
    render_dpi: int | None
    outline: Sequence[Sequence[float]] | None
    shown_as: str  # whole_frame | sheet | embedded_picture | rest_of_frame


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text a PDF page carries, kept apart from what OCR reads on it."""

    file_sha256: str
    page_no: int
    text: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One examined file."""

    file_sha256: str
    n_bytes: int
    media_type: str
    n_pages: int
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be examined: a whole file (page_no None) or one page, at a stage, and why."""

    file_sha256: str
    page_no: int | None
    stage: str  # intake | unpack | decode | ocr | fingerprint | match | collate
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the guard hands back for one file."""

    file: FileFacts
    frames: Sequence[Frame]
    text_layers: Sequence[TextLayer]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, its bytes already in the evidence store. inner_name: path in the archive."""

    archive_sha256: str
    inner_name: str
    file_sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What the guard hands back for one archive."""

    archive_sha256: str
    n_bytes: int
    media_type: str
    members: Sequence[Member]
    refused: Sequence[tuple[str, str, str]]  # inner_name, reason, detail
    ignored: Sequence[tuple[str, str]]  # inner_name, reason


# ------------------------------------------------------------------ what a page says


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read. confidence 0-100; the box is in frame coordinates."""

    file_sha256: str
    page_no: int
    word_no: int
    line_no: int
    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as read. rotation: degrees clockwise by which the frame must be turned to be upright."""

    file_sha256: str
    page_no: int
    rotation: int
    ocr_engine: str
    ocr_mean_confidence: float | None
    ocr_text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one page gave."""

    page: PageText
    words: Sequence[Word]


class CropReader(Protocol):
    """Reads crops of one line each: (height, width) grey, uint8, upright. Gives text and confidence (0-100, 0 without
    a word) of each."""

    def __call__(self, crops: Sequence[npt.NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """Read them."""
        ...


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a recogniser makes of a picture of one line, column by column.

    frames: (columns, 1 + len(alphabet)) natural logarithms of probabilities: first that no new character begins there
    (the blank of connectionist temporal classification), then of each character of the alphabet."""

    alphabet: str
    frames: npt.NDArray[np.float32]


class Recogniser(Protocol):
    """Tells how likely texts are on crops of one line each: (height, width) grey, uint8, upright, dark on white.
    version: names what changes its answers."""

    @property
    def version(self) -> str:
        """Its version."""
        ...

    def __call__(self, crops: Sequence[npt.NDArray[np.uint8]], alphabet: str) -> list[Recognition]:
        """Look at them. alphabet: the characters that may occur."""
        ...


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page as matching and collation take it; its image and features lie in the cache."""

    file_sha256: str
    page_no: int
    width: int
    height: int
    rotation: int
    words: Sequence[Word]
    outline: Sequence[Sequence[float]] | None = None  # None: the whole frame

    @property
    def key(self) -> PageKey:
        """Its key."""
        return PageKey(self.file_sha256, self.page_no)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One hash of a page. algorithm: phash_64, dhash_64, whash_64 (imagehash), pixels_sha256."""

    file_sha256: str
    page_no: int
    algorithm: str
    hash: str


# ------------------------------------------------------------------ copies


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A verified pair of pages; (file_a, page_a) < (file_b, page_b). See the contract for the words.
    overlap: share of the smaller page's words in sight of the other; score: agreement, 0 to 1;
    shown_of_a, shown_of_b: share of each page's words that the other page's frame shows; shared_details: share of
    the details in common sight that match; part_of_a, part_of_b: corners, in the frame of each, of what both show;
    whole_on_a, whole_on_b: corners, in the frame of each, of where the whole other page lies, beyond the frame too;
    n_cut_on_a, n_cut_on_b: how many of its sides the frame does not show; cells_of_a, cells_of_b: where in the box
    around part_of_a and part_of_b details match, see `matching.parts`."""

    file_a: str
    page_a: int
    file_b: str
    page_b: int
    relation: str
    method: str
    n_inliers: int
    overlap: float | None
    score: float | None
    common_origin: str
    origin_cues: str
    reason: str
    shown_of_a: float | None = None
    shown_of_b: float | None = None
    shared_details: float | None = None
    part_of_a: Sequence[Sequence[float]] | None = None
    part_of_b: Sequence[Sequence[float]] | None = None
    whole_on_a: Sequence[Sequence[float]] | None = None
    whole_on_b: Sequence[Sequence[float]] | None = None
    cells_of_a: str | None = None
    cells_of_b: str | None = None
    n_cut_on_a: int | None = None
    n_cut_on_b: int | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A page that was not looked for among the others, nor is found for them, and why."""

    file_sha256: str
    page_no: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClusterMember:
    """A page's cluster. weakest_link: score of the weakest pair on the way from the page to the first one of its
    cluster, of the whole cluster for the first one itself; None when alone, or where an analyst joined the two. file_a
    to page_b: that pair, smaller key first."""

    file_sha256: str
    page_no: int
    cluster_id: str
    weakest_link: float | None
    file_a: str | None = None
    page_a: int | None = None
    file_b: str | None = None
    page_b: int | None = None


# ------------------------------------------------------------------ what differs


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What one copy says at one place of its cluster. reading: its text ('' when blank there);
    reading_no: 1 is the reading whose carriers were grouped first; shows: whether the copy shows the place
    legibly (False: cropped, covered, too blurred); the box is None where the place is outside its frame.
    strength: log10 likelihood ratio that the content here differs from the other reading. read_by: who read this copy
    here: page (with the whole page), second_look (again, on its own), second_recogniser, or ink (it was not read, and
    sides with those whose ink is like its own); None of marks, and where it speaks for no reading. stands_out: by how
    many spreads its ink there departs from the words around it on its own page, stands_out_as: in what (`sharper`).
    out_of_step: by how many text heights the reading departs from the spacing of its page, out_of_step_as: gap (behind
    it) or edge (of a column); None: not told of both readings."""

    cluster_id: str
    place_no: int
    kind: str
    file_sha256: str
    page_no: int
    reading_no: int | None
    reading: str | None
    shows: bool
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    strength: float | None
    read_by: str | None = None
    stands_out: float | None = None
    stands_out_as: str | None = None
    out_of_step: float | None = None
    out_of_step_as: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well one copy could be compared with the rest of its cluster. n_copies: other copies in the cluster;
    n_compared: those that were laid on it; n_references: references that were, which are counted in neither;
    coverage: share of the words of the cluster's page that it shows legibly; softness_px: standard deviation of its
    blur, own pixels included, in pixels of the clearest copy; None: not told."""

    cluster_id: str
    file_sha256: str
    page_no: int
    n_copies: int
    n_compared: int
    coverage: float
    registration_px: float | None
    problem: str | None
    softness_px: float | None = None
    n_references: int = 0


# ------------------------------------------------------------------ judgement


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence about a page (place_no None) or about its reading at a place. value is in natural
    log-odds before weighting; the sentence is what a reviewer reads. false_alarms: of so many generated pages on how
    many something as strong was found where nothing was changed, with the 95 % interval of the share; None where that
    is not measured."""

    cluster_id: str
    file_sha256: str
    page_no: int
    place_no: int | None
    part: str
    value: float
    sentence: str
    false_alarms: int | None = None
    false_alarms_of: int | None = None
    false_alarms_low: float | None = None
    false_alarms_high: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the verdict's word depends on besides the odds. origin_witness: a copy of the same capture or sheet, a
    reference, or traces at the place bear the difference out."""

    cluster_id: str
    file_sha256: str
    page_no: int
    is_examined: bool
    is_reference: bool
    n_compared: int
    n_places: int
    origin_witness: bool
    n_single_file_signals: int
    coverage: float
    legibility: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a check saw, with its place (None: the whole page or file)."""

    file_sha256: str
    page_no: int
    check_code: str
    strength: float
    sentence: str
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """How one check ended on one page. outcome: signalled | quiet | not_applicable | failed."""

    file_sha256: str
    page_no: int
    check_code: str
    outcome: str
    reason: str
    seconds: float
    facts: Mapping[str, Any]


# ------------------------------------------------------------------ results


@dataclass(frozen=True, slots=True)
class Result:
    """One finished piece of work: the rows it gave, by table of schema `facts`. Found again by
    (stage, subject, input_hash, version, settings_hash)."""

    stage: str
    subject: str
    input_hash: str
    version: str
    settings_hash: str
    rows: Mapping[str, Sequence[Any]]
