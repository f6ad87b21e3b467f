"""sources.csv as people write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.sources import ParsedSources, parse_sources, sightings, unused_rows
from pipeline.records import Plan

NAMES = ["a.jpg", "inner/b.jpg", "pack.zip"]


def parse(text: str | bytes) -> ParsedSources:
    return parse_sources(text if isinstance(text, bytes) else text.encode(), "batch", NAMES)


def plan_with(parsed: ParsedSources) -> Plan:
    return Plan("batch", "label", "/root", (), (), (), parsed.rows, parsed.warnings)


@pytest.mark.parametrize(
    "data",
    [
        b"file_name,author\na.jpg,Ann\n",
        b"\xef\xbb\xbffile_name;author\r\na.jpg;Ann\r\n",
        "file_name\tauthor\na.jpg\tAnn\n".encode("utf-16"),
        b"author,file_name\n\nAnn,./a.jpg\n",
    ],
)
def test_marks_and_delimiters_of_spreadsheets(data: bytes) -> None:
    assert [(row.file_name, row.author) for row in parse(data).rows] == [("a.jpg", "Ann")]


@pytest.mark.parametrize(
    ("written", "observed", "earliest", "latest"),
    [
        ("2023-04-06T12:00:00Z", datetime(2023, 4, 6, 12, tzinfo=UTC), None, None),
        ("2023-04-06T14:00+02:00", datetime(2023, 4, 6, 12, tzinfo=UTC), None, None),
        ("2023-04-06 12:00", None, datetime(2023, 4, 5, 22, tzinfo=UTC), datetime(2023, 4, 7, 0, tzinfo=UTC)),
        ("2023-04-06", None, datetime(2023, 4, 5, 10, tzinfo=UTC), datetime(2023, 4, 7, 12, tzinfo=UTC)),
        ("2023-12", None, datetime(2023, 11, 30, 10, tzinfo=UTC), datetime(2024, 1, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_time_without_zone_is_an_interval(
    written: str, observed: datetime | None, earliest: datetime | None, latest: datetime | None
) -> None:
    (row,) = parse(f"file_name,observed_at\na.jpg,{written}\n").rows
    assert (row.observed_at, row.posted_at_earliest, row.posted_at_latest) == (observed, earliest, latest)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("observed_at", "yesterday"),
        ("observed_at", "0001-01-01"),
        ("source_reliability", "G"),
        ("information_credibility", "0"),
        ("post_status", "gone"),
        ("collected_at", "2023-04-06 12:00"),
    ],
)
def test_a_value_that_cannot_be_parsed_is_a_warning(column: str, value: str) -> None:
    parsed = parse(f"file_name,{column}\na.jpg,{value}\n")
    assert [(warning.row_no, warning.column, warning.value) for warning in parsed.warnings] == [(2, column, value)]
    assert len(parsed.rows) == 1


def test_unknown_columns_are_kept() -> None:
    (row,) = parse("file_name,Mood\na.jpg,bad\n").rows
    assert row.extra == {"mood": "bad"}


def test_rows_of_one_file_are_sightings_with_lasting_ids() -> None:
    few = plan_with(parse("file_name,author\na.jpg,Ann\na.jpg,Bob\n"))
    more = plan_with(parse("file_name,author\npack.zip,Eve\na.jpg,Anna\na.jpg,Bob\n"))
    bare = plan_with(parse("file_name\n"))
    ids = [[row.sighting_id for row in sightings(plan, "a.jpg", "00")] for plan in (few, more, bare)]
    assert ids[0] == ids[1]
    assert ids[2] == ids[0][:1]
    assert [row.author for row in sightings(more, "a.jpg", "00")] == ["Anna", "Bob"]


def test_rows_without_a_file_are_told_when_the_members_are_known() -> None:
    plan = plan_with(parse("file_name\npack.zip!/in.jpg\nmissing.jpg\n"))
    unused = unused_rows(plan, [*NAMES, "pack.zip!/in.jpg"])
    assert [warning.file_name for warning in unused] == ["missing.jpg"]


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_without_a_crash(data: bytes) -> None:
    for row in parse(b"file_name,observed_at,note\n" + data).rows:
        assert row.file_name.encode("utf-8")
