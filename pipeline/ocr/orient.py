"""Which way up a page is, told by reading it: the right way up is the one in which words are confident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from pipeline.ocr.tesseract import RawWord

QUARTERS = (0, 90, 180, 270)
SURE = 70.0  # confidence of a word that counts; text upside down is read as short words below it
SHORT = 3  # letters; shorter words are found in any texture

TURN_CW = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns anticlockwise
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}

Box = tuple[float, float, float, float]


def turned(image: Image.Image, rotation: int) -> Image.Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(TURN_CW[rotation]) if rotation else image


def turned_back(box: Box, rotation: int, width: float, height: float) -> Box:
    """A box x0, y0, x1, y1 of the turned image, in the image before it was turned, which is width by height."""
    x0, y0, x1, y1 = box
    if rotation == 90:
        return y0, height - x1, y1, height - x0
    if rotation == 180:
        return width - x1, height - y1, width - x0, height - y0
    if rotation == 270:
        return width - y1, x0, width - y0, x1
    return box


@dataclass(frozen=True, slots=True)
class Sense:
    """How much sense a reading makes. letters: in all words of at least SHORT letters and digits that run across;
    sure: those of them in words read with confidence."""

    letters: int
    sure: int

    @property
    def share(self) -> float:
        """Share of the letters that is sure."""
        return self.sure / self.letters if self.letters else 0.0


def sense(words: Sequence[RawWord]) -> Sense:
    """How much sense the words make. Words that run down the page count as letters that are not sure: tesseract finds
    vertical lines by itself and reads them well, which would make a page on its side look upright."""
    letters = sure = 0
    for word in words:
        n = sum(char.isalnum() for char in word.text)
        if n < SHORT:
            continue
        letters += n
        if word.confidence >= SURE and word.width > word.height:
            sure += n
    return Sense(letters, sure)
