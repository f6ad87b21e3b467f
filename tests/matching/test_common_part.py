"""What two pages both show is drawn around their matches, not around mistakes."""

from __future__ import annotations

import numpy as np

from pipeline.imaging.registration import Registration
from pipeline.matching.common_part import common_parts
from pipeline.records import PageInput


def test_mistaken_matches_far_away_do_not_widen_what_both_pages_show() -> None:
    together = np.array([(x, y) for x in range(100, 900, 25) for y in range(100, 700, 25)], float)
    strays = np.array([(120.0, 1_400.0), (500.0, 1_250.0), (800.0, 1_550.0), (300.0, 1_100.0)] * 2)
    matched = np.concatenate([together, strays])
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 776, 776, 90, 0.5, matched)
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    for quad in common_parts(laid, page, page, matched, matched):
        assert max(y for _, y in quad) < 750


def test_mistakes_that_lie_together_among_other_details_do_not_widen_it_either() -> None:
    """A picture of two pages: some details of the lower one look like those of the upper one's copy."""
    together = np.array([(x, y) for x in range(100, 900, 25) for y in range(100, 700, 25)], float)
    strays = np.array([(x, y) for x in range(300, 400, 25) for y in range(1_200, 1_250, 25)], float)
    matched = np.concatenate([together, strays])
    laid = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (1_000.0, 1_600.0), 776, 776, 90, 0.5, matched)
    page = PageInput("a" * 64, 1, 1_000, 1_600, 0, ())
    lower = np.array([(x, y) for x in range(100, 900, 10) for y in range(900, 1_500, 10)], float)
    details = np.concatenate([matched, lower])
    for quad in common_parts(laid, page, page, details, details):
        assert max(y for _, y in quad) < 750
