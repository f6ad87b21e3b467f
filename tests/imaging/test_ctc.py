"""Texts against probabilities of columns, by hand and by counting all ways."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest

from pipeline.imaging.ctc import best_text, letters_at, log_likelihood, middle
from pipeline.records import Recognition


def recognition(*columns: tuple[float, ...], alphabet: str = "12") -> Recognition:
    return Recognition(alphabet, np.log(np.array(columns, np.float32)))


def counted(found: Recognition, text: str) -> float:
    """The same by trying every path."""
    total = 0.0
    for path in product(range(1 + len(found.alphabet)), repeat=len(found.frames)):
        if "".join(found.alphabet[c - 1] for c, _ in groupby(path) if c) == text:
            total += float(np.exp(sum(found.frames[t, c] for t, c in enumerate(path))))
    return total


SOME = recognition((0.2, 0.5, 0.3), (0.6, 0.3, 0.1), (0.1, 0.2, 0.7), (0.3, 0.3, 0.4))


@pytest.mark.parametrize("text", ["", "1", "2", "12", "11", "121", "1212", "112"])
def test_all_ways_are_added(text: str) -> None:
    assert np.exp(log_likelihood(SOME, text)) == pytest.approx(counted(SOME, text), rel=1e-5)


def test_all_texts_together_are_certain() -> None:
    texts = ("".join(t) for n in range(5) for t in product("12", repeat=n))
    assert sum(np.exp(log_likelihood(SOME, text)) for text in texts) == pytest.approx(1, rel=1e-5)


def test_what_cannot_be() -> None:
    assert log_likelihood(SOME, "3") == -np.inf  # not in the alphabet
    assert log_likelihood(SOME, "12121") == -np.inf  # more characters than columns
    assert log_likelihood(SOME, "111") == -np.inf  # equal ones need a blank between them


def test_the_best_text_is_read_column_by_column() -> None:
    found = recognition((0.1, 0.8, 0.1), (0.1, 0.9, 0.0001), (0.7, 0.2, 0.1), (0.1, 0.6, 0.3), (0.2, 0.2, 0.6))
    text, probability = best_text(found)
    assert text == "112"
    assert probability == pytest.approx(0.9 * 0.6 * 0.6, rel=1e-4)
    assert best_text(recognition((0.9, 0.05, 0.05))) == ("", 0.0)


def test_where_the_text_stands() -> None:
    blank, one = (0.9, 0.05, 0.05), (0.1, 0.8, 0.1)
    assert middle(recognition(blank, blank, one, one)) == 0.75
    assert middle(recognition(one, blank, blank, one)) == 0.5
    assert middle(recognition(blank, blank)) == 0.5


def test_letters_with_the_middle_of_their_columns_and_no_signs() -> None:
    paper, one, two, point = (0.9, 0.05, 0.04, 0.01), (0.1, 0.8, 0.05, 0.05), (0.1, 0.1, 0.7, 0.1), (0.1, 0.1, 0.1, 0.7)
    text, at = letters_at(recognition(one, one, paper, one, point, two, alphabet="12."))
    assert text == "112"
    assert at.tolist() == [1.0, 3.5, 5.5]


def test_paper_has_no_letters() -> None:
    assert letters_at(recognition((0.9, 0.05, 0.05)))[0] == ""
