"""Printed words among what looks drawn: where other copies lack a word, or blur it, all of it is extra ink."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.collation.blobs import Box
from pipeline.collation.copies import Table

SURELY, LETTERS_OF_WORD = 60.0, 3  # confidence of a word, and letters and figures in it, from which it was read
WORD_SLACK = (
    0.2  # text heights by which a mark may stick out of a word and be it: a ring or an underline sticks out more
)
WORD_SHARE = 0.5  # of a word's width and height that it has then: a line that strikes the word out is lower

Boxes = npt.NDArray[np.float64]


def surely_read(table: Table) -> Boxes:
    """(n, 4) boxes on the canvas of the words that some copy was surely read to have."""
    boxes = [
        box
        for copy in table.copies
        for word, box in zip(copy.words, copy.boxes, strict=True)
        if word.confidence >= SURELY and sum(c.isalnum() for c in word.text) >= LETTERS_OF_WORD
    ]
    return np.array(boxes, np.float64).reshape(-1, 4)


def is_word(box: Box, words: Boxes, height: float) -> bool:
    """Has it place and size of a word that was read? Then it is that word, which other copies lack or blur."""
    slack = WORD_SLACK * height
    within = (words[:, :2] - slack <= box[:2]).all(1) & (words[:, 2:] + slack >= box[2:]).all(1)
    size = words[:, 2:] - words[:, :2]
    return bool((within & (WORD_SHARE * size <= np.subtract(box[2:], box[:2])).all(1)).any())
