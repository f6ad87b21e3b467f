"""A tint that reads is a watermark; one that does not stays in doubt."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.collation.blobs import Mark
from pipeline.collation.copies import CELL, LaidCopy, Table
from pipeline.collation.lettering import with_lettering
from pipeline.collation.strength import BY_CHANCE
from pipeline.imaging.ink import Ink
from pipeline.ocr.recogniser import Recogniser
from pipeline.records import PageInput

HEIGHT, WIDTH = 700, 900
BOX = (150, 100, 750, 600)
MARK = Mark(1, "overlay", BOX, 0.0)


def copy(tint: Ink) -> LaidCopy:
    """A page of lines, with a tint on its paper."""
    ink = tint.copy()
    for y in range(40, HEIGHT - 40, 48):
        for x in range(60, WIDTH - 60, 9):
            cv2.line(ink, (x, y), (x, y + 16), 0.8, 2)
    none, paper = np.zeros_like(ink), np.zeros((HEIGHT // CELL, WIDTH // CELL), np.float32)
    page = PageInput("0" * 64, 1, WIDTH, HEIGHT, 0, ())
    return LaidCopy(page, ink, ink, none, paper, np.ones(ink.shape, bool), (), np.zeros((0, 4)), 1.0, None)


def lettered(text: str, degrees: float, tint: float = 0.15) -> Ink:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 4.0, 14)
    at = (WIDTH - width) // 2, (HEIGHT + height) // 2
    cv2.putText(drawn, text, at, cv2.FONT_HERSHEY_DUPLEX, 4.0, 255, 14, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(drawn, turn, (WIDTH, HEIGHT)) * (tint / 255), np.float32)


def shadow() -> Ink:
    """Folds and a corner in the shade."""
    layer: Ink = np.zeros((HEIGHT, WIDTH), np.float32)
    for x in (200, 330, 520, 640):
        cv2.ellipse(layer, (x, 300), (40, 190), 12, 0, 360, 0.15, -1)
    return layer


PLAIN = copy(np.zeros((HEIGHT, WIDTH), np.float32))


def told(tint: Ink, recogniser: Recogniser | None, mark: Mark = MARK) -> list[Mark]:
    return with_lettering([mark], Table([PLAIN, copy(tint), PLAIN], 1.0, 24.0, []), recogniser)


@pytest.mark.parametrize(("text", "degrees"), [("DRAFT", 32.0), ("DRAFT", -25.0), ("COPY", 0.0)])
def test_a_tint_that_can_be_read_is_a_watermark(text: str, degrees: float, recogniser: Recogniser) -> None:
    assert told(lettered(text, degrees), recogniser) == [replace(MARK, strength=BY_CHANCE)]


def test_shadows_and_what_nobody_reads_stay_in_doubt(recogniser: Recogniser) -> None:
    assert told(shadow(), recogniser) == [MARK]
    assert told(np.zeros((HEIGHT, WIDTH), np.float32), recogniser) == [MARK]
    assert told(lettered("DRAFT", 32.0), None) == [MARK]
    assert told(lettered("OK", 0.0), recogniser) == [MARK]


@pytest.mark.parametrize("tint", [0.5, 0.7, 0.85])
def test_letters_as_dark_as_print_may_be_a_stamps(tint: float, recogniser: Recogniser) -> None:
    looks_drawn = replace(MARK, kind="graphic", strength=1.6)
    table = Table([PLAIN, copy(lettered("VOID", 28.0, tint)), PLAIN], 1.0, 24.0, [])
    assert with_lettering([MARK, looks_drawn], table, recogniser) == [MARK, looks_drawn]


def test_what_is_no_overlay_or_is_sure_is_left_alone(recogniser: Recogniser) -> None:
    for mark in (replace(MARK, kind="graphic"), replace(MARK, strength=2.0)):
        assert told(lettered("DRAFT", 32.0), recogniser, mark) == [mark]


@pytest.mark.parametrize(("degrees", "kinds"), [(32.0, ["overlay"]), (8.0, ["overlay", "graphic"])])
def test_letters_that_run_steeply_are_no_stamp(degrees: float, kinds: list[str], recogniser: Recogniser) -> None:
    """A stamp is put on a little askew."""
    looks_drawn = replace(MARK, kind="graphic", strength=1.6)
    elsewhere = replace(looks_drawn, box=(10, 20, 140, 90))
    table = Table([PLAIN, copy(lettered("DRAFT", degrees)), PLAIN], 1.0, 24.0, [])
    found = with_lettering([MARK, looks_drawn, elsewhere], table, recogniser)
    assert [m.kind for m in found] == [*kinds, "graphic"]
    surely = replace(looks_drawn, strength=3.0)
    assert surely in with_lettering([MARK, surely], table, recogniser)
