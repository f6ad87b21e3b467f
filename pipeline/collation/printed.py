"""Printed words among what looks drawn: where other copies lack a word, or blur it, all of it is extra ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import Box, Mark
from pipeline.collation.copies import Table

SURELY, LETTERS_OF_WORD = 60.0, 3  # confidence of a word, and letters and figures in it, from which it was read
WORD_SLACK = 0.2  # text heights by which a mark may stick out of a word and be it: rings and underlines do more
WORD_SHARE = 0.5  # of a word's width and height that it has then: a line that strikes the word out is lower

Boxes = npt.NDArray[np.float64]


def surely_read(table: Table) -> list[Boxes]:
    """For each copy (n, 4) boxes on the canvas of the words that it was surely read to have."""
    found = []
    for copy in table.copies:
        boxes = [
            box
            for word, box in zip(copy.words, copy.boxes, strict=True)
            if word.confidence >= SURELY and sum(c.isalnum() for c in word.text) >= LETTERS_OF_WORD
        ]
        found.append(np.array(boxes, np.float64).reshape(-1, 4))
    return found


def is_word(mark: Mark, words: Sequence[Boxes], height: float) -> bool:
    """Has it place and size of a word that most of the other copies have? Then it is that word, which some copy lacks
    or blurs. What is read on a few copies may be a reader's note. words: by copy."""
    others = [boxes for copy, boxes in enumerate(words) if copy != mark.copy]
    return 2 * sum(_has_place(mark.box, boxes, height) for boxes in others) >= len(others) > 0


def _has_place(box: Box, words: Boxes, height: float) -> bool:
    slack = WORD_SLACK * height
    within = (words[:, :2] - slack <= box[:2]).all(1) & (words[:, 2:] + slack >= box[2:]).all(1)
    size = words[:, 2:] - words[:, :2]
    return bool((within & (WORD_SHARE * size <= np.subtract(box[2:], box[:2])).all(1)).any())
