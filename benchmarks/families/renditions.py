"""What honest hands do to a copy: resize, cut, compress, photograph, show on a screen, tone, blur, mark.

Each op takes a copy, chance and how hard it goes (0 mild, 1 medium, 2 severe) and gives the copy after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.families.copies import Copy, Mark, Points
from benchmarks.families.lexicon import handle
from benchmarks.families.photographs import photo, projective, seeded
from sample_docs.kit import font, smooth

LEAST_SIDE, MOST_SIDE = 300, 1300  # pixels of a picture that is passed on


def resize(copy: Copy, rng: Random, hard: int) -> Copy:
    """Another size."""
    height, width = copy.image.shape[:2]
    scale = (rng.uniform(0.8, 1.15), rng.uniform(0.52, 0.85), rng.uniform(0.36, 0.56))[hard]
    scale = min(max(scale, min(1.0, LEAST_SIDE / min(height, width))), MOST_SIDE / max(height, width))
    size = (round(width * scale), round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
    fx, fy = size[0] / width, size[1] / height
    image = cv2.resize(copy.image, size, interpolation=method)
    return copy.done("resize", image, lambda p: (np.asarray(p) + 0.5) * [fx, fy] - 0.5, scale=round(scale, 3))


def crop(copy: Copy, rng: Random, hard: int) -> Copy:
    """Margins cut off, in a hard cut some of the text."""
    height, width = copy.image.shape[:2]
    most = (0.03, 0.06, 0.11)[hard]
    left, top, right, bottom = (rng.uniform(0, most) * (rng.random() < 0.75) for _ in range(4))
    x0, y0, x1, y1 = int(left * width), int(top * height), int(width - right * width), int(height - bottom * height)
    return copy.done("crop", copy.image[y0:y1, x0:x1].copy(), lambda p: np.asarray(p) - [x0, y0], box=[x0, y0, x1, y1])


def tilt(copy: Copy, rng: Random, hard: int) -> Copy:
    """Laid on the scanner a little askew."""
    degrees = rng.uniform(0.2, (0.6, 1.3, 2.5)[hard]) * rng.choice((-1, 1))
    height, width = copy.image.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    shade = rng.choice((255, 245, 40))
    image = cv2.warpPerspective(copy.image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(shade,) * 3)
    return copy.done("tilt", image, projective(turn), flat=False, degrees=round(degrees, 2))


def screen(copy: Copy, rng: Random, hard: int) -> Copy:
    """A screenshot: bars of an app above and below."""
    height, width = copy.image.shape[:2]
    side, head, foot = rng.choice((0, 0, 14)), rng.randint(44, 74), rng.randint(40, 110)
    dark = rng.random() < 0.5
    back, front = ((20, 24, 30), (226, 230, 236)) if dark else ((244, 245, 247), (50, 54, 60))
    picture = Image.new("RGB", (width + 2 * side, height + head + foot), back)
    picture.paste(Image.fromarray(copy.image), (side, head))
    draw = ImageDraw.Draw(picture)
    clock = f"{rng.randrange(24)}:{rng.randrange(60):02d}"
    draw.text((14, head * 0.3), clock, font=font("sans-medium", 17), fill=front)
    draw.text((picture.width / 2, head * 0.55), handle(rng), font=font("sans-bold", 20), fill=front, anchor="mm")
    draw.rounded_rectangle(
        (picture.width - 46, head * 0.3, picture.width - 18, head * 0.3 + 13), 3, outline=front, width=2
    )
    said = rng.choice(("seen this?", "page two", "from the other channel", "make of it what you want", "forwarded"))
    draw.text(
        (16, height + head + foot * 0.2), f"{said}   {rng.randint(12, 980)} likes", font=font("sans", 18), fill=front
    )
    image = np.asarray(picture).copy()
    return copy.done("screen", image, lambda p: np.asarray(p) + [side, head], pad=[side, head, side, foot])


def soften(copy: Copy, rng: Random, hard: int) -> Copy:
    """Out of focus, and grain."""
    sigma = (rng.uniform(0.25, 0.5), rng.uniform(0.6, 1.1), rng.uniform(1.1, 1.9))[hard]
    grain = rng.uniform(0, (2, 4, 6)[hard])
    image = cv2.GaussianBlur(copy.image, (0, 0), sigma).astype(np.float32)
    image += seeded(rng).normal(0, grain + 0.01, (*image.shape[:2], 1))
    return copy.done("soften", np.clip(image, 0, 255).astype(np.uint8), sigma=round(sigma, 2), grain=round(grain, 1))


def tone(copy: Copy, rng: Random, hard: int) -> Copy:
    """Brightness, contrast, gamma, or a photocopier's greys."""
    reach = (0.1, 0.22, 0.35)[hard]
    image = copy.image.astype(np.float32)
    if rng.random() < 0.5:
        image = np.repeat(cv2.cvtColor(copy.image, cv2.COLOR_RGB2GRAY)[..., None], 3, 2).astype(np.float32)
    image = (image - 128) * (1 + rng.uniform(-reach, reach)) + 128 + rng.uniform(-reach, reach) * 50
    image = 255 * (np.clip(image, 0, 255) / 255) ** np.exp(rng.uniform(-reach, reach))
    return copy.done("tone", image.astype(np.uint8))


def _marked(copy: Copy, name: str, image: np.ndarray, marks: list[tuple[str, Points, str]], rng: Random) -> Copy:
    stem = f"{rng.randrange(16**8):08x}"
    single = name == "watermark"
    new = [
        Mark(stem if single else f"{stem}.{i}", kind, np.asarray(p, np.float64), text)
        for i, (kind, p, text) in enumerate(marks)
    ]
    return replace(copy.done(name, image, n=len(new)), marks=(*copy.marks, *new))


def _rect(x0: float, y0: float, x1: float, y1: float) -> Points:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def watermark(copy: Copy, rng: Random, hard: int) -> Copy:
    """A channel's name over the page, half transparent."""
    height, width = copy.image.shape[:2]
    text = rng.choice((f"@{handle(rng)}", "COPY", handle(rng).upper(), "NOT FOR RESALE"))
    face = font("sans-bold", min(height, width) * rng.uniform(0.05, 0.11))
    strip = Image.new("L", (round(face.getlength(text)) + 20, round(face.size * 1.5)), 0)
    ImageDraw.Draw(strip).text((10, face.size * 0.15), text, font=face, fill=255)
    strip = strip.rotate(rng.uniform(8, 38), Image.Resampling.BICUBIC, expand=True)
    spots = [(width * a, height * b) for a in (0.0, 0.5) for b in (0.08, 0.42, 0.74)] if rng.random() < 0.35 else [
        (rng.uniform(0, max(1, width - strip.width)), rng.uniform(0.1, 0.6) * height)]  # fmt: skip
    mask = Image.new("L", (width, height), 0)
    marks = []
    for x, y in spots:
        mask.paste(255, (round(x), round(y)), strip)
        marks.append(("watermark", _rect(x, y, x + strip.width, y + strip.height), text))
    share = (
        np.asarray(mask)[..., None].astype(np.float32)
        / 255
        * (rng.uniform(0.1, 0.2), rng.uniform(0.14, 0.28), rng.uniform(0.2, 0.38))[hard]
    )
    colour = np.array(rng.choice(((120, 120, 124), (190, 40, 44), (50, 70, 180))), np.float32)
    return _marked(copy, "watermark", (copy.image * (1 - share) + colour * share).astype(np.uint8), marks, rng)


def badge(copy: Copy, rng: Random, hard: int) -> Copy:
    """A channel's badge in a corner."""
    height, width = copy.image.shape[:2]
    text, face = handle(rng), font("sans-medium", max(13, width * 0.019))
    w, h = face.getlength(text) + face.size * 1.6, face.size * 1.7
    x, y = rng.choice((8, width - w - 8)), rng.choice((8, height - h - 8))
    picture = Image.fromarray(copy.image)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((x, y, x + w, y + h), h / 3, fill=rng.choice(((30, 34, 42), (170, 36, 40), (24, 96, 150))))
    draw.text((x + w / 2, y + h / 2), text, font=face, fill=(255, 255, 255), anchor="mm")
    return _marked(copy, "badge", np.asarray(picture).copy(), [("logo", _rect(x, y, x + w, y + h), text)], rng)


def _word_boxes(copy: Copy, rng: Random, n: int) -> list[tuple[Points, str]]:
    """Some words in frame, not those that were doctored, as pixel quadrilaterals."""
    found = []
    for word in rng.sample(copy.words, len(copy.words)):
        x0, y0, x1, y1 = word.box
        ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        own = any(e.place[:, 1].min() < y1 and e.place[:, 1].max() > y0 for e in copy.edits)
        if x1 - x0 > 24 and copy.inside(ring).all() and (not own or rng.random() < 0.1):
            found.append((copy.at(ring), word.text))
        if len(found) == n:
            break
    return found


def pen(copy: Copy, rng: Random, hard: int) -> Copy:
    """Rings, underlines and ticks by hand."""
    over = 3
    height, width = copy.image.shape[:2]
    mask = Image.new("L", (width * over, height * over), 0)
    draw, marks = ImageDraw.Draw(mask), []
    for quad, _ in _word_boxes(copy, rng, rng.randint(1, 3)):
        (x0, y0), (x1, y1) = quad.min(0), quad.max(0)
        high, shape = y1 - y0, rng.randrange(3)
        if shape == 0:
            turns = np.linspace(0, 2 * np.pi * 1.06, 22) + rng.uniform(0, 6)
            points = [((x0 + x1) / 2 + np.cos(t) * ((x1 - x0) / 2 + high * 0.5) + rng.gauss(0, high * 0.06),
                       (y0 + y1) / 2 + np.sin(t) * high * 0.95 + rng.gauss(0, high * 0.06)) for t in turns]  # fmt: skip
        elif shape == 1:
            points = [(x0 + (x1 - x0) * i / 7, y1 + high * 0.1 + rng.gauss(0, high * 0.05)) for i in range(8)]
        else:
            points = [(x1 + high * 0.4, y0 + high * 0.5), (x1 + high * 0.7, y1), (x1 + high * 1.5, y0 - high * 0.4)]
        line = max(2.0, high * 0.1)
        draw.line([(x * over, y * over) for x, y in smooth(points)], fill=255, width=round(line * over), joint="curve")
        got = np.asarray(points)
        marks.append(("pen", _rect(*(got.min(0) - line), *(got.max(0) + line)), ""))
    share = np.asarray(mask.resize((width, height), Image.Resampling.BOX))[..., None].astype(np.float32) / 255 * 0.92
    colour = np.array(rng.choice(((190, 24, 30), (24, 44, 160), (26, 26, 30))), np.float32)
    return _marked(copy, "pen", (copy.image * (1 - share) + colour * share).astype(np.uint8), marks, rng)


def highlight(copy: Copy, rng: Random, hard: int) -> Copy:
    """A marker pen over words."""
    share, marks = np.zeros(copy.image.shape[:2], np.float32), []
    for quad, _ in _word_boxes(copy, rng, rng.randint(1, 4)):
        right = quad[1] + (quad[1] - quad[0]) / max(1.0, np.linalg.norm(quad[1] - quad[0])) * rng.uniform(0, 120)
        ring = np.array([quad[0], right, right + quad[3] - quad[0], quad[3]])
        cv2.fillPoly(share, [ring.round().astype(np.int32)], 1.0)
        marks.append(("highlight", ring, ""))
    colour = np.array(rng.choice(((255, 246, 90), (150, 240, 150), (255, 180, 210))), np.float32) / 255
    share = cv2.GaussianBlur(share, (0, 0), 1)[..., None] * 0.85
    return _marked(copy, "highlight", (copy.image * (1 - share + share * colour)).astype(np.uint8), marks, rng)


def redact(copy: Copy, rng: Random, hard: int) -> Copy:
    """Black bars over words."""
    image, marks = copy.image.copy(), []
    shade = rng.randrange(20)
    for quad, text in _word_boxes(copy, rng, rng.randint(1, 3)):
        ring = quad + np.array([[-3, -2], [3, -2], [3, 2], [-3, 2]])
        cv2.fillPoly(image, [ring.round().astype(np.int32)], (shade,) * 3)
        marks.append(("redaction", ring, text))
    return _marked(copy, "redact", image, marks, rng)


Op = Callable[[Copy, Random, int], Copy]
# In the order in which they happen to one copy; each with how often it is drawn.
OPS: dict[str, tuple[Op, float]] = {
    "pen": (pen, 1.1), "highlight": (highlight, 0.9), "redact": (redact, 1.0), "watermark": (watermark, 1.2), "crop": (crop, 3),
    "badge": (badge, 1.2), "tone": (tone, 2), "tilt": (tilt, 1.2), "soften": (soften, 2.2), "resize": (resize, 5),
    "photo": (photo, 3), "screen": (screen, 1.6),
}  # fmt: skip
ONCE = ("photo", "tilt")  # a photograph of a photograph is rare


def passed_on(copy: Copy, rng: Random, hard: int) -> Copy:
    """One to three ops, in order."""
    names = [name for name in OPS if not (name in ONCE and any(op["op"] in ONCE for op in copy.ops))]
    drawn = {rng.choices(names, [OPS[name][1] for name in names])[0] for _ in range(rng.choice((1, 2, 2, 3)))}
    for name in OPS:
        if name in drawn:
            copy = OPS[name][0](copy, rng, hard)
    return copy
