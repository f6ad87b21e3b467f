"""Words of a sharp page looked for in the ink of one that could not be read. The recogniser answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.imaging.ink import Ink
from pipeline.matching.hearing import MOST_WORDS, hear_words, shown_words
from pipeline.matching.verify import COPY_SCORE
from pipeline.matching.votes import MIN_DECIDED, WordVotes
from pipeline.ocr.recogniser import Recogniser
from pipeline.records import Word

WORDS = ["barge", "crane", "quay", "tonnes", "grain", "steel", "north", "south", "ferry", "pilot"]
FIGURES = ["16,000", "43,500", "17,500", "35,500", "61,200", "18,040"]
BY_INK = WordVotes(agree=3, disagree=2, by_ink=True, middle=0.4, impostor=0.95)
Tells = Callable[[Sequence[tuple[str, float]]], Any]
INK = np.full((64, 6000), 0.5, np.float32)


def placed(texts: Sequence[str]) -> list[tuple[Word, tuple[int, int, int, int]]]:
    """Words in a row; they are asked about in this order, for figures come first."""
    words = [Word("", 1, i + 1, 1, text, 90.0, 60 * i, 20, 60 * i + 50, 44) for i, text in enumerate(texts)]
    return shown_words(words, np.ones(INK.shape, bool), 1.0)


def heard(
    told: Tells, stands: Callable[[str], tuple[str, float]], texts: Sequence[str] = (*FIGURES, *WORDS)
) -> WordVotes:
    """Votes where `stands` tells what the ink at each word looks like, and how clearly."""
    return hear_words(INK, placed(texts), told([stands(text) for text in texts]), BY_INK)


def test_a_copy_has_its_words_at_their_places_however_badly_they_are_read(told: Tells) -> None:
    votes = heard(told, lambda text: (text, 0.9) if text in FIGURES else (text[:-1] + "q", 0.6))  # a letter is wrong
    assert votes.agree >= len(WORDS) + len(FIGURES) - 1
    assert (votes.disagree, votes.numbers_agree) == (0, len(FIGURES))
    assert not votes.by_ink
    assert votes.middle == BY_INK.middle


def test_a_doctored_copy_differs_in_a_figure(told: Tells) -> None:
    votes = heard(told, lambda text: ("99,117" if text == "35,500" else text, 0.98))
    assert (votes.numbers_agree, votes.numbers_disagree) == (len(FIGURES) - 1, 1)


THREE_DIGITS = {"16,000": "18,000", "43,500": "48,500", "17,500": "17,800"}


@pytest.mark.parametrize("other", [THREE_DIGITS, dict.fromkeys(FIGURES, "99")])
def test_another_bill_of_the_form_has_the_headings_and_other_figures(other: dict[str, str], told: Tells) -> None:
    votes = heard(told, lambda text: (other.get(text, text), 0.98))
    assert votes.decided == 0 or votes.score < COPY_SCORE


def test_a_blur_in_which_a_digit_may_be_another_one_agrees_with_nothing(seen_as: Callable[..., Any]) -> None:
    class Blurred:
        version = "blurred"

        def __call__(self, crops: Sequence[object], alphabet: str) -> list[Any]:
            return [seen_as(t, 0.9, "7" + t[1:] if t in FIGURES else "", alphabet) for t in (*FIGURES, *WORDS)]

    assert hear_words(INK, placed((*FIGURES, *WORDS)), Blurred(), BY_INK).decided == 0


def test_short_figures_tell_bills_apart(told: Tells) -> None:
    short = [str(11 + 5 * i) for i in range(15)]
    texts = [*short, *WORDS, "2023", "1040", "5521"]
    order = [*short, "2023", "1040", "5521", *WORDS]
    votes = hear_words(INK, placed(texts), told([("88" if t in short else t, 0.98) for t in order]), BY_INK)
    assert votes.decided == 0


def test_the_same_heading_or_zero_in_every_row_is_no_evidence(told: Tells) -> None:
    rows = ["0.00"] * 15
    assert heard(told, lambda text: (text, 0.98), [*rows, *WORDS]).decided == 0
    assert heard(told, lambda text: (text, 0.98), ["Total"] * 30).decided == 0


def test_figures_that_cannot_be_heard_leave_it_open_whatever_the_headings_say(told: Tells) -> None:
    votes = heard(told, lambda text: ("i" if text in FIGURES else text, 0.2 if text in FIGURES else 0.98))
    assert votes.decided == 0


def test_a_page_without_figures_needs_many_words(told: Tells) -> None:
    assert heard(told, lambda text: (text, 0.98), WORDS).decided == 0
    many = [f"{word}{tail}" for word in WORDS for tail in ("", "s", "ing")]
    assert heard(told, lambda text: (text, 0.98), many).agree == len(many)


@pytest.mark.parametrize("n_words", [10, 300])
def test_no_more_than_some_words_are_asked_about(n_words: int, told: Tells) -> None:
    texts = [f"{10_000 + 37 * i}" for i in range(n_words)]
    recogniser = told([(text, 0.98) for text in texts[:MOST_WORDS]])
    page = np.full((64, 60 * n_words + 60), 0.5, np.float32)
    words = [Word("", 1, i + 1, 1, text, 90.0, 60 * i, 20, 60 * i + 50, 44) for i, text in enumerate(texts)]
    hear_words(page, shown_words(words, np.ones(page.shape, bool), 1.0), recogniser, BY_INK)
    assert len(recogniser.asked) == min(n_words, MOST_WORDS)


def test_only_words_that_the_other_page_shows_are_asked_about() -> None:
    seen = np.ones((64, 400), bool)
    seen[:, 100:200] = False
    words = [Word("", 1, i + 1, 1, "tonnes", 90.0, 30 * i, 10, 30 * i + 25, 22) for i in range(8)]
    assert [word.word_no for word, _ in shown_words(words, seen, 2.0)] == [1, 5, 6]  # the last two lie outside


def drawn(texts: Sequence[str], blur: float) -> Ink:
    """Words one below the other, as strokes from 0 to 1."""
    page = np.zeros((44 * len(texts) + 20, 260), np.uint8)
    for i, text in enumerate(texts):
        cv2.putText(page, text, (20, 44 * i + 36), cv2.FONT_HERSHEY_DUPLEX, 0.9, 255, 1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(page, None, blur) / 255, np.float32)


@pytest.mark.parametrize(("changed", "joins"), [(0, True), (1, True), (6, False)])
def test_a_drawn_page_blurred_is_heard_as_itself_and_another_bill_is_not(
    *, changed: int, joins: bool, recogniser: Recogniser
) -> None:
    texts = [*FIGURES, *WORDS]
    shown = [str(71 + i) for i in range(changed)] + texts[changed:]
    words = []
    for i, text in enumerate(texts):
        (width, height), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 0.9, 1)
        words.append(Word("", 1, i + 1, 1, text, 95.0, 20, 44 * i + 36 - height, 20 + width, 44 * i + 36 + base))
    ink = drawn(shown, 2.0)
    votes = hear_words(ink, shown_words(words, np.ones(ink.shape, bool), 1.0), recogniser, BY_INK)
    assert (votes.decided >= MIN_DECIDED and votes.score >= COPY_SCORE) is joins
