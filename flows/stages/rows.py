"""Rows of the store as the records that stages take."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.assessment.references import Reference
from pipeline.records import Comparison, Frame, PageInput, PageKey, PageMatch, PlaceReading, Sighting, Word
from pipeline.store import Reader, Store
from pipeline.store.rows import content_hash

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CORNERS = frozenset({"outline", "part_of_a", "part_of_b", "whole_on_a", "whole_on_b"})

Row = TypeVar("Row", bound="DataclassInstance")


def records(kind: type[Row], rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Rows as records of a kind; columns that the record does not have are dropped."""
    names = [item.name for item in fields(kind)]
    return [kind(**{name: _cell(name, row[name]) for name in names}) for row in rows]


def _cell(name: str, value: Any) -> Any:
    """Corners are JSON in the store, and pairs of numbers here."""
    if name not in CORNERS or not isinstance(value, str):
        return value
    corners = json.loads(value)
    return None if corners is None else tuple((float(x), float(y)) for x, y in corners)


def words_by_page(store: Store | Reader, files: Sequence[str] | None) -> dict[PageKey, list[Word]]:
    """Words of pages. files: SHA-256s, or None for all."""
    words: dict[PageKey, list[Word]] = defaultdict(list)
    for word in records(Word, store.query("page_words", files=files).to_pylist()):
        words[PageKey(word.file_sha256, word.page_no)].append(word)
    return words


def page_inputs(store: Store | Reader, files: Sequence[str] | None) -> list[PageInput]:
    """Pages with their words. files: SHA-256s, or None for all."""
    words = words_by_page(store, files)
    return [
        PageInput(
            **{name: _cell(name, value) for name, value in row.items()},
            words=tuple(words[PageKey(row["file_sha256"], row["page_no"])]),
        )
        for row in store.query("page_inputs", files=files).to_pylist()
    ]


def frames_of(store: Store | Reader, files: Sequence[str] | None) -> dict[PageKey, Frame]:
    """Pages as their frames show them, in order. files: SHA-256s, or None for all."""
    frames = records(Frame, store.query("frames", files=files).to_pylist())
    return {PageKey(frame.file_sha256, frame.page_no): frame for frame in frames}


def words_of(page: PageInput) -> str:
    """A hash of what was read on a page."""
    return content_hash(page.key.subject, *(f"{w.text}|{w.confidence}|{w.x0}|{w.y0}|{w.x1}|{w.y1}" for w in page.words))


def matches_of(store: Store) -> list[PageMatch]:
    """All verified pairs."""
    return records(PageMatch, store.query("current_matches").to_pylist())


def references_of(store: Store) -> dict[PageKey, Reference]:
    """Pages pinned for comparison."""
    return {
        PageKey(row["file_sha256"], row["page_no"]): Reference(row["attributed_to"], row["disputed_by"])
        for row in store.query("reference_pages").to_pylist()
    }


def comparisons_of(store: Store, clusters: Sequence[str]) -> list[Comparison]:
    """How well copies of clusters could be compared."""
    return records(Comparison, store.query("cluster_comparisons", clusters=clusters).to_pylist())


def places_of(store: Store, clusters: Sequence[str]) -> list[PlaceReading]:
    """What copies say at the places of clusters."""
    return records(PlaceReading, store.query("cluster_places", clusters=clusters).to_pylist())


def sightings_of(store: Store, files: Sequence[str]) -> list[Sighting]:
    """Sightings of files."""
    return records(Sighting, store.query("sightings_of_files", files=files).to_pylist())
