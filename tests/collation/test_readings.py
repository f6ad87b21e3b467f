"""Readings that say something else, and those that only look so."""

from __future__ import annotations

import pytest

from pipeline.collation.readings import differ


@pytest.mark.parametrize(
    ("a", "b", "is_other"),
    [
        ("16,000", "61,000", True),
        ("8.90", "89.0", True),
        ("replies", "", True),
        ("32700€", "327 00 =", False),
        ("Qty:", "qty", False),
        ('R"\\U', "", False),
    ],
)
def test_signs_and_scrawls_are_no_other_text(a: str, b: str, *, is_other: bool) -> None:
    assert differ(a, b) is is_other
