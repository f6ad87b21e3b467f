"""Pixels that a forger lays over others: paper, letters, stamps, signatures."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.families.copies import Copy
from sample_docs.kit import font, smooth

Pixels = tuple[int, int, int, int]
SHARP = 4  # letters are drawn this much larger
STAMPS = ("PAID", "APPROVED", "RECEIVED", "VOID", "COPY OF RECORD", "REGISTERED", "SECRET")


def cover(image: np.ndarray, box: Pixels, rng: Random) -> None:
    """Paper over a box, in place: the colour around it, with the grain of what is around it."""
    x0, y0, x1, y1 = box
    ring = np.concatenate([
        image[max(0, y0 - 2) : y0 + 1, x0:x1].reshape(-1, 3), image[y1 - 1 : y1 + 2, x0:x1].reshape(-1, 3),
        image[y0:y1, max(0, x0 - 3) : x0 + 1].reshape(-1, 3),
    ]).astype(np.float32)  # fmt: skip
    paper = np.percentile(ring, 65, axis=0)
    grain = min(4.0, float(np.median(np.abs(ring - paper))) * 0.8)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, max(0.3, grain), (y1 - y0, x1 - x0, 1))
    image[y0:y1, x0:x1] = np.clip(paper + noise, 0, 255).astype(np.uint8)


def ink_of(image: np.ndarray, box: Pixels) -> np.ndarray:
    """The colour of the darkest strokes in a box."""
    part = image[box[1] : box[3], box[0] : box[2]].reshape(-1, 3).astype(np.float32)
    order = part.sum(1).argsort()
    return part[order[: max(1, len(order) // 25)]].mean(0)


def put_text(
    image: np.ndarray, copy: Copy, origin: tuple[float, float], text: str, face: str, size: float, ink: np.ndarray, blur: float
) -> None:  # fmt: skip
    """Letters set at a page point (left end of the base line) of a flat copy, in place, softened like what is around."""
    there = copy.at(np.array([origin, (origin[0] + 100, origin[1] + 100)]))
    scale = (there[1] - there[0]) / 100
    letters = font(face, size * float(scale[1]) * SHARP)
    height, width = image.shape[:2]
    wide, high = round(letters.getlength(text) / SHARP) + 12, round(size * float(scale[1]) * 1.7)
    left, top = int(there[0, 0]) - 4, int(there[0, 1] - size * float(scale[1]) * 1.15)
    mask = Image.new("L", (wide * SHARP, high * SHARP), 0)
    at = ((there[0, 0] - left) * SHARP, (there[0, 1] - top) * SHARP)
    ImageDraw.Draw(mask).text(at, text, font=letters, fill=255, anchor="ls")
    alpha = cv2.GaussianBlur(np.asarray(mask.resize((wide, high), Image.Resampling.BOX)), (0, 0), blur)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + wide), min(height, top + high)
    share = alpha[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) / 255
    part = image[y0:y1, x0:x1].astype(np.float32)
    image[y0:y1, x0:x1] = np.clip(part * (1 - share) + ink * share, 0, 255).astype(np.uint8)


def stamp_layer(wide: int, rng: Random) -> np.ndarray:
    """A rubber stamp, RGBA, worn and slanted."""
    text, colour = rng.choice(STAMPS), rng.choice(((170, 24, 32), (30, 50, 140), (20, 100, 70)))
    big = wide * 2
    face = font("sans-bold", 100)
    face = font("sans-bold", 100 * big * 0.62 / face.getlength(text))
    high = round(face.size * 2.1)
    layer = Image.new("L", (big, high), 0)
    draw = ImageDraw.Draw(layer)
    line = max(3, big // 60)
    draw.rounded_rectangle((line, line, big - line, high - line), high // 5, outline=255, width=line)
    draw.text((big / 2, high / 2), text, font=face, fill=255, anchor="mm")
    worn = np.random.default_rng(rng.randrange(2**32)).random((high // 5 + 1, big // 5 + 1)).astype(np.float32)
    mask = np.asarray(layer).astype(np.float32) * np.clip(cv2.resize(worn, (big, high)) * 1.6, 0.35, 1)
    turned = Image.fromarray(mask.astype(np.uint8)).rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC, expand=True)
    turned = turned.resize((wide, round(turned.height * wide / turned.width)), Image.Resampling.BOX)
    return _coloured(np.asarray(turned), colour, 0.85)


def scribble(wide: int, rng: Random) -> np.ndarray:
    """A signature, RGBA."""
    high = round(wide * rng.uniform(0.3, 0.45))
    layer = Image.new("L", (wide * SHARP, high * SHARP), 0)
    n = rng.randint(5, 14)
    points = [
        ((0.06 + 0.86 * (i + rng.uniform(-0.7, 0.4)) / n) * wide * SHARP, high * SHARP * rng.uniform(0.12, 0.85))
        for i in range(1, n + 1)
    ]
    ImageDraw.Draw(layer).line(smooth(points), fill=255, width=max(SHARP, round(wide * SHARP / 75)), joint="curve")
    mask = np.asarray(layer.resize((wide, high), Image.Resampling.BOX))
    return _coloured(mask, rng.choice(((22, 34, 110), (20, 20, 30))), 0.95)


def _coloured(mask: np.ndarray, colour: tuple[int, int, int], strength: float) -> np.ndarray:
    layer = np.empty((*mask.shape, 4), np.uint8)
    layer[..., :3] = colour
    layer[..., 3] = (mask * strength).astype(np.uint8)
    return layer
