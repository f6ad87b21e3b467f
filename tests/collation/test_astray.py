"""A copy laid aside along its lines is told from one on which somebody changed something."""

from __future__ import annotations

import pytest

from pipeline.collation.astray import astray, rows_aside
from pipeline.collation.slots import Said, Slot

LINES = (
    ("4016", "Lunch", "Bag", "Red", "Spot"),
    ("5013", "Heart", "Garland", "Rustic", "Padded"),
    ("6176", "Hanging", "Photo", "Clip", "Rope"),
    ("2019", "2020", "2021", "2022", "2023"),
)
TALL, STEP = 20.0, 120.0  # pixels: a word's height, and from one to the next

Line = tuple[str | None, ...]


def slots() -> list[Slot]:
    return [
        Slot((STEP * i, 40.0 * line, STEP * i + 80, 40.0 * line + TALL), text, line, 0)
        for line, words in enumerate(LINES)
        for i, text in enumerate(words)
    ]


def read(*lines: Line) -> list[Said]:
    return [Said(text, 90.0) if text is not None else Said(None, 0.0) for line in lines for text in line]


def aside(line: Line) -> Line:
    return ("", *line[:-1])


RIGHT = read(*LINES)


def test_a_copy_laid_a_column_aside_is_astray_from_its_first_moved_word_on_and_no_other_copy_is() -> None:
    moved = read(*(aside(line) for line in LINES[:3]), LINES[3])
    found = astray(slots(), [RIGHT, moved], TALL)
    assert not found[0].any()
    assert found[1].tolist() == [False, True, True, True, True] * 3 + [False] * 5


def test_a_curl_moves_words_by_less_and_less() -> None:
    narrowed = read(*(("", line[0], line[1], None, line[3]) for line in LINES[:3]), LINES[3])
    assert astray(slots(), [RIGHT, narrowed], TALL)[1, 1]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param((("4016", "not", "Lunch", "Bag", "Red"), *LINES[1:]), id="a word put in"),
        pytest.param((("4016", "Bag", "Red", "Spot", ""), *LINES[1:]), id="a word left out"),
        pytest.param((*LINES[:3], ("2020", "2021", "2022", "2023", "2024")), id="a sequence that begins a year later"),
        pytest.param((LINES[1], LINES[2], LINES[0], LINES[3]), id="rows in another order"),
        pytest.param(tuple((a, c, b, *rest) for a, b, c, *rest in LINES), id="two columns swapped"),
        pytest.param(tuple((*line[:2], "OPEN", *line[3:]) for line in LINES), id="words that stand nowhere else"),
    ],
)
def test_what_somebody_changed_is_not_astray(changed: tuple[Line, ...]) -> None:
    assert not astray(slots(), [RIGHT, read(*changed)], TALL).any()


def test_a_word_whose_own_place_could_not_be_read_may_have_been_written_twice() -> None:
    unread = read(*((None, line[0], *line[2:]) for line in LINES))
    assert not astray(slots(), [RIGHT, unread], TALL).any()


FIGURES = ("9", "3", "8", "4")


def column(*texts: str | None) -> tuple[list[Slot], list[Said]]:
    places = [Slot((300.0, 40.0 * i, 312.0, 40.0 * i + TALL), text, i, 0) for i, text in enumerate(FIGURES)]
    return places, [Said(text, 90.0) if text is not None else Said(None, 0.0) for text in texts]


@pytest.mark.parametrize(
    ("texts", "aside_at"),
    [
        pytest.param((None, "8", "4", None), [False, True, True, False], id="a row up"),
        pytest.param((None, "9", "3", "8"), [False, True, True, True], id="a row down"),
        pytest.param(("9", "8", "3", "4"), [False] * 4, id="two swapped"),
        pytest.param(("9", "8", "8", "4"), [False] * 4, id="one changed"),
        pytest.param((None, "8", "7", None), [False] * 4, id="changed into what stands below, and the next one too"),
        pytest.param(FIGURES, [False] * 4, id="as it is"),
    ],
)
def test_single_figures_are_known_to_lie_a_row_aside_by_two_of_them(
    texts: tuple[str | None, ...], aside_at: list[bool]
) -> None:
    places, row = column(*texts)
    assert rows_aside(places, [column(*FIGURES)[1], row], TALL).tolist() == [[False] * 4, aside_at]
