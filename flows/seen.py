"""The index of everything seen, brought up to what the store knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flows.stages.rows import words_by_page
from pipeline.imaging.features import features_path
from pipeline.matching.candidates import HASHES, PageEntry, page_entry
from pipeline.matching.index import Index, Mark
from pipeline.records import PageKey
from pipeline.store import Reader, Store

PORTION = 200  # pages whose words are in memory at once
LONG = 1_000  # pages; indexing these takes half a minute


def seen_pages(
    source: Store | Reader,
    cache: Path,
    say: Callable[[str], None],
    restore: Callable[[Sequence[PageKey]], None] | None = None,
) -> Index:
    """The index in a cache, with every fingerprinted page of the store. Only what was read or fingerprinted since the
    index was last brought up to date is looked at; an index of another store or version, or a damaged one, is made
    anew from the store's facts and the cached features.

    say: told what takes long or is missing; restore: makes local features again that the cache lost. Without it an
    index that would need them stays as it is.
    """
    index = Index.open(cache)
    mark = index.mark or Mark(0, "")
    (row,) = source.query("result_numbered", result_no=mark.result_no).to_pylist()
    last = Mark(row["last_no"] or 0, row["last_id"] or "")
    if mark == last or (mark.result_no > last.result_no and isinstance(source, Reader)):
        return index  # the published database may be older than the index while a run goes on
    if index.mark is not None and row["result_id"] != mark.result_id:
        index.clear()
        mark = Mark(0, "")
    rows = source.query("pages_for_index", since=mark.result_no).to_pylist()
    pages = [PageKey(found["file_sha256"], found["page_no"]) for found in rows]
    lost = [] if restore else [key for key in pages if not features_path(cache, key).exists()]
    if lost:
        say(f"{len(lost)} pages are not looked at: the cache lost their features; the next triage makes them again.")
        return index
    if len(pages) > LONG:
        say(f"Indexing {len(pages)} pages; this is done once.")
    index.add(page_entries(source, cache, pages, restore), last)
    return index


def page_entries(
    source: Store | Reader,
    cache: Path,
    pages: Sequence[PageKey],
    restore: Callable[[Sequence[PageKey]], None] | None = None,
) -> Iterator[PageEntry]:
    """The entries of pages, those left out that have no fingerprints or whose features could not be restored."""
    for start in range(0, len(pages), PORTION):
        portion = pages[start : start + PORTION]
        files = sorted({key.file_sha256 for key in portion})
        hashes: dict[PageKey, dict[str, str]] = defaultdict(dict)
        for row in source.query("page_hashes", files=files).to_pylist():
            hashes[PageKey(row["file_sha256"], row["page_no"])][row["algorithm"]] = row["hash"]
        if restore is not None:
            restore([key for key in portion if key in hashes])
        words = words_by_page(source, files)
        for key in portion:
            if key in hashes and features_path(cache, key).exists():
                yield page_entry(cache, key, [hashes[key][name] for name in HASHES], words[key])
