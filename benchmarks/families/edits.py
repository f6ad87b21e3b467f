"""Doctoring a flat copy in the way it is done with a picture editor: letters copied, words covered and typed anew.

Each function gives the doctored copy, or None where the copy has nothing to do it to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2

from benchmarks.families.copies import Copy
from benchmarks.families.desk import FILLED, Job, dates, edited, figures, free_words, room, same_paper
from benchmarks.families.document import other_figure
from benchmarks.families.drawing import Word
from benchmarks.families.larger import line_gone, line_new, pasted
from benchmarks.families.lexicon import GOODS, MARKINGS, MONTHS, PLACES, SURNAMES
from benchmarks.families.pasting import cover, ink_of, put_text
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


def doctor(copy: Copy, job: Job, ways: Sequence[str] = ()) -> Copy | None:
    """One edit, of a kind that the copy has a place for; None when it has none. ways: names in WAYS, all when empty."""
    kinds, tried = list(ways or WAYS), 0
    while kinds and tried < 8:
        kind = job.rng.choices(kinds, [WAYS[k][1] for k in kinds])[0]
        kinds.remove(kind)
        tried += 1
        if (found := WAYS[kind][0](copy, job)) is not None:
            return found
    return None


def retyped(copy: Copy, job: Job, word: Word, new: str, kind: str, method: str) -> Copy | None:
    """A word covered and typed anew, in its own font or nearly; None when it does not fit."""
    face = NEAR_FACES.get(word.face, word.face) if job.rng.random() < 0.2 else word.face
    size = word.size * job.rng.choice((1, 1, 0.98, 1.02))
    wide = font(face, size * 4).getlength(new) / 4
    old_wide = word.box[2] - word.box[0]
    if wide > max(old_wide * 1.02, room(copy, word)) or wide < old_wide * 0.6:
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
    return edited(copy, job, image, kind, method, word.text, new, box, word.box, {word: changed})


def digit(copy: Copy, job: Job) -> Copy | None:
    """A digit covered by another one copied from elsewhere on the page."""
    found = figures(copy)
    job.rng.shuffle(found)
    for word in found:
        spots = [i for i, sign in enumerate(word.text) if sign.isdigit()]
        at = job.rng.choice(spots)
        donors = [(w, i) for w in found for i, sign in enumerate(w.text)
                  if (w.face, w.size) == (word.face, word.size) and same_paper(copy, w, word) and sign.isdigit() and sign != word.text[at]
                  and not (at == 0 and sign == "0") and abs(_glyph(w, i)[2] - _glyph(w, i)[0] - _glyph(word, at)[2] + _glyph(word, at)[0]) < 0.6]  # fmt: skip
        if not donors:
            continue
        donor, j = job.rng.choice(donors)
        a, b = copy.box(_glyph(donor, j)), copy.box(_glyph(word, at))
        image = copy.image.copy()
        patch = cv2.resize(
            copy.image[a[1] : a[3], a[0] : a[2]], (b[2] - b[0], b[3] - b[1]), interpolation=cv2.INTER_LINEAR
        )
        image[b[1] : b[3], b[0] : b[2]] = patch
        new = word.text[:at] + donor.text[j] + word.text[at + 1 :]
        return edited(
            copy, job, image, "digit", "copied", word.text, new, word.box, word.box, {word: replace(word, text=new)}
        )
    return None


def _glyph(word: Word, at: int) -> Box:
    face = font(word.face, word.size * 2)
    left = word.box[0] + face.getlength(word.text[:at]) / 2
    return (left, word.box[1], left + face.getlength(word.text[at]) / 2, word.box[3])


def _first(
    copy: Copy, job: Job, words: Sequence[Word], new: Callable[[Word], str | None], kind: str, method: str
) -> Copy | None:
    for word in job.rng.sample(list(words), len(words)):
        text = new(word)
        if text is not None and text != word.text and (found := retyped(copy, job, word, text, kind, method)):
            return found
    return None


def number(copy: Copy, job: Job) -> Copy | None:
    """A figure typed anew."""
    return _first(copy, job, figures(copy), lambda w: other_figure(w.text, job.rng), "number", "retyped")


def decimal(copy: Copy, job: Job) -> Copy | None:
    """A decimal point moved or left out, or a sign put before a figure."""

    def new(word: Word) -> str | None:
        if found := re.fullmatch(r"(\d+)\.(\d)(\D?)", word.text):
            return job.rng.choice(
                (
                    f"{found[1]}{found[2]}{found[3]}",
                    f"{found[1][:-1]}.{found[1][-1]}{found[2]}{found[3]}" if len(found[1]) > 1 else None,
                )
            )
        return f"-{word.text}" if word.cell and word.text.isdigit() else None

    return _first(copy, job, figures(copy), new, "number", "decimal")


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

    return _first(copy, job, free_words(copy, lambda w: w.role in FILLED), new, "word", "retyped")


def unit(copy: Copy, job: Job) -> Copy | None:
    """A unit of measure for another."""

    def new(word: Word) -> str | None:
        core = word.text.rstrip(".,")
        other = UNITS.get(core.lower())
        return other and (other.upper() if core.isupper() else other) + word.text[len(core) :]

    return _first(copy, job, free_words(copy, lambda w: w.role in FILLED), new, "word", "unit")


def date_changed(copy: Copy, job: Job) -> Copy | None:
    """The day, month or year of a date."""
    words = {w for found in dates(copy) for w in found}

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

    return _first(copy, job, free_words(copy, lambda w: w in words), new, "date", "retyped")


def marking(copy: Copy, job: Job) -> Copy | None:
    """The marking for another."""
    words = free_words(copy, lambda w: w.role == "marking")
    lines = {w.line for w in words}
    for line in lines:
        whole = [w for w in words if w.line == line]
        if [w for w in copy.words if w.line == line] != whole:
            continue
        box = (whole[0].box[0], whole[0].box[1], whole[-1].box[2], whole[0].box[3])
        joined = replace(whole[0], text=" ".join(w.text for w in whole), box=box)
        as_one = replace(
            copy, words=tuple(joined if w == whole[0] else w for w in copy.words if w == whole[0] or w not in whole)
        )
        wide = box[2] - box[0]
        near = [
            m for m in MARKINGS if m != joined.text and 0.62 < font(joined.face, joined.size).getlength(m) / wide < 1.3
        ]
        if near and (found := retyped(as_one, job, joined, job.rng.choice(near), "marking", "retyped")):
            return found
    return None


def swap(copy: Copy, job: Job) -> Copy | None:
    """Two figures change places."""
    found = figures(copy)
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]
             if (a.face, a.size) == (b.face, b.size) and same_paper(copy, a, b) and a.text != b.text and a.line != b.line
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
    one = edited(copy, job, image, "swap", "copied", a.text, b.text, a.box, a.box)
    changed = {a: replace(a, text=b.text), b: replace(b, text=a.text)}
    return edited(one, job, image, "swap", "copied", b.text, a.text, b.box, b.box, changed)


Way = Callable[[Copy, Job], Copy | None]
WAYS: dict[str, tuple[Way, float]] = {  # each with how often it is chosen
    "digit": (digit, 4), "number": (number, 3), "decimal": (decimal, 0.8), "word": (word_changed, 2), "unit": (unit, 0.7),
    "date": (date_changed, 1.6), "marking": (marking, 2.0), "swap": (swap, 1.3), "pasted": (pasted, 1.8),
    "line_gone": (line_gone, 1.0), "line_new": (line_new, 1.8),
}  # fmt: skip
