"""Words retyped as a phrase of other length are one place with whole readings."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from pipeline.collation.copies import Table
from pipeline.collation.phrases import whole_phrases
from pipeline.collation.readings import Place

Line = list[tuple[str, float, float]]  # text, left, right
INTERNAL: Line = [("INTERNAL", 100, 220), ("USE", 230, 280), ("ONLY", 290, 360)]
RESTRICTED: Line = [("RESTRICTED", 100, 265)]
TOP, BOTTOM = 50.0, 74.0


def table(*lines: Line, confidence: float = 95.0) -> Table:
    """Copies with one line of words each."""
    copies: list[Any] = [
        SimpleNamespace(
            words=[SimpleNamespace(text=text, confidence=confidence) for text, _, _ in line],
            boxes=np.array([[x0, TOP, x1, BOTTOM] for _, x0, x1 in line], float).reshape(-1, 4),
        )
        for line in lines
    ]
    return cast(Table, SimpleNamespace(copies=copies, text_height=24.0))


def place(number: int, *texts: str | None, strength: float = 2.0) -> Place:
    """A place at the word of that number of INTERNAL USE ONLY; two copies have the first text, one the second."""
    _, x0, x1 = INTERNAL[number]
    return Place((x0, TOP, x1, BOTTOM), 1, texts, {0: 1, 1: 1, 2: 2}, strength, slots=(number,))


def test_pieces_of_a_retyped_phrase_become_one_place() -> None:
    pieces = [place(0, "INTERNAL", "RESTRICTED", strength=1.4), place(1, "USE", None, strength=2.1)]
    (found,) = whole_phrases(pieces, table(INTERNAL, INTERNAL, RESTRICTED))
    assert found.texts == ("INTERNAL USE", "RESTRICTED")
    assert (found.box, found.slots, found.strength) == ((100, TOP, 280, BOTTOM), (0, 1), 2.1)


def test_a_piece_that_more_copies_show_brings_them_along_if_it_is_about_as_sure() -> None:
    more = Place((230.0, TOP, 280.0, BOTTOM), 1, ("USE", None), {0: 1, 1: 1, 2: 2, 3: 2}, 1.4, slots=(1,))
    copies = table(INTERNAL, INTERNAL, RESTRICTED, RESTRICTED)
    (found,) = whole_phrases([place(0, "INTERNAL", "RESTRICTED"), more], copies)
    assert found.carried == {0: 1, 1: 1, 2: 2, 3: 2}
    (found,) = whole_phrases([place(0, "INTERNAL", "RESTRICTED"), replace(more, strength=0.1)], copies)
    assert found.carried == {0: 1, 1: 1, 2: 2}


def test_the_copy_that_shows_most_of_the_phrase_says_it() -> None:
    part_of_it: Line = [("USE", 230, 280)]
    copies = table(part_of_it, INTERNAL, RESTRICTED)
    (found,) = whole_phrases([place(0, "INTERNAL", "RESTRICTED")], copies)
    assert found.texts == ("INTERNAL USE", "RESTRICTED")


def test_words_that_were_only_cut_otherwise_are_no_phrase() -> None:
    number = Place((100.0, TOP, 140.0, BOTTOM), 1, ("16", "61"), {0: 1, 1: 2}, 1.0, slots=(0,))
    copies = table([("16", 100, 140), ("000", 150, 210)], [("16000", 100, 210)])
    assert whole_phrases([number], copies) == [number]


def test_a_word_of_about_the_same_width_stays_as_it_was_read() -> None:
    other = place(1, "USE", "USF")
    assert whole_phrases([other], table(INTERNAL, INTERNAL, [("USF", 232, 283)])) == [other]


def test_words_read_without_confidence_widen_nothing() -> None:
    other = place(1, "USE", None)
    assert whole_phrases([other], table(INTERNAL, INTERNAL, RESTRICTED, confidence=40)) == [other]


def test_places_between_other_copies_stay_apart() -> None:
    other = Place((230.0, TOP, 280.0, BOTTOM), 1, ("", "USE"), {0: 1, 1: 2, 2: 2}, 1.0, slots=(1,))
    pieces = [place(0, "INTERNAL", "RESTRICTED"), other]
    assert len(whole_phrases(pieces, table(INTERNAL, INTERNAL, RESTRICTED))) == 2


def test_a_place_that_says_again_what_a_far_surer_one_says_of_the_span_is_none() -> None:
    sure = replace(place(0, "INTERNAL", "RESTRICTED", strength=4.0), carried={0: 1, 1: 1, 2: 2, 3: 1})
    again = replace(place(0, "INTERNAL", "RESTRICTED"), carried={0: 1, 1: 1, 2: 2, 3: 2}, slots=(5,))
    copies = table(INTERNAL, INTERNAL, RESTRICTED, INTERNAL, RESTRICTED)
    assert whole_phrases([again, sure], copies) == whole_phrases([sure], copies)
    turned = replace(again, texts=("RESTRICTED", "INTERNAL"), carried={0: 2, 1: 2, 2: 1, 3: 1})
    assert whole_phrases([turned, sure], copies) == whole_phrases([sure], copies)
    for other in (
        replace(again, texts=("INTERNAL", "EXTERNAL")),
        replace(again, strength=3.5),  # about as sure
        replace(again, carried={0: 1, 1: 1, 2: 2, 3: 2, 4: 2}),  # of a copy that the surer one does not show
        replace(again, carried={0: 1, 1: 2, 2: 1, 3: 1}),  # half of the copies are on the other side
    ):
        assert len(whole_phrases([other, sure], copies)) == 2


def test_a_word_of_both_sides_whose_box_runs_into_the_place_is_none_of_it() -> None:
    figure = Place((260.0, TOP, 280.0, BOTTOM), 1, ("5", "3"), {0: 1, 1: 2}, 3.0, slots=(1,))
    copies = table([("Definition", 100, 250), ("5", 260, 280)], [("Definition", 100, 279), ("3", 260, 280)])
    assert whole_phrases([figure], copies) == [figure]


def test_a_longer_word_is_shown_whole() -> None:
    short = Place((50.0, TOP, 104.0, BOTTOM), 1, ("train", "battalion"), {0: 1, 1: 2}, 3.0, slots=(0,))
    (found,) = whole_phrases([short], table([("train", 50, 104)], [("battalion", 50, 150)]))
    assert (found.box, found.texts) == ((50, TOP, 150, BOTTOM), ("train", "battalion"))
