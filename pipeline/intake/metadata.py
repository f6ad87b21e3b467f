"""What a file says about itself, as JSON of bounded size."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from pipeline.intake.names import clean_text

_LONGEST_VALUE = 4096  # characters; longer ones are cut before whole keys are dropped
_DEEPEST = 6
CUT = "metadata_cut"


def bounded(metadata: Mapping[str, Any], n_bytes: int) -> dict[str, Any]:
    """The metadata as plain JSON values of at most n_bytes. What had to go is named under `metadata_cut`."""
    plain: dict[str, Any] = {name: _plain(value, 0) for name, value in metadata.items() if value is not None}
    if _size(plain) <= n_bytes:
        return plain
    for name in sorted(plain, key=lambda name: _size(plain[name]), reverse=True):
        cut = [*plain.get(CUT, ()), name]
        plain = {key: value for key, value in plain.items() if key not in (name, CUT)} | {CUT: cut}
        if _size(plain) <= n_bytes:
            break
    return plain


def _size(value: Any) -> int:
    return len(json.dumps(value))


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value if not isinstance(value, int) or abs(value) < 2**63 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="backslashreplace")
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {clean_text(str(key)): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return [_plain(inner, depth + 1) for inner in value]
    text = clean_text(str(value))
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
