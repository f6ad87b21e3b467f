"""Where a copy agrees with others around a place it lies right; only there is paper told from a copy laid askew."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.collation.agreement import (
    EDGE,
    SURE_MARK,
    agreements,
    believed,
    captions,
    doubt_blanks,
    from_near,
    ghosts,
    in_place,
    lies_right,
    read_around,
    sheet_depth,
)
from pipeline.collation.blobs import Mark
from pipeline.collation.pairs import Compared
from pipeline.collation.slots import Said, Slot

COLUMNS, LINES = 5, 6
SLOTS = [
    Slot((60.0 * c, 40.0 * r, 60.0 * c + 50, 40.0 * r + 20), f"word{r}{c}xx", r, 0)
    for r in range(LINES)
    for c in range(COLUMNS)
]
RIGHT = [Said(f"text {i} of it", 90.0) for i in range(len(SLOTS))]
ASKEW = [Said(f"{i} qqq zzz", 90.0) for i in range(len(SLOTS))]


def no_ink(n_copies: int) -> Compared:
    """Copies of which only the text is known."""
    nothing = np.full((n_copies, 1, len(SLOTS)), np.nan)
    return Compared(nothing, nothing, nothing, (0,), np.zeros(n_copies), nothing[:, 0])


def test_copies_that_read_the_same_agree_and_the_one_that_does_not_differs() -> None:
    agrees, differs = agreements([RIGHT, RIGHT, ASKEW], no_ink(3))
    assert agrees[:2].all()
    assert not differs[:2].any()
    assert differs[2].all()
    assert not agrees[2].any()


def test_paper_is_believed_on_a_copy_that_lies_right_and_doubted_on_one_laid_askew() -> None:
    blank = Said("", 90.0)
    here, askew = [*RIGHT[:-1], blank], [*ASKEW[:-1], blank]
    said = [RIGHT, here, askew]
    trusted = doubt_blanks(said, lies_right(SLOTS, *agreements(said, no_ink(3))))
    assert trusted[1][-1] == blank
    assert trusted[2][-1].text is None


def test_the_word_of_the_line_above_is_not_read_where_a_copy_lies_askew() -> None:
    said = list(RIGHT)
    said[12] = Said("word12xx", 99.0)  # stands a line above
    said[13] = Said("d23", 99.0)  # a part of the word itself
    said[14] = Said("word00xx", 99.0)  # stands far away
    askew = np.zeros((1, len(SLOTS)), bool)
    assert np.flatnonzero(from_near(SLOTS, [said], askew)).tolist() == [12]
    said[SLOTS.index(next(s for s in SLOTS if s.text == "word12xx"))] = Said(
        SLOTS[12].text, 99.0
    )  # they changed places
    assert not from_near(SLOTS, [said], askew).any()
    assert not from_near(SLOTS, [said], ~askew).any()


def test_paper_on_which_a_word_s_ink_shows_through_lacks_nothing() -> None:
    blank = [Said("", 90.0)] * len(SLOTS)
    unlike = np.full((3, 1, len(SLOTS)), 1.0)
    unlike[1, 0, 4] = 0.4  # a ghost of the word
    unlike[2, 0, 4] = np.nan
    compared = Compared(unlike, unlike, unlike, (0,), np.zeros(3), unlike[:, 0])
    assert np.argwhere(ghosts([RIGHT, blank, blank], compared)).tolist() == [[1, 4]]
    assert not ghosts([blank, blank, blank], compared).any()


MISREAD = [Said(s.text, 60.0) for s in ASKEW]
HALF_READ = [s if i % 2 else Said(None, 0.0) for i, s in enumerate(RIGHT)]


def test_how_well_a_copy_was_read_around_each_of_its_words() -> None:
    around = read_around(SLOTS, [RIGHT, RIGHT, MISREAD, HALF_READ])
    assert around.unread[:3].max() == 0
    assert 0.3 < around.unread[3].mean() < 0.7
    assert around.misread.mean(1).tolist() == [0, 0, 1, 0]


def test_a_word_is_none_of_those_around_it() -> None:
    changed = [Said("61,000", 60.0) if i == 12 else s for i, s in enumerate(RIGHT)]
    around = read_around(SLOTS, [RIGHT, RIGHT, changed])
    assert around.misread[2, 12] == 0
    assert around.misread[2, 11] > 0


def test_a_paragraph_typed_anew_is_read_otherwise_and_is_believed() -> None:
    typed = [Said(f"other{i}word", 95.0) if 5 <= i < 20 else s for i, s in enumerate(RIGHT)]
    said = [RIGHT, RIGHT, typed]
    assert believed(said, read_around(SLOTS, said))[2] == typed


def test_a_copy_that_misreads_what_is_around_is_not_believed_and_one_barely_legible_lacks_nothing() -> None:
    blank = Said("", 90.0)
    sharp, blurred = [*RIGHT[:-1], blank], [*([Said(None, 0.0)] * (len(RIGHT) - 1)), blank]
    said = [RIGHT, RIGHT, MISREAD, sharp, blurred]
    found = believed(said, read_around(SLOTS, said))
    assert all(s.text is None for s in found[2])
    assert found[3][-1] == blank
    assert found[4][-1].text is None


def test_a_drawing_counts_only_where_its_copy_lies_right() -> None:
    marks = [Mark(copy, kind, (100, 90, 220, 150)) for copy in (1, 2) for kind in ("graphic", "annotation")]
    found = in_place(marks, SLOTS, *agreements([RIGHT, RIGHT, ASKEW], no_ink(3)), 20.0)
    assert [(m.copy, m.kind) for m in found] == [(1, "graphic"), (1, "annotation"), (2, "annotation")]


def test_a_bar_beyond_the_sheet_is_a_desk_or_an_app() -> None:
    bars = [Mark(1, "redaction", (60, y, 160, y + 20), strength=4.0) for y in (100, 500)]
    assert in_place(bars, SLOTS, *agreements([RIGHT, RIGHT], no_ink(2)), 20.0) == bars[:1]


def test_a_sure_logo_in_a_corner_far_from_the_words_counts() -> None:
    logos = [Mark(1, "overlay", (60, 500, 160, 520), strength) for strength in (SURE_MARK + 0.1, SURE_MARK - 0.1)]
    assert in_place(logos, SLOTS, *agreements([RIGHT, RIGHT], no_ink(2)), 20.0) == logos[:1]


def test_what_lies_beyond_the_words_that_agree_is_not_the_sheet() -> None:
    agrees = np.zeros((1, len(SLOTS)), bool)
    agrees[0, : 3 * COLUMNS] = True  # three lines of the sheet, then a desk
    inside = sheet_depth(SLOTS, agrees, np.ones_like(agrees)) > -EDGE
    assert inside[0, : 3 * COLUMNS].all()
    assert not inside[0, 4 * COLUMNS :].any()


@pytest.mark.parametrize(
    ("others", "depth", "is_caption"),
    [
        ("", -4.0, True),  # where the others have paper
        ("", -1.5, False),  # the next line of the page
        ("Saved", -4.0, False),  # a heading that others have
        (None, -4.0, False),  # nobody knows what they have
    ],
)
def test_a_line_that_one_copy_has_far_beyond_its_page_is_an_apps(
    others: str | None, depth: float, *, is_caption: bool
) -> None:
    slots = [Slot((60.0 * i, 500.0, 60.0 * i + 50, 524.0), text, 9, 0) for i, text in enumerate(("Saved", "before"))]
    said = [[Said("Saved", 90.0), Said("before", 90.0)], *[[Said(others, 90.0), Said("", 90.0)]] * 2]
    beyond = np.array([[depth, -0.5], [np.inf] * 2, [3.0] * 2])
    written = np.array([[True] * 2, [False] * 2, [False] * 2])
    assert captions(slots, said, beyond, written).tolist() == [[is_caption] * 2, [False] * 2, [False] * 2]
    written[2, 1] = True  # a copy that ends where this one does lacks it
    assert not captions(slots, said, beyond, written).any()


@pytest.mark.parametrize(
    ("others", "depth", "is_caption"),
    [
        ("54.50", -1.3, True),
        ("54.50", 0.5, False),
        ("18:25", -1.3, False),  # a log's own, changed,
        ("18.25,", -1.3, False),
        ("1825", -1.3, False),  # however its signs were read
        ("", -1.3, False),  # or left out
        ("", -3.0, True),
    ],
)
def test_the_time_of_a_message_beside_the_page_is_an_apps(others: str, depth: float, *, is_caption: bool) -> None:
    slots = [Slot((60.0, 500.0, 110.0, 524.0), "18:26", 9, 0)]
    said = [[Said("18:26", 90.0)], [Said(others, 90.0)], [Said(others, 90.0)]]
    found = captions(slots, said, np.array([[depth], [2.0], [2.0]]), np.array([[True], [False], [False]]))
    assert found.tolist() == [[is_caption], [False], [False]]


@pytest.mark.parametrize(("own", "others"), [("1250", "4290"), ("150", "180"), ("12.50", "13.99"), ("2024", "1987")])
def test_a_figure_that_might_be_a_time_is_no_apps(own: str, others: str) -> None:
    said = [[Said(text, 90.0)] for text in (own, others, others)]
    beyond, written = np.array([[-1.3], [2.0], [2.0]]), np.array([[True], [False], [False]])
    assert not captions([Slot((60.0, 500.0, 110.0, 524.0), own, 9, 0)], said, beyond, written).any()


@pytest.mark.parametrize(
    ("second", "depths", "are_clocks"),
    [
        ("10:56", (-4.0, -4.0), True),
        ("10:56", (-4.0, 0.5), False),
        ("10:56", (-1.5, -1.5), False),
        ("105", (-4.0, -4.0), False),
    ],
)
def test_times_that_differ_far_beyond_the_page_are_clocks_of_apps(
    second: str, depths: tuple[float, float], *, are_clocks: bool
) -> None:
    slots = [Slot((10.0, 5.0, 60.0, 25.0), "05:19", 1, 0)]
    nothing = [Said(None, 0.0)]
    said = [[Said("05:19", 95.0)], [Said(second, 95.0)], nothing, nothing]
    depth, written = np.array([[depths[0]], [depths[1]], [2.0], [2.0]]), np.zeros((4, 1), bool)
    assert captions(slots, said, depth, written).tolist() == [[are_clocks], [are_clocks], [False], [False]]
    # what most copies have may be the page's own
    assert not captions(slots, said[:3], depth[:3], written[:3]).any()


@pytest.mark.parametrize(
    ("line", "is_apps"),
    [
        (("12:03", "Forwarded"), True),
        (("12:03", "Forwarded", "from", "@archive"), True),
        (("Forwarded", "to", "Berlin"), False),
        (("from", "12:03"), False),
    ],
)
def test_what_a_messenger_wrote_above_what_was_sent_on_is_no_copys(line: tuple[str, ...], *, is_apps: bool) -> None:
    slots = [Slot((100.0 * i, 5.0, 100.0 * i + 80, 25.0), text, 1, 0) for i, text in enumerate(line)]
    said = [[Said(text, 95.0) for text in line]] * 2 + [[Said(None, 0.0) for _ in line]]
    inside, written = np.full((3, len(line)), 2.0), np.zeros((3, len(line)), bool)
    assert captions(slots, said, inside, written).tolist() == [[is_apps] * len(line)] * 3
