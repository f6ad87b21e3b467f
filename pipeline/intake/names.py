"""Names as they are kept: valid UTF-8, invalid bytes as \\xNN; and the names of known junk."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

MEMBER = "!/"  # between the name of an archive and the name of its member
SOURCES_NAME = "sources.csv"

# Written by file managers beside the files of people.
_JUNK_NAMES = {
    ".ds_store": "macOS folder settings",
    "thumbs.db": "Windows thumbnail cache",
    "desktop.ini": "Windows folder settings",
}


def readable(name: bytes) -> str:
    """A file name as valid UTF-8 text; bytes that are none stand as \\xNN. Controls and marks are kept."""
    return name.decode("utf-8", errors="backslashreplace")


def clean_text(text: str) -> str:
    """Text that any store can hold: half surrogates and NUL characters, which are no text, stand as escapes."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8").replace("\x00", "\\x00")


def same_name(name: str) -> str:
    """What two spellings of one file name share: an archive or a Mac may decompose accents."""
    return unicodedata.normalize("NFC", name)


def junk_reason(name: str) -> str | None:
    """Why a file of this name (path with `/`) is no document, or None."""
    parts = name.split("/")
    if "__MACOSX" in parts[:-1] or parts[-1].startswith("._"):
        return "macOS resource data, not a document"
    kind = _JUNK_NAMES.get(parts[-1].lower())
    return f"{kind}, not a document" if kind else None


def distinct(name: str, taken: Container[str]) -> str:
    """The name itself, or with the lowest number that makes it differ from those taken: `a (2).jpg`."""
    if name not in taken:
        return name
    head, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    if not stem:
        stem, dot, suffix = last, "", ""
    number = 2
    while (numbered := f"{head}{slash}{stem} ({number}){dot}{suffix}") in taken:
        number += 1
    return numbered
