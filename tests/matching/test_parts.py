"""Two parts of a frame are about one page where both have details of it."""

from __future__ import annotations

import numpy as np

from pipeline.matching.outlines import details_in
from pipeline.matching.parts import Part, Shown, cells_of, convex, inside, overlap, part_shown
from pipeline.records import PageKey, PageMatch

UPPER, LOWER = ((0, 0), (800, 0), (800, 600), (0, 600)), ((400, 400), (1_200, 400), (1_200, 1_000), (400, 1_000))


def dots(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    return np.stack(np.meshgrid(np.arange(x0, x1, 20.0), np.arange(y0, y1, 20.0)), -1).reshape(-1, 2)


def shown(corners: tuple[tuple[int, int], ...], details: np.ndarray) -> Shown:
    """As it comes back from the record of a pair."""
    pair = PageMatch(
        "a" * 64, 1, "b" * 64, 1, "partial", "", 99, 1.0, 1.0, "unknown", "", "",
        part_of_b=corners, cells_of_b=cells_of(details, corners),
    )  # fmt: skip
    part = part_shown(pair, PageKey("b" * 64, 1))
    assert part is not None
    return part


def test_a_sheet_that_lies_on_another_has_the_details_where_both_are() -> None:
    on_top, beneath = shown(UPPER, dots(0, 0, 800, 600)), dots(400, 400, 1_200, 1_000)
    hidden = (beneath < (800, 600)).all(1)
    assert not overlap(on_top, shown(LOWER, beneath[~hidden]))
    assert overlap(on_top, shown(LOWER, beneath))


def test_where_neither_has_details_nothing_tells_two_sheets_from_parts_of_one() -> None:
    parts = [shown(UPPER, dots(0, 0, 380, 380)), shown(LOWER, dots(900, 700, 1_200, 1_000))]
    assert overlap(*parts)


def test_of_what_is_not_known_the_corners_tell() -> None:
    assert overlap(Shown(convex(UPPER)), Shown(convex(LOWER)))
    assert not overlap(Shown(convex(UPPER)), Shown(convex([(x + 790, y) for x, y in UPPER])))


def test_beyond_its_box_a_part_has_no_details() -> None:
    part = shown(UPPER, dots(0, 0, 800, 600))
    assert part.has(np.array([(400, 300), (-200, 300), (1_100, 300)], np.float32)).tolist() == [True, False, False]


def test_a_thin_rim_around_a_corner_has_no_place_to_ask_at_and_no_details() -> None:
    rim = np.array([(0, 0), (1_000, 0), (1_000, 9), (9, 9), (9, 1_000), (0, 1_000)], np.float32)
    assert inside(rim).shape == (0, 2)
    part = Part(99, shown(UPPER, dots(0, 0, 800, 600)), None, 0, PageKey("a" * 64, 1))
    assert details_in([part], rim) == 0.0
    assert details_in([part], convex(UPPER)) > 0.9
