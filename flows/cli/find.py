"""doctored find: have we seen this?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.cli.names import page_named
from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace, reader
from flows.cli.text import console, on_one_line, print_json, table
from flows.summary import CAVEAT
from pipeline.errors import DoctoredError, UsageError
from pipeline.records import PageKey
from pipeline.settings import WorkspacePaths, load_settings
from pipeline.store import Reader

NOTHING_FOUND = "No copy was found by hashes, words or details. A copy too blurred or crumpled for all three is missed."
LEAST_CONFIDENCE = 30.0  # of a word that is searched


def find(
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="A picture or PDF; FILE#2: its page 2.")] = None,
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
    else:
        assert file is not None
        rows = find_file(workspace, file)
    if as_json:
        print_json({"found": rows, "caveat": CAVEAT})
        return
    out = console()
    if not rows:
        out.print(
            NOTHING_FOUND if text is None else "These words, or what they may be misread as, stand on no page here."
        )
    else:
        columns = [name for name in rows[0] if name not in ("file_sha256", "cluster_id")]
        out.print(table(columns, [[row[name] for name in columns] for row in rows]))
    out.print(Text(on_one_line(CAVEAT), style="italic"))


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


def find_file(workspace: Path, name: str) -> list[dict[str, Any]]:
    """Copies of a page, the surest first: what relates each to it, who had it."""
    from flows.ask import at_desk
    from flows.seen import seen_pages
    from flows.stages.rows import frames_of, page_inputs
    from pipeline.intake.evidence import sha256_of
    from pipeline.matching.clusters import COPY
    from pipeline.ocr.tesseract import find_engine, require_languages

    bare, page_no = page_named(name)
    path = Path(bare)
    if not path.is_file():
        raise DoctoredError(f"There is no file {bare}.")
    with reader(workspace) as opened:
        sha256 = sha256_of(path)
        known = _described(opened, [(PageKey(sha256, page_no), "identical_bytes", None)])
        settings = load_settings(workspace, {})
        engine = find_engine(settings.ocr.lang)
        require_languages(engine, settings.ocr.lang)
        cache = WorkspacePaths(workspace).cache
        seen = seen_pages(opened, cache, lambda sentence: typer.echo(sentence, err=True))
        found = []
        with at_desk(settings, engine) as desk:
            page = desk.look(path, page_no, frames_of(opened, [sha256]))
            likely = [key for key in seen.query([desk.entry(page)])[0] if key.file_sha256 != sha256]
            inputs = {found.key: found for found in page_inputs(opened, sorted({key.file_sha256 for key in likely}))}
            for key in likely:
                if key not in inputs:
                    continue  # the index is ahead of the published database while a run goes on
                if not desk.borrow(cache, inputs[key]):
                    typer.echo(f"Not compared: the cache lost page {key.page_no} of {key.file_sha256[:12]}.", err=True)
                    continue
                match = desk.compare(page, inputs[key], collated=False).match
                if match is not None and match.relation in COPY:
                    found.append((key, match.relation, match.score))
        found.sort(key=lambda row: -(row[2] or 0.0))
        return known + _described(opened, found)


def _described(opened: Reader, found: list[tuple[PageKey, str, float | None]]) -> list[dict[str, Any]]:
    rows = []
    for key, relation, score in found:
        pages = {row["page_no"]: row for row in opened.query("show_pages", sha256=key.file_sha256).to_pylist()}
        for seen in opened.query("sightings_of_files", files=[key.file_sha256]).to_pylist():
            rows.append(
                {
                    "file_name": seen["file_name"],
                    "page_no": key.page_no,
                    "relation": relation,
                    "score": score,
                    "verdict": pages.get(key.page_no, {}).get("verdict"),
                    "platform": seen["platform"],
                    "author": seen["author"],
                    "observed_at": seen["observed_at"],
                    "file_sha256": key.file_sha256,
                }
            )
    return rows
