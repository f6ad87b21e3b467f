"""Readings weighed by how well they explain each copy's seen_as."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.collation.heard import Heard
from pipeline.collation.slots import Said
from pipeline.collation.strength import SURELY_NOT
from pipeline.records import Recognition

Sees = Callable[..., Recognition]
UNREAD, READ = Said(None, 0), Said("16,000", 90)


def test_copies_that_show_other_figures_differ_though_only_one_was_read(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500"), 2: seen_as("16,000")})
    ratios = heard.pairs([READ, UNREAD, UNREAD])
    assert ratios[0, 1] == ratios[1, 2] == pytest.approx(1.0)
    assert ratios[0, 2] < -0.5
    assert np.array_equal(ratios, ratios.T)


def test_a_blur_that_may_be_either_says_little(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500"), 2: seen_as("16,000", or_else="43,500")})
    ratios = heard.pairs([READ, Said("43,500", 90), UNREAD])
    assert abs(ratios[0, 2]) < 0.4
    assert abs(ratios[1, 2]) < 0.4


def test_what_is_none_of_the_readings_speaks_for_neither(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500"), 2: seen_as("no", clear=0.5)})
    assert abs(heard.pairs([READ, Said("43,500", 90), UNREAD])[0, 2]) < 0.4


def test_one_reading_alone_cannot_differ(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500", clear=0.3)})
    assert not heard.pairs([READ, UNREAD]).any()


def test_margin_is_that_of_the_side_that_is_explained_the_worse(seen_as: Sees) -> None:
    sure = Heard({0: seen_as("16,000"), 1: seen_as("18,000")}).margin([[0], [1]], ["16,000", "18,000"])
    doubtful = Heard({0: seen_as("16,000"), 1: seen_as("18,000", or_else="16,000")}).margin(
        [[0], [1]], ["16,000", "18,000"]
    )
    misread = Heard({0: seen_as("16,000"), 1: seen_as("16,000")}).margin([[0], [1]], ["16,000", "18,000"])
    assert sure is not None
    assert doubtful is not None
    assert misread is not None
    assert 3 < sure <= SURELY_NOT
    assert abs(doubtful) < 0.1
    assert misread < -3


def test_of_the_copies_of_a_side_the_middle_one_counts(seen_as: Sees) -> None:
    copies = {0: seen_as("16,000"), 1: seen_as("43,500"), 2: seen_as("43,500"), 3: seen_as("16,000")}
    assert (Heard(copies).margin([[0], [1, 2, 3]], ["16,000", "43,500"]) or 0) > 3


def test_an_unasked_side_has_no_margin(seen_as: Sees) -> None:
    assert Heard({0: seen_as("16,000")}).margin([[0], [1]], ["16,000", "43,500"]) is None


def test_nothing_is_a_reading_too(seen_as: Sees) -> None:
    paper = seen_as("")
    assert (Heard({0: seen_as("16,000"), 1: paper}).margin([[0], [1]], ["16,000", ""]) or 0) > 3


def test_the_surest_free_reading_of_a_side(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000", clear=0.6), 1: seen_as("43,500"), 2: seen_as(",")})
    assert heard.free_text([0, 1, 2])[0] == "43,500"  # a comma is no reading, however sure
    assert heard.free_text([3]) == ("", 0.0)


def test_the_same_figure_with_other_signs_is_no_other_reading(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("16000"), 2: seen_as("16,000")})
    assert not heard.pairs([READ, Said("16000", 95), Said("16.000", 95)]).any()


def test_junk_readings_do_not_dilute_a_difference(seen_as: Sees) -> None:
    junk = [Said(f"{n}{n}{n}", 60) for n in range(10)] * 2
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500")})
    assert heard.pairs([READ, READ, Said("43,500", 90), Said("43,500", 90), *junk])[0, 1] == pytest.approx(1.0)


def test_a_reading_for_which_there_is_no_room_says_nothing(seen_as: Sees) -> None:
    """Narrow print has fewer columns than the network needs."""
    narrow = Recognition(seen_as("16").alphabet, seen_as("16").frames[:3])
    assert Heard({0: narrow, 1: narrow}).margin([[0], [1]], ["16,000", "43,500"]) is None
    wide = Heard({0: narrow, 1: seen_as("43,500"), 2: seen_as("16,000")})
    assert (wide.margin([[0, 2], [1]], ["16,000", "43,500"]) or 0) > 3
    assert np.isfinite(Heard({0: narrow, 1: seen_as("43,500")}).pairs([READ, Said("43,500", 90)])).all()


def test_letters_that_are_not_known_are_no_paper(seen_as: Sees) -> None:
    paper = seen_as("")
    assert Heard({0: paper, 1: seen_as("16,000")}).margin([[0], [1]], ["Харків", "16,000"]) is None


def test_copies_that_are_not_believed_have_no_say(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16,000"), 1: seen_as("43,500")}).without([1])
    assert not heard.pairs([READ, Said("43,500", 90)]).any()
    assert heard.margin([[0], [1]], ["16,000", "43,500"]) is None


def test_a_reading_may_stand_without_its_spaces(seen_as: Sees) -> None:
    heard = Heard({0: seen_as("16000"), 1: seen_as("43500")})
    assert (heard.margin([[0], [1]], ["16 000", "43 500"]) or 0) > 3


def test_a_slip_of_the_page_reader_is_corrected_where_most_copies_of_a_side_surely_show_something_else(
    seen_as: Sees,
) -> None:
    heard = Heard({0: seen_as("1"), 1: seen_as("1"), 2: seen_as("4"), 3: seen_as("2")})
    assert heard.corrected([0, 1, 2], "4") == "1"
    assert heard.corrected([2, 3], "4") == "4"  # the one copy shows it
    assert heard.corrected([5], "4") == "4"  # not asked


def test_a_doubtful_opinion_corrects_nothing(seen_as: Sees) -> None:
    assert Heard({0: seen_as("1", or_else="4")}).corrected([0], "4") == "4"
    assert Heard({0: seen_as("of 1,250")}).corrected([0], "1,260") == "1,260"  # with a letter of the neighbour
    assert Heard({0: seen_as("Ivan")}).corrected([0], "Иван") == "Иван"  # which the recogniser cannot read
