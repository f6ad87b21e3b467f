"""Copies on the canvas: which of them end at the same edges of the page, and where nothing holds one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.collation import copies
from pipeline.collation.blobs import Mark
from pipeline.collation.copies import LaidCopy, Table, _without_squeezed, framed_alike, is_bent, lay_out, loosely_held
from pipeline.collation.marks import held
from pipeline.imaging.registration import Registration
from pipeline.records import PageInput

CURL = np.zeros((2, 2, 2), np.float32)  # shifts at the corners: the right edge is lifted
CURL[:, 1, 1] = 60


def copy_of(name: str, width: int, height: int, to_own: tuple[float, float, float] | None = None) -> LaidCopy:
    """A copy whose frame has some size; to_own: scale and shift from the base's frame, None of the base."""
    layer = np.zeros((1000, 800), np.float32)
    laid = None
    if to_own is not None:
        scale, dx, dy = to_own
        homography = np.array([[scale, 0, dx], [0, scale, dy], [0, 0, 1]], np.float64)
        laid = Registration(homography, np.zeros((2, 2, 2), np.float32), (800.0, 1000.0), 90, 90, 20, 0.2)
    page = PageInput(name * 64, 1, width, height, 0, ())
    return LaidCopy(page, layer, layer, layer, layer, layer == 0, (), np.zeros((0, 4)), 1.0, laid)


def test_a_smaller_repost_ends_where_the_page_does_and_a_crop_does_not() -> None:
    base, small = copy_of("a", 800, 1000), copy_of("b", 400, 500, (0.5, 0.0, 0.0))
    crop, foot_cut = copy_of("c", 780, 980, (1.0, -20.0, -20.0)), copy_of("d", 800, 940, (1.0, 0.0, 0.0))
    alike = framed_alike(Table([base, small, crop, foot_cut], 1.0, 24.0, []))
    assert alike.tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, True, False],
        [False, False, False, True],
    ]


def bent_and_flat() -> Table:
    """The base, a flat copy and one on a bent sheet, both held by one detail near the top."""
    flat = copy_of("b", 800, 1000, (1.0, 0.0, 0.0))
    assert flat.laid is not None
    held = replace(flat.laid, matched=np.array([[100.0, 110.0], [140.0, 110.0]]))
    bent = replace(held, nodes=CURL)
    return Table([copy_of("a", 800, 1000), replace(flat, laid=held), replace(flat, laid=bent)], 1.0, 24.0, [])


def test_a_bent_sheet_is_held_only_near_details_that_both_show() -> None:
    boxes = np.array([[100, 100, 180, 124], [100, 160, 180, 184], [100, 700, 180, 724]], float)
    assert loosely_held(bent_and_flat(), boxes).tolist() == [[False] * 3, [False] * 3, [False, False, True]]


def test_a_drawing_where_nothing_holds_the_sheet_is_not_told_and_other_marks_are() -> None:
    far, near = (100, 700, 220, 760), (100, 100, 220, 160)
    told = [Mark(1, "graphic", far), Mark(2, "graphic", near), Mark(2, "redaction", far)]
    assert held([*told, Mark(2, "graphic", far)], bent_and_flat()) == told


@pytest.mark.parametrize("is_bent", [True, False])
def test_what_a_flat_copy_has_no_room_for_is_paper_and_on_a_bent_one_is_not_shown(*, is_bent: bool) -> None:
    flat = copy_of("b", 800, 1000, (1.0, 0.0, 0.0))
    assert flat.laid is not None
    details = np.array([[100.0, 110.0], [140.0, 110.0]])
    laid = replace(flat.laid, nodes=CURL if is_bent else 0 * CURL, matched=details)
    inked = replace(flat, laid=laid, ink=flat.ink + 0.5)
    squeezed = np.zeros(flat.seen.shape, bool)
    squeezed[300:340] = True
    found = _without_squeezed(inked, squeezed, 24.0)
    assert (found.ink[squeezed] > 0).all() == is_bent
    assert found.seen[squeezed].any() == (not is_bent)
    assert found.seen[~squeezed].all()


@pytest.mark.parametrize(("moved", "bends"), [("lines", False), ("edge", True)])
def test_a_page_on_which_lines_moved_is_no_bent_sheet(moved: str, *, bends: bool) -> None:
    flat = copy_of("b", 800, 1000, (1.0, 0.0, 0.0))
    assert flat.laid is not None
    details = np.array([(x, y) for y in range(50, 950, 24) for x in range(50, 750, 30)], float)
    x, y = np.meshgrid(np.linspace(0, 800, 25), np.linspace(0, 1000, 31))
    down = np.where(y > 480, 48.0, 0.0) if moved == "lines" else 60 * (x / 800) ** 2
    nodes = np.stack([0 * x, down], -1).astype(np.float32)
    laid = replace(flat.laid, nodes=nodes, step=(800 / 24, 1000 / 30), matched=details)
    assert is_bent(replace(flat, laid=laid), 24.0) is bends


@pytest.mark.parametrize(("n_pages", "n_tried"), [(3, 2), (4, 1)])
def test_another_base_is_tried_where_a_third_of_the_copies_cannot_be_laid_on_the_first(
    n_pages: int, n_tried: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer's window shows its page, and a strip of small ones, in most words."""
    pages = [copy_of("abcd"[i], 800 - i, 1000).page for i in range(n_pages)]
    tried: list[PageInput] = []

    def lay_on(_: Path, pages: Sequence[PageInput], base: PageInput) -> Table:
        tried.append(base)
        return Table([], 1.0, 24.0, [(pages[1].key, "too few details")] if len(tried) == 1 else [])

    monkeypatch.setattr(copies, "_lay_out_on", lay_on)
    assert len(lay_out(Path("cache"), pages).left_out) == 2 - n_tried
    assert len(tried) == n_tried
