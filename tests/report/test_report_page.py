"""The page of a case file: readable, whole, and deaf to what names and texts try."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.imaging.cache import save_page
from pipeline.records import PageKey
from pipeline.report.case import CAVEAT, CaseFile, Copy, Finding, Place, Reading, ScorePart, Seen, Witness
from pipeline.report.page import SHOWN_CROPS, render, render_index
from pipeline.report.pictures import turned
from pipeline.report.waterfall import waterfall
from pipeline.report.wording import strength

HOSTILE = '"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>'
BACKWARDS = "fdp\u202egpj.exe"  # a right-to-left override: shows as a picture's name
NOON = datetime(2023, 4, 6, 12, tzinfo=UTC)


class Read(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def copy_of(number: int, name: str, **more: Any) -> Copy:
    seen = Seen(name, "telegram", HOSTILE, "javascript:alert(3)", NOON, None, None, None, "C", "3", None, None, HOSTILE)
    fields: dict[str, Any] = {
        "width": 400, "height": 300, "rotation": 0, "ocr_mean_confidence": 90.0, "media_type": "image/png",
        "n_pages": 1, "is_reference": False, "verdict": "copies_agree", "p_altered": 0.01, "likelihood": "unlikely",
        "confidence": "high", "explanation": "It agrees.", "log10_lr": -1.0, "prior": 0.05,
        "content": -2.3, "side": None,
        "support": "weak", "weights_version": "1", "first_seen_at": NOON, "n_compared": 1, "coverage": 1.0,
        "softness_px": 0.5, "problem": None, "has_origin_witness": False, "seen": (seen,),
    }  # fmt: skip
    return Copy(key=PageKey(f"{number:064x}", 1), file_name=name, **(fields | more))


def case_of(n_honest: int, *, name: str = "honest", text: str = "61,000", silent: int = 0) -> CaseFile:
    """A cluster of n_honest copies that read 16,000, one that reads something else, and some that do not show it."""
    honest = [copy_of(i, f"{name}_{i}.png") for i in range(n_honest)]
    odd = copy_of(900, f"{name}_odd.png", verdict="disputed", p_altered=0.9, likelihood="very likely", log10_lr=2.0)
    quiet = [copy_of(800 + i, f"{name}_cropped_{i}.png") for i in range(silent)]
    box = (100.0, 100.0, 160.0, 120.0)
    first = Reading(1, "16,000", n_honest, None, n_honest, NOON, honest[0].file_name, 0.9, None,
                    tuple(Witness(c.key, box, 1, "shown", 0.01, 2.0) for c in honest))  # fmt: skip
    other = Reading(2, text, 1, None, 1, NOON, odd.file_name, 0.1, None, (Witness(odd.key, box, 2, "shown", 0.9, 2.0),))
    unheard = tuple(Witness(c.key, None, None, "not_shown", None, None) for c in quiet)
    finding = Finding("f" * 16, f"1 of {n_honest + 1} copies reads {text} where the others read 16,000.", "open",
                      "disputed", 0.9, 2.0, "high", 1, 1, n_honest + 1, None, 1, NOON, odd.key, {3: 2})  # fmt: skip
    parts = (ScorePart("prior", -2.94, "Before.", None, "prior"), ScorePart("difference", 5.14, text, 3, "content"))
    return CaseFile("c1234-1", (finding,), (*honest, odd, *quiet), (Place(3, "number", (first, other), unheard),),
                    {odd.key: parts}, (), (), (), (), (), NOON, 1.0, "run", {})  # fmt: skip


def cached(case: CaseFile, cache: Path) -> Path:
    for copy in case.copies:
        save_page(cache, copy.key, Image.new("L", (copy.width, copy.height), 200))
    return cache


def test_the_page_says_what_differs_and_what_it_does_not_say(tmp_path: Path) -> None:
    case = case_of(2, silent=1)
    page = Read(render(case, cached(case, tmp_path)))
    words = " ".join(page.text.split())
    assert CAVEAT in words
    assert "1 of 3 copies reads 61,000" in words
    assert "Likelihood that the content of the clearest copy was changed: very likely (90%)." in words
    assert "Confidence: high" in words
    assert "Before any evidence 5 pages in 100 are taken to be altered. At 1 page in 100 the probability" in words
    assert "Not shown in honest_cropped_0.png" in words
    assert "A known document (a pinned reference)" in words
    assert "authentic" not in words
    assert "altered by" not in words
    assert page.tags.count("image") == 3 + 4  # three crops, and the four copies drawn whole


@pytest.mark.parametrize(
    ("read_by", "said"),
    [
        ("page", ""),
        ("second_recogniser", "(read by the second recogniser alone)"),
        ("ink", "(not read, told by its ink)"),
    ],
)
def test_a_crop_says_who_read_it_where_the_page_was_not(tmp_path: Path, read_by: str, said: str) -> None:
    case = case_of(2)
    (place,) = case.places
    odd = place.readings[1]
    carrier = replace(odd.carriers[0], read_by=read_by)
    place = replace(place, readings=(place.readings[0], replace(odd, carriers=(carrier,))))
    words = " ".join(Read(render(replace(case, places=(place,)), cached(case, tmp_path))).text.split())
    assert f"honest_odd.png {said}".strip() in words
    assert ("recogniser alone" in words, "by its ink" in words) == (read_by == "second_recogniser", read_by == "ink")


def test_nothing_that_comes_from_files_is_markup_or_reaches_out(tmp_path: Path) -> None:
    case = case_of(2, name=HOSTILE + BACKWARDS, text=HOSTILE + BACKWARDS, silent=1)
    source = render(case, cached(case, tmp_path)) + render_index(
        HOSTILE,
        [{"headline": HOSTILE, "link": "a/index.html", "n_findings": 1, "verdict": "disputed", "p_altered": None,
          "confidence": "low", "n_pages": 2, "cluster_id": HOSTILE}],
    )  # fmt: skip
    page = Read(source)
    assert not {"script", "img", "iframe", "link", "object", "embed", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    for name, value in page.attributes:
        if name in ("href", "src", "xlink:href"):
            assert re.match(r"#|data:image/(png|jpeg);base64,|a/index\.html$", value), value
    assert "\u202e" not in source
    assert "fdp\\u202egpj.exe" in page.text  # shown, and harmless
    assert "default-src 'none'" in source


def test_of_many_agreeing_copies_a_few_are_shown_and_the_rest_named(tmp_path: Path) -> None:
    case = case_of(60)
    page = Read(render(case, cached(case, tmp_path)))
    words = " ".join(page.text.split())
    assert f"and {60 - SHOWN_CROPS} more copies" in words
    assert "honest_59.png" in words
    assert "5 copies are drawn; 56 more copies are in the table above." in words


def test_a_page_without_pictures_says_so(tmp_path: Path) -> None:
    words = Read(render(case_of(2), tmp_path)).text
    assert "picture no longer in the cache" in words


def test_two_copies_without_a_finding_are_no_proof(tmp_path: Path) -> None:
    whole = case_of(2)
    case = CaseFile("c1-1", (), whole.copies, (), {}, (), (), (), (), (), None, None, None, {})
    words = Read(render(case, cached(case, tmp_path))).text
    assert "Copies that agree are not thereby genuine" in words


@pytest.mark.parametrize(
    ("rotation", "there"),
    [(0, (10, 20, 40, 60)), (90, (240, 10, 280, 40)), (180, (360, 240, 390, 280)), (270, (20, 360, 60, 390))],
)
def test_boxes_turn_with_the_page(rotation: int, there: tuple[float, ...]) -> None:
    copy = copy_of(1, "a.png", rotation=rotation)  # 400 by 300
    assert turned((10, 20, 40, 60), copy) == there


def test_the_turned_box_lies_on_the_same_pixels(tmp_path: Path) -> None:
    copy = copy_of(1, "a.png", rotation=90)
    image = Image.new("L", (copy.width, copy.height), 255)
    image.paste(0, (10, 20, 40, 60))
    upright = image.rotate(-90, expand=True)  # clockwise
    x0, y0, x1, y1 = (round(v) for v in turned((10, 20, 40, 60), copy))
    assert upright.crop((x0, y0, x1, y1)).getextrema() == (0, 0)


def test_the_waterfall_ends_at_the_posterior() -> None:
    prior = ScorePart("prior", -2.944, "", None, "prior")
    bars = waterfall([prior, ScorePart("a", 4.0, "", 1, "content"), ScorePart("b", -0.5, "", None, "page")])
    assert [bar.p for bar in bars] == ["5%", "74%", "64%"]
    assert [bar.factor for bar in bars] == ["odds 1 : 19", "× 55", "÷ 1.6"]
    assert bars[1].without == "3%"
    assert bars[0].without is None
    assert all(bar.left >= 0 and bar.left + bar.width <= 100.001 for bar in bars)


def test_without_a_piece_the_posterior_is_the_product_of_what_is_left() -> None:
    difference, side = ScorePart("difference", 6.0, "", 1, "content"), ScorePart("first_seen", 2.0, "", 1, "side")
    total = math.log(1 / (1 / 0.955 / 0.881 - 1))
    joint = ScorePart("which_side", total - (-2.944 + 6 + 2), "", 1, "which_side")
    bars = waterfall([ScorePart("prior", -2.944, "", None, "prior"), difference, side, joint])
    assert bars[-1].p == "84%"
    assert [bar.without for bar in bars] == [None, "4%", "48%", None]


def test_a_drawing_is_not_said_to_be_read() -> None:
    assert "Ink and text" in strength(2.0, "number")
    assert "Its shape" in strength(2.0, "graphic")


@pytest.mark.parametrize(
    ("ratio", "said"), [(0.6, "about 4.0 times"), (2.77, "about 590 times"), (4.6, "over 1,000 times")]
)
def test_strength_is_said_in_times_and_no_more_than_can_be_known(ratio: float, said: str) -> None:
    assert said in strength(ratio, "number")
