"""The second recogniser: real crops, through the real network."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.imaging.cache import UInt8
from pipeline.imaging.ctc import best_text, log_likelihood
from pipeline.ocr.recogniser import MODEL, Recogniser, _found, find_recogniser, why_none

LETTERS = "".join(map(chr, range(32, 127)))


def written(text: str, blur: float = 0.0) -> UInt8:
    """A line of text, (48, width) grey, as a crop of a word is."""
    crop = np.full((48, 22 * len(text) + 30), 255, np.uint8)
    cv2.putText(crop, text, (14, 35), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(crop, None, blur) if blur else crop, np.uint8)


def test_reads_words_and_figures(recogniser: Recogniser) -> None:
    read = [best_text(r) for r in recogniser([written("Casualties"), written("43,500")], LETTERS)]
    assert [text for text, _ in read] == ["Casualties", "43,500"]
    assert all(probability > 0.9 for _, probability in read)


def test_paper_is_nothing(recogniser: Recogniser) -> None:
    (paper,) = recogniser([np.full((48, 120), 255, np.uint8)], LETTERS)
    assert best_text(paper) == ("", 0.0)
    assert log_likelihood(paper, "") > log_likelihood(paper, "43,500")


@pytest.mark.parametrize("blur", [0.0, 4.0])
def test_what_stands_there_explains_the_ink_better(recogniser: Recogniser, blur: float) -> None:
    (found,) = recogniser([written("16,000", blur)], LETTERS)
    assert log_likelihood(found, "16,000") > log_likelihood(found, "18,000") > log_likelihood(found, "43,500")


def test_only_characters_of_the_alphabet_are_read(recogniser: Recogniser) -> None:
    (found,) = recogniser([written("16,000")], "0123456789\u05d0")
    assert best_text(found)[0].isdigit()
    assert "\u05d0" not in found.alphabet  # the network knows no Hebrew


def test_a_crop_is_read_the_same_whatever_it_is_read_with(recogniser: Recogniser) -> None:
    alone = recogniser([written("16,000")], LETTERS)[0]
    beside = recogniser([written("Casualties of the enemy"), written("16,000")], LETTERS)[1]
    assert np.array_equal(alone.frames, beside.frames)


@pytest.fixture
def looked_for_anew() -> Iterator[None]:
    """What is installed is looked up once in a process."""
    _found.cache_clear()
    yield
    _found.cache_clear()


@pytest.mark.usefixtures("looked_for_anew")
def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert find_recogniser() is None
    assert "not installed" in why_none()


@pytest.mark.usefixtures("looked_for_anew")
def test_a_broken_model_is_none_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / MODEL).write_bytes(b"half a model")
    broken = ModuleSpec("rapidocr", None, is_package=True)
    broken.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr("importlib.util.find_spec", lambda _: broken)
    assert find_recogniser() is None
    assert "install it anew" in why_none()


def test_its_version_names_all_that_changes_its_answers(recogniser: Recogniser) -> None:
    assert all(part in recogniser.version for part in (MODEL.removesuffix(".onnx"), "rapidocr", "onnxruntime"))
