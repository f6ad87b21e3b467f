"""Letters of a watermark that runs aslant are no stamps."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pipeline.collation.aslant import without_slanting_letters
from pipeline.collation.blobs import Mark

HEIGHT = 20.0


def row(degrees: float, n: int = 4, *, step: float = 180.0, size: int = 120) -> list[Mark]:
    """n drawings from (300, 1000) on, rising by so many degrees."""
    dx, dy = step * math.cos(math.radians(degrees)), -step * math.sin(math.radians(degrees))
    at = [(round(300 + i * dx), round(1000 + i * dy)) for i in range(n)]
    return [Mark(3, "graphic", (x, y, x + size, y + size), 1.5 + i / 10) for i, (x, y) in enumerate(at)]


@pytest.mark.parametrize("degrees", [28, -40, 60])
def test_drawings_in_a_slanting_row_are_one_watermark(degrees: float) -> None:
    letters = row(degrees)
    (watermark,) = without_slanting_letters(letters, HEIGHT)
    assert (watermark.kind, watermark.copy, watermark.strength) == ("overlay", 3, letters[-1].strength)
    boxes = [m.box for m in letters]
    assert watermark.box == tuple(f(b[i] for b in boxes) for i, f in enumerate((min, min, max, max)))


@pytest.mark.parametrize(
    "marks",
    [
        row(28, 2),  # a stamp and a signature
        row(2),  # stamps beside each other
        row(88),  # and beneath each other
        row(28, step=700.0),  # far from each other
        row(28, size=30),  # as low as text
        [replace(m, kind="annotation") for m in row(28)],
        [replace(m, strength=4.0) for m in row(28)],  # a signature, a seal and another signature
        row(28, 40, step=30.0),  # more than anybody could name
        [*row(28, 2), Mark(3, "graphic", (700, 400, 820, 520))],  # in no row with them
    ],
)
def test_other_drawings_stay_what_they_are(marks: list[Mark]) -> None:
    assert without_slanting_letters(marks, HEIGHT) == marks


def test_a_stamp_beside_the_row_stays_and_what_was_doubtful_of_the_row_is_part_of_it() -> None:
    stamp, doubtful = Mark(3, "graphic", (900, 1500, 1100, 1600)), Mark(3, "overlay", (310, 900, 500, 1100), 0.0)
    sure = Mark(3, "overlay", (300, 800, 500, 1000), 3.0)
    found = without_slanting_letters([*row(28), stamp, doubtful, sure], HEIGHT)
    assert {(m.kind, m.strength) for m in found} == {("overlay", 1.8), ("graphic", 1.0), ("overlay", 3.0)}
