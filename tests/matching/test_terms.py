"""Search terms and what they may have been read as."""

from __future__ import annotations

import time

import pytest

from pipeline.matching.terms import readings_of, terms_needed


@pytest.mark.parametrize(
    ("term", "read", "is_found"),
    [
        ("dissent", "dissent,", True),
        ("dissent", "DISSENT", True),
        ("dissent", "dlssent", True),
        ("dissent", "present", False),
        ("Hurst", "Hrust", True),
        ("топлива", "топилва", True),
        ("61,000", "61,00", False),
        ("61,000", "61.000", True),
        ("61,000", "61,O00", True),
        ("61,000", "16,000", False),
        ("Иванов", "ИВАНОВ", True),
        ("Иванов", "Ивапов", True),
        ("cat", "car", False),
        ("Ёлкин", "елкин", True),
        ("ירושלים", "ירושלם", True),
        ("שָׁלוֹם", "שלום", True),
        ("שלום", "שלוס", False),  # four letters: none may be wrong
        ("القاهرة", "القاهره", True),
        ("الإستخبارات", "الاستخيارات", True),
        ("٦١٠٠٠", "61,000", True),
        ("Café", "cafe", True),
        (",", "a", False),
    ],
)
def test_a_term_is_found_as_it_may_have_been_read(term: str, read: str, is_found: bool) -> None:
    assert bool(readings_of(term, [read])) is is_found


def test_one_of_four_terms_may_be_missing() -> None:
    assert [terms_needed(n) for n in (1, 2, 3, 4, 7, 8)] == [1, 2, 3, 3, 6, 6]


def test_many_words_are_searched_in_a_second() -> None:
    vocabulary = [f"word{number:x}" for number in range(300_000)]
    started = time.process_time()
    assert readings_of("wordably", [*vocabulary, "wordab1y", "wordabIy"]) == ["wordab1y", "wordabIy"]
    assert time.process_time() - started < 5
