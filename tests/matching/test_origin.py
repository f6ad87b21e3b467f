"""Whether two pages show one capture is a question of copies alone."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.imaging.registration import Registration
from pipeline.matching.origin import common_origin
from pipeline.matching.votes import WordVotes

SIZE = (1_000, 1_600)
TO_THE_PIXEL = Registration(np.eye(3), np.zeros((2, 2, 2), np.float32), SIZE, 900, 900, 90, 0.1, np.ones((9, 2)))


@pytest.mark.parametrize(
    ("relation", "word", "cue"),
    [
        ("re_encoded", "same_capture", "of a pure scaling"),
        ("same_template", "unknown", "two documents of one form share no printing"),  # two customers' invoices, say
        ("undetermined", "unknown", ""),
    ],
)
def test_pages_that_are_no_copies_have_no_common_origin_however_exactly_they_lie(
    relation: str, word: str, cue: str
) -> None:
    found = common_origin(relation, WordVotes(agree=90), TO_THE_PIXEL, SIZE)
    assert found.word == word
    assert cue in found.cues
