"""Reads a page: turned upright, small text enlarged, words with boxes in coordinates of the frame."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import open_page
from pipeline.ocr.orient import QUARTERS, Sense, sense, turned, turned_back
from pipeline.ocr.tesseract import Engine, Token, read_tokens
from pipeline.records import PageKey, PageText, Reading, Word
from pipeline.settings import Ocr

VERSION = "1"

PAGE = 3  # tesseract finds blocks and lines by itself
LINE = 7
BLOCK = 6

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


def read_page(cache: str, file_sha256: str, page_no: int, ocr: Ocr, engine: Engine) -> Reading:
    """Read a page from the cache. Boxes are in pixels of the frame as it lies there, whichever way up it is.

    Raises UnreadableError when tesseract takes too long, crashes or answers nonsense.
    """
    frame = open_page(Path(cache), PageKey(file_sha256, page_no)).convert("L")
    rotation, factor, tokens = read_image(frame, ocr, engine)
    words = _words(file_sha256, page_no, tokens, rotation, factor, frame.size)
    mean = sum(word.confidence for word in words) / len(words) if words else None
    return Reading(PageText(file_sha256, page_no, rotation, engine.version, mean, _text(words)), words)


def read_image(frame: Image.Image, ocr: Ocr, engine: Engine) -> tuple[int, float, list[Token]]:
    """Rotation, factor by which the image was enlarged, and tokens in pixels of the turned, enlarged image."""
    budget = Budget(time.monotonic() + ocr.seconds)
    factor = min(1.0, ocr.long_side / max(frame.size))
    image = _resized(frame, factor)

    def read(picture: Image.Image) -> list[Token]:
        return read_tokens(engine, picture, lang=ocr.lang, mode=PAGE, seconds=budget.seconds())

    tokens = read(image)
    first = sense(tokens)
    if first.sure >= UPRIGHT_LETTERS and first.share >= UPRIGHT_SHARE:
        return 0, factor, tokens
    small = _resized(image, min(1.0, TRIAL_SIDE / max(image.size)))
    senses: dict[int, Sense] = {0: first}
    for rotation in QUARTERS[1:]:
        senses[rotation] = sense(read(turned(small, rotation)))
    best = max(QUARTERS, key=lambda rotation: (senses[rotation].sure, -rotation))
    if best:
        tokens = read(turned(image, best))
    return best, factor, tokens


def reread(image: Image.Image, *, single_line: bool, ocr: Ocr, engine: Engine) -> tuple[str, float]:
    """Text and mean confidence (0-100, 0 without a word) of an upright crop.

    Raises UnreadableError when tesseract takes too long, crashes or answers nonsense.
    """
    mode = LINE if single_line else BLOCK
    tokens = read_tokens(engine, image.convert("L"), lang=ocr.lang, mode=mode, seconds=ocr.seconds)
    if not tokens:
        return "", 0.0
    return " ".join(token.text for token in tokens), sum(token.confidence for token in tokens) / len(tokens)


def _resized(image: Image.Image, factor: float) -> Image.Image:
    if factor == 1:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC)


def _words(
    file_sha256: str, page_no: int, tokens: Sequence[Token], rotation: int, factor: float, size: tuple[int, int]
) -> list[Word]:
    lines: dict[tuple[int, int, int], int] = {}
    words = []
    for n, token in enumerate(tokens, 1):
        line_no = lines.setdefault(token.line, len(lines) + 1)
        upright = (token.x0 / factor, token.y0 / factor, token.x1 / factor, token.y1 / factor)
        x0, y0, x1, y1 = turned_back(upright, rotation, *size)
        words.append(Word(file_sha256, page_no, n, line_no, token.text, token.confidence, x0, y0, x1, y1))
    return words


def _text(words: Sequence[Word]) -> str:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line_no, []).append(word.text)
    return "\n".join(" ".join(line) for line in lines.values())
