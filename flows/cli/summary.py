"""The end of a triage: what a person wants first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text

from flows.cli.text import console, on_one_line
from flows.summary import CAVEAT, SHOWN_FINDINGS

SHOWN_UNREADABLE = 6


def show_summary(summary: dict[str, Any], workspace: Path) -> None:
    """Files, copies, clusters; findings and why; what could not be read; where to look next."""
    out = console()

    def say(line: str = "", style: str = "") -> None:
        out.print(Text(on_one_line(line), style=style))

    if summary["was_finished_before"]:
        say("This batch was finished before, with the same files, sources, versions and settings. Its results:")
    n = summary
    say()
    say(
        f"Batch “{n['label']}”: {_n(n['n_files'], 'file')} under {_n(n['n_names'], 'name')}, "
        f"{_n(n['n_pages'], 'page')}.",
        "bold",
    )
    say(
        f"{_n(n['n_copies'], 'page')} {'has' if n['n_copies'] == 1 else 'have'} copies, "
        f"in {_n(n['n_clusters'], 'cluster')}; "
        f"{_alone(n['n_pages'] - n['n_copies'])}."
    )
    say(
        f"likely altered {n['n_likely_altered']}, disputed {n['n_disputed']}, copies agree {n['n_copies_agree']}, "
        f"alone and without a sign {n['n_alone']}, inconclusive or not examined {n['n_open']}"
        + (f", pinned as references {n['n_references']}" if n["n_references"] else "")
    )
    _findings(summary, say)
    _unreadable(summary, say)
    if summary["source_warnings"]:
        first = summary["source_warnings"][0]
        more = len(summary["source_warnings"]) - 1
        say()
        say(
            f"sources.csv: row {first['row_no']}, {first['problem']}" + (f"; and {more} more warnings." if more else "")
        )
    where = "" if str(workspace) == "workspace" else f" --workspace {_shell(workspace)}"
    say()
    say("Where to look next:", "bold")
    say(f"  doctored review{where}            everything that wants a person, most urgent first")
    if summary["findings"]:
        say(f"  doctored show {_shell(summary['findings'][0]['file_name'])}{where}")
    say(
        f'  doctored sql "from source_warnings"{where}'
        if summary["source_warnings"]
        else f'  doctored sql "from differences"{where}'
    )
    say(f"  {workspace / 'doctored.duckdb'}   the tables, for any DuckDB client from 1.5 on")
    say()
    say(CAVEAT, "italic")


def _alone(n: int) -> str:
    return f"{n} {'stands' if n == 1 else 'stand'} alone, with nothing to compare {_them(n)} with"


def _them(n: int) -> str:
    return "it" if n == 1 else "them"


def _findings(summary: dict[str, Any], say: Any) -> None:
    found = summary["findings"]
    say()
    if not found:
        say(
            "No copies contradict each other where both are legible. Copies that agree are not thereby genuine.", "bold"
        )
        if n_open := summary["n_open"]:
            are = _n(n_open, "page is", "pages are")
            say(f"{are} inconclusive or not examined: that says nothing of {_them(n_open)}.")
    else:
        say(f"{_n(len(found), 'finding wants', 'findings want')} eyes, most urgent first:", "bold")
    for number, row in enumerate(found[:SHOWN_FINDINGS], 1):
        verdict = row["verdict"].replace("_", " ")
        p = "" if row["p_altered"] is None else f", {row['likelihood']} ({row['p_altered']:.0%})"
        say(f"{number:>3}. {row['file_name']}, page {row['page_no']}: {verdict}{p}; confidence {row['confidence']}")
        say(f"     {row['headline']}")
    if len(found) > SHOWN_FINDINGS:
        say(f"     … and {len(found) - SHOWN_FINDINGS} more")
    if summary["n_open_pairs"]:
        say(f"It is open for {_n(summary['n_open_pairs'], 'page')} whether they are copies of another one.")


def _unreadable(summary: dict[str, Any], say: Any) -> None:
    rows = summary["unreadable"]
    if summary["n_ignored"]:
        say()
        say(f"Ignored: {_n(summary['n_ignored'], 'file')} (sources.csv that was read, system files).")
    if rows:
        say()
        say(f"Could not be examined: {_n(len(rows), 'file or page', 'files or pages')}.", "bold")
        for row in rows[:SHOWN_UNREADABLE]:
            page = "" if row["page_no"] is None else f", page {row['page_no']}"
            say(f"  {row['file_name']}{page}: {row['reason']}")
        if len(rows) > SHOWN_UNREADABLE:
            say(f'  … and {len(rows) - SHOWN_UNREADABLE} more: doctored sql "from unreadable"')


def _n(n: int, one: str, many: str | None = None) -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def _shell(value: Any) -> str:
    import shlex

    return shlex.quote(str(value))
