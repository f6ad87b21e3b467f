"""Doctoring a flat copy in the way it is done with a picture editor: letters copied, covered and typed anew, lines
put in or taken out, stamps and signatures pasted.

Each function gives the doctored copy, or None where the copy has nothing to do it to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.families.copies import Copy, Edit, corners
from benchmarks.families.document import DATE, other_figure
from benchmarks.families.drawing import Word
from benchmarks.families.lexicon import FORMATIONS, GOODS, MARKINGS, MONTHS, PLACES, SURNAMES
from benchmarks.families.pasting import cover, ink_of, put_text, scribble, stamp_layer
from sample_docs.kit import Box, font

OPPOSITES = {
    "approved": "refused", "refused": "approved", "delayed": "settled", "completed": "cancelled", "cancelled": "completed",
    "confirmed": "withdrawn", "withdrawn": "confirmed", "extended": "shortened", "wounded": "captured", "missing": "deserted",
    "signed": "burned", "own": "our", "below": "above", "north": "south", "steady": "broken", "accepted": "rejected",
    "shortfall": "surplus", "rose": "fell", "before": "after", "after": "before", "no": "any", "agree": "object",
    "internal": "public", "cash": "card", "card": "cash", "back": "away",
}  # fmt: skip
UNITS = {
    "tonnes": "barrels", "percent": "permille", "million": "billion", "crowns": "dollars", "minutes": "seconds",
    "weeks": "months", "days": "weeks", "thousand": "hundred", "vehicles": "aircraft", "sacks": "tons", "hours": "GMT",
}  # fmt: skip
NEAR_FACES = {"sans": "source", "source": "sans", "sans-bold": "source-semibold", "sans-medium": "source-semibold"}
SHIFTABLE = ("memo", "cable", "letter", "order", "email", "slide", "roster")  # one column: lines can move up and down


@dataclass(frozen=True)
class Job:
    """One doctoring: chance, name of the edit, template of the page."""

    rng: Random
    name: str
    template: str


def doctor(copy: Copy, job: Job) -> Copy | None:
    """One edit, of a kind that the copy has a place for; None when it has none."""
    kinds, tried = list(WAYS), 0
    while kinds and tried < 8:
        kind = job.rng.choices(kinds, [WAYS[k][1] for k in kinds])[0]
        kinds.remove(kind)
        tried += 1
        if (found := WAYS[kind][0](copy, job)) is not None:
            return found
    return None


def _free(copy: Copy, test: Callable[[Word], bool]) -> list[Word]:
    """Words in frame, under no mark, that no edit touched."""
    marked = [mark.polygon for mark in copy.marks if mark.kind not in ("highlight", "watermark")]
    found = []
    for word in copy.words:
        if not test(word) or not copy.inside(corners(word.box)).all():
            continue
        x0, y0, x1, y1 = copy.box(word.box)
        under = any(p[:, 0].min() < x1 and p[:, 0].max() > x0 and p[:, 1].min() < y1 and p[:, 1].max() > y0 for p in marked)
        touched = any(e.place[:, 1].min() < word.box[3] and e.place[:, 1].max() > word.box[1] for e in copy.edits)
        if not under and not touched and x1 - x0 >= 7 and y1 - y0 >= 9:
            found.append(word)
    return found


def _figures(copy: Copy) -> list[Word]:
    dates = {w for words in _dates(copy) for w in words}
    figure = re.compile(r"[+-]?\d[\d.,]*[%.,;]?")
    return _free(copy, lambda w: bool(figure.fullmatch(w.text)) and w not in dates and w.role in ("body", "meta", "bold"))


def _dates(copy: Copy) -> list[tuple[Word, ...]]:
    """Dates: the words of each."""
    found, words = [], copy.words
    for i, word in enumerate(words):
        for n in (3, 1):
            part = words[i : i + n]
            if len(part) == n and DATE.fullmatch(" ".join(w.text for w in part).title().rstrip(".,;")) and part[-1].line == word.line:
                found.append(part)
                break
    return found


def _room(copy: Copy, word: Word) -> float:
    """Page units from the left of a word to what stands right of it on its line, or the page's right margin."""
    right = [w.box[0] - word.size * 0.2 for w in copy.words if w.line == word.line and w.box[0] > word.box[2] - 1]
    return min([*right, max(w.box[2] for w in copy.words)]) - word.box[0]


def retyped(copy: Copy, job: Job, word: Word, new: str, kind: str, method: str) -> Copy | None:
    """A word covered and typed anew, in its own font or nearly; None when it does not fit."""
    face = NEAR_FACES.get(word.face, word.face) if job.rng.random() < 0.2 else word.face
    size = word.size * job.rng.choice((1, 1, 0.98, 1.02))
    wide = font(face, size * 4).getlength(new) / 4
    old_wide = word.box[2] - word.box[0]
    if wide > max(old_wide * 1.02, _room(copy, word)) or wide < old_wide * 0.6:
        return None
    left = word.box[2] - wide if word.cell and new[-1:].isdigit() else word.box[0]
    if word.role == "marking":
        left = (word.box[0] + word.box[2] - wide) / 2
    image = copy.image.copy()
    ink = ink_of(copy.image, copy.box(word.box))
    cover(image, copy.box((word.box[0] - 1, word.box[1], word.box[2] + 1, word.box[3])), job.rng)
    put_text(image, copy, (left, word.origin[1]), new, face, size, ink, job.rng.uniform(0.25, 0.75))
    box = (min(left, word.box[0]), word.box[1], max(left + wide, word.box[2]), word.box[3])
    changed = replace(word, text=new, box=(left, word.box[1], left + wide, word.box[3]), origin=(left, word.origin[1]))
    return _edited(copy, job, image, kind, method, word.text, new, box, word.box, {word: changed})


def _edited(
    copy: Copy, job: Job, image: np.ndarray, kind: str, method: str, old: str, new: str, place: Box, before: Box,
    changed: dict[Word, Word] | None = None,
) -> Copy:  # fmt: skip
    n = sum(e.group_id == job.name for e in copy.edits)
    edit = Edit(f"{job.name}.{n}", job.name, kind, method, old, new, corners(place), corners(before))
    words = tuple((changed or {}).get(word, word) for word in copy.words)
    return replace(copy.done("doctor", image, kind=kind, method=method), words=words, edits=(*copy.edits, edit))


def digit(copy: Copy, job: Job) -> Copy | None:
    """A digit covered by another one copied from elsewhere on the page."""
    figures = _figures(copy)
    job.rng.shuffle(figures)
    for word in figures:
        spots = [i for i, sign in enumerate(word.text) if sign.isdigit()]
        at = job.rng.choice(spots)
        donors = [(w, i) for w in figures for i, sign in enumerate(w.text)
                  if (w.face, w.size) == (word.face, word.size) and _paper(copy, w, word) and sign.isdigit() and sign != word.text[at]
                  and not (at == 0 and sign == "0") and abs(_glyph(w, i)[2] - _glyph(w, i)[0] - _glyph(word, at)[2] + _glyph(word, at)[0]) < 0.6]  # fmt: skip
        if not donors:
            continue
        donor, j = job.rng.choice(donors)
        a, b = copy.box(_glyph(donor, j)), copy.box(_glyph(word, at))
        image = copy.image.copy()
        patch = cv2.resize(copy.image[a[1] : a[3], a[0] : a[2]], (b[2] - b[0], b[3] - b[1]), interpolation=cv2.INTER_LINEAR)
        image[b[1] : b[3], b[0] : b[2]] = patch
        new = word.text[:at] + donor.text[j] + word.text[at + 1 :]
        return _edited(copy, job, image, "digit", "copied", word.text, new, word.box, word.box, {word: replace(word, text=new)})
    return None


def _paper(copy: Copy, a: Word, b: Word) -> bool:
    """Do two words stand on paper of one colour?"""
    papers = []
    for word in (a, b):
        x0, y0, x1, y1 = copy.box(word.box)
        papers.append(np.percentile(copy.image[y0:y1, x0:x1].reshape(-1, 3), 75, axis=0))
    return bool(np.abs(papers[0] - papers[1]).max() < 6)


def _glyph(word: Word, at: int) -> Box:
    face = font(word.face, word.size * 2)
    left = word.box[0] + face.getlength(word.text[:at]) / 2
    return (left, word.box[1], left + face.getlength(word.text[at]) / 2, word.box[3])


def _first(copy: Copy, job: Job, words: Sequence[Word], new: Callable[[Word], str | None], kind: str, method: str) -> Copy | None:
    for word in job.rng.sample(list(words), len(words)):
        text = new(word)
        if text is not None and text != word.text and (found := retyped(copy, job, word, text, kind, method)):
            return found
    return None


def number(copy: Copy, job: Job) -> Copy | None:
    """A figure typed anew."""
    return _first(copy, job, _figures(copy), lambda w: other_figure(w.text, job.rng), "number", "retyped")


def decimal(copy: Copy, job: Job) -> Copy | None:
    """A decimal point moved or left out, or a sign put before a figure."""

    def new(word: Word) -> str | None:
        if found := re.fullmatch(r"(\d+)\.(\d)(\D?)", word.text):
            return job.rng.choice((f"{found[1]}{found[2]}{found[3]}", f"{found[1][:-1]}.{found[1][-1]}{found[2]}{found[3]}" if len(found[1]) > 1 else None))
        return f"-{word.text}" if word.cell and word.text.isdigit() else None

    return _first(copy, job, _figures(copy), new, "number", "decimal")


def word_changed(copy: Copy, job: Job) -> Copy | None:
    """A word for its opposite, a name or a place for another."""

    def new(word: Word) -> str | None:
        core = word.text.rstrip(".,;:")
        tail = word.text[len(core) :]
        low = core.lower()
        if low in OPPOSITES:
            other = OPPOSITES[low]
        else:
            lists = [names for names in (PLACES, SURNAMES, GOODS) if low in {n.lower() for n in names}]
            if not lists:
                return None
            alike = [n for n in lists[0] if " " not in n and n.lower() != low and abs(len(n) - len(core)) < 2]
            if not alike:
                return None
            other = job.rng.choice(alike)
        return (other.upper() if core.isupper() else other.capitalize() if core[0].isupper() else other) + tail

    return _first(copy, job, _free(copy, lambda w: w.role in ("body", "bold", "meta")), new, "word", "retyped")


def unit(copy: Copy, job: Job) -> Copy | None:
    """A unit of measure for another."""

    def new(word: Word) -> str | None:
        core = word.text.rstrip(".,")
        other = UNITS.get(core.lower())
        return other and (other.upper() if core.isupper() else other) + word.text[len(core) :]

    return _first(copy, job, _free(copy, lambda w: w.role == "body"), new, "word", "unit")


def date_changed(copy: Copy, job: Job) -> Copy | None:
    """The day, month or year of a date."""
    words = {w for found in _dates(copy) for w in found}

    def new(word: Word) -> str | None:
        core = word.text.rstrip(".,;")
        if core.title() in MONTHS:
            month = job.rng.choice([m for m in MONTHS if abs(len(m) - len(core)) < 2])
            return (month.upper() if core.isupper() else month) + word.text[len(core) :]
        spots = [found.span() for found in re.finditer(r"\d+", core)]
        a, b = job.rng.choice(spots)
        value, low, high = int(core[a:b]), *((1, 28) if b - a < 3 else (2019, 2026))
        if re.fullmatch(r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d", core) and a in (3, 5):
            high = 12
        other = job.rng.choice([v for v in range(low, high + 1) if v != value and len(str(v)) == len(str(value))])
        return core[:a] + str(other).zfill(b - a) + core[b:] + word.text[len(core) :]

    return _first(copy, job, _free(copy, lambda w: w in words), new, "date", "retyped")


def marking(copy: Copy, job: Job) -> Copy | None:
    """The marking for another."""
    words = _free(copy, lambda w: w.role == "marking")
    lines = {w.line for w in words}
    for line in lines:
        whole = [w for w in words if w.line == line]
        if [w for w in copy.words if w.line == line] != whole:
            continue
        box = (whole[0].box[0], whole[0].box[1], whole[-1].box[2], whole[0].box[3])
        joined = replace(whole[0], text=" ".join(w.text for w in whole), box=box)
        as_one = replace(copy, words=tuple(joined if w == whole[0] else w for w in copy.words if w == whole[0] or w not in whole))
        wide = box[2] - box[0]
        near = [m for m in MARKINGS if m != joined.text and 0.62 < font(joined.face, joined.size).getlength(m) / wide < 1.3]
        if near and (found := retyped(as_one, job, joined, job.rng.choice(near), "marking", "retyped")):
            return found
    return None


def swap(copy: Copy, job: Job) -> Copy | None:
    """Two figures change places."""
    figures = _figures(copy)
    pairs = [(a, b) for i, a in enumerate(figures) for b in figures[i + 1 :]
             if (a.face, a.size) == (b.face, b.size) and _paper(copy, a, b) and a.text != b.text and a.line != b.line
             and abs(a.box[2] - a.box[0] - b.box[2] + b.box[0]) < 0.12 * (a.box[2] - a.box[0])]  # fmt: skip
    if not pairs:
        return None
    a, b = job.rng.choice(pairs)
    image, pa, pb = copy.image.copy(), copy.box(a.box), copy.box(b.box)
    for source, target in ((pa, pb), (pb, pa)):
        patch = copy.image[source[1] : source[3], source[0] : source[2]]
        cover(image, target, job.rng)
        patch = patch[: target[3] - target[1]]
        x = target[2] - patch.shape[1] if a.cell else target[0]
        x = max(0, min(x, image.shape[1] - patch.shape[1]))
        image[target[1] : target[1] + patch.shape[0], x : x + patch.shape[1]] = patch
    one = _edited(copy, job, image, "swap", "copied", a.text, b.text, a.box, a.box)
    changed = {a: replace(a, text=b.text), b: replace(b, text=a.text)}
    return _edited(one, job, image, "swap", "copied", b.text, a.text, b.box, b.box, changed)


def pasted(copy: Copy, job: Job) -> Copy | None:
    """A stamp or a signature pasted where little stands."""
    kind = job.rng.choice(("stamp", "signature"))
    height, width = copy.image.shape[:2]
    wide = round(width * job.rng.uniform(0.16, 0.26))
    layer = stamp_layer(wide, job.rng) if kind == "stamp" else scribble(wide, job.rng)
    if layer.shape[0] >= height or wide >= width:
        return None
    dark = (255 - copy.image.min(2)).astype(np.float32)
    spots = [(job.rng.randrange(width - wide), job.rng.randrange(height // 4, max(height // 4 + 1, height - layer.shape[0]))) for _ in range(12)]
    x, y = min(spots, key=lambda s: float(dark[s[1] : s[1] + layer.shape[0], s[0] : s[0] + wide].mean()))
    image = copy.image.copy()
    part = image[y : y + layer.shape[0], x : x + wide].astype(np.float32)
    alpha = layer[: part.shape[0], :, 3:].astype(np.float32) / 255
    part = part * (1 - alpha) + alpha * layer[: part.shape[0], :, :3] * (0.35 + 0.65 * part / 255)
    image[y : y + layer.shape[0], x : x + wide] = np.clip(part, 0, 255).astype(np.uint8)
    there, back = copy.at(np.array([[0.0, 0.0], [100.0, 100.0]])), None
    unit = (there[1] - there[0]) / 100
    back = (np.array([[x, y], [x + wide, y + layer.shape[0]]]) - there[0]) / unit  # a flat copy: scale and shift
    box = (*back[0], *back[1])
    return _edited(copy, job, image, kind, "pasted", "", "", box, box)


def _lines(copy: Copy) -> list[list[Word]]:
    """Whole lines of running text that are free."""
    free = set(_free(copy, lambda w: w.role == "body" and not w.cell))
    lines: dict[int, list[Word]] = {}
    for word in copy.words:
        lines.setdefault(word.line, []).append(word)
    return [words for words in lines.values() if len(words) >= 4 and free.issuperset(words)]


def line_gone(copy: Copy, job: Job) -> Copy | None:
    """A line covered; mostly what stands below moves up."""
    lines = _lines(copy)
    if not lines:
        return None
    words = job.rng.choice(lines)
    box = (words[0].box[0], words[0].box[1], words[-1].box[2], words[0].box[3])
    image = copy.image.copy()
    kept = tuple(w for w in copy.words if w not in words)
    text = " ".join(w.text for w in words)
    if job.template not in SHIFTABLE or job.rng.random() < 0.4:
        cover(image, copy.box((box[0] - 1, box[1], box[2] + 1, box[3])), job.rng)
        return replace(_edited(copy, job, image, "line_erased", "covered", text, "", box, box), words=kept)
    return _shifted(copy, job, box, "line_erased", text, "", -1)


def line_new(copy: Copy, job: Job) -> Copy | None:
    """A line put in; what stands below moves down."""
    lines = _lines(copy) if job.template in SHIFTABLE else []
    if len(lines) < 2:
        return None
    words, other = job.rng.sample(lines, 2)
    text = " ".join(w.text for w in other[: job.rng.randint(3, len(other))])
    text = re.sub(r"\d+", lambda found: other_figure(found[0], job.rng), text)
    base, size = words[0].box[3] - words[0].box[1], words[0].size
    wide = font(words[0].face, size).getlength(text)
    step = size * 1.4
    box = (words[0].box[0], words[0].box[1] + step, words[0].box[0] + wide, words[0].box[1] + step + base)
    made = _shifted(copy, job, box, "line_inserted", "", text, 1)
    if made is None:
        return None
    image = made.image.copy()
    origin = (box[0], words[0].origin[1] + step)
    put_text(image, copy, origin, text, words[0].face, size, ink_of(copy.image, copy.box(words[0].box)), job.rng.uniform(0.25, 0.7))
    return replace(made, image=image)


def _shifted(copy: Copy, job: Job, box: Box, kind: str, old: str, new: str, sign: int) -> Copy | None:
    """Everything from the line at `box` on moved down (sign 1) or what is below it moved up (-1) by a line; the
    picture keeps its size."""
    step = (box[3] - box[1]) / 1.06 * 1.4
    cut = box[1] if sign > 0 else box[1] + step
    if any(w.box[1] + 2 < cut < w.box[3] - 4 for w in copy.words):
        return None  # another line stands across the cut
    low = max(w.box[3] for w in copy.words) + step * 1.1
    if not copy.inside(corners((box[0], box[1], box[2], low))).all():
        return None
    y = copy.box((box[0], cut, box[2], cut + 1))[1]
    dy = round(float(copy.at(np.array([[0.0, step]]))[0, 1] - copy.at(np.array([[0.0, 0.0]]))[0, 1]))
    image = copy.image.copy()
    if sign > 0:
        image[y + dy :] = copy.image[y:-dy]
        image[y : y + dy] = np.median(copy.image[y - 2 : y + 1], axis=(0, 1))
    else:
        image[y - dy : -dy] = copy.image[y:]
        image[-dy:] = np.median(copy.image[-dy:], axis=(0, 1))
    place = box if sign > 0 else (box[0], box[1] - 2, box[2], box[1] + 2)  # a closed gap is a seam between two lines
    made = _edited(copy, job, image, kind, "shifted", old, new, place, box)
    far = copy.words[0].box[0] - 2000, copy.words[0].box[0] + 4000
    edit = replace(made.edits[-1], moved=corners((far[0], box[1] - 2 if sign < 0 else box[3], far[1], low + 4000)))
    moved = tuple(
        replace(w, box=(w.box[0], w.box[1] + sign * step, w.box[2], w.box[3] + sign * step), origin=(w.origin[0], w.origin[1] + sign * step))
        if w.box[1] >= cut - 3 else w for w in copy.words if sign > 0 or not box[1] - 2 <= w.box[1] < cut - 3
    )  # fmt: skip
    return replace(made, words=moved, edits=(*made.edits[:-1], edit))


Way = Callable[[Copy, Job], Copy | None]
WAYS: dict[str, tuple[Way, float]] = {  # each with how often it is chosen
    "digit": (digit, 3), "number": (number, 3), "decimal": (decimal, 0.8), "word": (word_changed, 2), "unit": (unit, 0.7),
    "date": (date_changed, 1.6), "marking": (marking, 1.0), "swap": (swap, 1.3), "pasted": (pasted, 1.4),
    "line_gone": (line_gone, 1.0), "line_new": (line_new, 1.0),
}  # fmt: skip
