"""A page with nothing on it to find copies by is set aside, and everyone is told."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from command import doctored, query
from PIL import Image, ImageDraw

from flows.stages import compare
from pipeline.matching.candidates import BLANK, PageEntry, text_words
from pipeline.records import PageKey, Result

WHITE, FULL = PageKey("a" * 64, 1), PageKey("b" * 64, 1)


class Run:
    """A run that knows two pages: which are looked at, and what is stored of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stored: list[Result] = []
        self.looked_at: list[PageKey] = []
        self.read_as = "eng"
        nobody = SimpleNamespace(query=lambda entries: [[] for _ in entries])
        for name, instead in {
            "how_read": lambda _: ("1", self.read_as),
            "page_entries": lambda store, cache, pages, restore: map(self._entry, pages),
            "seen_pages": lambda *_: nobody,
            "matches_of": lambda _: [],
            "_wanted": lambda *_: [],
            "_verify": lambda *_: 0,
        }.items():
            monkeypatch.setattr(compare, name, instead)

    def _entry(self, key: PageKey) -> PageEntry:
        self.looked_at.append(key)
        return PageEntry(key, (0, 0, 0), text_words([]), np.zeros(0, np.uint32), is_blank=key == WHITE)

    def _done(self, stage: str, version: str, settings: str, subjects: object) -> dict[str, str]:
        wanted = (stage, version, settings)
        return {r.subject: r.input_hash for r in self.stored if (r.stage, r.version, r.settings_hash) == wanted}

    def match(self) -> None:
        case: Any = SimpleNamespace(
            store=SimpleNamespace(done=self._done, publish=lambda *_, **__: None),
            recorder=SimpleNamespace(flush=lambda: None, add=self.stored.extend),
            paths=SimpleNamespace(cache=None),
            progress=SimpleNamespace(say=print),
            run_id="r",
        )
        frames: Any = {key: SimpleNamespace(outline=None) for key in (WHITE, FULL)}
        compare.match(case, frames)


def test_the_blank_page_is_noted_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch)
    run.match()
    told = {result.subject: [row.reason for row in result.rows.get("set_aside", ())] for result in run.stored}
    assert told == {WHITE.subject: [BLANK], FULL.subject: []}


def test_pages_are_looked_at_again_only_when_they_were_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(monkeypatch)
    run.match()
    run.match()
    assert run.looked_at == [WHITE, FULL]
    run.read_as = "eng+rus"  # words that another language has may be there now
    run.match()
    assert run.looked_at == [WHITE, FULL] * 2


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two blank backs, a page with its number alone, and a picture without text, triaged."""
    files, workspace = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("case") / "w"
    Image.new("L", (900, 1200), 255).save(files / "back.png")
    Image.new("L", (1000, 1300), 250).save(files / "other_back.png")
    number = Image.new("L", (900, 1200), 255)
    ImageDraw.Draw(number).text((440, 1100), "17", fill=0, font_size=40)
    number.save(files / "number.png")
    hills = cv2.GaussianBlur(np.random.default_rng(1).uniform(0, 255, (900, 1200)), (0, 0), 6)
    Image.fromarray(np.asarray(cv2.normalize(hills, None, 0, 255, cv2.NORM_MINMAX), np.uint8)).save(files / "hills.png")
    done = doctored("triage", files, "--workspace", workspace)
    assert done.code == 0, done.err
    return workspace


def test_blank_pages_are_listed_and_pictures_are_not_among_them(case: Path) -> None:
    rows = query(case, "select file_name, page_no, reason from set_aside order by file_name")
    assert [(row["file_name"], row["page_no"]) for row in rows] == [
        ("back.png", 1),
        ("number.png", 1),
        ("other_back.png", 1),
    ]
    assert {row["reason"] for row in rows} == {BLANK}


def test_a_blank_page_is_inconclusive_and_its_explanation_says_why(case: Path) -> None:
    told = {row["file_name"]: row for row in query(case, "from page_verdicts")}
    assert (told["back.png"]["verdict"], told["back.png"]["explanation"]) == ("inconclusive", BLANK)
    assert (told["number.png"]["verdict"], told["number.png"]["explanation"]) == ("inconclusive", BLANK)  # though read
    assert told["hills.png"]["explanation"].startswith("No other copy of this page was found here")
    shown = json.loads(doctored("show", "back.png", "--json", "--workspace", case).out)
    assert shown["pages"][0]["explanation"] == BLANK
