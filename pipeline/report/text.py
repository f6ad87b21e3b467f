"""Text from foreign files, made safe to look at: it can neither hide nor command."""

from __future__ import annotations

import unicodedata

# Controls, invisible format characters (right-to-left marks among them), surrogates, private use, separators of lines.
ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def on_one_line(text: str) -> str:
    """Text with everything escaped that is not a visible character or a plain space."""
    return "".join(
        character if unicodedata.category(character) not in ESCAPED else _escape(character) for character in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return named.get(
        character, f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )
