"""Pairs of drawn pages: what is a copy, and what is another page of the same form."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.imaging.cache import UInt8, save_page
from pipeline.imaging.registration import Registration
from pipeline.matching.candidates import candidates, page_entry
from pipeline.matching.clusters import BY_INK, COPY
from pipeline.matching.fingerprint import fingerprint_page
from pipeline.matching.index import Index
from pipeline.matching.verify import _relation, verify_pair
from pipeline.matching.votes import WordVotes
from pipeline.ocr.recogniser import Recogniser
from pipeline.records import PageInput, PageKey, PageMatch, Word

HEADING = ["MINISTRY", "OF", "INLAND", "WATERS", "SUPPLY", "REPORT", "OF", "THE", "HARBOUR", "BOARD"]
WORDS = [
    "barge", "crane", "quay", "tonnes", "fuel", "grain", "steel", "north", "south",
    "ferry", "pilot", "lock", "dredger", "cable", "signal", "depot", "winter",
]  # fmt: skip


def text_of(seed: int, changed: int = 0) -> list[str]:
    draw = random.Random(seed)
    body = [draw.choice(WORDS) if draw.random() < 0.7 else str(draw.randint(100, 9999)) for _ in range(110)]
    for i in range(changed):
        body[20 + 40 * i] = str(4711 + i)
    return HEADING + body


def drawn(words: list[str], sha: str) -> tuple[UInt8, list[Word]]:
    """A typed page, 900 x 1200, and its words as a faultless reader would give them."""
    page, found, x, y, line = np.full((1200, 900), 250, np.uint8), [], 60, 80, 1
    for word in words:
        (width, height), base = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 0.7, 1)
        if x + width > 840:
            x, y, line = 60, y + 52, line + 1
        cv2.putText(page, word, (x, y), cv2.FONT_HERSHEY_DUPLEX, 0.7, 20, 1, cv2.LINE_AA)
        found.append(Word(sha, 1, len(found) + 1, line, word, 95.0, x, y - height, x + width, y + base))
        x += width + 18
    return page, found


def stored(cache: Path, name: str, image: UInt8, words: list[Word]) -> PageInput:
    sha = name * 64
    save_page(cache, PageKey(sha, 1), Image.fromarray(image))
    fingerprint_page(str(cache), sha, 1)
    return PageInput(sha, 1, image.shape[1], image.shape[0], 0, words)


def compared(cache: Path, a: PageInput, b: PageInput) -> PageMatch | None:
    return verify_pair(str(cache), *sorted((a, b), key=lambda p: p.key))


@pytest.fixture
def original(tmp_path: Path) -> PageInput:
    return stored(tmp_path, "a", *drawn(text_of(1), "a" * 64))


def test_scaled_copy_is_a_copy_of_one_capture(tmp_path: Path, original: PageInput) -> None:
    image, words = drawn(text_of(1), "b" * 64)
    small = cv2.resize(image, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    scaled = [replace(w, x0=w.x0 * 0.7, y0=w.y0 * 0.7, x1=w.x1 * 0.7, y1=w.y1 * 0.7) for w in words]
    found = compared(tmp_path, original, stored(tmp_path, "b", np.asarray(small, np.uint8), scaled))
    assert found is not None
    assert (found.relation, found.common_origin) == ("re_encoded", "same_capture")
    said, lies = found.reason.split("; ")
    assert said == "120 of 120 words at the same places agree, 31 of 31 of those with figures"
    assert lies.endswith("of those in common sight")


def test_two_changed_figures_leave_a_copy(tmp_path: Path, original: PageInput) -> None:
    found = compared(tmp_path, original, stored(tmp_path, "b", *drawn(text_of(1, changed=2), "b" * 64)))
    assert found is not None
    assert found.relation == "content_differs"


def test_same_heading_with_other_content_is_no_copy(tmp_path: Path, original: PageInput) -> None:
    found = compared(tmp_path, original, stored(tmp_path, "b", *drawn(text_of(2), "b" * 64)))
    assert found is None or found.relation not in COPY


def test_beside_another_page_of_its_form_a_page_is_found_where_less_of_it_can_be_seen(
    tmp_path: Path, original: PageInput
) -> None:
    like_it = text_of(1)
    like_it[20:100:2] = [str(5_000 + i) for i in range(40)]
    left, words = drawn(like_it, "b")
    right = cv2.resize(drawn(text_of(1), "b")[0], None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    desk = np.full((1200, 900 + 40 + right.shape[1]), 120, np.uint8)
    desk[:, :900] = left
    desk[200 : 200 + right.shape[0], 940:] = right
    words += [
        replace(w, word_no=len(words) + w.word_no, x0=940 + 0.7 * w.x0, x1=940 + 0.7 * w.x1, y0=200 + 0.7 * w.y0,
                y1=200 + 0.7 * w.y1)
        for w in drawn(text_of(1), "b")[1]
    ]  # fmt: skip
    pair = compared(tmp_path, original, stored(tmp_path, "b", desk, words))
    assert pair is not None
    assert pair.relation in COPY
    assert pair.part_of_b is not None
    assert min(x for x, _ in pair.part_of_b) > 900


def test_copy_that_nobody_could_read_is_told_by_its_ink(tmp_path: Path, original: PageInput) -> None:
    image, _ = drawn(text_of(1), "b" * 64)
    found = compared(
        tmp_path, original, stored(tmp_path, "b", np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8), [])
    )
    assert found is not None
    assert found.relation in COPY


def test_what_bars_hide_does_not_speak_against_a_copy(tmp_path: Path) -> None:
    image, words = drawn(text_of(1), "a" * 64)
    bold = np.asarray(cv2.erode(image, np.ones((3, 3), np.uint8)), np.uint8)
    original = stored(tmp_path, "a", bold, words)
    hidden, scale = (4, 7, 10, 12), 0.35
    for line in hidden:
        y = 80 + 52 * (line - 1)
        cv2.rectangle(bold, (50, y - 24), (845, y + 12), 8, -1)
    small = np.asarray(cv2.resize(bold, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    left = [
        replace(w, file_sha256="b" * 64, x0=w.x0 * scale, y0=w.y0 * scale, x1=w.x1 * scale, y1=w.y1 * scale)
        for w in words
        if w.line_no not in hidden
    ]
    found = compared(tmp_path, original, stored(tmp_path, "b", small, left))
    assert found is not None
    assert (found.relation, found.score) == ("re_encoded", 1.0)


UNREAD = WordVotes(agree=60, by_ink=True, middle=0.92, impostor=0.8)  # a page too blurred to be read


@pytest.mark.parametrize(
    ("votes", "shared", "bend", "is_copy"),
    [
        (UNREAD, 0.2, 0.0, True),
        (UNREAD, 0.13, 0.0, False),  # too little that both show
        (UNREAD, 0.2, 20.0, False),  # a curled sheet, on which words do not lie on each other
        (replace(UNREAD, disagree=2), 0.2, 0.0, False),  # a bill of the same shop
        (replace(UNREAD, middle=0.86), 0.2, 0.0, False),
        (replace(UNREAD, impostor=0.89), 0.2, 0.0, False),  # blurred until any word is like any other
        (replace(UNREAD, agree=30), 0.2, 0.0, False),
        (replace(UNREAD, unsettled=10), 0.2, 0.0, False),  # amounts of one length are like each other
        (replace(UNREAD, covered=12), 0.2, 0.0, False),  # a form filled in
        (replace(UNREAD, by_ink=False, agree=9), 0.2, 0.0, False),
    ],
)
def test_strong_blur_takes_the_details_and_leaves_the_ink(
    votes: WordVotes, shared: float, bend: float, is_copy: bool
) -> None:
    field = np.full((2, 2, 2), bend, np.float32)
    laid = Registration(np.eye(3), field, (1_000.0, 1_600.0), 200, 200, 20, 0.5, agreeing=0.7)
    relation, reason, _ = _relation(votes, (1.0, 1.0), laid, shared, (1_000, 1_600))
    assert (relation in COPY) is is_copy
    assert is_copy or reason


@pytest.mark.parametrize(
    ("agreeing", "bend", "is_copy"), [(0.7, 20.0, True), (0.5, 20.0, False), (0.5, 0.0, True), (0.35, 0.0, False)]
)
def test_a_field_that_bends_needs_more_details_that_agree(agreeing: float, bend: float, is_copy: bool) -> None:
    """It bends from each heading of a form to the next, on any page of it."""
    field, matched = np.full((2, 2, 2), bend, np.float32), np.ones((9, 2))
    laid = Registration(np.eye(3), field, (1_000.0, 1_600.0), 700, 700, 60, 0.5, matched, agreeing)
    votes = WordVotes(agree=5, by_ink=True, middle=0.9, impostor=0.8)
    relation, _, _ = _relation(votes, (1.0, 1.0), laid, 0.4, (1_000, 1_600))
    assert (relation in COPY) is is_copy


BILL = WordVotes(agree=58, disagree=8, numbers_agree=8, numbers_disagree=1, by_ink=True, middle=0.85, impostor=0.61)
HEADINGS = WordVotes(agree=26, disagree=1, numbers_agree=4, covered=63, middle=0.16, impostor=0.47)


@pytest.mark.parametrize(
    ("votes", "shared", "is_copy"),
    [
        (BILL, 0.42, False),  # of the same shop: its ink tells words apart, and one word in eight differs
        (replace(BILL, disagree=3), 0.42, True),
        (replace(BILL, impostor=0.7), 0.42, True),  # blurred: words that differ by ink may be alike
        (HEADINGS, 0.08, False),  # on another slide, dark where this one is light: all that could be compared
        (HEADINGS, 0.2, True),
        (replace(HEADINGS, middle=0.5), 0.08, True),
        (replace(HEADINGS, agree=240, disagree=0), 0.11, True),  # a blurred copy, read well all the same
    ],
)
def test_other_pages_of_a_form_are_told_apart(votes: WordVotes, shared: float, is_copy: bool) -> None:
    field, matched = np.zeros((2, 2, 2), np.float32), np.ones((9, 2))
    laid = Registration(np.eye(3), field, (1_000.0, 1_600.0), 700, 700, 60, 0.5, matched, 0.7)
    relation, reason, _ = _relation(votes, (1.0, 1.0), laid, shared, (1_000, 1_600))
    assert (relation in COPY) is is_copy
    assert is_copy or reason


@pytest.mark.parametrize("votes", [replace(BILL, agree=20, disagree=40), replace(HEADINGS, agree=12, disagree=48)])
def test_what_words_call_another_document_stays_one(votes: WordVotes) -> None:
    """It counts against a merge, and what is undetermined does not."""
    field, matched = np.zeros((2, 2, 2), np.float32), np.ones((9, 2))
    laid = Registration(np.eye(3), field, (1_000.0, 1_600.0), 700, 700, 60, 0.5, matched, 0.7)
    relation, _, score = _relation(votes, (1.0, 1.0), laid, 0.08, (1_000, 1_600))
    assert relation == "same_template"
    assert score is not None


OTHER_WORDS = WordVotes(agree=50, disagree=15, by_ink=True, middle=0.7, impostor=0.8)  # read by nobody


@pytest.mark.parametrize(
    ("votes", "score"),
    [(OTHER_WORDS, 0.6738), (replace(OTHER_WORDS, impostor=0.95), None), (replace(OTHER_WORDS, covered=60), None)],
)
def test_unread_pages_whose_words_differ_have_a_score_and_those_too_blurred_none(
    votes: WordVotes, score: float | None
) -> None:
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 200, 200, 20, 0.5, agreeing=0.5)
    relation, _, found = _relation(votes, (1.0, 1.0), laid, 0.2, (1_000, 1_600))
    assert (relation, found) == ("undetermined", score)


def test_words_read_elsewhere_on_the_other_page_do_not_make_a_pair_that_was_read(
    tmp_path: Path, original: PageInput
) -> None:
    """A reader who caught the headings of one page and the figures of the other has not read the same words."""
    image, words = drawn(text_of(1), "b" * 64)
    image[-1] = 0
    half = len(words) // 2
    here, there = replace(original, words=original.words[:half]), stored(tmp_path, "b", image, words[half:])
    found = compared(tmp_path, here, there)
    assert found is not None
    assert (found.relation, found.method) == ("re_encoded", BY_INK)


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_turned_copy_is_a_copy(tmp_path: Path, original: PageInput, quarter: int) -> None:
    image, _ = drawn(text_of(1), "b" * 64)
    found = compared(tmp_path, original, stored(tmp_path, "b", np.ascontiguousarray(np.rot90(image, quarter)), []))
    assert found is not None
    assert found.relation in COPY


def test_half_a_page_shows_less(tmp_path: Path, original: PageInput) -> None:
    image, words = drawn(text_of(1), "b" * 64)
    half = [w for w in words if w.y1 < 400]
    found = compared(tmp_path, original, stored(tmp_path, "b", image[:400], half))
    assert found is not None
    assert found.relation == "partial"
    assert found.shown_of_a is not None
    assert found.shown_of_a < 0.8


def test_a_page_that_nobody_could_read_is_no_part_for_the_floor_beneath_it(tmp_path: Path, original: PageInput) -> None:
    image, _ = drawn(text_of(1), "b" * 64)
    floor = np.asarray(cv2.GaussianBlur(np.random.default_rng(1).uniform(0, 255, (1800, 1900)), (0, 0), 2), np.uint8)
    floor[300:1500, 500:1400] = image
    found = compared(tmp_path, original, stored(tmp_path, "b", floor, []))
    assert found is not None
    assert found.shown_of_b is not None
    assert found.shown_of_b < 0.8
    assert found.relation == "re_encoded"


def test_blank_pages_are_nobodys_candidates(tmp_path: Path, original: PageInput) -> None:
    blank = [stored(tmp_path, name, np.full((1200, 900), 250, np.uint8), []) for name in "bc"]
    pages = [original, *blank]
    entries = [page_entry(tmp_path, p.key, ["0" * 16] * 3, p.words) for p in pages]
    index = Index.open(tmp_path)
    index.add(entries)
    assert candidates(index, entries) == []


HUNDREDS = WordVotes(agree=293, disagree=2, numbers_agree=4, numbers_disagree=2)  # a page of text with six figures


@pytest.mark.parametrize(
    ("votes", "is_copy"),
    [
        (HUNDREDS, True),
        (replace(HUNDREDS, disagree=1, numbers_agree=2, numbers_disagree=1), True),
        (replace(HUNDREDS, disagree=3), False),
        (replace(HUNDREDS, agree=60), False),
        (replace(HUNDREDS, numbers_agree=1), False),  # a form letter with another date and sum
        (replace(HUNDREDS, doubtful=9), False),  # figures of another bill that differ in a digit each
    ],
)
def test_a_changed_figure_or_two_leave_a_copy_where_hundreds_of_words_agree(*, votes: WordVotes, is_copy: bool) -> None:
    field, matched = np.zeros((2, 2, 2), np.float32), np.ones((9, 2))
    laid = Registration(np.eye(3), field, (1_000.0, 1_600.0), 900, 900, 90, 0.5, matched)
    relation, reason, _ = _relation(votes, (1.0, 1.0), laid, 0.9, (1_000, 1_600))
    assert relation == ("content_differs" if is_copy else "undetermined")
    assert is_copy or reason


@pytest.mark.parametrize(("seed", "is_copy"), [(1, True), (7, False)])
def test_a_page_that_could_not_be_read_is_heard(
    *, seed: int, is_copy: bool, tmp_path: Path, original: PageInput, recogniser: Recogniser
) -> None:
    """A doctored copy, small and blurred, and another page of the form: ink tells neither from the other."""
    image, _ = drawn(text_of(seed, changed=1), "b" * 64)
    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    blurred = stored(tmp_path, "b", np.asarray(cv2.GaussianBlur(small, None, 1.2), np.uint8), [])
    by_ink = compared(tmp_path, original, blurred)
    heard = verify_pair(str(tmp_path), original, blurred, recogniser)
    assert by_ink is not None
    assert heard is not None
    assert by_ink.relation == "undetermined"
    assert (heard.relation in COPY) is is_copy
    assert (heard.method != by_ink.method) is is_copy
    assert heard.common_origin == "unknown"
