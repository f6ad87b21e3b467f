"""How well single words are read by tesseract and by the second recogniser, the smaller they are, and how often the
latter is right when it says how surely it reads.

    DOCTORED_TEST_DATA=... python -m benchmarks.recogniser [--receipts N]

Truth: the rows of receipts that are one word (receipts/NNN.csv: eight corner numbers, then the text), upright, cut out
with some paper, reduced, enlarged again as collation does, and compressed. right: share of all words that were read
exactly but for case; wrong: share read otherwise with a confidence of READABLE and more. Seconds are CPU time, one
thread; tesseract runs once for all words.
"""

from __future__ import annotations

import argparse
import resource
import string
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipeline.collation.slots import READABLE
from pipeline.imaging.cache import UInt8
from pipeline.imaging.ctc import best_text
from pipeline.imaging.words import plain
from pipeline.ocr.read import CropReader
from pipeline.ocr.recogniser import find_recogniser
from pipeline.ocr.tesseract import find_engine
from pipeline.settings import Ocr, environment

HEIGHTS = (24, 16, 12, 9, 7)  # of the text line in the copy, pixels
CANVAS = 38  # of the line as it is read, pixels
AROUND = 0.35  # paper, of the line's height
QUALITY = 60  # of the JPEG
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
LETTERS = string.printable[:95]

Read = Sequence[tuple[str, float]]


def words(folder: Path, n: int) -> list[tuple[UInt8, str]]:
    """Crops of the rows of n receipts that are one word, with some paper around, and what stands there."""
    found = []
    for path in sorted(folder.glob("*.jpg"))[:n]:
        page = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        for line in path.with_suffix(".csv").read_text("utf-8", "replace").splitlines():
            row = line.split(",", 8)
            if page is None or len(row) < 9 or " " in row[8].strip() or not plain(row[8]):
                continue
            corners = np.array(row[:8], float).reshape(4, 2)
            (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
            margin = AROUND * (y1 - y0)
            part = page[
                max(0, round(y0 - margin)) : round(y1 + margin), max(0, round(x0 - margin)) : round(x1 + margin)
            ]
            if min(part.shape) >= HEIGHTS[0]:
                found.append((np.asarray(part, np.uint8), row[8].strip()))
    return found


def small(crop: UInt8, height: int) -> UInt8:
    """The crop as a copy shows it that has the line so many pixels high, enlarged to be read."""
    tall = round(height * (1 + 2 * AROUND))
    reduced = cv2.resize(
        crop, (max(4, round(crop.shape[1] * tall / crop.shape[0])), tall), interpolation=cv2.INTER_AREA
    )
    _, coded = cv2.imencode(".jpg", reduced, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    by = CANVAS / height
    return np.asarray(cv2.resize(again, None, fx=by, fy=by, interpolation=cv2.INTER_CUBIC), np.uint8)


def cpu() -> float:
    """CPU seconds of this process and of those it waited for."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def row(name: str, read: Read, truth: Sequence[str], seconds: float) -> str:
    """One line of the table."""
    right = [plain(text) == plain(true) for (text, _), true in zip(read, truth, strict=True)]
    wrong = [not ok and bool(plain(text)) and sure >= READABLE for ok, (text, sure) in zip(right, read, strict=True)]
    return f"  {name:10} right {np.mean(right):.3f}  wrong {np.mean(wrong):.3f}  {1000 * seconds / len(read):.1f} ms"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--receipts", type=int, default=60)
    given = parser.parse_args()
    data, recogniser = environment().get("DOCTORED_TEST_DATA"), find_recogniser()
    if not data or recogniser is None:
        parser.error("set DOCTORED_TEST_DATA, and install the packages of 'doctored[recogniser]'")
    crops, truth = zip(*words(Path(data) / "receipts", given.receipts), strict=True)
    tesseract = CropReader(Ocr(), find_engine())
    recogniser([crops[0]], LETTERS)  # loads the model
    every: list[tuple[float, bool]] = []
    for height in HEIGHTS:
        shown = [small(crop, height) for crop in crops]
        start = cpu()
        first = tesseract(shown)
        between = cpu()
        second = [best_text(found) for found in recogniser(shown, LETTERS)]
        end = cpu()
        print(f"lines {height} pixels high, {len(shown)} words")
        print(row("tesseract", first, truth, between - start))
        print(row("PP-OCR", [(text, 100 * p) for text, p in second], truth, end - between))
        every += [(p, plain(text) == plain(true)) for (text, p), true in zip(second, truth, strict=True) if plain(text)]
    print("PP-OCR: product of its characters' probabilities, and how often it was right")
    given_p, right = np.array(every).T
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        these = (given_p >= low) & (given_p < high)
        if these.any():
            print(f"  {low:.2f} to {min(high, 1):.2f}: {right[these].mean():.2f} of {these.sum()}")


if __name__ == "__main__":
    main()
