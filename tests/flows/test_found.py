"""What was found, in a wide window and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from flows.cli import found
from flows.cli.find import between
from flows.cli.found import COPY_COLUMNS, print_copies, print_pages

NAME = "leak/telegram/photo_2023-04-03_21-40-07_forwarded_(2).jpg"


def copy(**known: Any) -> dict[str, Any]:
    row = dict.fromkeys(("score", "verdict", "platform", "author", "observed_at", "compare"))
    return {**row, "file_name": NAME, "page_no": 1, "file_sha256": "c0", "differences": [], **known}


def place(old: str, new: str) -> dict[str, Any]:
    return {"in_file": old, "in_copy": new}


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "console", lambda: Console(width=40, highlight=False, markup=False, emoji=False))


@pytest.mark.usefixtures("phone")
def test_in_a_narrow_window_a_copy_is_a_block_of_lines(capsys: pytest.CaptureFixture[str]) -> None:
    day = datetime(2023, 4, 3, 21, 40, tzinfo=UTC)
    earlier, later = copy(author="anna", platform="telegram", observed_at=day), copy(author="bert")
    for row in (earlier, later):
        row |= {"relation": "content_differs", "score": 0.942, "verdict": "disputed", "compare": "doctored compare a b"}
        row["differences"] = [place("16,000", "61,000"), place("", "NOT")]
    print_copies("tip.jpg", {1: [later, earlier]}, [])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert "".join(lines[:2]) == f"{NAME}, page 1"
    assert " ".join(" ".join(lines[2:-3]).split()) == (
        "A copy that does not agree everywhere; score 0.94 "
        "First posted by anna on telegram, 2023-04-03 21:40 UTC; 1 more sighting "
        "2 places differ (your file -> this copy): 16,000 -> 61,000; (nothing) -> NOT "
        "Verdict: disputed"
    )


@pytest.mark.usefixtures("phone")
def test_words_that_were_found_are_blocks_too(capsys: pytest.CaptureFixture[str]) -> None:
    row = copy(verdict="copies_agree", line="43,500 killed in action", first_seen_at=datetime(2023, 4, 3, tzinfo=UTC))
    print_pages([row])
    printed = capsys.readouterr().out
    assert "  43,500 killed in action\n  First seen 2023-04-03 00:00 UTC\n  Verdict: copies agree\n" in printed


def test_in_a_wide_window_it_is_a_table_in_which_no_name_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    one = copy(relation="content_differs", verdict="no_alteration_found", compare="doctored compare tip.jpg '(2).jpg'")
    print_copies("tip.jpg", {1: [one]}, [])
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split() == list(COPY_COLUMNS)
    assert "".join(line.split("  ")[0].strip() for line in lines[:2]) == NAME
    assert f"{NAME}, page 1: What differs: doctored compare tip.jpg '(2).jpg'" in lines


def test_the_surest_places_come_first_and_more_than_two_are_left_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    places = [place("1", "2"), place("3", "4"), place("5", "6")]
    print_copies("tip.jpg", {1: [copy(relation="partial", compare="doctored compare a b", differences=places)]}, [])
    said = " ".join(capsys.readouterr().out.split())
    assert "3 places differ (your file -> this copy): 1 -> 2; 3 -> 4; all of them: doctored compare a b" in said


def reads(reading_no: int, text: str, p: float | None, strength: float | None = None) -> dict[str, Any]:
    return {"reading_no": reading_no, "reading": text, "kind": "number", "p_altered_here": p, "strength": strength}


def test_places_count_that_both_show_otherwise_and_one_has_among_the_differences() -> None:
    one = {
        1: reads(1, "16,000", None),
        2: reads(1, "7", None),
        3: reads(1, "8", 0.5, 1.0),
        4: reads(1, "9", None),
        5: reads(2, "3", 0.4, 2.0),
    }
    other = {1: reads(2, "61,000", 0.9, 3.0), 2: reads(2, "8", None), 3: reads(1, "8", 0.5, 1.0), 5: reads(1, "4", 0.2)}
    found = [(row["place_no"], row["in_file"], row["in_copy"], row["strength"]) for row in between(one, other)]
    assert found == [(1, "16,000", "61,000", 3.0), (5, "3", "4", 2.0)]
