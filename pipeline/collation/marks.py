"""Marks laid over a page: redactions, pen and highlighter, watermarks and logos, stamps and signatures.

What one copy shows beyond what the sharp copies have in common is grouped into blobs and named by its shape. The
first kinds hide and do not change; what they hide is not examined in that copy. A stamp or a signature is content.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.collation.copies import LaidCopy, Mask, Table
from pipeline.collation.readings import Place
from pipeline.imaging.ink import Ink

HALF = 0.5  # strokes and solid boxes are looked for on a canvas of half the size
SHARPEST = 4  # copies whose common part is taken as the page
SOLID_INK = 0.62  # darkness of a redaction, blurred and photographed ones included
SOLID_FILL = 0.88  # share of its box that is dark
COLOURED = 0.3  # chroma of pen, highlighter, ink pads
TINT = 0.035  # darkening of the paper by the faintest watermark worth naming
LOGO_TINT = 0.25  # a logo covers, a highlighter tints
TALLEST_BAR = 24  # text heights: a whole paragraph blacked out
HANDWRITING = 2.2  # text heights; a stamp is taller, a signature mostly
APART = 4.0  # text heights between the words of one handwritten note
MANY_DRAWN = 4  # marks of a kind drawn on one copy; readers' notes seldom have more
MANY_COLOURED = 40  # of them in coloured ink: a page written full of remarks
STROKE = 0.22  # ink beyond the common ink that counts as a stroke
STROKE_SHARE = 0.4  # of the ink of the copy's own letters: on a pale copy, a pale stroke is one
STRONG_SHARE = 0.15  # of a pale region that is strong: the blur of a whole paragraph hangs together, too
FAINTEST = 0.1  # ink under which nothing is a stroke
LACKING = 0.35  # of the ink that a copy would have at a stroke of a drawing, under which it lacks the stroke, and
LACKING_SHARE = 0.5  # of the strokes that it must lack; text beneath a stamp is there in every copy
GRAPHIC_STRENGTH = 1.5  # log10: a stamp or signature that other legible copies lack
GRAPHIC_CROWD = 0.5  # log10 less for each doubling of their number on one copy
AS_SHARP = 0.6  # of a copy's sharpness that another must have, to be one that lacks a drawing
BADGE_FILL = 0.5  # share of a box in colour from which it is a channel's badge, not ink
RING_SHARE = 0.7  # of the wider one's width that two halves of a ring have in common

Box = tuple[int, int, int, int]
Tint = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on one copy: redaction, annotation, overlay or graphic, its box on the canvas, how sure (log10)."""

    copy: int
    kind: str
    box: Box
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Blob:
    """A connected part of an extra layer, in canvas pixels. fill: share of its box that is extra; mask: itself."""

    box: Box
    fill: float
    mask: Mask

    @property
    def width(self) -> int:
        """Canvas pixels."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        """Canvas pixels."""
        return self.box[3] - self.box[1]


def find_marks(table: Table) -> list[Mark]:
    """Marks on all copies of a table."""
    if len(table.copies) < 2:
        return []
    height = table.text_height
    seen = [_small(c.seen.astype(np.float32), HALF) > 0.99 for c in table.copies]
    strokes = [_small(c.strokes, HALF) for c in table.copies]
    inks = [_small(c.ink, HALF) for c in table.copies]
    chroma = [_small(c.chroma, HALF) for c in table.copies]
    tints = [_tint(c, height) for c in table.copies]
    order = _sharpest(strokes, seen)
    found: list[Mark] = []
    for index in range(len(table.copies)):
        others = [i for i in order if i != index][:SHARPEST]
        both = seen[index] & np.any([seen[i] for i in others], axis=0)
        solid = _solid(index, inks, others, seen, chroma[index], both, height)
        tinted = _tinted(index, tints, others, seen, chroma[index], both, height)
        drawn = _drawn(index, strokes, others, seen, chroma[index], both, height)
        taken = [m.box for m in solid]
        tinted = [m for m in tinted if not any(_share(m.box, t) > 0.5 for t in taken)]
        taken += [m.box for m in tinted]
        found += solid + tinted + [m for m in drawn if not any(_share(m.box, t) > 0.5 for t in taken)]
    return found


def _small(image: npt.NDArray[np.float32], scale: float) -> Ink:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)


def _sharpest(strokes: Sequence[Ink], seen: Sequence[Mask]) -> list[int]:
    """Copies by how much edge their strokes have where they show the page."""
    edge = [_edge(s, m) * float(m.mean()) for s, m in zip(strokes, seen, strict=True)]
    return sorted(range(len(strokes)), key=lambda i: (-edge[i], i))


def _edge(strokes: Ink, seen: Mask) -> float:
    """How much edge a copy's strokes have, for each pixel that it shows."""
    return float(np.abs(np.diff(strokes, axis=1)).sum()) / max(int(seen.sum()), 1)


def _tint(copy: LaidCopy, height: float) -> Tint:
    """How much darker than the page's paper each spot's paper is, text taken away; half scale."""
    ink = _small(copy.ink, HALF)
    reach = round(0.9 * height * HALF) | 1
    return np.asarray(cv2.GaussianBlur(cv2.erode(ink, np.ones((reach, reach), np.uint8)), (0, 0), 1.5), np.float32)


def _common(layers: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], widen: int) -> Ink:
    """The lower median of a layer over other copies, strokes widened by some pixels; 1 where none shows the place."""
    stack = np.stack(
        [np.where(seen[i], cv2.dilate(layers[i], np.ones((widen, widen), np.uint8)), np.float32(2)) for i in others]
    )
    stack.sort(axis=0)
    n = np.sum([seen[i] for i in others], axis=0)
    return np.asarray(np.minimum(np.take_along_axis(stack, np.maximum((n - 1) // 2, 0)[None], 0)[0], 1), np.float32)


def _solid(
    index: int, inks: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], chroma: Ink, both: Mask, height: float
) -> list[Mark]:
    """Redactions: dark all over, at least as large as a short word, and not dark in the others."""
    dark = ((inks[index] > SOLID_INK) & both).astype(np.uint8)
    kernel = cv2.getStructuringElement(
        cv2.MORPH_RECT, (max(3, round(0.8 * height * HALF)), max(3, round(0.6 * height * HALF)))
    )
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    marks = []
    for blob in _blobs(opened):
        if (
            blob.fill < SOLID_FILL * 0.9
            or blob.height > TALLEST_BAR * height
            or blob.width < 1.1 * height
            or _at_edge(blob, seen[index])
        ):
            continue
        part = _part(blob)
        theirs = [float((inks[i][part] > SOLID_INK).mean()) for i in others if seen[i][part].mean() > 0.9]
        if not theirs or min(theirs) > 0.6 or float(chroma[part].mean()) > COLOURED:
            continue
        marks.append(Mark(index, "redaction", blob.box))
    return marks


def _tinted(
    index: int,
    tints: Sequence[Tint],
    others: Sequence[int],
    seen: Sequence[Mask],
    chroma: Ink,
    both: Mask,
    height: float,
) -> list[Mark]:
    """Highlighter (one line high, filled), logos (filled, covering) and watermarks (large letters)."""
    extra = np.clip(tints[index] - _common(tints, others, seen, 5), 0, 1) * both
    level = max(TINT, 2.5 * float(np.percentile(extra[both], 90))) if both.any() else 1.0
    mask = cv2.morphologyEx((extra > level).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    grow = round(0.45 * height)
    marks, letters = [], []
    for blob in _blobs(mask):
        if blob.height < 0.25 * height or blob.width < 0.5 * height:
            continue
        strength = float(extra[_part(blob)][mask[_part(blob)] > 0].mean())
        wide = (blob.box[0] - grow, blob.box[1] - grow, blob.box[2] + grow, blob.box[3] + grow)
        if (
            blob.fill > 0.7
            and blob.height < 1.3 * height
            and blob.width > 1.2 * height
            and blob.width > 1.5 * blob.height
        ):
            marks.append(Mark(index, "annotation", _clip(wide, both)))
        elif (
            blob.fill > 0.6
            and strength > LOGO_TINT
            and 1.2 * blob.height < blob.width < 20 * height
            and blob.height < 5 * height
        ):
            marks.append(Mark(index, "overlay", _clip(wide, both)))
        else:
            letters.append((wide, blob.mask.sum() / HALF**2))
    if sum(mark.kind == "annotation" for mark in marks) > MANY_DRAWN:  # the blur of its own lines, not a highlighter
        marks = [mark for mark in marks if mark.kind != "annotation"]
    marks += [Mark(index, "overlay", box) for box in _watermarks(letters, both, height)]
    return marks


def _watermarks(letters: Sequence[tuple[Box, float]], both: Mask, height: float) -> list[Box]:
    """Large letters near each other make one watermark."""
    canvas = np.zeros(both.shape, np.uint8)
    for (x0, y0, x1, y1), _ in letters:
        if max(x1 - x0, y1 - y0) > 1.5 * height:
            reach = 0.35 * max(x1 - x0, y1 - y0, 2 * height)
            corners = [round(v * HALF) for v in (x0 - reach, y0 - reach, x1 + reach, y1 + reach)]
            cv2.rectangle(canvas, (corners[0], corners[1]), (corners[2], corners[3]), 1, -1)
    boxes = []
    for blob in _blobs(canvas):
        inside = [b for b, _ in letters if _share(b, blob.box) > 0.5]
        if not inside:  # letters that run off the canvas
            continue
        area = sum(a for b, a in letters if _share(b, blob.box) > 0.5)
        box = (
            min(b[0] for b in inside),
            min(b[1] for b in inside),
            max(b[2] for b in inside),
            max(b[3] for b in inside),
        )
        if (
            max(box[2] - box[0], box[3] - box[1]) > 5 * height
            and min(box[2] - box[0], box[3] - box[1]) > 1.5 * height
            and area > 3 * height**2
        ):
            boxes.append(_clip(box, both))
    return boxes


def _drawn(
    index: int,
    strokes: Sequence[Ink],
    others: Sequence[int],
    seen: Sequence[Mask],
    chroma: Ink,
    both: Mask,
    height: float,
) -> list[Mark]:
    """Thin strokes: pen (underline, circle, tick) is an annotation; a stamp or a signature is a graphic."""
    extra = np.clip(strokes[index] - _least(strokes, others, seen, 5), 0, 1) * both
    own_strength, sharp = _text_strength(strokes[index], seen[index]), _edge(strokes[index], seen[index])
    strengths = {
        i: _text_strength(strokes[i], seen[i]) / max(own_strength, FAINTEST)
        for i in others
        if _edge(strokes[i], seen[i]) >= AS_SHARP * sharp
    }
    level = float(np.clip(STROKE_SHARE * own_strength, FAINTEST, STROKE))
    mask = _connected(extra, level)
    joined = cv2.morphologyEx(
        mask,
        cv2.MORPH_CLOSE,
        np.ones((max(3, round(0.25 * height * HALF)), max(3, round(0.8 * height * HALF))), np.uint8),
    )
    marks: list[Mark] = []
    colours: list[float] = []
    for blob in _blobs(joined):
        if blob.width < 1.2 * height and blob.height < 1.2 * height:
            continue
        if blob.width > 25 * height or blob.height > 12 * height or _at_edge(blob, seen[index]):
            continue
        part = _part(blob)
        own = (mask[part] > 0) & blob.mask
        if own.sum() < 0.25 * height * HALF * (blob.width + blob.height) * HALF * 0.3:
            continue
        if not _some_lack_it(strokes, index, strengths, seen, part, own):
            continue
        coloured = float(np.median(chroma[part][own])) if own.any() else 0.0
        kind = _name_drawn(blob, own, coloured, height)
        if kind == "graphic" and float((chroma[part] > COLOURED / 2).mean()) > BADGE_FILL:
            kind = "overlay"
        if kind is not None:
            marks.append(Mark(index, kind, blob.box, GRAPHIC_STRENGTH))
            colours.append(coloured)
    if len(marks) > MANY_DRAWN:  # blur, creases or a shifted block: what else is everywhere is no mark
        marks = [mark for mark, coloured in zip(marks, colours, strict=True) if coloured > COLOURED / 2]
        marks = marks if len(marks) <= MANY_COLOURED else []
    return _in_doubt([_as_written(mark, marks, height) for mark in marks])


def _in_doubt(marks: Sequence[Mark]) -> list[Mark]:
    """Nobody stamps and signs one page many times: the more graphics a copy seems to carry, the less each is one."""
    n = sum(mark.kind == "graphic" for mark in marks)
    strength = GRAPHIC_STRENGTH - GRAPHIC_CROWD * math.log2(max(n, 1))
    graded = [replace(mark, strength=strength) if mark.kind == "graphic" else mark for mark in marks]
    return [mark for mark in graded if mark.strength > 0]


def _connected(extra: Ink, level: float) -> npt.NDArray[np.uint8]:
    """Pixels above half of a level that hang together with one above it (Canny's hysteresis): a stroke does not end
    where it gets pale."""
    weak = (extra > level / 2).astype(np.uint8)
    n, labels = cv2.connectedComponents(weak, connectivity=8)
    strong = extra > level
    share = np.bincount(labels[strong], minlength=n) / np.maximum(np.bincount(labels.ravel(), minlength=n), 1)
    share[0] = 0
    return np.asarray(strong | (share[labels] > STRONG_SHARE), np.uint8)


def _least(layers: Sequence[Ink], others: Sequence[int], seen: Sequence[Mask], widen: int) -> Ink:
    """The least of a layer over other copies, strokes widened by some pixels; 1 where none shows the place. A mark that
    most copies carry is still one that some lack."""
    kernel = np.ones((widen, widen), np.uint8)
    layers_there = [np.where(seen[i], cv2.dilate(layers[i], kernel), np.float32(1)) for i in others]
    return np.asarray(np.minimum.reduce(layers_there), np.float32)


def _text_strength(strokes: Ink, seen: Mask) -> float:
    """How dark a copy's own strokes are."""
    ink = strokes[seen & (strokes > FAINTEST)]
    return float(np.percentile(ink, 90)) if ink.size else 0.0


def _some_lack_it(
    strokes: Sequence[Ink],
    index: int,
    strengths: Mapping[int, float],
    seen: Sequence[Mask],
    part: tuple[slice, slice],
    own: Mask,
) -> bool:
    """Is there another copy with nothing at the strokes of a drawing? strengths: of the other copies' letters, as
    shares of this copy's."""
    here = float(strokes[index][part][own].mean()) if own.any() else 0.0
    for i, strength in strengths.items():
        if not seen[i][part].all():
            continue
        expected = here * strength
        there = cv2.dilate(strokes[i][part], np.ones((3, 3), np.uint8))[own]
        if expected > FAINTEST / 2 and float((there < LACKING * expected).mean()) > LACKING_SHARE:
            return True
    return False


def _as_written(mark: Mark, marks: Sequence[Mark], height: float) -> Mark:
    """A low drawing among others in one row is a word of a handwritten note, one above another of its width is half of
    a ring around a word: no signature."""
    x0, y0, x1, y1 = mark.box
    if mark.kind != "graphic" or y1 - y0 > HANDWRITING * height:
        return mark
    for other in marks:
        if other is mark:
            continue
        beside = max(x0, other.box[0]) - min(x1, other.box[2])
        above = max(y0, other.box[1]) - min(y1, other.box[3])
        wide = max(x1 - x0, other.box[2] - other.box[0])
        is_note = beside < APART * height and above < 0
        is_ring = -beside > RING_SHARE * wide and 0 <= above < HANDWRITING * height
        if is_note or is_ring:
            return replace(mark, kind="annotation")
    return mark


def _name_drawn(blob: Blob, own: Mask, coloured: float, height: float) -> str | None:
    """annotation, graphic or neither (words that only this copy has, remains of text), by shape."""
    rows, columns = own.any(1).mean(), own.any(0).mean()
    if blob.height < 0.8 * height:
        return "annotation" if blob.width > 1.5 * height and columns > 0.8 else None
    inner = own[own.shape[0] // 4 : -max(1, own.shape[0] // 4), own.shape[1] // 6 : -max(1, own.shape[1] // 6)]
    middle = float(inner.mean()) if inner.size else 0.0
    density = float(own.mean())
    if columns < 0.7 or rows < 0.7:
        return None
    if middle < 0.35 * density and blob.width > 1.5 * height:
        return "annotation"  # a ring around a word
    if blob.width < 3.2 * height or (density < 0.25 and blob.width < 4 * height):
        return "annotation" if coloured > COLOURED / 2 or density < 0.3 else None
    if blob.height > 1.5 * height:
        return "graphic"
    return "graphic" if density < 0.22 and columns > 0.9 else None


def _blobs(mask: npt.NDArray[np.uint8]) -> list[Blob]:
    """Connected parts of a mask at half scale, boxes in canvas pixels."""
    n, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for label in range(1, n):
        x, y, w, h, area = stats[label].tolist()
        if w * h < 16:
            continue
        box = (round(x / HALF), round(y / HALF), round((x + w) / HALF), round((y + h) / HALF))
        found.append(Blob(box, area / (w * h), labels[y : y + h, x : x + w] == label))
    return found


def _part(blob: Blob) -> tuple[slice, slice]:
    """The blob's box on the half canvas."""
    x0, y0 = round(blob.box[0] * HALF), round(blob.box[1] * HALF)
    return slice(y0, y0 + blob.mask.shape[0]), slice(x0, x0 + blob.mask.shape[1])


def _at_edge(blob: Blob, seen: Mask) -> bool:
    """Does it touch the end of what the copy shows? Then it is a border, a desk, a shadow."""
    y, x = _part(blob)
    around = (slice(max(0, y.start - 4), y.stop + 4), slice(max(0, x.start - 4), x.stop + 4))
    at_canvas = y.start < 2 or x.start < 2 or y.stop > seen.shape[0] - 2 or x.stop > seen.shape[1] - 2
    return bool(at_canvas or seen[around].mean() < 0.999)


def _clip(box: Sequence[float], both: Mask) -> Box:
    height, width = both.shape

    def limit(value: float, top: float) -> int:
        return int(np.clip(round(value), 0, round(top / HALF)))

    return limit(box[0], width), limit(box[1], height), limit(box[2], width), limit(box[3], height)


def _share(box: Box, other: Box) -> float:
    """Share of a box that lies in another."""
    width, height = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return max(width, 0) * max(height, 0) / max((box[2] - box[0]) * (box[3] - box[1]), 1)


def set_apart_notes(places: Sequence[Place], table: Table) -> tuple[list[Place], list[Mark]]:
    """Words in coloured ink where other copies have paper are a reader's notes: marks, and no places any more."""
    kept, notes = [], []
    for place in places:
        written = [c for c, number in place.carried.items() if place.texts[number - 1]]
        is_extra = "" in place.texts and any(place.texts)
        if is_extra and all(_in_colour(table.copies[c], place.box) for c in written):
            box = _rounded(place.box)
            notes += [Mark(c, "annotation", box) for c in written]
        else:
            kept.append(place)
    return kept, notes


def _in_colour(copy: LaidCopy, box: Sequence[float]) -> bool:
    x0, y0, x1, y1 = _rounded(box)
    strokes, chroma = copy.strokes[y0:y1, x0:x1], copy.chroma[y0:y1, x0:x1]
    ink = strokes > STROKE
    return bool(ink.any() and float(np.median(chroma[ink])) > COLOURED / 2)


def _rounded(box: Sequence[float]) -> Box:
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    return x0, y0, x1, y1


def hidden_by(marks: Sequence[Mark], table: Table) -> list[Mask]:
    """For each copy what its marks cover; a watermark and a highlighter leave the text legible beneath."""
    masks = [np.zeros(c.seen.shape, bool) for c in table.copies]
    for m in marks:
        covers = m.kind == "redaction" or (m.kind in ("graphic", "annotation"))
        if covers:
            masks[m.copy][m.box[1] : m.box[3], m.box[0] : m.box[2]] = True
    return masks


def join_marks(marks: Sequence[Mark]) -> list[tuple[str, dict[int, Box], float | None]]:
    """One place for marks of one kind that lie on each other in several copies: kind, box by copy, strength."""
    places: list[tuple[str, dict[int, Box], float | None]] = []
    for mark in sorted(marks, key=lambda m: (m.box, m.copy)):
        for kind, carriers, _ in places:
            box = next(iter(carriers.values()))
            if kind == mark.kind and mark.copy not in carriers and _share(mark.box, box) > 0.5:
                carriers[mark.copy] = mark.box
                break
        else:
            places.append((mark.kind, {mark.copy: mark.box}, mark.strength if mark.kind == "graphic" else None))
    return places
