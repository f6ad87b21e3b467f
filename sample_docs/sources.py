"""Who posted what, when: the batch's sources.csv."""

from __future__ import annotations


def sources_csv() -> str:
    """The text of sources.csv."""
    return "file_name\n"
