"""Each way an engine can hurt becomes one of our errors, with a sentence for the person."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import DoctoredError, UnreadableError, UsageError
from pipeline.ocr import tesseract
from pipeline.ocr.tesseract import Engine, find_engine, read_words, require_languages

HOSTILE = {
    "hangs": ("exec sleep 60", "took longer than 1 s"),
    "crashes": ("kill -SEGV $$", "failed on it"),
    "exits with an error": ("echo broken >&2; exit 3", "failed on it"),
    "writes nothing": ("exit 0", "no usable answer"),
    "writes garbage": ('head -c 500 /dev/urandom > "$2.tsv"', "no usable answer"),
    "writes another table": ('printf "a\\tb\\n1\\t2\\n" > "$2.tsv"', "no usable answer"),
}


def fake(folder: Path, body: str) -> Path:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_engine_costs_the_page_only(name: str, tmp_path: Path) -> None:
    body, reason = HOSTILE[name]
    engine = Engine(str(fake(tmp_path, body)), "tesseract 5", None, ("eng",), False)
    with pytest.raises(UnreadableError) as raised:
        read_words(Image.new("L", (40, 40), 255), engine, lang="eng", psm=3, seconds=1)
    assert reason in raised.value.reason


def test_a_missing_engine_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tesseract, "_wheel", lambda: None)
    with pytest.raises(DoctoredError, match="tesseract-ocr"):
        find_engine()


@pytest.mark.parametrize("body", ["exit 1", "echo hello"])
def test_an_engine_that_does_not_answer_is_refused(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, body)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tesseract, "_wheel", lambda: None)
    with pytest.raises(DoctoredError, match=str(tmp_path)):
        find_engine()


@pytest.mark.parametrize(("lang", "package"), [("rus", "tesseract-ocr-rus"), ("eng+chi_sim", "tesseract-ocr-chi-sim")])
def test_a_missing_language_names_its_package(lang: str, package: str) -> None:
    with pytest.raises(UsageError, match=package):
        require_languages(Engine("tesseract", "tesseract 5", None, ("eng",), False), lang)


def test_the_wheel_says_that_it_has_two_languages() -> None:
    with pytest.raises(UsageError, match="eng and deu only"):
        require_languages(Engine("tesseract", "tesseract 5", "/data", ("deu", "eng"), False), "rus")


def test_languages_that_are_there_are_accepted() -> None:
    require_languages(Engine("tesseract", "tesseract 5", None, ("eng", "rus"), False), "rus+eng")
