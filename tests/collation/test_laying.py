"""Of several ways to lay a copy, the one that leaves a flat page where its details are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.collation.laying import _best_laid, strays
from pipeline.imaging.ink import ink_of
from pipeline.imaging.registration import Registration
from tests.collation.test_blocks import AT, flat, page


def drawn_away(laid: Registration, by: float) -> Registration:
    """With its upper left corner a line farther down."""
    nodes = np.zeros((3, 3, 2), np.float32)
    nodes[0, 0, 1] = by
    return replace(laid, nodes=nodes, step=(240.0, 320.0))


def test_what_draws_a_flat_page_away_from_its_details_strays_and_a_sheet_that_bends_does_not() -> None:
    assert strays(drawn_away(flat(), 20.0), flat(), 1.0)
    assert not strays(drawn_away(flat(), 2.0), flat(), 1.0)
    bent = drawn_away(flat(), 40.0)
    assert not strays(flat(), bent, 1.0)


def test_of_registrations_that_stray_none_is_taken() -> None:
    ink = ink_of(page())
    laid = _best_laid(drawn_away(flat(), 30.0), flat(), ink, page(), 1.0)
    assert np.abs(laid.to_b(AT) - AT).max() < 1
