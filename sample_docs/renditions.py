"""What happens to a page on its way: compression, cropping, a phone over a desk, an app around it, a channel's mark,
a scanner, a marker pen. Every step keeps the map from page coordinates to pixels, so that the truth can say where
an edit stands in every copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from sample_docs.kit import Box, bells, blotches, font, smooth, to_image

Matrix = tuple[float, ...]  # nine numbers, row by row: page coordinates to pixels of the image
Points = Sequence[tuple[float, float]]
IDENTITY: Matrix = (1, 0, 0, 0, 1, 0, 0, 0, 1)


@dataclass(frozen=True)
class Edit:
    """One thing that somebody changed in the content; box in page coordinates (of the page as changed)."""

    kind: str
    old: str
    new: str
    box: Box


@dataclass(frozen=True)
class Copy:
    """A copy of a page. page: its id in the truth; marks: benign marks on it (redaction, annotation, overlay)."""

    page: str
    image: Image.Image
    matrix: Matrix = IDENTITY
    edits: tuple[Edit, ...] = ()
    marks: tuple[Edit, ...] = ()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is in the image."""
        m = self.matrix
        w = m[6] * x + m[7] * y + m[8]
        return ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)

    def box(self, box: Box) -> tuple[int, int, int, int]:
        """A box of the page in the image."""
        corners = [self.at(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return (round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))

    def moved(self, image: Image.Image, step: Matrix) -> Copy:
        """The copy with another image, into which `step` takes the pixels of this one."""
        return replace(self, image=image, matrix=_times(step, self.matrix))


def _times(a: Matrix, b: Matrix) -> Matrix:
    return tuple(sum(a[3 * r + k] * b[3 * k + c] for k in range(3)) for r in range(3) for c in range(3))


def _homography(source: Points, target: Points) -> Matrix:
    """The projective map of four points to four, by elimination in plain floats (a linear algebra library may
    round differently from one processor to the next)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return (*(row[8] for row in rows), 1.0)


def jpeg(copy: Copy, quality: int) -> Copy:
    """Saved as JPEG and opened again: one more generation of loss."""
    buffer = BytesIO()
    copy.image.save(buffer, "JPEG", quality=quality)
    return replace(copy, image=Image.open(BytesIO(buffer.getvalue())).convert("RGB"))


def scaled(copy: Copy, width: int) -> Copy:
    """Resized to a width in pixels."""
    height = round(copy.image.height * width / copy.image.width)
    image = copy.image.resize((width, height), Image.Resampling.LANCZOS)
    return copy.moved(image, (width / copy.image.width, 0, 0, 0, height / copy.image.height, 0, 0, 0, 1))


def cropped(copy: Copy, left: float, top: float, right: float, bottom: float) -> Copy:
    """Cut to shares of width and height."""
    w, h = copy.image.size
    x0, y0, x1, y1 = round(left * w), round(top * h), round(right * w), round(bottom * h)
    return copy.moved(copy.image.crop((x0, y0, x1, y1)), (1, 0, -x0, 0, 1, -y0, 0, 0, 1))


def watermarked(copy: Copy, text: str, seed: int = 0, strength: int = 92) -> Copy:
    """A channel's name across the middle, slanted and half transparent, and a badge in a corner."""
    w, h = copy.image.size
    face = font("sans-bold", w / (0.62 * len(text)) * 0.62)
    length = round(face.getlength(text))
    strip = Image.new("L", (length + 40, round(face.size * 1.6)), 0)
    ImageDraw.Draw(strip).text((20, round(face.size * 0.2)), text, font=face, fill=strength)
    strip = strip.rotate(17, Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", (w, h), 0)
    mask.paste(strip, ((w - strip.width) // 2, (h - strip.height) // 2))
    image = copy.image.copy()
    image.paste(Image.new("RGB", (w, h), (188, 40, 44)), (0, 0), mask)
    small = font("sans-medium", w / 58)
    draw = ImageDraw.Draw(image, "RGBA")
    tag = round(small.getlength(text)) + 30
    corner = (w - tag - 14, h - round(w / 24) - 8, w - 14, h - 14)
    draw.rounded_rectangle(corner, 8, fill=(20, 24, 30, 190))
    draw.text(
        ((corner[0] + corner[2]) / 2, (corner[1] + corner[3]) / 2), text, font=small, fill=(255, 255, 255), anchor="mm"
    )
    return replace(copy, image=image, marks=(*copy.marks, Edit("overlay", "", text, (0, 0, 0, 0))))


def redacted(copy: Copy, boxes: Sequence[tuple[Box, str]]) -> Copy:
    """Black bars over boxes of the page, each with the text it covers."""
    image = copy.image.copy()
    draw = ImageDraw.Draw(image)
    marks = []
    for box, text in boxes:
        x0, y0, x1, y1 = copy.box(box)
        draw.rectangle((x0 - 4, y0 - 4, x1 + 4, y1 + 4), fill=(8, 8, 8))
        marks.append(Edit("redaction", text, "", box))
    return replace(copy, image=image, marks=(*copy.marks, *marks))


def penned(copy: Copy, rings: Sequence[Box], notes: Sequence[tuple[float, float, str, float]], seed: int) -> Copy:
    """Rings around boxes of the page and handwritten notes (x, y, text, size in page units), in red ink."""
    rng = np.random.Generator(np.random.PCG64(seed))
    over = 3
    big = Image.new("L", (copy.image.width * over, copy.image.height * over), 0)
    draw = ImageDraw.Draw(big)
    unit = copy.at(100, 0)[0] - copy.at(0, 0)[0]
    marks = []
    for box in rings:
        x0, y0, x1, y1 = copy.box(box)
        cx, cy, rx, ry = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) * 0.6 + 8, (y1 - y0) * 0.85 + 8
        octagon = [
            (1, 0),
            (0.7, 0.72),
            (0, 1),
            (-0.7, 0.7),
            (-1, 0),
            (-0.72, -0.7),
            (0, -1),
            (0.72, -0.68),
            (1.04, 0.1),
            (0.86, 0.6),
        ]
        ring = [
            (cx + px * rx + int(rng.integers(-3, 4)), cy + py * ry + int(rng.integers(-3, 4))) for px, py in octagon
        ]
        draw.line(
            [(x * over, y * over) for x, y in smooth(ring)], fill=225, width=round(unit * 0.045 * over), joint="curve"
        )
        marks.append(Edit("annotation", "", "", box))
    for x, y, text, size in notes:
        px, py = copy.at(x, y)
        face = font("hand", size * unit / 100 * over)
        draw.text((px * over, py * over), text, font=face, fill=225)
        wide = face.getlength(text) / over / unit * 100
        marks.append(Edit("annotation", "", text, (x, y, x + wide, y + size * 1.3)))
    mask = big.reduce(over)
    image = copy.image.copy()
    image.paste(Image.new("RGB", image.size, (200, 24, 36)), (0, 0), mask)
    return replace(copy, image=image, marks=(*copy.marks, *marks))


def scanned(copy: Copy, seed: int, width: int, tilt: float = 0.5, grey: bool = True) -> Copy:
    """Out of an office scanner: slightly turned, a dark edge where the lid did not close, dust, noise."""
    small = scaled(copy, width)
    w, h = small.image.size
    shift = tilt / 100 * h
    lift = tilt / 100 * w
    target = [(shift, 4.0), (w + shift, lift + 4), (w, h + lift), (0.0, float(h))]
    step = _homography([(0, 0), (w, 0), (w, h), (0, h)], target)
    inverse = _homography(target, [(0, 0), (w, 0), (w, h), (0, h)])
    image = small.image.transform((w, h), Image.Transform.PERSPECTIVE, inverse[:8], Image.Resampling.BICUBIC,
                                  fillcolor=(206, 206, 204))  # fmt: skip
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.float32)
    if grey:
        pixels = np.repeat(pixels.mean(axis=2, keepdims=True), 3, axis=2)
    light = 1 + 0.02 * blotches(seed, (w, h), (3, 4))
    light[:, :14] *= np.linspace(0.72, 1, 14, dtype=np.float32)
    pixels = (pixels * 0.94 + 8) * light[..., None] + bells(seed + 1, (h, w, 1), 2.2)
    image = to_image(pixels)
    draw = ImageDraw.Draw(image)
    rng = np.random.Generator(np.random.PCG64(seed + 2))
    for _ in range(26):
        x, y, r = int(rng.integers(0, w)), int(rng.integers(0, h)), int(rng.integers(0, 2))
        draw.ellipse((x, y, x + r, y + r), fill=(120, 120, 118))
    return small.moved(image, step)


def _desk(seed: int, size: tuple[int, int], wood: tuple[int, int, int]) -> np.ndarray:
    w, h = size
    grain = 0.5 * blotches(seed, size, (5, h // 9)) + 0.35 * blotches(seed + 1, size, (9, h // 3)) + 0.4 * blotches(
        seed + 2, size, (3, 9))  # fmt: skip
    tone = 1 + 0.16 * grain
    board = h // 3 + 20
    for y in range(board - 60, h, board):
        tone[y : y + 3] *= 0.55
        tone[y + 3 : y + 5] *= 1.12
    return tone[..., None] * np.array(wood, dtype=np.float32)


def photographed(
    copy: Copy,
    seed: int,
    size: tuple[int, int],
    corners: Points,
    wood: tuple[int, int, int] = (132, 96, 66),
    shadow: Points = (),
    folds: tuple[float, ...] = (),
    mug: tuple[float, float, float] | None = None,
    blur: float = 0.6,
    warmth: float = 1.0,
) -> Copy:
    """Printed, laid on a desk and taken with a phone. corners: where the page's corners come to lie (clockwise from
    top left), shadow: a polygon, mug: centre and radius, all as shares of the picture; folds: creases of the paper,
    as shares of its width."""
    w, h = size
    pw, ph = copy.image.size
    target = [(x * w, y * h) for x, y in corners]
    source = [(0.0, 0.0), (float(pw), 0.0), (float(pw), float(ph)), (0.0, float(ph))]
    step = _homography(source, target)
    inverse = _homography([(2 * x, 2 * y) for x, y in target], source)  # drawn at twice the size, then reduced
    paper = np.asarray(copy.image, dtype=np.float32) * np.array([0.955, 0.945, 0.92], dtype=np.float32) + 7
    shade = 1 + 0.05 * blotches(seed + 5, (pw, ph), (4, 3))
    for fold in folds:
        x = round(fold * pw)
        shade[:, max(0, x - 90) : x] *= np.linspace(1, 0.9, min(90, x), dtype=np.float32)
        shade[:, x : x + 90] *= np.linspace(1.06, 1, min(90, pw - x), dtype=np.float32)
        shade[:, x - 1 : x + 1] *= 0.9
    sheet = to_image(paper * shade[..., None])
    drawn = sheet.transform((2 * w, 2 * h), Image.Transform.PERSPECTIVE, inverse[:8], Image.Resampling.BICUBIC).reduce(
        2
    )
    white = Image.new("L", (pw, ph), 255)
    mask = white.transform((2 * w, 2 * h), Image.Transform.PERSPECTIVE, inverse[:8], Image.Resampling.BICUBIC).reduce(2)
    scene = _desk(seed, size, wood)
    under = Image.new("L", size, 0)
    ImageDraw.Draw(under).polygon([(x + 9, y + 12) for x, y in target], fill=150)
    scene *= 1 - np.asarray(under.filter(ImageFilter.GaussianBlur(11)), dtype=np.float32)[..., None] / 255
    alpha = np.asarray(mask, dtype=np.float32)[..., None] / 255
    scene = scene * (1 - alpha) + np.asarray(drawn, dtype=np.float32) * alpha
    if mug is not None:
        scene = _with_mug(scene, mug[0] * w, mug[1] * h, mug[2] * w)
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    light = 0.97 + 0.1 * blotches(seed + 6, size, (3, 3)) - 0.12 * x * 0.7 - 0.08 * y - 0.1 * (x * x + y * y)
    if shadow:
        dark = Image.new("L", size, 0)
        ImageDraw.Draw(dark).polygon([(px * w, py * h) for px, py in shadow], fill=95)
        light *= 1 - np.asarray(dark.filter(ImageFilter.GaussianBlur(w / 40)), dtype=np.float32) / 255
    tint = np.array([1.0 + 0.03 * warmth, 1.0, 1.0 - 0.07 * warmth], dtype=np.float32)
    blurred = to_image(scene * light[..., None] * tint).filter(ImageFilter.GaussianBlur(blur))
    noisy = np.asarray(blurred, dtype=np.float32) + bells(seed + 7, (h, w, 3), 2.6) + bells(seed + 8, (h, w, 1), 2.0)
    return copy.moved(to_image(noisy), step)


def _with_mug(scene: np.ndarray, cx: float, cy: float, r: float) -> np.ndarray:
    h, w = scene.shape[:2]
    picture = to_image(scene)
    dark = Image.new("L", (w, h), 0)
    ImageDraw.Draw(dark).ellipse((cx - r + 16, cy - r + 24, cx + r + 24, cy + r + 34), fill=130)
    shaded = np.asarray(picture, np.float32) * (
        1 - np.asarray(dark.filter(ImageFilter.GaussianBlur(14)), np.float32)[..., None] / 255
    )
    big = to_image(shaded)
    draw = ImageDraw.Draw(big)
    for share, colour in (
        (1, (206, 208, 210)),
        (0.94, (232, 233, 232)),
        (0.86, (150, 150, 150)),
        (0.83, (64, 40, 26)),
        (0.6, (78, 50, 32)),
    ):
        draw.ellipse((cx - r * share, cy - r * share, cx + r * share, cy + r * share), fill=colour)
    return np.asarray(big.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32)
