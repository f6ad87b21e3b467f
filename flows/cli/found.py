"""What `doctored find` prints: a table, or in a narrow window a block of lines for each copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.cli.text import console, on_one_line, table
from flows.summary import CAVEAT

NARROW = 100  # columns; eight of a table do not fit into fewer
SHOWN_PLACES = 2  # of a copy; `doctored compare` shows all
RELATIONS = {
    "identical_bytes": "The same file, byte for byte",
    "same_pixels": "The same picture, pixel by pixel",
    "re_encoded": "A copy, saved, printed or photographed anew",
    "partial": "A copy; one shows a part of the other",
    "content_differs": "A copy that does not agree everywhere",
}
NO_COPY = "No copy was found by hashes, words or details. A copy too blurred or crumpled for all three is missed."
NO_PAGE = "These words, or what they may be misread as, stand on no page here."
COPY_COLUMNS = ("file_name", "page_no", "relation", "score", "verdict", "platform", "author", "observed_at")
PAGE_COLUMNS = ("file_name", "page_no", "verdict", "line", "first_seen_at")


def print_copies(file: str, copies: Mapping[int, list[dict[str, Any]]], left_out: Sequence[int]) -> None:
    """Copies of the pages of a file, by page, and which of its pages were left out."""
    out = console()
    for page_no, rows in copies.items():
        if len(copies) > 1 or left_out:
            out.print(Text(on_one_line(f"Page {page_no} of {file}"), style="bold underline"))
        if not rows:
            out.print(NO_COPY)
        elif out.width < NARROW:
            for sightings in _by_copy(rows):
                _print_block(out, sightings[0], _copy_lines(sightings))
        else:
            _print_table(out, COPY_COLUMNS, rows)
            for sightings in _by_copy(rows):
                if differences := _differences(sightings[0]):
                    line = Text(on_one_line(f"{_name(sightings[0])}: {differences}"))
                    out.print(line, soft_wrap=True)  # a command that it names is copied whole
    if left_out:
        pages = f"Page {left_out[0]}" if len(left_out) == 1 else f"Pages {left_out[0]} to {left_out[-1]}"
        out.print(Text(on_one_line(f"{pages} not looked for; ask for one as {file}#{left_out[0]}."), style="bold"))
    out.print(Text(CAVEAT, style="italic"))


def print_pages(rows: Sequence[dict[str, Any]]) -> None:
    """Pages on which words were read."""
    out = console()
    if not rows:
        out.print(NO_PAGE)
    elif out.width < NARROW:
        for row in rows:
            seen = [f"First seen {_time(row['first_seen_at'])}"] if row["first_seen_at"] else []
            _print_block(out, row, [row["line"] or "", *seen, _words(row["verdict"])])
    else:
        _print_table(out, PAGE_COLUMNS, rows)
    out.print(Text(CAVEAT, style="italic"))


def _print_table(out: Console, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    shown = table(columns, [[row[name] for name in columns] for row in rows])
    for column in shown.columns:
        column.overflow = "fold"  # names that are cut off cannot be told apart
    out.print(shown)


def _print_block(out: Console, row: dict[str, Any], lines: Iterable[str]) -> None:
    out.print(Text(on_one_line(_name(row)), style="bold"))
    for line in lines:
        if line:
            out.print(Padding(Text(on_one_line(line)), (0, 0, 0, 2), expand=False))


def _by_copy(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The sightings of each copy, the earliest first; one whose time is not known comes last."""
    copies: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        copies.setdefault((row["file_sha256"], row["page_no"]), []).append(row)
    never = datetime.max.replace(tzinfo=UTC)
    return [sorted(sightings, key=lambda row: row["observed_at"] or never) for sightings in copies.values()]


def _copy_lines(sightings: Sequence[dict[str, Any]]) -> list[str]:
    first = sightings[0]
    score = "" if first["score"] is None else f"; score {first['score']:.2f}"
    return [RELATIONS[first["relation"]] + score, _posted(sightings), _differences(first), _words(first["verdict"])]


def _posted(sightings: Sequence[dict[str, Any]]) -> str:
    """Who posted a copy first and when, as far as that is known."""
    first = sightings[0]
    who = f" by {first['author']}" if first["author"] else ""
    where = f" on {first['platform']}" if first["platform"] else ""
    when = f", {_time(first['observed_at'])}" if first["observed_at"] else ""
    if not (who or where or when):
        return ""
    others = len(sightings) - 1
    more = f"; {others} more {'sighting' if others == 1 else 'sightings'}" if others else ""
    return f"{'First posted' if when else 'Posted'}{who}{where}{when}{more}"


def _differences(copy: dict[str, Any]) -> str:
    """How many places differ and the surest of them, or how to ask for them; nothing where the copy agrees."""
    if copy["compare"] is None:
        return ""
    places = copy["differences"]
    if not places:
        return f"What differs: {copy['compare']}"
    n = "1 place differs" if len(places) == 1 else f"{len(places)} places differ"
    shown = "; ".join(f"{_read(place['in_file'])} -> {_read(place['in_copy'])}" for place in places[:SHOWN_PLACES])
    more = f"; all of them: {copy['compare']}" if len(places) > SHOWN_PLACES else ""
    return f"{n} (your file -> this copy): {shown}{more}"


def _read(text: str | None) -> str:
    return text or "(nothing)"


def _name(row: dict[str, Any]) -> str:
    return f"{row['file_name']}, page {row['page_no']}"


def _words(verdict: str | None) -> str:
    return f"Verdict: {verdict.replace('_', ' ')}" if verdict else ""


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
