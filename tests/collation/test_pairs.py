"""How much ink a word has against those around it, and where a copy is laid too unevenly to say."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.collation.copies import LaidCopy, Table, unevenly_laid
from pipeline.collation.pairs import Compared, compare_all
from pipeline.imaging.ink import Ink
from pipeline.imaging.registration import Registration
from pipeline.records import PageInput

HEIGHT = 24.0
COLUMNS, ROWS = 4, 6
BOXES = np.array(
    [(60 + 150 * x, 40 + 50 * y, 160 + 150 * x, 64 + 50 * y) for y in range(ROWS) for x in range(COLUMNS)], float
)
AT = 9  # the word that differs
ALL = np.ones((2, len(BOXES)), bool)


def page(text: str, shift: tuple[int, int] = (0, 0)) -> Ink:
    """A table of words, of which one is this text, moved by pixels."""
    image = np.zeros((380, 700), np.uint8)
    for i, (x0, _, _, y1) in enumerate(BOXES.astype(int).tolist()):
        moved = shift if i == AT else (0, 0)
        said = text if i == AT else f"word{i}"
        cv2.putText(image, said, (x0 + moved[0], y1 - 4 + moved[1]), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.0), np.float32) / 255


def table_of(*inks: Ink, laid: Registration | None = None) -> Table:
    copies = [
        LaidCopy(PageInput(name * 64, 1, 700, 380, 0, ()), ink, ink, ink, ink, ink >= 0, (), BOXES, 1.0, laid)
        for name, ink in zip("abcdef", inks, strict=False)
    ]
    return Table(copies, 1.0, HEIGHT, [])


def compared(*inks: Ink) -> tuple[Table, Compared]:
    table = table_of(*inks)
    return table, compare_all(table, BOXES, ALL)


def test_a_word_has_more_ink_than_those_around_it() -> None:
    blot = page("SEALED")
    x0, y0, x1, y1 = BOXES[AT].astype(int)
    blot[y0:y1, x0:x1] = 0.9
    _, found = compared(page("SEALED"), blot)
    assert abs(found.amount[0, AT]) < 0.3
    assert found.amount[1, AT] > 0.5


@pytest.mark.parametrize(
    ("height", "matched", "is_uneven"),
    [(0.0, [], False), (3.0, [], False), (40.0, [], True), (40.0, [(x, 300) for x in range(0, 700, 20)], True),
     (40.0, [(x, y) for x in range(0, 700, 20) for y in range(0, 380, 20)], False)],
)  # fmt: skip
def test_a_copy_is_laid_unevenly_where_the_field_squeezes_a_line_and_no_details_bear_it_out(
    height: float, matched: list[tuple[int, int]], is_uneven: bool
) -> None:
    nodes = np.zeros((20, 8, 2), np.float32)
    nodes[:4, :, 1] = height  # the upper lines are shifted, and the ones below are not
    at = np.array(matched, np.float64).reshape(-1, 2)
    laid = Registration(np.eye(3), nodes, (100.0, 20.0), 500, 500, 60, 0.5, at)
    (found,) = unevenly_laid(table_of(page("SEALED"), laid=laid), BOXES)
    assert found.any() == is_uneven
    assert not found[4 * COLUMNS :].any()
