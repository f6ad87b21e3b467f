"""How well pages are read by text size, enlargement, segmentation mode and direction.

    DOCTORED_TEST_DATA=... python benchmarks/ocr_scale.py [--receipts N]

Truth: the words of receipts (receipts/NNN.csv: eight corner numbers, then the text). recall and precision count words
as multisets; seconds are wall time of one reading.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.ocr.orient import turned as turn
from pipeline.ocr.prepare import letter_height, scaled
from pipeline.ocr.read import read_image
from pipeline.ocr.tesseract import Engine, find_engine, read_words
from pipeline.settings import Ocr, environment

Case = tuple[Image.Image, Counter[str]]


def cases(folder: Path, n: int) -> list[Case]:
    """Receipts with their true words."""
    found = []
    for path in sorted(folder.glob("*.jpg"))[:n]:
        lines = path.with_suffix(".csv").read_text("utf-8", "replace").splitlines()
        words = " ".join(line.split(",", 8)[8] for line in lines if line.count(",") >= 8).upper().split()
        found.append((Image.open(path).convert("L"), Counter(words)))
    return found


def score(pages: Sequence[Case], read: Callable[[Image.Image], list[str]]) -> str:
    """One row: recall, precision, seconds a page."""
    hits = true = seen = 0
    start = time.monotonic()
    for image, truth in pages:
        words = Counter(word.upper() for word in read(image))
        hits += (words & truth).total()
        true += truth.total()
        seen += words.total()
    seconds = (time.monotonic() - start) / len(pages)
    return f"recall {hits / true:.3f}  precision {hits / max(seen, 1):.3f}  {seconds:.2f} s"


def reader(engine: Engine, psm: int, factor: float = 1) -> Callable[[Image.Image], list[str]]:
    """Reads with one mode, enlarged by a factor."""

    def read(image: Image.Image) -> list[str]:
        return [w.text for w in read_words(scaled(image, factor), engine, lang="eng", psm=psm, seconds=90)]

    return read


def sizes(pages: Sequence[Case], engine: Engine) -> None:
    """Text size against enlargement."""
    for reduced in (1.0, 0.7, 0.5, 0.35):
        small = [(scaled(image, reduced * 1000 / max(image.size)), truth) for image, truth in pages]
        heights = [height for image, _ in small if (height := letter_height(image)) is not None]
        height = f"{np.median(heights):4.1f}" if heights else "   -"
        for factor in (1.0, 1.5, 2.0, 3.0):
            print(f"letters {height} px  x{factor:<4}  {score(small, reader(engine, 3, factor))}", flush=True)


def modes(pages: Sequence[Case], engine: Engine) -> None:
    """Page segmentation modes."""
    for psm in (3, 4, 6, 11):
        print(f"psm {psm:<3} {score(pages, reader(engine, psm))}", flush=True)


def directions(pages: Sequence[Case], engine: Engine) -> None:
    """Pages turned; the rotation that stands them up again should be found."""
    for turned in (0, 90, 180, 270):
        right, start = 0, time.monotonic()
        for image, _ in pages:
            rotation = read_image(turn(image, turned), Ocr(), engine).rotation
            right += (rotation + turned) % 360 == 0
        seconds = (time.monotonic() - start) / len(pages)
        print(f"turned {turned:>3}  right {right} of {len(pages)}  {seconds:.2f} s", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=20)
    data = environment().get("DOCTORED_TEST_DATA")
    if data is None:
        parser.error("DOCTORED_TEST_DATA does not name a folder with real files")
    pages = cases(Path(data) / "receipts", parser.parse_args().receipts)
    engine = find_engine()
    print(f"{engine.version}, {len(pages)} receipts")
    for table in (sizes, modes, directions):
        print(f"\n{table.__doc__}")
        table(pages, engine)


if __name__ == "__main__":
    main()
