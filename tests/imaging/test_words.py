"""What OCR mixes up, and what it does not."""

from __future__ import annotations

import pytest

from pipeline.imaging.words import joined_alike


@pytest.mark.parametrize(
    ("a", "b", "are_alike"),
    [
        ("99446", "9946", True),
        ("folkart", "folkan", True),
        ("modern", "modem", True),
        ("1,000", "1,00", False),  # a tenth
        ("9946", "9846", False),
        ("99446", "9446.", True),
        ("folkart", "folkarm", False),
    ],
)
def test_letters_parted_otherwise(a: str, b: str, *, are_alike: bool) -> None:
    assert joined_alike(a, b) is are_alike
    assert joined_alike(b, a) is are_alike
