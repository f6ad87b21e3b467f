"""Reads a page: turned upright, small text enlarged, words with boxes in coordinates of the frame."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import UInt8, open_page
from pipeline.ocr.orient import QUARTERS, sense, turned, turned_back
from pipeline.ocr.prepare import reading_factor, scaled
from pipeline.ocr.tesseract import Engine, RawWord, read_crops, read_words
from pipeline.records import PageKey, PageText, Reading, Word
from pipeline.settings import Ocr

VERSION = "1"

PAGE = 3  # blocks and lines by itself; 6 finds more on receipts, but takes a page for one column
LINE = 7

UPRIGHT_LETTERS = 20  # sure letters and
UPRIGHT_SHARE = 0.5  # their share, above which no other direction is tried
TRIAL_SIDE = 1_400  # the other directions are read at this size


@dataclass(frozen=True, slots=True)
class Budget:
    """Time left for a page."""

    until: float

    def seconds(self) -> float:
        """Seconds left. Raises UnreadableError when none is."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise UnreadableError("took too long to read in all directions; hand in a smaller or cleaner picture")
        return left


@dataclass(frozen=True, slots=True)
class Upright:
    """A page read: rotation (clockwise degrees that stand it up), factor by which it was scaled, and the words in
    pixels of the turned and scaled image."""

    rotation: int
    factor: float
    words: Sequence[RawWord]


def read_page(cache: str, file_sha256: str, page_no: int, ocr: Ocr, engine: Engine) -> Reading:
    """Read a page from the cache. Boxes are in pixels of the frame as it lies there, whichever way up it is.

    Raises UnreadableError when tesseract takes too long, crashes or answers nonsense.
    """
    frame = open_page(Path(cache), PageKey(file_sha256, page_no)).convert("L")
    upright = read_image(frame, ocr, engine)
    words = _words(file_sha256, page_no, upright, frame.size)
    mean = sum(word.confidence for word in words) / len(words) if words else None
    return Reading(PageText(file_sha256, page_no, upright.rotation, engine.version, mean, _text(words)), words)


def read_image(frame: Image.Image, ocr: Ocr, engine: Engine) -> Upright:
    """Read a grey image (mode L), whichever way up it is. An upright page costs one reading.

    Raises UnreadableError as read_page does.
    """
    budget = Budget(time.monotonic() + ocr.seconds)
    factor = reading_factor(frame, ocr.long_side)
    image = scaled(frame, factor)

    def read(picture: Image.Image) -> list[RawWord]:
        return read_words(picture, engine, lang=ocr.lang, psm=PAGE, seconds=budget.seconds())

    words = read(image)
    first = sense(words)
    if first.sure >= UPRIGHT_LETTERS and first.share >= UPRIGHT_SHARE:
        return Upright(0, factor, words)
    small = scaled(image, min(1.0, TRIAL_SIDE / max(image.size)))
    senses = {0: first} | {rotation: sense(read(turned(small, rotation))) for rotation in QUARTERS[1:]}
    best = max(QUARTERS, key=lambda rotation: (senses[rotation].sure, -rotation))
    return Upright(best, factor, read(turned(image, best)) if best else words)


@dataclass(frozen=True, slots=True)
class CropReader:
    """Reads crops of one line each, as collation asks it to; travels to the guard's workers."""

    ocr: Ocr
    engine: Engine

    def __call__(self, crops: Sequence[UInt8]) -> list[tuple[str, float]]:
        """Text and least confidence of a word (0-100, 0 without a word) of each upright crop, (height, width) grey.

        Raises UnreadableError when tesseract takes too long, crashes or answers nonsense.
        """
        images = [Image.fromarray(crop) for crop in crops]
        read = read_crops(images, self.engine, lang=self.ocr.lang, psm=LINE, seconds=self.ocr.seconds)
        return [(" ".join(w.text for w in words), min((w.confidence for w in words), default=0.0)) for words in read]


def _words(file_sha256: str, page_no: int, upright: Upright, size: tuple[int, int]) -> list[Word]:
    lines: dict[tuple[int, int, int], int] = {}
    words = []
    for word_no, word in enumerate(upright.words, 1):
        line_no = lines.setdefault(word.line, len(lines) + 1)
        edges = (word.left, word.top, word.left + word.width, word.top + word.height)
        x0, y0, x1, y1 = (edge / upright.factor for edge in edges)
        box = turned_back((x0, y0, x1, y1), upright.rotation, *size)
        words.append(Word(file_sha256, page_no, word_no, line_no, word.text, word.confidence, *box))
    return words


def _text(words: Sequence[Word]) -> str:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line_no, []).append(word.text)
    return "\n".join(" ".join(line) for line in lines.values())
