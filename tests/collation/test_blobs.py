"""Blobs of extra ink and how full they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Blob, fill_aslant


@pytest.mark.parametrize("degrees", [0, 8, 30])
def test_a_bar_is_full_however_it_is_tilted(degrees: float) -> None:
    mask = np.zeros((120, 200), np.uint8)
    corners = cv2.boxPoints(((100, 60), (120, 24), degrees))
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 1)
    bar = Blob((0, 0, 400, 240), float(mask.mean()), mask > 0)
    assert fill_aslant(bar) > 0.9


def test_a_ring_is_not() -> None:
    mask = np.zeros((120, 200), np.uint8)
    cv2.ellipse(mask, (100, 60), (80, 40), 0, 0, 360, 1, 4)
    assert fill_aslant(Blob((0, 0, 400, 240), float(mask.mean()), mask > 0)) < 0.3
