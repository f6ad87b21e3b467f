"""Doctoring more than a word: stamps and signatures pasted, lines put in or taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from benchmarks.families.copies import Copy, corners
from benchmarks.families.desk import Job, edited, free_lines
from benchmarks.families.lexicon import SENTENCES, Speaker
from benchmarks.families.pasting import cover, ink_of, put_text, scribble, stamp_layer
from sample_docs.kit import Box, font

SHIFTABLE = ("memo", "cable", "letter", "order", "email", "slide", "roster")  # one column: lines can move up and down
ACROSS_TEXT = 0.5  # of the stamps and signatures that go anywhere
SMALLEST, LARGEST = 0.08, 0.26  # of a copy's width that they are wide


def pasted(copy: Copy, job: Job) -> Copy | None:
    """A stamp or a signature pasted where little stands, or across what does: over a name, over a line of text."""
    kind = job.rng.choice(("stamp", "signature"))
    height, width = copy.image.shape[:2]
    wide = round(width * job.rng.uniform(SMALLEST, LARGEST))
    layer = stamp_layer(wide, job.rng) if kind == "stamp" else scribble(wide, job.rng)
    if layer.shape[0] >= height or wide >= width:
        return None
    dark = (255 - copy.image.min(2)).astype(np.float32)
    spots = [
        (job.rng.randrange(width - wide), job.rng.randrange(height // 4, max(height // 4 + 1, height - layer.shape[0])))
        for _ in range(12)
    ]
    spots.sort(key=lambda s: float(dark[s[1] : s[1] + layer.shape[0], s[0] : s[0] + wide].mean()))
    x, y = spots[job.rng.randrange(len(spots)) if job.rng.random() < ACROSS_TEXT else 0]
    image = copy.image.copy()
    part = image[y : y + layer.shape[0], x : x + wide].astype(np.float32)
    alpha = layer[: part.shape[0], :, 3:].astype(np.float32) / 255
    part = part * (1 - alpha) + alpha * layer[: part.shape[0], :, :3] * (0.35 + 0.65 * part / 255)
    image[y : y + layer.shape[0], x : x + wide] = np.clip(part, 0, 255).astype(np.uint8)
    there, back = copy.at(np.array([[0.0, 0.0], [100.0, 100.0]])), None
    unit = (there[1] - there[0]) / 100
    back = (np.array([[x, y], [x + wide, y + layer.shape[0]]]) - there[0]) / unit  # a flat copy: scale and shift
    box = (*back[0], *back[1])
    return edited(copy, job, image, kind, "pasted", "", "", box, box)


def line_gone(copy: Copy, job: Job) -> Copy | None:
    """A line covered; mostly what stands below moves up."""
    lines = free_lines(copy)
    if not lines:
        return None
    sentences = [ws for ws in lines if ws[0].text[0].isupper() and ws[-1].text.endswith(".")]
    words = job.rng.choice(sentences or lines)
    box = (words[0].box[0], words[0].box[1], words[-1].box[2], words[0].box[3])
    image = copy.image.copy()
    kept = tuple(w for w in copy.words if w not in words)
    text = " ".join(w.text for w in words)
    if job.template not in SHIFTABLE or copy.edits or job.rng.random() < 0.4:
        cover(image, copy.box((box[0] - 1, box[1], box[2] + 1, box[3])), job.rng)
        return replace(edited(copy, job, image, "line_erased", "covered", text, "", box, box), words=kept)
    return _shifted(copy, job, box, "line_erased", text, "", -1)


def line_new(copy: Copy, job: Job) -> Copy | None:
    """A line put in; what stands below moves down."""
    ends = [words for words in free_lines(copy) if words[-1].text.endswith(".")]
    if not ends or copy.edits or job.template not in SHIFTABLE:
        return None
    words = job.rng.choice(ends)
    base, size = words[0].box[3] - words[0].box[1], words[0].size
    most = max(w.box[2] for w in copy.words) - words[0].box[0]
    speaker = Speaker(job.rng, date(2023, 5, 9), job.rng.randrange(4), ",")
    said = [speaker.say(pattern) for register in ("staff", "office") for pattern in SENTENCES[register]]
    said = [text.upper() if job.template == "cable" else text for text in said]
    said = [text for text in said if 0.4 * most < font(words[0].face, size).getlength(text) <= most]
    if not said:
        return None
    text = job.rng.choice(said)
    wide = font(words[0].face, size).getlength(text)
    below = [w.box[1] for w in copy.words if w.box[1] > words[0].box[3] - size * 0.3]
    step = min(size * 1.4, min(below, default=np.inf) - words[0].box[1])
    box = (words[0].box[0], words[0].box[1] + step, words[0].box[0] + wide, words[0].box[1] + step + base)
    made = _shifted(copy, job, box, "line_inserted", "", text, 1)
    if made is None:
        return None
    image = made.image.copy()
    origin = (box[0], words[0].origin[1] + step)
    put_text(
        image,
        copy,
        origin,
        text,
        words[0].face,
        size,
        ink_of(copy.image, copy.box(words[0].box)),
        job.rng.uniform(0.25, 0.7),
    )
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
    made = edited(copy, job, image, kind, "shifted", old, new, place, box)
    far = copy.words[0].box[0] - 2000, copy.words[0].box[0] + 4000
    edit = replace(made.edits[-1], moved=corners((far[0], box[1] - 2, far[1], low + 4000)))
    moved = tuple(
        replace(w, box=(w.box[0], w.box[1] + sign * step, w.box[2], w.box[3] + sign * step), origin=(w.origin[0], w.origin[1] + sign * step))
        if w.box[1] >= cut - 3 else w for w in copy.words if sign > 0 or not box[1] - 2 <= w.box[1] < cut - 3
    )  # fmt: skip
    return replace(made, words=moved, edits=(*made.edits[:-1], edit))
