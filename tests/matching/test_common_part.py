"""What two pages both show is drawn around their matches, not around mistakes."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.imaging.registration import Registration
from pipeline.matching.common_part import common_parts, whole_pages
from pipeline.records import PageInput, Word


def test_mistaken_matches_far_away_do_not_widen_what_both_pages_show() -> None:
    together = np.array([(x, y) for x in range(100, 900, 25) for y in range(100, 700, 25)], float)
    strays = np.array([(120.0, 1_400.0), (500.0, 1_250.0), (800.0, 1_550.0), (300.0, 1_100.0)] * 2)
    matched = np.concatenate([together, strays])
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 776, 776, 90, 0.5, matched)
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    for shown in common_parts(laid, page, page, matched, matched):
        assert max(y for _, y in shown.part) < 750


def test_mistakes_that_lie_together_among_other_details_do_not_widen_it_either() -> None:
    """A picture of two pages: some details of the lower one look like those of the upper one's copy."""
    together = np.array([(x, y) for x in range(100, 900, 25) for y in range(100, 700, 25)], float)
    strays = np.array([(x, y) for x in range(300, 400, 25) for y in range(1_200, 1_250, 25)], float)
    matched = np.concatenate([together, strays])
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 776, 776, 90, 0.5, matched)
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    lower = np.array([(x, y) for x in range(100, 900, 10) for y in range(900, 1_500, 10)], float)
    details = np.concatenate([matched, lower])
    for shown in common_parts(laid, page, page, details, details):
        assert max(y for _, y in shown.part) < 750


def laid_by(homography: np.ndarray) -> Registration:
    matched = np.array([(x, y) for x in range(300, 700, 25) for y in range(300, 700, 25)], float)
    return Registration(homography, np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 256, 256, 90, 0.5, matched)


def test_the_whole_of_the_other_page_reaches_beyond_what_both_show() -> None:
    half = PageInput("b" * 64, 1, 500, 400, 0, ())
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    on_page, on_half = whole_pages(laid_by(np.diag([0.5, 0.5, 1.0])), page, half)
    assert on_page == ((0, 0), (1_000, 0), (1_000, 800), (0, 800))
    assert on_half == ((0, 0), (500, 0), (500, 800), (0, 800))


def test_beyond_the_horizon_of_a_photograph_there_is_no_page() -> None:
    """At the foot of the first page the second one's plane meets the eye."""
    steep = np.array([[1.0, 0, 0], [0, 1, 0], [0, -1 / 1_500, 1]])
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    on_page, on_photograph = whole_pages(laid_by(steep), page, page)
    assert on_photograph is None
    assert on_page is not None


@pytest.mark.parametrize(
    ("heading", "post", "top"),
    [
        pytest.param("SEALED", "", 0, id="a heading of which nothing matches, but too few details of it to tell"),
        pytest.param("", "1.2K", 176, id="a picture cropped to fill its cell, under the name of a channel"),
        pytest.param("SEALED", "OPENED", 0, id="another heading in its place"),
    ],
)
def test_a_page_is_shown_as_far_as_details_match_or_words_stand_in_place_of_its_own(
    heading: str, post: str, top: float
) -> None:
    matched = np.array([(x, y) for x in range(300, 700, 25) for y in range(200, 700, 25)], float)
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 900.0), 320, 320, 90, 0.5, matched)
    n_above = 30 if post else 6
    above = np.column_stack([np.linspace(310, 690, n_above), np.full(n_above, 60.0)])

    def page(text: str, height: int) -> PageInput:
        words = (Word("a" * 64, 1, 1, 1, text, 90.0, 400.0, 50.0, 600.0, 50.0 + height),) if text else ()
        return PageInput("a" * 64, 1, 1_000, 900, 0, words)

    frame, _ = common_parts(laid, page(post, 40), page(heading, 40), matched, np.concatenate([matched, above]))
    assert frame.whole is not None
    assert min(y for _, y in frame.whole) == pytest.approx(top, abs=8)
