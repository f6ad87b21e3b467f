"""A page before it is drawn: blocks of text and figures in a style. As data, so that a later edition of a page can be
made by changing some of its figures and drawing it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.families.lexicon import MONTHS, Speaker

Colour = tuple[int, int, int]
FIGURE = re.compile(r"(?<![\w.,:/-])[+-]?\d[\d.,]*(?![\w:/.-]*\d)")  # a figure that is no part of a date or a time
DATE = re.compile(rf"\d{{4}}-\d\d-\d\d|\d\d\.\d\d\.\d{{4}}|(?:\d+ )?(?:{'|'.join(MONTHS)}) \d+(?:, \d{{4}})?")


@dataclass(frozen=True)
class Line:
    """One line. role: title, marking, meta, body, small, bold, head."""

    text: str
    role: str = "body"
    align: str = "left"


@dataclass(frozen=True)
class Para:
    """Running text; number: what stands before it, hanging."""

    text: str
    number: str = ""


@dataclass(frozen=True)
class Fields:
    """Labels and values. boxed: as the cells of a form."""

    rows: tuple[tuple[str, str], ...]
    boxed: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose first column is text. total: a last row sums the columns that hold whole numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    ruled: bool = True


@dataclass(frozen=True)
class Bubble:
    """A message of a chat. mine: on the right."""

    who: str
    when: str
    text: str
    mine: bool


@dataclass(frozen=True)
class Figure:
    """Something drawn: rule, gap, signature, emblem, bars, tear, holes. seed decides its shape."""

    what: str
    seed: int = 0


@dataclass(frozen=True)
class Columns:
    """Two columns."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


Block = Line | Para | Fields | Table | Bubble | Figure | Columns


@dataclass(frozen=True)
class Style:
    """How the pages of one issuer look. size: of the body's letters (em), pixels; faces: names of sample_docs' fonts."""

    width: int
    margin: int
    size: int
    leading: float
    body: str
    bold: str
    head: str
    paper: Colour
    ink: Colour
    accent: Colour
    office: str
    date_style: int
    comma: str
    variant: int


@dataclass(frozen=True)
class Document:
    """template: its kind; issued: the date it bears, as written."""

    template: str
    style: Style
    blocks: tuple[Block, ...]
    issued: str
    day: date


FACES = (
    ("sans", "sans-bold", "sans-bold"),
    ("sans", "sans-medium", "source-semibold"),
    ("source", "source-semibold", "source-semibold"),
    ("source", "source-semibold", "serif-bold"),
    ("serif", "serif-bold", "serif-bold"),
    ("serif", "serif-bold", "sans-bold"),
    ("mono", "mono", "mono"),
    ("sans-medium", "sans-bold", "sans-bold"),
)
PAPERS = ((255, 255, 255), (255, 255, 255), (252, 251, 247), (246, 243, 234), (240, 241, 243), (238, 232, 214))
INKS = ((16, 16, 20), (24, 24, 28), (40, 40, 46), (20, 26, 52))
ACCENTS = ((150, 30, 34), (24, 60, 120), (20, 92, 70), (96, 60, 20), (60, 60, 66))


def style_of(seed: int, offices: Sequence[str], *, mono: bool = False, narrow: bool = False) -> Style:
    """The style of an issuer."""
    rng = Random(f"style {seed}")
    body, bold, head = FACES[6] if mono else rng.choice((*FACES[:6], *FACES[7:]))
    size = rng.randint(15, 22)
    return Style(
        width=rng.randint(460, 600) if narrow else rng.randint(660, 900),
        margin=rng.randint(26, 44) if narrow else rng.randint(46, 84),
        size=size,
        leading=rng.uniform(1.28, 1.5),
        body=body,
        bold=bold,
        head=head,
        paper=rng.choice(PAPERS),
        ink=rng.choice(INKS),
        accent=rng.choice(ACCENTS),
        office=rng.choice(list(offices)),
        date_style=rng.randrange(4),
        comma=rng.choice((",", ",", ".")),
        variant=rng.randrange(1000),
    )


def texts(block: Block, change: Callable[[str], str]) -> Block:
    """The block with `change` applied to each of its texts that may change from one edition to the next."""
    match block:
        case Line(role="body" | "meta" | "bold"):
            return replace(block, text=change(block.text))
        case Para():
            return replace(block, text=change(block.text))
        case Fields():
            return replace(block, rows=tuple((label, change(value)) for label, value in block.rows))
        case Table():
            return replace(block, rows=tuple((row[0], *(change(cell) for cell in row[1:])) for row in block.rows))
        case Columns():
            return Columns(tuple(texts(b, change) for b in block.left), tuple(texts(b, change) for b in block.right))
    return block


def later(document: Document, rng: Random) -> Document:
    """An honest later edition: a later date, 2 to 5 other figures, sums that follow."""
    speaker = Speaker(rng, document.day, document.style.date_style, document.style.comma)
    day = document.day + timedelta(days=rng.choice((1, 1, 7, 14, 30)))
    issued = speaker.when(day)
    places: list[int] = []

    def count(text: str) -> str:
        places.extend(range(len(places), len(places) + len(_figures(text))))
        return text

    dated = tuple(_everywhere(block, lambda text: text.replace(document.issued, issued)) for block in document.blocks)
    for block in dated:
        texts(block, count)
    chosen = set(rng.sample(places, min(len(places), rng.randint(2, 5))))
    seen = iter(range(len(places)))

    def change(text: str) -> str:
        for found in reversed([f for f in _figures(text) if next(seen) in chosen]):
            text = text[: found.start()] + other_figure(found[0], rng) + text[found.end() :]
        return text

    return replace(document, blocks=tuple(texts(block, change) for block in dated), issued=issued, day=day)


def other_figure(figure: str, rng: Random) -> str:
    """A figure of the same form and the same number of digits: the last two or three digits are others."""
    places = [i for i, sign in enumerate(figure) if sign.isdigit()]
    new = list(figure)
    while "".join(new) == figure:
        for i in rng.sample(places, min(len(places), rng.choice((1, 1, 2)))):
            new[i] = rng.choice("123456789" if i == places[0] else "0123456789")
    return "".join(new)


def _figures(text: str) -> list[re.Match[str]]:
    in_dates = {at for found in DATE.finditer(text) for at in range(*found.span())}
    return [found for found in FIGURE.finditer(text) if found.start() not in in_dates]


def _everywhere(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Line):
        return replace(block, text=change(block.text))
    return texts(block, change)
