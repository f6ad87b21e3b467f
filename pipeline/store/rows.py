"""Records to Arrow: rows of any record, by its field names; mappings and sequences become JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa


def column_names(row: Any) -> tuple[str, ...]:
    """Field names of a record (dataclass, named tuple) or keys of a mapping. Raises TypeError for anything else."""
    if isinstance(row, Mapping):
        return tuple(row)
    if is_dataclass(row):
        return _field_names(row if isinstance(row, type) else type(row))
    if isinstance(row, tuple) and hasattr(row, "_fields"):
        return tuple(row._fields)
    raise TypeError(f"{type(row).__name__} is not a record")


@lru_cache
def _field_names(record: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(record))


def to_arrow(rows: Sequence[Any], extra: Mapping[str, Sequence[Any]]) -> pa.Table:
    """One Arrow table of rows of one kind. extra: further columns, as long as rows."""
    names = column_names(rows[0])
    columns: dict[str, pa.Array] = {name: _array(list(values)) for name, values in extra.items()}
    for name in names:
        is_mapping = isinstance(rows[0], Mapping)
        values = [row[name] if is_mapping else getattr(row, name) for row in rows]
        columns[name] = _array(values)
    return pa.table(columns)


def _array(values: list[Any]) -> pa.Array:
    if any(not isinstance(value, (str, int, float, type(None))) for value in values):
        values = [_cell(value) for value in values]
    try:
        return pa.array(values)
    except UnicodeEncodeError:  # lone surrogates from foreign metadata have no UTF-8
        return pa.array([_cell(value) for value in values])


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, datetime):  # times without zone are UTC, as records say
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, (str, bytes)):
        return to_json(value)
    if hasattr(value, "item"):  # a numpy number
        return value.item()
    return value


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, ASCII, no NaN (null instead), times as ISO 8601."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def content_hash(*parts: str) -> str:
    """Hash of parts, 32 hexadecimal digits: the id of what they name."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
