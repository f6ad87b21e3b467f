"""What has room for another page beside those that were found."""

from __future__ import annotations

import pytest

from pipeline.matching.rest import Box, free_boxes

FRAME = (0, 0, 1000, 800)


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([(0, 0, 500, 400), (500, 400, 1000, 800)], [(0, 400, 500, 800), (500, 0, 1000, 400)]),  # two of four pictures
        ([(0, 0, 500, 400)], [(0, 400, 1000, 800), (500, 0, 1000, 400)]),
        ([(100, 100, 900, 700)], []),  # a margin all around
        ([(-20, -20, 990, 500)], [(0, 500, 1000, 800)]),  # lies partly outside
    ],
)
def test_the_largest_free_boxes_in_which_a_page_has_room(taken: list[Box], free: list[Box]) -> None:
    assert sorted(free_boxes(taken, FRAME)) == sorted(free)


def test_a_narrow_rest_has_room_for_no_page_however_long_it_is() -> None:
    assert free_boxes([(0, 0, 760, 800)], FRAME) == []
    assert free_boxes([(0, 0, 300, 800), (300, 0, 600, 800)], FRAME) == [(600, 0, 1000, 800)]
