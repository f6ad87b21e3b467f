"""doctored show: everything known about one file or finding."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from flows.cli.names import resolve_file
from flows.cli.options import DEFAULT_WORKSPACE, AsOf, Json, Workspace, reader
from flows.cli.text import console, on_one_line, print_json, table
from flows.summary import CAVEAT
from pipeline.report.wording import posterior_at
from pipeline.store import Reader

PRIORS = (0.01, 0.10, 0.50)  # at which the posterior is shown beside that of the setting
SHOWN_ROWS = 30


def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE_OR_FINDING", help="A path, a file name, the start of a SHA-256 or of a finding's id."
        ),
    ],
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Provenance, copies, differences, signals, score parts and what could not be examined."""
    with reader(workspace, as_of) as opened:
        document = describe(opened, what)
    if as_json:
        print_json(document)
    else:
        _print(console(), document)


def describe(opened: Reader, what: str) -> dict[str, Any]:
    """What is known, as plain values. Raises DoctoredError when nothing, or more than one thing, is meant."""
    findings = opened.query("find_findings", prefix=what.lower()).to_pylist()
    sha256 = resolve_file(opened, what, findings)
    document: dict[str, Any] = {"finding": None, "readings": None}
    if findings:
        document["finding"] = findings[0]
        document["readings"] = opened.query("show_readings", cluster_id=findings[0]["cluster_id"]).to_pylist()
    document["file_sha256"] = sha256
    document["file"] = next(iter(opened.query("show_file", sha256=sha256).to_pylist()), None)
    document["sightings"] = opened.query("sightings_of_files", files=[sha256]).to_pylist()
    pages = opened.query("show_pages", sha256=sha256).to_pylist()
    document["pages"] = [page | {"p_altered_at_prior": _posteriors(page)} for page in pages]
    for name in ("unreadable", "copies", "differences", "score"):
        document[name] = opened.query(f"show_{name}", sha256=sha256).to_pylist()
    document["references"] = opened.query("show_references", sha256=sha256).to_pylist()
    document["checks"] = opened.query("ledger_of_files", files=[sha256]).to_pylist()
    document["signals"] = opened.query("signals_of_files", files=[sha256]).to_pylist()
    document["caveat"] = CAVEAT
    return document


def _posteriors(page: dict[str, Any]) -> dict[str, float] | None:
    """By prior; None with nothing to weigh, or in a verdict of an earlier version."""
    if page["content"] is None:
        return None
    return {f"{p:.0%}": posterior_at(p, page["content"], page["side"]) for p in PRIORS}


def _print(out: Console, document: dict[str, Any]) -> None:
    def say(line: str = "", style: str = "") -> None:
        out.print(Text(on_one_line(line), style=style))

    finding = document["finding"]
    if finding:
        say(f"Finding {finding['finding_id']} ({finding['state'].replace('_', ' ')})", "bold")
        say(finding["headline"])
        say(f"Cluster {finding['cluster_id']}; the clearest carrier is the file below.")
        say()
    names = [row["file_name"] for row in document["sightings"]]
    say(names[0] if names else document["file_sha256"], "bold")
    file = document["file"]
    say(f"SHA-256 {document['file_sha256']}")
    if file:
        pages = "1 page" if file["n_pages"] == 1 else f"{file['n_pages']} pages"
        say(f"{file['media_type']}, {file['n_bytes']:,} bytes, {pages}")
        say(f"Original kept at {file['evidence_path']}")
    for row in document["unreadable"]:
        page = "" if row["page_no"] is None else f"page {row['page_no']} "
        say(f"Not examined: {page}{row['reason']} [{row['stage']}]", "bold")
    say()
    say("Seen", "bold")
    columns = (
        "platform",
        "author",
        "observed_at",
        "posted_at_earliest",
        "posted_at_latest",
        "source_reliability",
        "file_name",
    )
    out.print(table(columns, [[row[name] for name in columns] for row in document["sightings"]]))
    for page in document["pages"]:
        _print_page(out, say, document, page)
    if not document["checks"]:
        say()
        say("Single-file checks: none are built into this version; nothing was examined in this file by itself.")
    say()
    say(CAVEAT, "italic")


def _print_page(out: Console, say: Any, document: dict[str, Any], page: dict[str, Any]) -> None:
    number = page["page_no"]
    say()
    say(f"Page {number}: {page['verdict'].replace('_', ' ')}", "bold")
    say(page["explanation"])
    if page["p_altered"] is not None:
        at = page["p_altered_at_prior"] or {}
        others = ", ".join(f"{value:.0%} at a prior of {name}" for name, value in at.items())
        likely = page["likelihood"] + (f" ({others})" if others else "")
        say(f"log10 likelihood ratio {page['log10_lr']:.2f}: {page['support']}.")
        say(f"Posterior at a prior of {page['prior']:.0%}: {page['p_altered']:.0%}, {likely}.")
    say(f"Confidence {page['confidence']}, from how much could be examined.")
    differences, copies, score, references = (
        [row for row in document[name] if row["page_no"] == number]
        for name in ("differences", "copies", "score", "references")
    )
    for row in references:
        say(_of_reference(row))
    if differences:
        say("Differences", "bold")
        columns = (
            "place_no",
            "kind",
            "text_here",
            "text_elsewhere",
            "n_here",
            "n_elsewhere",
            "p_altered_here",
            "strength",
            *(["reference_says"] if references else []),
        )
        out.print(table(columns, [[row[name] for name in columns] for row in differences[:SHOWN_ROWS]]))
    if score:
        say("What it rests on (natural log-odds, which add up)", "bold")
        out.print(
            table(("part", "log-odds", "sentence"), [[row["part"], row["log_odds"], row["sentence"]] for row in score])
        )
    if copies:
        say("Copies", "bold")
        shown = ("other_name", "other_page_no", "relation", "common_origin", "first_seen_at")
        out.print(table(shown, [[row[name] for name in shown] for row in copies[:SHOWN_ROWS]]))
        if len(copies) > SHOWN_ROWS:
            say(f"… and {len(copies) - SHOWN_ROWS} more")


def _of_reference(row: dict[str, Any]) -> str:
    """What a page is to a reference, in a sentence."""
    disputed = f" It is disputed by {row['disputed_by']}, and decides nothing." if row["disputed_by"] else ""
    if row["is_itself"]:
        where = f", obtained from {row['obtained_from']}" if row["obtained_from"] else ""
        who = f" by {row['pinned_by']}" if row["pinned_by"] else ""
        return f"Pinned{who} as released by {row['attributed_to']}{where}.{disputed}"
    name = f"{row['reference_name']} page {row['reference_page_no']}, as released by {row['attributed_to']}"
    alike, otherwise = row["n_places_as_released"], row["n_places_otherwise"]
    if not alike + otherwise:
        return f"Beside {name}: no place is known at which they read otherwise.{disputed}"
    return (
        f"Beside {name}: of {alike + otherwise} places where copies differ it reads as released at {alike}.{disputed}"
    )
