"""Text for a terminal: what comes from foreign files is shown escaped, so that it can neither hide nor command."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report.text import on_one_line as on_one_line


def console(*, stderr: bool = False) -> Console:
    """A console; width 120 where the output is no terminal, so that lines in logs stay whole."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else 120)


def cell(value: Any) -> Text:
    """A value in a table."""
    if value is None:
        return Text("–")
    if isinstance(value, float):
        return Text(f"{value:.3g}")
    return Text(on_one_line(value if isinstance(value, str) else str(value)))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], **options: Any) -> Table:
    """A plain table; every cell escaped."""
    found = Table(*columns, box=None, pad_edge=False, show_edge=False, header_style="bold", **options)
    for row in rows:
        found.add_row(*(cell(value) for value in row))
    return found


def print_json(document: Any) -> None:
    """One JSON document on stdout; ASCII, so that no foreign character reaches the terminal."""
    print(json.dumps(document, indent=2, default=str, ensure_ascii=True))
