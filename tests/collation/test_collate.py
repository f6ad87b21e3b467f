"""Copies of a drawn page laid on each other: what differs is found with its text, what agrees or is hidden is not."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.collation import collate as module
from pipeline.collation.collate import Collation, collate
from pipeline.imaging.cache import UInt8, save_page
from pipeline.matching.fingerprint import fingerprint_page
from pipeline.ocr.recogniser import Recogniser
from pipeline.records import BENIGN, PageInput, PageKey, Word

BODY = [
    "barge",
    "crane",
    "quay",
    "tonnes",
    "fuel",
    "grain",
    "steel",
    "north",
    "south",
    "ferry",
    "pilot",
    "lock",
    "dredger",
    "cable",
    "signal",
    "depot",
    "winter",
]
CHANGED_AT = 60


def words_of(seed: int) -> list[str]:
    draw = random.Random(seed)
    words = [draw.choice(BODY) if draw.random() < 0.7 else str(draw.randint(100, 9999)) for _ in range(120)]
    words[CHANGED_AT] = "35500"
    return words


def drawn(words: list[str]) -> tuple[UInt8, list[Word]]:
    """A typed page, 900 x 1200, and its words as a faultless reader would give them."""
    page, found, x, y, line = np.full((1200, 900), 250, np.uint8), [], 60, 80, 1
    for word in words:
        (width, height), base = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 0.8, 1)
        if x + width > 840:
            x, y, line = 60, y + 54, line + 1
        cv2.putText(page, word, (x, y), cv2.FONT_HERSHEY_DUPLEX, 0.8, 20, 1, cv2.LINE_AA)
        found.append(Word("", 1, len(found) + 1, line, word, 95.0, x, y - height, x + width, y + base))
        x += width + 20
    return page, found


def copy_of(cache: Path, name: str, image: UInt8, words: list[Word], quality: int = 85) -> PageInput:
    """A copy as it lies in the cache, compressed once more on its way."""
    sha = name * 64
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    save_page(cache, PageKey(sha, 1), Image.fromarray(again))
    fingerprint_page(str(cache), sha, 1)
    own = [replace(word, file_sha256=sha) for word in words]
    return PageInput(sha, 1, image.shape[1], image.shape[0], 0, own)


def scaled(image: UInt8, words: list[Word], by: float) -> tuple[UInt8, list[Word]]:
    small = cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), [
        replace(w, x0=w.x0 * by, y0=w.y0 * by, x1=w.x1 * by, y1=w.y1 * by) for w in words
    ]


def honest_copies(cache: Path) -> list[PageInput]:
    image, words = drawn(words_of(1))
    return [
        copy_of(cache, "a", image, words),
        copy_of(cache, "b", *scaled(image, words, 0.85)),
        copy_of(cache, "c", image[:, 30:], [replace(w, x0=w.x0 - 30, x1=w.x1 - 30) for w in words], quality=60),
    ]


def content(found: Collation) -> dict[int, dict[str, str | None]]:
    """Readings by place and copy, benign marks left out."""
    places: dict[int, dict[str, str | None]] = {}
    for row in found.places:
        if row.kind not in BENIGN and row.shows:
            places.setdefault(row.place_no, {})[row.file_sha256[0]] = row.reading
    return places


def test_copies_that_agree_have_no_place(tmp_path: Path) -> None:
    found = collate(str(tmp_path), "c", honest_copies(tmp_path))
    assert content(found) == {}
    assert {row.n_compared for row in found.comparisons} == {2}
    assert min(row.coverage for row in found.comparisons) > 0.9


def test_a_line_left_out_with_the_rest_moved_up_is_one_place(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    gone, pitch = 6, 54
    top = 80 + (gone - 1) * pitch - 30
    moved = np.vstack([image[:top], image[top + pitch :], image[-pitch:]])
    left = [replace(w, y0=w.y0 - pitch, y1=w.y1 - pitch) if w.line_no > gone else w for w in words if w.line_no != gone]
    found = collate(str(tmp_path), "c", [*honest_copies(tmp_path), copy_of(tmp_path, "d", moved, left)])
    line = " ".join(w.text for w in words if w.line_no == gone)
    assert list(content(found).values()) == [{"a": line, "b": line, "c": line, "d": ""}]
    assert {row.kind for row in found.places if row.kind not in BENIGN} == {"line_removed"}


def test_half_a_swap_that_was_not_read_is_surer_for_the_other_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, words = 30, words_of(1)
    words[source] = "72194"
    other = [words[source] if i == CHANGED_AT else words[CHANGED_AT] if i == source else w for i, w in enumerate(words)]
    honest = [copy_of(tmp_path, name, *drawn(words)) for name in "abc"]
    image, read = drawn(other)
    unread = [w for w in read if w.text != words[CHANGED_AT]]  # of the second half nothing was read
    pages = [*honest, copy_of(tmp_path, "d", image, unread)]

    def strength() -> float:
        found = collate(str(tmp_path), "c", pages).places
        return max((row.strength or 0.0) for row in found if row.reading == words[source] and row.file_sha256[0] == "a")

    together = strength()
    monkeypatch.setattr(module, "bear_out_swaps", list)
    assert together > strength()


def test_a_reference_is_compared_and_counted_apart(tmp_path: Path) -> None:
    pages = honest_copies(tmp_path)
    found = collate(str(tmp_path), "c", pages, {pages[0].key})
    counted = {row.file_sha256[0]: (row.n_copies, row.n_compared, row.n_references) for row in found.comparisons}
    assert counted == {"a": (2, 2, 0), "b": (1, 1, 1), "c": (1, 1, 1)}


def test_a_changed_figure_is_one_place_with_both_texts_and_its_carriers(tmp_path: Path) -> None:
    words = words_of(1)
    words[CHANGED_AT] = "16000"
    image, boxes = drawn(words)
    changed = copy_of(tmp_path, "d", image, boxes, quality=70)
    found = collate(str(tmp_path), "c", [*honest_copies(tmp_path), changed])
    (place,) = content(found).values()
    assert place == {"a": "35500", "b": "35500", "c": "35500", "d": "16000"}
    (row,) = [r for r in found.places if r.file_sha256[0] == "d" and r.shows and r.kind not in BENIGN]
    word = boxes[CHANGED_AT]
    assert row.kind == "number"
    assert row.x0 is not None
    assert row.y0 is not None
    assert abs(row.x0 - word.x0) < 15
    assert abs(row.y0 - word.y0) < 15
    assert row.strength is not None
    assert row.strength > 1


def test_a_figure_that_one_copy_was_not_read_at_is_read_by_the_second_recogniser(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    words = words_of(1)
    words[CHANGED_AT] = "16000"
    image, boxes = drawn(words)
    unread = [word for word in boxes if word.text != "16000"]
    pages = [*honest_copies(tmp_path), copy_of(tmp_path, "d", *scaled(image, unread, 0.6))]
    (alone,) = content(collate(str(tmp_path), "c", pages)).values()
    opinion = collate(str(tmp_path), "c", pages, recognise=recogniser)
    (asked,) = content(opinion).values()
    assert alone == {"a": "35500", "b": "35500", "c": "35500", "d": None}
    assert asked == alone | {"d": "16000"}
    assert {row.file_sha256[0]: row.read_by for row in opinion.places} == {
        "a": "page", "b": "page", "c": "page", "d": "second_recogniser",
    }  # fmt: skip


def with_foot(words: list[str], foot: str) -> tuple[UInt8, list[Word]]:
    """A page with a line of its own at the lower right, apart from all others."""
    image, found = drawn(words)
    if foot:
        cv2.putText(image, foot, (640, 1150), cv2.FONT_HERSHEY_DUPLEX, 0.8, 20, 1, cv2.LINE_AA)
        (width, height), base = cv2.getTextSize(foot, cv2.FONT_HERSHEY_DUPLEX, 0.8, 1)
        found.append(Word("", 1, len(found) + 1, 99, foot, 95.0, 640, 1150 - height, 640 + width, 1150 + base))
    return image, found


@pytest.mark.parametrize(("edge", "is_erased"), [(0, True), (60, False)])
def test_a_marking_at_the_foot_is_gone_where_the_frame_is_the_same(
    tmp_path: Path, edge: int, *, is_erased: bool
) -> None:
    image, words = with_foot(words_of(1), "RESTRICTED")
    pages = [copy_of(tmp_path, "a", image, words), copy_of(tmp_path, "b", *scaled(image, words, 0.85))]
    bare, left = with_foot(words_of(1), "")
    # with an edge it is wider and higher: a page cut off above the marking, on white, would look like this
    framed = np.full((1200 + edge, 900 + edge), 250, np.uint8)
    framed[:1200, :900] = bare
    found = collate(str(tmp_path), "c", [*pages, copy_of(tmp_path, "c", framed, left)])
    read = {row.file_sha256[0]: row.reading for row in found.places if row.shows and row.kind != "graphic"}
    assert read == ({"a": "RESTRICTED", "b": "RESTRICTED", "c": ""} if is_erased else {})


def test_a_copy_without_what_differs_from_copy_to_copy_lacks_nothing(tmp_path: Path) -> None:
    feet = {"a": "14:32", "b": "15:07", "c": ""}
    pages = [copy_of(tmp_path, name, *with_foot(words_of(1), foot)) for name, foot in feet.items()]
    found = collate(str(tmp_path), "c", pages)
    assert {row.file_sha256[0]: row.reading for row in found.places if row.shows and row.kind != "graphic"} in (
        {"a": "14:32", "b": "15:07"},
        {},
    )


def test_a_misreading_is_no_difference_where_the_ink_agrees(tmp_path: Path) -> None:
    copies = honest_copies(tmp_path)
    misread = [replace(w, text="355OO") if w.text == "35500" else w for w in copies[1].words]
    found = collate(str(tmp_path), "c", [copies[0], replace(copies[1], words=misread), copies[2]])
    assert content(found) == {}


def test_what_a_crop_does_not_show_does_not_differ(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    kept = [w for w in words if w.y1 < 500]
    top = copy_of(tmp_path, "d", image[:500], kept)
    found = collate(str(tmp_path), "c", [*honest_copies(tmp_path), top])
    assert content(found) == {}
    (row,) = [r for r in found.comparisons if r.file_sha256[0] == "d"]
    assert abs(row.coverage - len(kept) / len(words)) < 0.05


def test_a_redaction_is_benign_and_hides(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    barred = image.copy()
    hidden = words[CHANGED_AT - 3 : CHANGED_AT]
    left, right = min(w.x0 for w in hidden), max(w.x1 for w in hidden)
    if left < hidden[-1].x0:
        cv2.rectangle(barred, (int(left), int(hidden[-1].y0) - 4), (int(right), int(hidden[-1].y1) + 4), 8, -1)
    copy = copy_of(tmp_path, "d", barred, [w for w in words if w not in hidden])
    found = collate(str(tmp_path), "c", [*honest_copies(tmp_path), copy])
    assert content(found) == {}
    assert {r.file_sha256[0] for r in found.places if r.kind == "redaction" and r.reading_no == 2} == {"d"}


def test_a_place_that_a_copy_has_but_does_not_show_keeps_its_box_and_one_cut_off_has_none(tmp_path: Path) -> None:
    words = words_of(1)
    words[CHANGED_AT] = "16000"
    image, boxes = drawn(words)
    word = boxes[CHANGED_AT]
    barred = image.copy()
    cv2.rectangle(barred, (int(word.x0) - 90, int(word.y0) - 4), (int(word.x1) + 90, int(word.y1) + 4), 8, -1)
    seen = [w for w in boxes if w.line_no != word.line_no]
    top = int(word.y0) - 30
    copies = [
        *honest_copies(tmp_path),
        copy_of(tmp_path, "d", image, boxes),
        copy_of(tmp_path, "e", barred, seen),
        copy_of(tmp_path, "f", image[:top], [w for w in boxes if w.y1 < top]),
    ]
    found = collate(str(tmp_path), "c", copies)
    rows = {r.file_sha256[0]: r for r in found.places if r.kind == "number"}
    assert [rows[name].reading for name in "abcdef"] == ["35500", "35500", "35500", "16000", None, None]
    hidden = rows["e"]
    assert not hidden.shows
    assert hidden.strength is None
    assert hidden.x0 is not None
    assert abs(hidden.x0 - word.x0) < 15
    assert rows["f"].x0 is None


def screenshot(image: UInt8, words: list[Word], clock: str, shade: int, top: int) -> tuple[UInt8, list[Word]]:
    """The page from `top` on as a messenger shows it: a bar with the time above it, a bar with a caption below."""
    bar, page = 60, image[top:1000]
    shown = np.full((len(page) + 2 * bar, image.shape[1]), shade, np.uint8)
    shown[bar:-bar] = page
    kept = [replace(w, y0=w.y0 - top + bar, y1=w.y1 - top + bar) for w in words if w.y0 > top and w.y1 < 1000]
    for text, y in ((clock, 40), (f"{clock[:2]}31 views", len(shown) - 20)):
        cv2.putText(shown, text, (30, y), cv2.FONT_HERSHEY_DUPLEX, 0.8, 255 - shade, 1, cv2.LINE_AA)
        kept.append(Word("", 1, 900 + y, 900 + y, text, 95.0, 30, y - 20, 30 + 16 * len(text), y + 6))
    return shown, kept


def test_the_bars_of_a_messenger_belong_to_no_page(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    copies = honest_copies(tmp_path)
    copies.append(copy_of(tmp_path, "d", *screenshot(image, words, "08:41", 242, 120)))
    copies.append(copy_of(tmp_path, "e", *screenshot(image, words, "14:24", 242, 0)))
    found = collate(str(tmp_path), "c", copies)
    assert content(found) == {}
    assert min(row.coverage for row in found.comparisons if row.file_sha256[0] in "abc") > 0.9


def test_a_strip_of_the_page_itself_is_no_bar(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    titled = image.copy()
    titled[:70] = 200
    title = Word("", 1, 900, 900, "SECRET//NOFORN", 95.0, 60, 26, 300, 52)
    other = replace(title, text="RESTRICTED", x1=250)
    copies = []
    for name, word in zip("abcd", (title, title, title, other), strict=True):
        page = titled.copy()
        cv2.putText(page, word.text, (60, 50), cv2.FONT_HERSHEY_DUPLEX, 0.9, 20, 2, cv2.LINE_AA)
        copies.append(copy_of(tmp_path, name, page, [word, *words]))
    (place,) = content(collate(str(tmp_path), "c", copies)).values()
    assert place == {"a": "SECRET//NOFORN", "b": "SECRET//NOFORN", "c": "SECRET//NOFORN", "d": "RESTRICTED"}


def test_a_word_that_the_edge_of_a_sheet_cuts_does_not_differ(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))
    cut = max((w for w in words if w.text.isdigit() and w.x0 > 600), key=lambda w: len(w.text))
    edge = int(cut.x0 + 0.7 * (cut.x1 - cut.x0))
    on_table = image.copy()
    on_table[:, edge:] = 150 + np.random.default_rng(0).integers(-6, 6, on_table[:, edge:].shape)
    seen = [replace(w, text=w.text[:3], x1=edge) if w is cut else w for w in words if w.x1 < edge or w is cut]
    found = collate(str(tmp_path), "c", [*honest_copies(tmp_path), copy_of(tmp_path, "d", on_table, seen)])
    assert content(found) == {}
    (row,) = [r for r in found.comparisons if r.file_sha256[0] == "d"]
    assert row.coverage > 0.7 * len(seen) / len(words)


def test_words_that_a_crop_runs_through_do_not_differ_though_white_goes_on_beyond(tmp_path: Path) -> None:
    image, words = drawn(words_of(1))

    def cut_by(edge: int) -> list[Word]:
        return [w for w in words if w.x0 + 0.35 * (w.x1 - w.x0) < edge < w.x0 + 0.65 * (w.x1 - w.x0)]

    edge = max(range(700, 830), key=lambda x: len(cut_by(x)))
    assert len(cut_by(edge)) >= 3
    framed = cv2.copyMakeBorder(image, 0, 0, 40, 0, cv2.BORDER_CONSTANT, value=250)
    framed[:, edge + 40 :] = 250
    seen = [
        replace(
            w, text=w.text[: max(1, len(w.text) // 2)] if w.x1 > edge else w.text, x0=w.x0 + 40, x1=min(w.x1, edge) + 40
        )
        for w in words
        if w.x0 < edge
    ]
    cropped = copy_of(tmp_path, "d", np.asarray(framed, np.uint8), seen)
    assert content(collate(str(tmp_path), "c", [*honest_copies(tmp_path), cropped])) == {}


def test_copies_that_nobody_could_read_have_no_place(tmp_path: Path) -> None:
    image, _ = drawn(words_of(1))
    found = collate(str(tmp_path), "c", [copy_of(tmp_path, "a", image, []), copy_of(tmp_path, "b", image, [], 60)])
    assert content(found) == {}
    assert [row.coverage for row in found.comparisons] == [0.0, 0.0]


def test_a_page_alone_has_nothing_to_compare(tmp_path: Path) -> None:
    found = collate(str(tmp_path), "c", honest_copies(tmp_path)[:1])
    assert not found.places
    assert [(row.n_copies, row.n_compared) for row in found.comparisons] == [(0, 0)]


def test_a_pale_watermark_is_told_by_its_letters_and_costs_no_word(tmp_path: Path, recogniser: Recogniser) -> None:
    image, words = drawn(words_of(1))
    layer = np.zeros(image.shape, np.uint8)
    cv2.putText(layer, "DRAFT", (200, 640), cv2.FONT_HERSHEY_DUPLEX, 4.5, 255, 16, cv2.LINE_AA)
    turned = cv2.warpAffine(layer, cv2.getRotationMatrix2D((450, 600), 30, 1), (900, 1200))
    marked = np.asarray(image * (1 - 0.12 * (turned / 255)), np.uint8)
    pages = [
        copy_of(tmp_path, name, picture, words) for name, picture in zip("abc", (image, marked, image), strict=True)
    ]
    places = collate(str(tmp_path), "c", pages, (), None, recogniser).places
    told = {row.kind for row in places if row.reading_no == 2}
    assert told == {"overlay"}
    assert {row.file_sha256[0] for row in places if row.reading_no == 2} == {"b"}


def test_a_stamp_that_most_copies_carry_is_on_all_of_them(tmp_path: Path) -> None:
    """Asked by itself, none of the blurred ones has more than the others."""
    image, words = drawn(words_of(1))
    stamped = image.copy()
    cv2.rectangle(stamped, (420, 940), (700, 1030), 120, 4)
    cv2.putText(stamped, "PAID", (450, 1010), cv2.FONT_HERSHEY_DUPLEX, 2.2, 120, 4, cv2.LINE_AA)
    blurred = [np.asarray(cv2.GaussianBlur(stamped, (0, 0), sigma), np.uint8) for sigma in (3.0, 3.2, 3.4)]
    pictures = [image, image, stamped, *blurred]
    pages = [copy_of(tmp_path, name, picture, words) for name, picture in zip("abcdef", pictures, strict=True)]
    rows = [r for r in collate(str(tmp_path), "c", pages).places if r.kind == "graphic"]
    assert {r.file_sha256[0]: r.reading_no for r in rows} == {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2, "f": 2}
