"""Tools for drawing pages the same way everywhere: fonts out of wheels, chance out of integers, a sheet that
remembers where its fields stand.

Everything here gives the same pixels on every machine: fonts are laid out by Pillow's basic engine, and chance uses
integers only, because exponentials and logarithms differ in the last bit between processors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Points = Sequence[tuple[float, float]]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]

# name: (distribution on the package index, file in it)
FONTS = {
    "sans": ("font-roboto", "font_roboto/files/Roboto-Regular.ttf"),
    "sans-medium": ("font-roboto", "font_roboto/files/Roboto-Medium.ttf"),
    "sans-bold": ("font-roboto", "font_roboto/files/Roboto-Bold.ttf"),
    "sans-italic": ("font-roboto", "font_roboto/files/Roboto-Italic.ttf"),
    "source": ("font-source-sans-pro", "font_source_sans_pro/files/SourceSansPro-Regular.ttf"),
    "source-semibold": ("font-source-sans-pro", "font_source_sans_pro/files/SourceSansPro-Semibold.ttf"),
    "serif": ("font-caladea", "font_caladea/files/Caladea-Regular.ttf"),
    "serif-bold": ("font-caladea", "font_caladea/files/Caladea-Bold.ttf"),
    "serif-italic": ("font-caladea", "font_caladea/files/Caladea-Italic.ttf"),
    "hand": ("font-intuitive", "font_intuitive/files/Intuitive.ttf"),
    "mono": ("captcha", "captcha/data/DroidSansMono.ttf"),
}


def font_path(name: str) -> Path:
    """The file of one of FONTS."""
    package, inner = FONTS[name]
    return Path(str(distribution(package).locate_file(inner)))


@cache
def font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """One of FONTS at a size in pixels. Basic layout: the shaping library is not the same everywhere."""
    return ImageFont.truetype(str(font_path(name)), size, layout_engine=ImageFont.Layout.BASIC)


def bells(seed: int, shape: tuple[int, ...], spread: float) -> np.ndarray:
    """Roughly normal numbers of standard deviation `spread`, made of integers alone (sum of four bytes)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    summed = rng.integers(0, 256, size=(4, *shape), dtype=np.int32).sum(axis=0)
    return ((summed - 510) * (spread / 147.8)).astype(np.float32)  # 147.8: deviation of the sum of four bytes


def blotches(seed: int, size: tuple[int, int], cells: tuple[int, int]) -> np.ndarray:
    """A smooth random field over size (width, height), between about -1 and 1, with `cells` bumps each way."""
    rng = np.random.Generator(np.random.PCG64(seed))
    small = rng.integers(0, 256, size=(cells[1], cells[0]), dtype=np.int32).astype(np.uint8)
    big = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    return (np.asarray(big, dtype=np.float32) - 127.5) / 127.5


def to_image(pixels: np.ndarray) -> Image.Image:
    """An image from floats 0..255, rounded."""
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


@dataclass(frozen=True)
class Field:
    """A piece of text on a page that something will be done to. box in page units; size in page units."""

    box: Box
    text: str
    font: str
    size: float
    fill: Colour


class Sheet:
    """A page being drawn, `over` times larger than it ends up, so that lines and letters come out smooth."""

    def __init__(self, width: int, height: int, paper: Colour = (255, 255, 255), over: int = 2) -> None:
        self.over = over
        self.size = (width, height)
        self.image = Image.new("RGB", (width * over, height * over), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.fields: dict[str, Field] = {}

    def _up(self, points: Points) -> list[tuple[float, float]]:
        return [(x * self.over, y * self.over) for x, y in points]

    def width_of(self, text: str, name: str, size: float) -> float:
        """Width of a line of text in page units."""
        return font(name, size * self.over).getlength(text) / self.over

    def text(
        self,
        x: float,
        y: float,
        text: str,
        name: str,
        size: float,
        fill: Colour = (20, 20, 24),
        anchor: str = "la",
        field: str | None = None,
    ) -> Box:
        """One line at (x, y); anchor as in Pillow. Returns its ink box, remembered under `field`."""
        face = font(name, size * self.over)
        at = (round(x * self.over), round(y * self.over))
        self.draw.text(at, text, font=face, fill=fill, anchor=anchor)
        x0, y0, x1, y1 = self.draw.textbbox(at, text, font=face, anchor=anchor)
        box = (x0 / self.over, y0 / self.over, x1 / self.over, y1 / self.over)
        if field is not None:
            self.fields[field] = Field(box, text, name, size, fill)
        return box

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        name: str,
        size: float,
        fill: Colour = (20, 20, 24),
        leading: float = 1.35,
        field: str | None = None,
        hang: float = 0,
    ) -> float:
        """Wrapped text; lines after the first start `hang` further right. Returns the y below it."""
        lines: list[str] = []
        for word in text.split():
            joined = f"{lines[-1]} {word}" if lines else word
            room = width - (hang if len(lines) > 1 else 0)
            if lines and self.width_of(joined, name, size) <= room:
                lines[-1] = joined
            else:
                lines.append(word)
        top = y
        for number, line in enumerate(lines):
            self.text(x + (hang if number else 0), y, line, name, size, fill)
            y += size * leading
        if field is not None:
            self.fields[field] = Field((x, top, x + width, y), text, name, size, fill)
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float, fill: Colour = (60, 60, 66), width: float = 1.5) -> None:
        """A straight line."""
        self.draw.line(self._up([(x0, y0), (x1, y1)]), fill=fill, width=max(1, round(width * self.over)))

    def path(self, points: Points, fill: Colour, width: float) -> None:
        """A line through points."""
        self.draw.line(self._up(points), fill=fill, width=max(1, round(width * self.over)), joint="curve")

    def area(self, points: Points, fill: Colour | None, outline: Colour | None = None, width: float = 1) -> None:
        """A polygon."""
        self.draw.polygon(self._up(points), fill=fill)
        if outline is not None:
            ring = [*points, points[0]]
            self.path(ring, outline, width)

    def box(self, box: Box, fill: Colour | None = None, outline: Colour | None = None, width: float = 1) -> None:
        """A rectangle."""
        x0, y0, x1, y1 = (v * self.over for v in box)
        self.draw.rectangle((x0, y0, x1, y1), fill=fill, outline=outline, width=max(1, round(width * self.over)))

    def circle(self, x: float, y: float, r: float, fill: Colour | None, outline: Colour | None = None) -> None:
        """A disc."""
        o = self.over
        self.draw.ellipse(((x - r) * o, (y - r) * o, (x + r) * o, (y + r) * o), fill=fill, outline=outline, width=2 * o)

    def finished(self) -> Image.Image:
        """The page at its own size."""
        return self.image.reduce(self.over)


def wobbly(points: Points, seed: int, rounds: int, amount: float) -> list[tuple[float, float]]:
    """A coastline: each stretch between points is halved `rounds` times, the middles pushed aside by chance."""
    line = [(float(x), float(y)) for x, y in points]
    rng = np.random.Generator(np.random.PCG64(seed))
    for _ in range(rounds):
        finer = [line[0]]
        for (ax, ay), (bx, by) in zip(line, line[1:], strict=False):
            push = (int(rng.integers(-100, 101)) / 100) * amount
            finer += [((ax + bx) / 2 - (by - ay) * push, (ay + by) / 2 + (bx - ax) * push), (bx, by)]
        line = finer
    return line


def smooth(points: Points, steps: int = 12) -> list[tuple[float, float]]:
    """A curve through all points (Catmull-Rom)."""
    line = [(float(x), float(y)) for x, y in points]
    padded = [line[0], *line, line[-1]]
    curve = []
    for i in range(len(line) - 1):
        p0, p1, p2, p3 = padded[i : i + 4]
        for k in range(steps):
            t = k / steps
            x, y = (
                0.5
                * (
                    2 * p1[a]
                    + (p2[a] - p0[a]) * t
                    + (2 * p0[a] - 5 * p1[a] + 4 * p2[a] - p3[a]) * t * t
                    + (3 * p1[a] - p0[a] - 3 * p2[a] + p3[a]) * t * t * t
                )
                for a in (0, 1)
            )
            curve.append((x, y))
    return [*curve, line[-1]]
