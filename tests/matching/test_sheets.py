"""Frames that show several pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.imaging.cache import load_page, load_shown, save_page
from pipeline.matching.parts import Points, cells_of
from pipeline.matching.sheets import REST, outline_page, several_pages
from pipeline.records import Frame, PageKey, PageMatch

POST = PageKey("f" * 64, 1)
FRAME = Frame(POST.file_sha256, 1, 1, 1000, 800, None, None, "whole_frame")
LEFT, RIGHT = (20, 100, 480, 700), (520, 110, 980, 690)
UPPER, LOWER, ALL = (100, 50, 900, 450), (100, 350, 900, 780), (90, 40, 910, 790)


def everywhere(_: PageKey) -> Points:
    """Details of a frame that has some in every corner."""
    return np.stack(np.meshgrid(np.arange(0, 1000, 20, np.float32), np.arange(0, 800, 20, np.float32)), -1).reshape(
        -1, 2
    )


def box(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[float, float], ...]:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def shown(name: str, part: tuple[int, int, int, int], relation: str = "partial", n_matches: int = 200) -> PageMatch:
    """The post shows a page that file `name` shows too."""
    return PageMatch(
        name * 64, 1, *POST, relation, "", n_matches, 1.0, 1.0, "unknown", "", "",
        part_of_a=box(0, 0, 500, 700), part_of_b=box(*part),
    )  # fmt: skip


def outlines(*matches: PageMatch) -> list[tuple[float, ...]]:
    pages = several_pages(matches, {POST: FRAME}, everywhere, {}).get(POST.file_sha256, [])
    assert [page.page_no for page in pages] == list(range(1, len(pages) + 1))
    return [extent(page) for page in pages if page.shown_as != REST]


def extent(page: Frame) -> tuple[float, ...]:
    assert page.outline is not None
    xs, ys = zip(*page.outline, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_copies_of_two_pages_side_by_side_are_two_pages_left_one_first() -> None:
    assert outlines(shown("b", RIGHT), shown("a", LEFT)) == [LEFT, RIGHT]


def test_two_pages_of_one_picture_take_no_page_apart_that_lies_on_their_border() -> None:
    both = shown("a", LEFT), replace(shown("b", RIGHT), file_a="a" * 64, page_a=2)
    assert outlines(*both) == []
    assert len(outlines(*both, shown("c", LEFT))) == 2


def test_several_copies_of_each_page_are_still_two_pages() -> None:
    found = outlines(shown("a", LEFT), shown("b", RIGHT), shown("c", (30, 90, 470, 690)), shown("d", RIGHT))
    assert found == [(20, 90, 480, 700), RIGHT]


def test_overlapping_halves_are_one_page() -> None:
    assert outlines(shown("a", UPPER), shown("b", LOWER)) == []


def test_halves_that_overlap_by_a_line_are_one_page_and_pictures_whose_rims_touch_are_two() -> None:
    assert outlines(shown("a", (100, 50, 900, 425)), shown("b", (100, 395, 900, 780))) == []
    assert len(outlines(shown("a", (20, 100, 502, 700)), shown("b", (500, 110, 980, 690)))) == 2


def test_parts_that_another_copy_shows_together_are_one_page() -> None:
    apart = (shown("a", (100, 50, 900, 300)), shown("b", (100, 400, 900, 780)))
    assert len(outlines(*apart)) == 2
    assert outlines(*apart, shown("c", ALL)) == []


def test_another_copy_of_the_whole_post_does_not_make_it_one_page() -> None:
    pages = [shown(name, part) for name, part in zip("abcd", (LEFT, LEFT, RIGHT, RIGHT), strict=True)]
    assert len(outlines(*pages, shown("e", ALL))) == 2


def test_what_is_no_sure_copy_outlines_nothing() -> None:
    assert outlines(shown("a", LEFT), shown("b", RIGHT, "same_template")) == []
    assert outlines(shown("a", LEFT), shown("b", RIGHT, n_matches=20)) == []
    assert outlines(shown("a", LEFT), shown("b", (520, 110, 560, 150))) == []


def test_a_page_of_a_frame_keeps_the_frames_coordinates_and_shows_nothing_else(tmp_path: Path) -> None:
    pixels = np.full((800, 1000, 3), 40, np.uint8)
    pixels[100:700, 20:480] = 250
    pixels[110:690, 520:980] = 120
    save_page(tmp_path, POST, Image.fromarray(pixels))
    pages = several_pages([shown("a", LEFT), shown("b", RIGHT)], {POST: FRAME}, everywhere, {})[POST.file_sha256]
    assert [page.shown_as for page in pages] == ["embedded_picture", "embedded_picture"]
    for page in pages:
        outline_page(str(tmp_path), page)
    second = PageKey(POST.file_sha256, 2)
    assert load_page(tmp_path, second).shape == pixels.shape
    assert load_page(tmp_path, second)[400, 700].tolist() == [120, 120, 120]
    assert load_shown(tmp_path, second)[400, 700] == 255
    assert load_shown(tmp_path, second)[400, 200] == 0
    assert 250 not in load_page(tmp_path, second)


GRID = (10, 10, 490, 390), (510, 10, 990, 390), (10, 410, 490, 790), (510, 410, 990, 790)


def in_part(name: str, number: int, part: tuple[int, int, int, int]) -> PageMatch:
    """A page of the post, known by its number, shows a page that file `name` shows too."""
    return replace(shown(name, part), page_b=number)


def test_what_is_left_of_a_post_is_a_page_until_copies_of_two_are_found_in_it() -> None:
    first, second, third, fourth = GRID
    pages = several_pages([shown("a", first), shown("b", second)], {POST: FRAME}, everywhere, {})[POST.file_sha256]
    assert [(page.page_no, extent(page), page.shown_as == REST) for page in pages] == [
        (1, first, False),
        (2, second, False),
        (3, (0, 391, 1000, 800), True),
    ]
    known = {PageKey(page.file_sha256, page.page_no): page for page in pages}
    assert several_pages([in_part("c", 3, third)], known, everywhere, {}) == {}
    later = several_pages([in_part("c", 3, third), in_part("d", 3, fourth)], known, everywhere, {})[POST.file_sha256]
    assert [(page.page_no, extent(page)) for page in later] == [(1, first), (2, second), (3, third), (4, fourth)]


def test_where_nothing_is_shown_no_page_is_left() -> None:
    pages = several_pages(
        [shown("a", GRID[0]), shown("b", GRID[1])], {POST: FRAME}, lambda _: np.full((900, 2), 99, np.float32), {}
    )
    assert [page.shown_as for page in pages[POST.file_sha256]] == ["embedded_picture"] * 2


def test_what_has_no_room_for_another_page_is_interface() -> None:
    pages = several_pages([shown("a", LEFT), shown("b", RIGHT)], {POST: FRAME}, everywhere, {})[POST.file_sha256]
    assert REST not in [page.shown_as for page in pages]


def on_sheet(name: str, part: tuple[int, int, int, int], sheet: tuple[int, int, int, int]) -> PageMatch:
    """A page that file `name` shows too, where the whole of that lies."""
    return replace(shown(name, part), whole_on_b=box(*sheet))


def test_a_page_is_as_large_as_its_sheet_up_to_half_way_to_the_next() -> None:
    """What was added at its foot is on the sheet, though no copy shows it."""
    left, right = (60, 100, 440, 500), (560, 110, 960, 490)
    assert outlines(on_sheet("a", left, (10, 20, 480, 780)), on_sheet("b", right, (420, 40, 1100, 760))) == [
        (10, 20, 480, 780),
        (500, 40, 1000, 760),
    ]


def test_the_smallest_copy_that_shows_all_of_what_is_known_says_how_large_the_sheet_is() -> None:
    left, desk, piece = (60, 100, 440, 500), (0, 0, 990, 800), (60, 100, 440, 300)
    pages = outlines(
        on_sheet("a", left, (10, 20, 480, 780)), on_sheet("c", left, desk), on_sheet("d", piece, piece),
        on_sheet("b", RIGHT, RIGHT),
    )  # fmt: skip
    assert pages == [(10, 20, 480, 780), RIGHT]


def test_a_copy_in_another_picture_of_several_does_not_say_how_large_the_sheet_is() -> None:
    """Beyond the page others lie there, and nothing of them matches."""
    left = (60, 100, 440, 500)
    alone, in_a_post = on_sheet("a", left, (10, 20, 480, 780)), on_sheet("c", left, (50, 90, 450, 510))
    pages = outlines(alone, replace(in_a_post, n_cut_on_b=3), on_sheet("b", RIGHT, RIGHT))
    assert pages == [(10, 20, 480, 780), RIGHT]


def test_a_sheet_of_which_all_sides_are_seen_lies_on_one_of_which_some_are_not() -> None:
    """The blank margin of the upper one has no details, the last letters of the lower one end there."""
    upper, lower = (300, 100, 700, 700), (20, 20, 330, 780)
    matches = [on_sheet("a", (400, 200, 600, 600), upper), on_sheet("b", (30, 30, 320, 770), lower)]
    found = outlines(replace(matches[0], n_cut_on_b=0), replace(matches[1], n_cut_on_b=1))
    assert sorted(found)[1] == upper
    beneath = several_pages(
        [replace(matches[0], n_cut_on_b=0), replace(matches[1], n_cut_on_b=1)], {POST: FRAME}, everywhere, {}
    )[POST.file_sha256]
    ring = np.array(min(page.outline for page in beneath if page.outline is not None), np.float32)
    assert [cv2.pointPolygonTest(ring, at, False) > 0 for at in ((150, 400), (315, 50), (315, 400))] == [
        True,
        True,
        False,
    ]


def test_whole_sheets_are_pages_of_their_own_though_another_copy_of_the_post_shows_them_together() -> None:
    sheets = [on_sheet("a", (60, 100, 440, 500), (10, 20, 480, 780)), on_sheet("b", RIGHT, RIGHT)]
    assert len(outlines(*sheets, shown("e", ALL))) == 2
    on_desk = (LEFT[0] - 200, LEFT[1] - 200, LEFT[2], LEFT[3] + 200)  # half a page, which goes on to the right
    for piece in (LEFT, on_desk):
        assert outlines(on_sheet("a", LEFT, piece), on_sheet("b", RIGHT, RIGHT), shown("e", ALL)) == []


def test_of_two_sheets_that_lie_on_each_other_each_is_as_large_as_can_be_seen() -> None:
    upper, lower = (20, 20, 600, 780), (400, 300, 980, 780)
    details = np.stack(np.meshgrid(np.arange(0, 1000, 10.0), np.arange(0, 800, 10.0)), -1).reshape(-1, 2)
    on_upper = ((details >= upper[:2]) & (details < upper[2:])).all(1)
    on_lower = ((details >= lower[:2]) & (details < lower[2:])).all(1) & ~on_upper
    matches = [
        replace(on_sheet(name, part, part), cells_of_b=cells_of(details[there], box(*part)))
        for name, part, there in (("a", upper, on_upper), ("b", lower, on_lower))
    ]
    first, second, _ = several_pages(matches, {POST: FRAME}, everywhere, {})[POST.file_sha256]
    assert extent(first) == upper
    assert extent(second) == pytest.approx((605, 300, 980, 780), abs=8)
    halves_of_one = replace(matches[0], file_b="b" * 64, part_of_b=None)  # a curled sheet that lost hold between them
    assert several_pages([*matches, halves_of_one], {POST: FRAME}, everywhere, {}) == {}


def test_a_page_with_pictures_stays_one_around_them_where_copies_of_the_whole_show_it() -> None:
    page, one, other = (0, 0, 1000, 800), (100, 100, 400, 400), (600, 400, 900, 700)
    pictures = [on_sheet("a", (110, 110, 390, 390), one), on_sheet("b", (610, 410, 890, 690), other)]
    all_over = [replace(on_sheet(name, page, page), cells_of_b="ff" * 128) for name in "cd"]
    known = {POST: frozenset({PageKey("c" * 64, 1)})}
    around, *parts = several_pages([*pictures, *all_over], {POST: FRAME}, everywhere, known)[POST.file_sha256]
    assert (around.shown_as, [part.shown_as for part in parts]) == (REST, ["embedded_picture"] * 2)
    assert extent(around) == pytest.approx((0, 0, 1000, 800), abs=8)
    ring = np.array(around.outline, np.float32)
    places = {(500, 250): 1, (50, 50): 1, (950, 750): 1, (250, 250): -1, (750, 550): -1}
    assert {at: int(cv2.pointPolygonTest(ring, at, False)) for at in places} == places


def test_the_number_stays_with_the_page_that_was_known_under_it() -> None:
    matches = [shown("a", LEFT), shown("b", RIGHT)]
    known = {POST: frozenset({PageKey("b" * 64, 1)})}
    pages = several_pages(matches, {POST: FRAME}, everywhere, known)[POST.file_sha256]
    assert [(page.page_no, extent(page)) for page in pages] == [(1, RIGHT), (2, LEFT)]
