"""Pages are read in whatever direction they lie, in several scripts, with boxes on the frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from pipeline.errors import DoctoredError
from pipeline.imaging.cache import save_page
from pipeline.ocr.orient import turned as turn
from pipeline.ocr.orient import turned_back
from pipeline.ocr.read import CropReader, read_page
from pipeline.ocr.tesseract import Engine, find_engine
from pipeline.records import PageKey, Reading
from pipeline.settings import Ocr

LINES = (
    "Daily losses of equipment",
    "Tanks destroyed 1473 and damaged 62",
    "Signed by the duty officer in the evening",
)
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
SHA = "a" * 64


@pytest.fixture(scope="module")
def engine() -> Engine:
    try:
        return find_engine()
    except DoctoredError as error:
        pytest.skip(str(error))


def drawn(lines: tuple[str, ...], size: int, *, dark: bool = False, **layout: str) -> Image.Image:
    if not DEJAVU.exists():
        pytest.skip("the font DejaVu Sans is not installed (fonts-dejavu-core)")
    paper, ink = (20, 235) if dark else (255, 0)
    image = Image.new("L", (size * 28, size * 2 * (len(lines) + 2)), paper)
    font = ImageFont.truetype(str(DEJAVU), size)
    for n, line in enumerate(lines, 1):
        ImageDraw.Draw(image).text((size * 2, size * 2 * n), line, fill=ink, font=font, **layout)
    return image


def read(folder: Path, image: Image.Image, engine: Engine, lang: str = "eng") -> Reading:
    save_page(folder, PageKey(SHA, 1), image)
    return read_page(str(folder), SHA, 1, Ocr(lang=lang), engine)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_lie_on_the_frame(turned: int, tmp_path: Path, engine: Engine) -> None:
    upright = drawn(LINES, 28)
    image = turn(upright, turned)
    reading = read(tmp_path, image, engine)
    assert (reading.page.rotation + turned) % 360 == 0
    assert reading.page.ocr_text.split() == " ".join(LINES).split()
    assert [word.line_no for word in reading.words if word.text in ("Daily", "Tanks", "Signed")] == [1, 2, 3]
    for word in reading.words:
        box = image.crop((int(word.x0), int(word.y0), int(word.x1), int(word.y1)))
        assert box.getextrema()[0] < 100, f"no ink under {word.text}"


@pytest.mark.parametrize(("size", "dark"), [(9, False), (12, False), (24, True)])
def test_small_text_and_light_text_on_dark_are_read(size: int, dark: bool, tmp_path: Path, engine: Engine) -> None:
    found = read(tmp_path, drawn(LINES, size, dark=dark), engine).page.ocr_text.split()
    assert len(set(found) & set(" ".join(LINES).split())) >= 12


def test_an_empty_page_has_no_words_and_no_confidence(tmp_path: Path, engine: Engine) -> None:
    reading = read(tmp_path, Image.new("L", (600, 800), 255), engine)
    assert (list(reading.words), reading.page.ocr_mean_confidence, reading.page.ocr_text) == ([], None, "")


@pytest.mark.parametrize(
    ("lang", "direction", "lines"),
    [
        ("rus", "ltr", ("Сводка потерь за сутки", "Уничтожено двадцать машин")),
        ("heb", "rtl", ("שלום לכל העולם", "המסמך נשלח אתמול בערב")),
        ("ara", "rtl", ("السلام عليكم", "هذا كتاب جديد")),
    ],
)
def test_other_scripts_are_read_in_logical_order(
    lang: str, direction: str, lines: tuple[str, ...], tmp_path: Path, engine: Engine
) -> None:
    if lang not in engine.languages:
        pytest.skip(f"tesseract-ocr-{lang} is not installed")
    if direction == "rtl" and not features.check("raqm"):
        pytest.skip("Pillow has no raqm, which shapes right-to-left text")
    layout = {"direction": direction} if direction == "rtl" else {}
    assert read(tmp_path, drawn(lines, 40, **layout), engine, lang).page.ocr_text == "\n".join(lines)


def test_crops_are_read_again_each_by_itself(engine: Engine) -> None:
    crops = [np.asarray(drawn((line,), 28).convert("L")) for line in ("Tanks 1473", "", "16,000")]
    (first, sure), (blank, unsure), (figures, _) = CropReader(Ocr(), engine)(crops)
    assert (first, sure > 60) == ("Tanks 1473", True)
    assert unsure < 60 or blank == ""
    assert figures == "16,000"
    assert CropReader(Ocr(), engine)([]) == []


@pytest.mark.parametrize(
    ("rotation", "box"),
    [(0, (10, 20, 40, 30)), (90, (20, 160, 30, 190)), (180, (60, 170, 90, 180)), (270, (70, 10, 80, 40))],
)
def test_boxes_are_mapped_back_to_the_frame(rotation: int, box: tuple[int, ...]) -> None:
    assert turned_back((10, 20, 40, 30), rotation, 100, 200) == box
