"""doctored find: have we seen this?"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.found import print_copies, print_pages
from flows.cli.names import no_folder, page_named, resolve_file
from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace, reader
from flows.cli.text import on_one_line, print_json
from flows.summary import CAVEAT
from pipeline.errors import DoctoredError, UsageError
from pipeline.records import BENIGN, PageInput, PageKey
from pipeline.settings import WorkspacePaths, load_settings
from pipeline.store import Reader

if TYPE_CHECKING:
    from flows.ask import Desk
    from pipeline.matching.index import Index

LEAST_CONFIDENCE = 30.0  # of a word that is searched
PAGES_AT_ONCE = 4  # as many pictures as a post shows; each page takes seconds

Found = tuple[PageKey, str, float | None]  # a copy, its relation, its score


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. copies: by the page of the file that was asked about; left_out: its pages that were not."""

    copies: dict[int, list[dict[str, Any]]]
    left_out: list[int]


def find(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A picture or PDF (path, name or start of its SHA-256); FILE#2: its page 2."
        ),
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words that stand on the page, misread or not.")] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: Json = False,
) -> None:
    """Have we seen this page, or this text? Makes no batch, stores nothing.

    A file's copies are found by its hashes, its words and its details, and the likeliest are compared.
    """
    if (file is None) == (text is None):
        raise UsageError("Name a file, or words with --text.")
    if text is not None:
        rows = find_text(workspace, text)
        if as_json:
            print_json({"found": rows, "caveat": CAVEAT})
        else:
            print_pages(rows)
        return
    assert file is not None
    answer = find_file(workspace, file)
    if as_json:
        rows = [row for copies in answer.copies.values() for row in copies]
        asked = {"asked_pages": list(answer.copies), "pages_left_out": answer.left_out}
        print_json({"found": rows, **asked, "caveat": CAVEAT})
    else:
        print_copies(file, answer.copies, answer.left_out)


def find_text(workspace: Path, text: str) -> list[dict[str, Any]]:
    """Pages on which the words of a text were read, of four or more all but a few; those with most of them first, then
    the first seen."""
    from pipeline.matching.terms import readings_of, terms_needed

    words = list(dict.fromkeys(text.split()))
    if not words:
        raise UsageError("--text is empty.")
    with reader(workspace) as opened:
        vocabulary = opened.query("read_vocabulary", least=LEAST_CONFIDENCE)["text"].to_pylist()
        terms = [
            {"term_no": number, "text": reading}
            for number, word in enumerate(words)
            for reading in readings_of(word, vocabulary)
        ]
        if not terms:
            return []
        return list(opened.query("pages_with_words", terms=terms, n_terms=terms_needed(len(words))).to_pylist())


def find_file(workspace: Path, name: str) -> Answer:
    """Copies of the pages of a file, the surest first: what relates each to it, who had it, what differs."""
    from flows.ask import at_desk
    from flows.seen import seen_pages
    from flows.stages.rows import frames_of
    from pipeline.intake.evidence import evidence_path, sha256_of
    from pipeline.ocr.tesseract import find_engine, require_languages

    bare, page_no = page_named(name)
    path = no_folder(bare)
    with reader(workspace) as opened:
        if not path.is_file():  # a name of the case
            path = evidence_path(WorkspacePaths(workspace).evidence, resolve_file(opened, bare))
        settings = load_settings(workspace, {})
        engine = find_engine(settings.ocr.lang)
        require_languages(engine, settings.ocr.lang)
        cache = WorkspacePaths(workspace).cache
        seen = seen_pages(opened, cache, _warn)
        with at_desk(settings, engine) as desk:
            frames = desk.lay(bare, path, frames_of(opened, [sha256_of(path)]))
            numbers = [page_no] if bare != name else sorted(frames)
            copies: dict[int, list[dict[str, Any]]] = {}
            for number in numbers[:PAGES_AT_ONCE]:
                try:
                    page = desk.look(frames, number)
                except DoctoredError as error:
                    if not copies and number == numbers[:PAGES_AT_ONCE][-1]:
                        raise  # not one page could be looked for
                    _warn(f"Page {number}: {error}")
                    continue
                itself: Found = (page.key, "identical_bytes", None)
                found = [itself, *_copies(desk, opened, seen, cache, page)]
                copies[number] = _described(opened, found, page.key, partial(_command, workspace, bare))
    return Answer(copies, numbers[PAGES_AT_ONCE:])


def _copies(desk: Desk, opened: Reader, seen: Index, cache: Path, page: PageInput) -> list[Found]:
    """Copies of a page in other files, the surest first."""
    from flows.stages.rows import page_inputs
    from pipeline.matching.clusters import COPY

    likely = [key for key in seen.query([desk.entry(page)])[0] if key.file_sha256 != page.file_sha256]
    inputs = {found.key: found for found in page_inputs(opened, sorted({key.file_sha256 for key in likely}))}
    copies: list[Found] = []
    for key in likely:
        if key not in inputs:
            continue  # the index is ahead of the published database while a run goes on
        if not desk.borrow(cache, inputs[key]):
            _warn(f"Not compared: the cache lost page {key.page_no} of {key.file_sha256[:12]}.")
            continue
        try:
            match = desk.compare(page, inputs[key], collated=False).match
        except DoctoredError as error:
            _warn(str(error))
            continue
        if match is not None and match.relation in COPY:
            copies.append((key, match.relation, match.score))
    return sorted(copies, key=lambda row: -(row[2] or 0.0))


def _described(
    opened: Reader, found: Sequence[Found], asked: PageKey, command: Callable[[int, str, int], str]
) -> list[dict[str, Any]]:
    """A row for each sighting of each copy. What differs is known between pages of one cluster; a copy that does not
    agree everywhere has the command that says it."""
    cluster_id = _page(opened, asked).get("cluster_id")
    carried = _carried(opened, cluster_id)
    rows = []
    for key, relation, score in found:
        page = _page(opened, key)
        is_known = cluster_id is not None and page.get("cluster_id") == cluster_id
        places = between(carried[asked], carried[key]) if is_known else []
        differs = bool(places) or relation == "content_differs"
        for seen in opened.query("sightings_of_files", files=[key.file_sha256]).to_pylist():
            rows.append(
                {
                    "asked_page_no": asked.page_no,
                    "file_name": seen["file_name"],
                    "page_no": key.page_no,
                    "relation": relation,
                    "score": score,
                    "verdict": page.get("verdict"),
                    "platform": seen["platform"],
                    "author": seen["author"],
                    "observed_at": seen["observed_at"],
                    "file_sha256": key.file_sha256,
                    "n_differences": len(places) if is_known else None,
                    "differences": places,
                    "compare": command(asked.page_no, _name_to_type(seen), key.page_no) if differs else None,
                }
            )
    return rows


def _page(opened: Reader, key: PageKey) -> dict[str, Any]:
    rows = opened.query("show_pages", sha256=key.file_sha256).to_pylist()
    return next((row for row in rows if row["page_no"] == key.page_no), {})


def _carried(opened: Reader, cluster_id: str | None) -> defaultdict[PageKey, dict[int, dict[str, Any]]]:
    """By page and place, the readings that the copies of a cluster are seen to carry; marks laid over a page left out.
    p_altered_here: None where the place is not in `differences` for that page."""
    carried: defaultdict[PageKey, dict[int, dict[str, Any]]] = defaultdict(dict)
    if cluster_id is None or not opened.query("has_view", view_name="place_witnesses").num_rows:
        return carried
    readings = {
        (row["place_no"], row["reading_no"]): row
        for row in opened.query("show_readings", cluster_id=cluster_id).to_pylist()
        if row["kind"] not in BENIGN
    }
    for row in opened.query("report_witnesses", cluster_id=cluster_id).to_pylist():
        reading = readings.get((row["place_no"], row["reading_no"]))
        if row["shows"] == "shown" and reading is not None:
            carried[PageKey(row["file_sha256"], row["page_no"])][row["place_no"]] = reading | row
    return carried


def between(one: dict[int, dict[str, Any]], other: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Places in the view `differences` at which two pages are seen to read otherwise, the surest first."""
    found = []
    for place_no in one.keys() & other.keys():
        here, there = one[place_no], other[place_no]
        listed = [row for row in (here, there) if row["p_altered_here"] is not None]
        if here["reading_no"] == there["reading_no"] or not listed:
            continue
        found.append(
            {
                "place_no": place_no,
                "kind": here["kind"],
                "in_file": here["reading"],
                "in_copy": there["reading"],
                "strength": max((row["strength"] for row in listed if row["strength"] is not None), default=None),
            }
        )
    return sorted(found, key=lambda row: (-(row["strength"] or 0.0), row["place_no"]))


def _command(workspace: Path, file: str, page_no: int, copy: str, copy_page: int) -> str:
    """What to type to have two pages laid on each other."""
    one, other = (
        shlex.quote(name if number == 1 else f"{name}#{number}")
        for name, number in ((file, page_no), (copy, copy_page))
    )
    where = "" if workspace == DEFAULT_WORKSPACE else f" --workspace {shlex.quote(str(workspace))}"
    return f"doctored compare {one} {other}{where}"


def _name_to_type(seen: dict[str, Any]) -> str:
    """A copy's name, or the start of its SHA-256 where the name has characters that are shown escaped."""
    name = str(seen["file_name"])
    return name if on_one_line(name) == name else str(seen["file_sha256"][:12])


def _warn(sentence: str) -> None:
    typer.echo(on_one_line(sentence), err=True)
