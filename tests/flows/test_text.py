"""What comes from foreign files reaches the terminal escaped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from flows.cli.text import cell, on_one_line, print_json

HOSTILE = {
    "newline": ("a\nb", "a\\nb"),
    "clear the screen": ("\x1b[2Jgone", "\\x1b[2Jgone"),
    "C1 control": ("a\x9bb", "a\\x9bb"),
    "right-to-left override": ("report\u202egpj.exe", "report\\u202egpj.exe"),
    "isolates": ("\u2066a\u2069", "\\u2066a\\u2069"),
    "zero width": ("a\u200bb", "a\\u200bb"),
    "line separator": ("a\u2028b", "a\\u2028b"),
    "lone surrogate": ("a\udc80b", "a\\udc80b"),
    "tag characters": ("a\U000e0041b", "a\\U000e0041b"),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE.keys())
def test_controls_and_invisible_characters_are_shown_escaped(text: str, shown: str) -> None:
    assert on_one_line(text) == shown


@pytest.mark.parametrize(
    "text", ["Meldung vom 3. März – geheim", "Доклад №7", "דו״ח", "تقرير", "報告", "[bold]not markup[/bold]"]
)
def test_letters_of_all_scripts_stay(text: str) -> None:
    assert on_one_line(text) == text
    assert cell(text).plain == text


def test_json_is_ascii_and_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"file_name": "\u202egpj\x1b.jpg"})
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert "\x1b" not in printed
    assert json.loads(printed) == {"file_name": "\u202egpj\x1b.jpg"}


def test_a_name_with_a_line_feed_smuggles_no_control_into_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["doctored", "watch", f"{tmp_path}/a\n\x1b[2J", "--workspace", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "a\n\\x1b[2J is no folder" in capsys.readouterr().err
