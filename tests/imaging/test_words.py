"""What OCR mixes up, and what it does not."""

from __future__ import annotations

import pytest

from pipeline.imaging.words import joined_alike


@pytest.mark.parametrize(
    ("a", "b", "are_alike"),
    [
        ("99446", "9946", False),
        ("folkart", "folkan", True),
        ("modern", "modem", True),
        ("11,000", "1,000", False),
        ("close", "dose", True),  # the ink has to say which
        ("off", "of", False),
        ("9946", "9846", False),
        ("committee", "comittee.", True),
        ("folkart", "folkarm", False),
    ],
)
def test_letters_parted_otherwise(a: str, b: str, *, are_alike: bool) -> None:
    assert joined_alike(a, b) is are_alike
    assert joined_alike(b, a) is are_alike
