"""Draws a document: a picture, and every word with its box, font and line."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image

from benchmarks.families.document import (
    Block,
    Bubble,
    Colour,
    Columns,
    Document,
    Fields,
    Figure,
    Line,
    Para,
    Style,
    Table,
)
from sample_docs.kit import Box, Sheet, smooth

TALLEST = 2200  # pixels of the canvas; cut to what was drawn
BARE = 40  # width of the narrowest page that is cut to its content


@dataclass(frozen=True)
class Word:
    """A word on a page, in page coordinates. box: advance width by line height; origin: where Pillow draws it ("ls");
    line: number of its line; face, size, fill: how it is set; cell: whether it stands in a table or a field."""

    text: str
    box: Box
    origin: tuple[float, float]
    line: int
    face: str
    size: float
    fill: Colour
    cell: bool = False
    role: str = "body"


@dataclass(frozen=True)
class Drawn:
    """A page: RGB pixels (height, width, 3), its words in reading order."""

    image: np.ndarray
    words: tuple[Word, ...]


class Pen:
    """Draws blocks from top to bottom."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.sheet = Sheet(style.width, TALLEST, style.paper)
        self.words: list[Word] = []
        self.lines = 0

    def line(
        self, x: float, y: float, text: str, face: str, size: float, fill: Colour, right: float | None = None,
        *, cell: bool = False, role: str = "body",
    ) -> float:  # fmt: skip
        """One line with its top at y, starting at x, or ending at `right`. Returns its width."""
        gap = self.sheet.width_of(" ", face, size)
        widths = [self.sheet.width_of(word, face, size) for word in text.split()]
        whole = sum(widths) + gap * max(0, len(widths) - 1)
        if right is not None:
            x = right - whole
        base = y + size
        for word, wide in zip(text.split(), widths, strict=True):
            self.sheet.text(x, base, word, face, size, fill, anchor="ls")
            box = (x, base - size * 0.82, x + wide, base + size * 0.24)
            self.words.append(Word(word, box, (x, base), self.lines, face, size, fill, cell, role))
            x += wide + gap
        self.lines += 1
        return whole

    def wrapped(self, x: float, y: float, width: float, text: str, face: str, size: float, fill: Colour) -> float:
        """Running text; returns the y below it."""
        lines = [""]
        for word in text.split():
            joined = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.sheet.width_of(joined, face, size) > width:
                lines.append(word)
            else:
                lines[-1] = joined
        for line in lines:
            self.line(x, y, line, face, size, fill)
            y += size * self.style.leading
        return y

    def block(self, block: Block, x0: float, y: float, x1: float) -> float:
        """Draw a block between x0 and x1; returns the y below it."""
        style, unit = self.style, self.style.size
        match block:
            case Line():
                return self._line(block, x0, y, x1)
            case Para():
                indent = unit * 1.5 if block.number else 0
                if block.number:
                    self.sheet.text(x0, y + unit, block.number, style.body, unit, style.ink, anchor="ls")
                return (
                    self.wrapped(x0 + indent, y, x1 - x0 - indent, block.text, style.body, unit, style.ink) + unit * 0.4
                )
            case Fields():
                return self._fields(block, x0, y, x1)
            case Table():
                return self._table(block, x0, y, x1)
            case Bubble():
                return self._bubble(block, x0, y, x1)
            case Columns():
                middle, ends = (x0 + x1) / 2, []
                for blocks, a, b in ((block.left, x0, middle - unit * 0.7), (block.right, middle + unit * 0.7, x1)):
                    at = y
                    for inner in blocks:
                        at = self.block(inner, a, at, b)
                    ends.append(at)
                return max(ends)
        return self._figure(block, x0, y, x1)

    def _line(self, block: Line, x0: float, y: float, x1: float) -> float:
        style, unit = self.style, self.style.size
        face, size, fill = {
            "title": (style.head, unit * 1.4, style.ink),
            "head": (style.head, unit * 1.2, style.accent),
            "marking": (style.bold, unit * 1.05, style.accent),
            "bold": (style.bold, float(unit), style.ink),
            "meta": (style.body, float(unit), style.ink),
            "small": (style.body, unit * 0.82, (88, 88, 96)),
        }.get(block.role, (style.body, float(unit), style.ink))
        while (wide := self.sheet.width_of(block.text, face, size)) > x1 - x0:
            size *= 0.94
        start = {"left": x0, "centre": (x0 + x1 - wide) / 2, "right": x1 - wide}[block.align]
        self.line(start, y, block.text, face, size, fill, role=block.role)
        return y + size * style.leading + (unit * 0.3 if block.role in ("title", "marking") else 0)

    def _fields(self, block: Fields, x0: float, y: float, x1: float) -> float:
        style, unit = self.style, self.style.size
        step = unit * (1.75 if block.boxed else 1.45)
        wide = max(self.sheet.width_of(label, style.bold, unit) for label, _ in block.rows) + unit * 1.2
        for label, value in block.rows:
            inner = y + (step - unit * 1.25) / 2
            if block.boxed:
                self.sheet.box((x0, y, x1, y + step), None, (120, 120, 128))
                self.sheet.rule(x0 + wide, y, x0 + wide, y + step, (120, 120, 128))
            self.line(x0 + unit * 0.4, inner, label, style.bold, unit, style.ink, role="label")
            self.lines -= 1  # label and value stand on one line
            self.line(x0 + wide + unit * 0.4, inner, value, style.body, unit, style.ink, role="value")
            y += step
        return y + unit * 0.4

    def _table(self, block: Table, x0: float, y: float, x1: float) -> float:
        style, unit = self.style, self.style.size
        first = max(self.sheet.width_of(row[0], style.body, unit) for row in block.rows) + unit
        size = unit * min(1.0, 0.62 * (x1 - x0) / first)
        first, step = first * size / unit, size * 1.62
        edges = [x0 + first + (x1 - x0 - first) * (i + 1) / (len(block.head) - 1) for i in range(len(block.head) - 1)]
        rows = [block.head, *block.rows, *([("Total", *self._sums(block))] if block.total else [])]
        for number, row in enumerate(rows):
            strong = number == 0 or (block.total and number == len(rows) - 1)
            face = style.bold if strong else style.body
            if number == 0 and style.variant % 2:
                self.sheet.box((x0, y, x1, y + step), (226, 229, 234))
            for column, cell in enumerate(row):
                if column:
                    self.lines -= 1
                right = None if column == 0 else edges[column - 1] - size * 0.3
                self.line(
                    x0 + size * 0.2, y + size * 0.16, cell, face, size, style.ink, right, cell=number > 0 and column > 0
                )
                if not cell.split():
                    continue
            y += step
            if block.ruled or strong:
                self.sheet.rule(x0, y, x1, y, (110, 110, 118), 1)
        return y + unit * 0.6

    def _sums(self, block: Table) -> list[str]:
        sums = []
        for column in range(1, len(block.head)):
            cells = [row[column].replace(self.style.comma, "") for row in block.rows]
            whole = all(cell.isdigit() for cell in cells)
            sums.append(f"{sum(map(int, cells)):,}".replace(",", self.style.comma) if whole else "")
        return sums

    def _bubble(self, block: Bubble, x0: float, y: float, x1: float) -> float:
        style, unit = self.style, self.style.size
        wide = (x1 - x0) * 0.78
        a = x1 - wide if block.mine else x0
        n = len(self.words)
        end = self.wrapped(a + unit * 0.6, y + unit * 1.4, wide - unit * 1.2, block.text, style.body, unit, style.ink)
        drawn = self.words[n:]
        fill = (220, 240, 214) if block.mine else (232, 235, 240)
        corners = [v * self.sheet.over for v in (a, y, a + wide, end + unit * 0.2)]
        self.sheet.draw.rounded_rectangle(corners, unit, fill=fill)
        self.line(a + unit * 0.6, y + unit * 0.2, block.who, style.bold, unit * 0.8, style.accent, role="label")
        self.lines -= 1
        self.line(
            0, y + unit * 0.2, block.when, style.body, unit * 0.75, (96, 100, 108), a + wide - unit * 0.6, role="label"
        )
        for word in drawn:
            self.sheet.text(*word.origin, word.text, word.face, word.size, word.fill, anchor="ls")
        return end + unit * 0.7

    def _figure(self, block: Figure, x0: float, y: float, x1: float) -> float:
        style, unit, rng = self.style, self.style.size, Random(block.seed)
        if block.what == "rule":
            self.sheet.rule(x0, y + unit * 0.2, x1, y + unit * 0.2, style.accent if style.variant % 2 else style.ink)
            return y + unit * 0.6
        if block.what == "emblem":
            r = unit * 1.3
            self.sheet.circle(x0 + r, y + r, r, style.accent)
            spikes = 3 + style.variant % 4
            points = [(x0 + r + r * 0.8 * _cos(i / spikes), y + r + r * 0.8 * _sin(i / spikes)) for i in range(spikes)]
            self.sheet.area(points, style.paper)
            return y + 2.3 * r
        if block.what == "signature":
            scrawl(self.sheet, x0 + unit, y + unit * 1.1, unit * 6, unit * 1.1, rng, (24, 34, 96))
            return y + unit * 2.1
        if block.what == "bars":
            high, n = unit * 4.2, 9
            for i in range(n):
                a = x0 + (x1 - x0) * (i + 0.15) / n
                self.sheet.box((a, y + high * rng.uniform(0.05, 0.8), a + (x1 - x0) * 0.7 / n, y + high), style.accent)
            self.sheet.rule(x0, y + high, x1, y + high)
            return y + high + unit * 0.6
        if block.what == "code":
            at = x0
            while at < x1 - 8:
                wide = rng.choice((2, 2, 3, 5))
                self.sheet.box((at, y, at + wide, y + unit * 2), style.ink)
                at += wide + rng.choice((2, 3, 4))
            return y + unit * 2.3
        return y + unit * 0.8


def scrawl(sheet: Sheet, x: float, y: float, wide: float, high: float, rng: Random, fill: Colour) -> None:
    """A signature: loops that lead to the right."""
    points = [(x, y)]
    for i in range(1, rng.randint(9, 14)):
        points.append(
            (x + wide * i / 14 + rng.uniform(-0.05, 0.03) * wide, y + high * rng.uniform(-0.9, 0.5) * (1 - i / 24))
        )
    points.append((x + wide, y + high * rng.uniform(-0.1, 0.3)))
    sheet.path(smooth(points), fill, 2.2)


def draw(document: Document) -> Drawn:
    """The page of a document."""
    style = document.style
    pen = Pen(style)
    y = float(style.margin)
    for block in document.blocks:
        y = pen.block(block, style.margin, y, style.width - style.margin)
    over = pen.sheet.over
    bottom = min(TALLEST, round(y + style.margin + style.size * 1.5 * (1 + style.variant % 2)))
    image = pen.sheet.image.crop((0, 0, style.width * over, bottom * over)).resize(
        (style.width, bottom), Image.Resampling.BOX
    )
    return Drawn(np.asarray(image).copy(), tuple(pen.words))


def _cos(turn: float) -> float:
    return float(np.cos(2 * np.pi * turn - np.pi / 2))


def _sin(turn: float) -> float:
    return float(np.sin(2 * np.pi * turn - np.pi / 2))
