"""The flow follows a folded sheet, and no word that was changed."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.collation.blocks import PASSES, agreement, refine
from pipeline.collation.flow import follow
from pipeline.collation.laying import GAIN
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import ink_of
from tests.collation.test_blocks import AT, SIZE, flat, page


def folded(image: UInt8, along: float) -> UInt8:
    """The page with its upper part folded towards the reader: its lines move down by a share of their way."""
    x, y = np.meshgrid(np.arange(SIZE[0], dtype=np.float32), np.arange(SIZE[1], dtype=np.float32))
    return np.asarray(cv2.remap(image, x, np.minimum(y, 240 - (240 - y) / (1 - along)), cv2.INTER_LINEAR, None,
                                cv2.BORDER_CONSTANT, (235,)), np.uint8)  # fmt: skip


def test_the_flow_reaches_across_a_fold_that_blocks_lose() -> None:
    ink, there = ink_of(page()), folded(page(), 0.08)
    lost, _ = refine(flat(), ink, there, 1.0)
    upper = AT[AT[:, 1] < 200]
    truth = np.stack([upper[:, 0], 240 - 0.92 * (240 - upper[:, 1])], 1)
    followed, _ = refine(follow(lost, ink, there, 1.0), ink, there, 1.0, PASSES[1:])
    assert np.percentile(np.abs(followed.to_b(upper) - truth), 90) < 1
    assert np.percentile(np.abs(lost.to_b(upper) - truth), 90) > 3
    assert agreement(followed, ink, there, 1.0) > agreement(lost, ink, there, 1.0) + GAIN


def test_the_flow_does_not_move_a_word_that_was_changed() -> None:
    edited = page()
    edited[250:266, 140:220] = 235  # two words gone, and typed anew two thirds of a word farther
    cv2.putText(edited, "xyzw", (165, 264), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 30, 1, cv2.LINE_AA)
    laid = follow(flat(), ink_of(page()), edited, 1.0)
    assert np.abs(laid.to_b(AT) - AT).max() < 1.5


def test_the_flow_is_not_asked_on_a_strip_of_a_line() -> None:
    strip = np.ascontiguousarray(page()[10:40])
    assert follow(flat(), ink_of(strip), strip, 1.0).nodes.shape == flat().nodes.shape
