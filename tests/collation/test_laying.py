"""Blocks of text shift onto the base's, and the flow follows a folded sheet."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.laying import GAIN, PASSES, _best_laid, agreement, follow, refine, strays
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ink import ink_of
from pipeline.imaging.registration import Registration

SIZE = (480, 640)  # width, height; a line of text is 12 pixels high
AT = np.array([(x, y) for y in range(60, 600, 90) for x in range(60, 440, 60)], float)


def page() -> UInt8:
    """A printed page, no two words of which are alike."""
    draw, drawn = np.random.default_rng(2), np.full(SIZE[::-1], 235, np.uint8)
    for y in range(24, 630, 20):
        for x in range(24, 440, 40):
            letters = "".join(draw.choice(list("abdefghkmnprst"), 4))
            cv2.putText(drawn, letters, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 30, 1, cv2.LINE_AA)
    return drawn


def flat() -> Registration:
    """As if the page lay flat, held by details in its middle."""
    return Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), (480.0, 640.0), 200, 200, 40, 0.3, AT)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (6.0, -4.0)])
def test_blocks_of_text_are_shifted_onto_the_base(x: float, y: float) -> None:
    by = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = np.asarray(cv2.warpAffine(page(), by, SIZE, borderValue=(235,)), np.uint8)
    laid, share = refine(flat(), ink_of(page()), moved, 1.0)
    assert share > 0.9
    assert np.abs(laid.to_b(AT) - AT - [x, y]).max() < 1


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


def test_the_flow_is_not_asked_on_a_strip_of_a_line() -> None:
    strip = np.ascontiguousarray(page()[10:40])
    assert follow(flat(), ink_of(strip), strip, 1.0).nodes.shape == flat().nodes.shape
