"""Search terms and what they may have been read as."""

from __future__ import annotations

import pytest

from pipeline.matching.terms import readings_of


@pytest.mark.parametrize(
    ("term", "read", "is_found"),
    [
        ("dissent", "dissent,", True),
        ("dissent", "DISSENT", True),
        ("dissent", "dlssent", True),
        ("dissent", "present", False),
        ("61,000", "61.000", True),
        ("61,000", "61,O00", True),
        ("61,000", "16,000", False),
        ("Иванов", "ИВАНОВ", True),
        ("Иванов", "Ивапов", True),
        ("cat", "car", False),
    ],
)
def test_a_term_is_found_as_it_may_have_been_read(term: str, read: str, is_found: bool) -> None:
    assert bool(readings_of(term, [read])) is is_found
