"""sources.csv: who had which file, where and when. What cannot be parsed is a warning, never a guess."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, overload

from pipeline.intake.names import MEMBER, clean_text, same_name
from pipeline.records import Plan, Sighting, SourceRow, SourceWarning

# The earliest and the latest clock on earth: a local time without zone lies between.
_FIRST_ZONE, _LAST_ZONE = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))

_TEXTS = (
    "source_url",
    "platform",
    "author",
    "collected_by",
    "note",
    "post_id",
    "forwarded_from",
    "archive_url",
)
_CHOICES: Mapping[str, Collection[str]] = {
    "source_reliability": tuple("ABCDEF"),
    "information_credibility": tuple("123456"),
    "time_basis": ("platform_id", "platform_metadata", "archive", "screenshot", "analyst"),
    "post_status": ("live", "edited", "deleted"),
}
_TIMES = ("observed_at", "collected_at", "posted_at_earliest", "posted_at_latest")
_KNOWN = ("file_name", *_TEXTS, *_CHOICES, *_TIMES)
_SIGHTING_FIELDS = tuple(field.name for field in fields(SourceRow) if field.name not in ("file_name", "row_no"))
_DELIMITERS = (",", ";", "\t", "|")
_MONTH_OR_YEAR = re.compile(r"(\d{4})(?:-(\d{2}))?")
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}(-?\d)?")


class SourceTable(Sequence[SourceRow]):
    """The rows of a batch's sources, found by file name without reading them all again."""

    def __init__(self, rows: Sequence[SourceRow]) -> None:
        self._rows = tuple(rows)
        self._by_name: dict[str, list[SourceRow]] = defaultdict(list)
        for row in self._rows:
            self._by_name[same_name(row.file_name)].append(row)

    @overload
    def __getitem__(self, index: int) -> SourceRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SourceRow]: ...
    def __getitem__(self, index: int | slice) -> SourceRow | Sequence[SourceRow]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, file_name: str) -> Sequence[SourceRow]:
        """The rows of one file, in their order."""
        return self._by_name.get(same_name(file_name), ())


@dataclass(frozen=True, slots=True)
class ParsedSources:
    """What a sources.csv says, and what of it could not be used."""

    rows: Sequence[SourceRow]
    warnings: Sequence[SourceWarning]


def parse_sources(data: bytes, batch_id: str, names: Collection[str], prefix: str = "") -> ParsedSources:
    """Parse a sources.csv. names: the files of the batch; prefix: the part of their names (with `/`) that stands for
    the folder in which the CSV lay. Row 1 is the header, as in a spreadsheet."""
    parser = _Parser(batch_id, {same_name(name): name for name in names}, prefix)
    return parser.parse(data)


def sightings(plan: Plan, file_name: str, file_sha256: str) -> list[Sighting]:
    """One sighting for each row of the file in the batch's sources, else one that knows only name and bytes."""
    rows = _table(plan).of(file_name)
    if not rows:
        return [Sighting(_sighting_id(plan, file_name, file_sha256, 1), plan.batch_id, file_sha256, file_name)]
    return [
        Sighting(
            _sighting_id(plan, file_name, file_sha256, number),
            plan.batch_id,
            file_sha256,
            file_name,
            **{name: getattr(row, name) for name in _SIGHTING_FIELDS},
        )
        for number, row in enumerate(rows, start=1)
    ]


def unused_rows(plan: Plan, names: Collection[str]) -> list[SourceWarning]:
    """A warning for each row whose file is not among the names, those of archive members included."""
    present = {same_name(name) for name in names}
    return [
        SourceWarning(plan.batch_id, row.file_name, row.row_no, "file_name", row.file_name, "no such file in the batch")
        for row in plan.sources
        if same_name(row.file_name) not in present
    ]


def _table(plan: Plan) -> SourceTable:
    return plan.sources if isinstance(plan.sources, SourceTable) else SourceTable(plan.sources)


def _sighting_id(plan: Plan, file_name: str, file_sha256: str, number: int) -> str:
    """number counts the rows of this file only: rows added for other files leave the id as it is, and a first row
    corrects the bare sighting instead of doubling it."""
    parts = "\x00".join((plan.batch_id, file_name, file_sha256, str(number)))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


class _Parser:
    """Holds where the rows go while a sources.csv is read."""

    def __init__(self, batch_id: str, names: Mapping[str, str], prefix: str) -> None:
        self._batch_id = batch_id
        self._names = names
        self._prefix = prefix
        self._warnings: list[SourceWarning] = []

    def parse(self, data: bytes) -> ParsedSources:
        rows: list[SourceRow] = []
        records = self._records(_decode(data))
        header = [cell.strip().lower() for cell in next(records, (0, []))[1]]
        if "file_name" not in header:
            self._warn(
                "", 1, "file_name", ",".join(header)[:200], "the header names no column file_name; no row is used"
            )
            return ParsedSources((), tuple(self._warnings))
        columns = _numbered(header)
        for row_no, cells in records:
            if any(cell.strip() for cell in cells):
                row = self._row(row_no, columns, cells)
                if row is not None:
                    rows.append(row)
        return ParsedSources(tuple(rows), tuple(self._warnings))

    def _records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(sys.maxsize)  # a note may be as long as it likes; the file is already in memory
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        row_no = 0
        try:
            for row_no, cells in enumerate(reader, start=1):
                yield row_no, cells
        except csv.Error as error:
            self._warn("", row_no + 1, "", "", f"the rows from here on cannot be read: {error}")

    def _row(self, row_no: int, columns: Sequence[str], cells: Sequence[str]) -> SourceRow | None:
        values = {column: cell for column, cell in zip(columns, cells, strict=False) if cell.strip()}
        for number, cell in enumerate(cells[len(columns) :], start=len(columns) + 1):
            if cell.strip():
                values[f"column {number}"] = cell
                self._warn(
                    values.get("file_name", ""),
                    row_no,
                    f"column {number}",
                    cell,
                    "more values than columns; kept in extra",
                )
        file_name = self._known_name(values.pop("file_name", ""))
        if not file_name:
            self._warn("", row_no, "file_name", "", "no file name in this row; the row is not used")
            return None
        values = {column: clean_text(value.strip()) for column, value in values.items()}
        extra = {column: value for column, value in values.items() if column not in _KNOWN}
        parsed: dict[str, Any] = {name: values.get(name) for name in _TEXTS}
        parsed |= self._choices(file_name, row_no, values)
        parsed |= self._times(file_name, row_no, values, extra)
        return SourceRow(file_name=file_name, row_no=row_no, extra=extra, **parsed)

    def _known_name(self, written: str) -> str:
        """The name of the batch's file that is meant: as written, or as people and spreadsheets write it."""
        written = clean_text(written)
        spellings = [written, written.strip(), written.strip().removeprefix("./"), written.strip().replace("\\", "/")]
        for spelling in dict.fromkeys(spellings):
            for name in dict.fromkeys((self._prefix + spelling, spelling)):
                outer, mark, inner = name.partition(MEMBER)
                if (known := self._names.get(same_name(outer))) is not None:
                    return known + mark + inner
        stripped = written.strip()
        return self._prefix + stripped if stripped else ""

    def _choices(self, file_name: str, row_no: int, values: Mapping[str, str]) -> dict[str, str]:
        chosen = {}
        for column, allowed in _CHOICES.items():
            value = values.get(column)
            if value is None:
                continue
            known = next((word for word in allowed if word.lower() == value.lower()), None)
            if known is None:
                self._warn(file_name, row_no, column, value, f"is none of {', '.join(allowed)}; not used")
            else:
                chosen[column] = known
        return chosen

    def _times(
        self, file_name: str, row_no: int, values: Mapping[str, str], extra: dict[str, str]
    ) -> dict[str, datetime | None]:
        spans: dict[str, _Span] = {}
        for column in _TIMES:
            if (value := values.get(column)) is None:
                continue
            try:
                spans[column] = _span(value)
            except (ValueError, OverflowError):
                extra[column] = value
                self._warn(file_name, row_no, column, value, "is no ISO 8601 time; not used, kept in extra")
        times: dict[str, datetime | None] = {}
        observed, collected = spans.get("observed_at"), spans.get("collected_at")
        if observed and observed.instant:
            times["observed_at"] = observed.instant
        elif observed:
            times["posted_at_earliest"], times["posted_at_latest"] = observed.earliest, observed.latest
        if collected and collected.instant:
            times["collected_at"] = collected.instant
        elif collected:
            extra["collected_at"] = values["collected_at"]
            self._warn(file_name, row_no, "collected_at", values["collected_at"], "has no time zone; kept in extra")
        if (given := spans.get("posted_at_earliest")) is not None:
            times["posted_at_earliest"] = given.earliest
        if (given := spans.get("posted_at_latest")) is not None:
            times["posted_at_latest"] = given.latest
        earliest, latest = times.get("posted_at_earliest"), times.get("posted_at_latest")
        if earliest and latest and earliest > latest:
            problem = "posted_at_earliest is later than posted_at_latest; neither is used"
            self._warn(file_name, row_no, "posted_at_earliest", earliest.isoformat(), problem)
            times["posted_at_earliest"] = times["posted_at_latest"] = None
        return times

    def _warn(self, file_name: str, row_no: int, column: str, value: str, problem: str) -> None:
        self._warnings.append(
            SourceWarning(self._batch_id, clean_text(file_name), row_no, column, clean_text(value)[:500], problem)
        )


@dataclass(frozen=True, slots=True)
class _Span:
    """When something was: an instant where the zone and the hour are known, else the widest interval, in UTC."""

    instant: datetime | None
    earliest: datetime
    latest: datetime


def _span(value: str) -> _Span:
    """Raises ValueError or OverflowError for what is no ISO 8601 time between the years 1 and 9999."""
    partial = _MONTH_OR_YEAR.fullmatch(value)
    if partial:
        year, month = int(partial[1]), int(partial[2] or 1)
        start = datetime(year, month, 1)
        end = datetime(year + month // 12, month % 12 + 1, 1) if partial[2] else datetime(year + 1, 1, 1)
        return _without_zone(start, end)
    read = datetime.fromisoformat(value)
    if read.tzinfo is not None:
        instant = read.astimezone(UTC)
        return _Span(instant, instant, instant)
    if _DAY.fullmatch(value):
        return _without_zone(read, read + timedelta(days=1))
    return _without_zone(read, read)


def _without_zone(start: datetime, end: datetime) -> _Span:
    return _Span(
        None, start.replace(tzinfo=_FIRST_ZONE).astimezone(UTC), end.replace(tzinfo=_LAST_ZONE).astimezone(UTC)
    )


def _decode(data: bytes) -> str:
    """UTF-8 with or without mark, or UTF-16 with its mark (as spreadsheets save it); other bytes as \\xNN."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="backslashreplace")
    return data.decode("utf-8", errors="backslashreplace").removeprefix("\ufeff")


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    named = [mark for mark in _DELIMITERS if "file_name" in (cell.strip(' "\r').lower() for cell in header.split(mark))]
    return max(named, key=header.count) if named else ","


def _numbered(header: Sequence[str]) -> list[str]:
    """Column names, a repeated one with its number, so that no value hides another."""
    seen: dict[str, int] = {}
    columns = []
    for position, name in enumerate(header, start=1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return columns
