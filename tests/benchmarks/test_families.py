"""Generated families: the same every time, and what the truth says is what the pictures show."""

from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.families.copies import Copy, first_copy, grey, legibility
from benchmarks.families.document import later, other_figure
from benchmarks.families.drawing import draw
from benchmarks.families.edits import WAYS, Job
from benchmarks.families.family import BLOCK, make, page_of, plan
from benchmarks.families.photographs import crumple
from benchmarks.families.renditions import Op
from benchmarks.families.rough import chain, curl, half, off_screen
from benchmarks.families.templates import TEMPLATES, document

DOCTORED = next(i for i, kind in enumerate(BLOCK) if kind == "doctored")


def test_a_family_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append(make(plan(DOCTORED, 5), tmp_path / name))
    assert made[0] == made[1]
    for name in made[0][0]["files"]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_half_of_the_families_are_doctored() -> None:
    assert sum(kind.endswith("doctored") or kind.startswith("doctored") for kind in BLOCK) == len(BLOCK) / 2
    assert sum("bystander" in kind for kind in BLOCK) == 3


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_edition_has_a_later_date_and_few_other_figures(template: str) -> None:
    page = document(template, 3, 4)
    first, second = draw(page).words, draw(later(page, Random(1))).words
    changed = [(a.text, b.text) for a, b in zip(first, second, strict=True) if a.text != b.text]
    assert 1 <= len(changed) <= 14  # a sum follows, a date may be written twice


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_changes_the_picture_where_the_truth_says(way: str) -> None:
    done = _edited(way)
    assert done is not None
    before, after = done
    edit = after.edits[0]
    changed = np.abs(before.image.astype(int) - after.image.astype(int)).max(2) > 40
    if edit.moved is not None:
        changed[int(edit.moved[:, 1].min()) :] = False  # there everything moved
        assert not changed.any()
        return
    inside = np.zeros(changed.shape, np.uint8)
    for one in after.edits:
        cv2.fillPoly(inside, [np.round(after.at(one.place)).astype(np.int32)], 1)
    assert changed.any()
    assert (changed & (cv2.dilate(inside, np.ones((9, 9))) > 0)).sum() > 0.95 * changed.sum()
    assert edit.old != edit.new or edit.kind in ("stamp", "signature")


def _edited(way: str) -> tuple[Copy, Copy] | None:
    for seed in range(40):  # not every page has a place for every edit
        for template in TEMPLATES:
            copy = first_copy(draw(document(template, seed, seed)))
            made = WAYS[way][0](copy, Job(Random(seed), "f", template))
            if made is not None:
                return copy, made
    return None


def test_a_bystander_looks_alike_and_reads_otherwise() -> None:
    number = BLOCK.index("bystander")
    one, other = page_of(plan(number - 1, 5)), page_of(plan(number, 5))
    assert one.style == other.style
    assert one.template == other.template
    assert one.blocks != other.blocks


@pytest.mark.parametrize("figure", ["7", "12,400", "3.5", "45%", "2021"])
def test_another_figure_has_the_same_form(figure: str) -> None:
    other = other_figure(figure, Random(1))
    assert other != figure
    assert [c.isdigit() for c in other] == [c.isdigit() for c in figure]


def test_copies_show_the_page_where_the_map_says(tmp_path: Path) -> None:
    family, truths, _ = make(plan(1, 5), tmp_path)
    page = draw(page_of(plan(1, 5))).image
    for name in family["files"]:
        with Image.open(tmp_path / name) as picture:
            pixels = np.asarray(picture.convert("L"))
        flat = cv2.warpPerspective(
            pixels, np.linalg.inv(np.array(truths[name]["H_root"])), (page.shape[1], page.shape[0]), borderValue=255
        )
        ink = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
        middle = np.s_[ink.shape[0] // 4 : ink.shape[0] // 2, ink.shape[1] // 4 : ink.shape[1] // 2]
        assert np.corrcoef(flat[middle].ravel(), ink[middle].ravel())[0, 1] > 0.3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_on_a_crumpled_sheet_the_words_stand_where_the_map_says(seed: int) -> None:
    drawn = draw(document("memo", seed, seed))
    copy = crumple(first_copy(drawn), Random(seed), 0)
    page, pixels = grey(drawn.image), grey(copy.image)
    seen = [legibility(copy, pixels, word.box, page) for word in drawn.words]
    assert np.median(seen) > 0.5
    assert not copy.is_flat


@pytest.mark.parametrize(
    ("op", "least"),
    [(off_screen, 0.25), (curl, 0.5), (chain, 0.5), (half, 0.9)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_on_a_rough_copy_the_words_that_it_shows_stand_where_the_map_says(op: Op, least: float) -> None:
    drawn = draw(document("memo", 3, 3))
    copy = op(first_copy(drawn), Random(3), 0)
    page, pixels = grey(drawn.image), grey(copy.image)
    seen = np.array([legibility(copy, pixels, word.box, page) for word in drawn.words])
    assert np.median(seen[seen > 0]) > least
    assert np.mean(seen > 0) > (0.2 if op is half else 0.9)


def test_a_screen_beats_with_the_camera() -> None:
    """White paper on it is not even: that is the moire, and it is coarser than the camera's pixels."""
    white = np.full((900, 700, 3), 255, np.uint8)
    blank = Copy(white, (), ())
    taken = off_screen(blank, Random(1), 0).image[200:600, 200:500].astype(np.float32)
    assert cv2.GaussianBlur(taken[..., 0] - taken[..., 2], (0, 0), 1.5).std() > 4.0
