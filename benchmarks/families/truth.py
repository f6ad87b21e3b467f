"""What is true of each file of a family: where its edits and marks are, and how well it shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from benchmarks.families.copies import Copy, Edit, Points, grey, legibility
from benchmarks.families.drawing import Drawn, Word

if TYPE_CHECKING:
    from benchmarks.families.family import Node

MILD, SEVERE, ILLEGIBLE = (
    0.72,
    0.35,
    0.10,
)  # legibility at which a copy is mild, below which severe, below which not seen
NEAREST = 4  # unedited words around an edit that tell how well a carrier shows it
SAMPLE = 24  # words that tell how legible a copy is
COVERED = 0.3  # share of an edit under a bar or badge from which it is hidden


def difficulty(share: float) -> str:
    """Word for a legibility."""
    return "mild" if share >= MILD else "medium" if share >= SEVERE else "severe"


def file_truths(family: str, nodes: Sequence[Node], drawn: Drawn) -> dict[str, dict[str, Any]]:
    """Truth of each kept file, by name."""
    page = grey(drawn.image)
    shades = [grey(node.copy.image) for node in nodes]
    made: dict[str, str] = {}
    for node in nodes:
        for edit in node.copy.edits:
            made.setdefault(edit.edit_id, node.name)
    truths = {}
    for i, node in enumerate(nodes):
        if not node.kept:
            continue
        copy = node.copy
        unmoved = _unmoved(copy, drawn)
        share = _median(
            [legibility(copy, shades[i], word.box, page) for word in unmoved[:: max(1, len(unmoved) // SAMPLE)]]
        )
        parent = node.parent
        while parent is not None and not nodes[parent].kept:
            parent = nodes[parent].parent
        matrix, residual = _homography(copy, drawn)
        truths[node.name] = {
            "family": family,
            "kind": "page",
            "parent": None if parent is None else nodes[parent].name,
            "parent_direct": parent == node.parent,
            "copy_of": None,
            "ops": list(copy.ops),
            "size": [copy.image.shape[1], copy.image.shape[0]],
            "H_root": matrix,
            "H_residual_px": residual,
            "legibility": round(share, 3),
            "difficulty": difficulty(share),
            "is_doctored": node.is_doctored,
            "edits": [_edit_truth(edit, i, nodes, shades, drawn, page, made) for edit in copy.edits],
            "marks": [
                {"mark_id": m.mark_id, "kind": m.kind, "polygon": _rounded(m.polygon), "text": m.text}
                for m in copy.marks
            ],
        }
        truths[node.name]["doctored_visible"] = any(e["visible"] for e in truths[node.name]["edits"])
    return truths


def _edit_truth(
    edit: Edit, at: int, nodes: Sequence[Node], shades: Sequence[np.ndarray], drawn: Drawn, page: np.ndarray, made: dict[str, str]
) -> dict[str, Any]:  # fmt: skip
    copy = nodes[at].copy
    middle = edit.before.mean(0)
    # a copy that carries the edit is judged by the words around it: the page does not have what was put there
    near = sorted(_unmoved(copy, drawn), key=lambda w: abs(_centre(w.box) - middle).max())[:NEAREST]
    here = _median([legibility(copy, shades[at], word.box, page) for word in near])
    inside = float(copy.inside(edit.place).mean())
    hidden = _covered(copy, edit.place)
    visible = inside == 1.0 and hidden < COVERED and here >= ILLEGIBLE
    witnesses, elsewhere, best = [], {}, 0.0
    for i, node in enumerate(nodes):
        if not node.kept or any(e.edit_id == edit.edit_id for e in node.copy.edits):
            continue
        if node.copy.inside(edit.before).mean() >= 0.5:
            elsewhere[node.name] = _rounded(node.copy.at(edit.before))
        x0, y0, x1, y1 = (*edit.before.min(0), *edit.before.max(0))
        inked = edit.old or edit.kind in ("digit", "number", "word", "date", "marking", "swap")
        shown = legibility(node.copy, shades[i], (x0, y0, x1, y1), page) if inked else _median(
            [legibility(node.copy, shades[i], word.box, page) for word in near])  # fmt: skip
        if node.copy.inside(edit.before).all() and shown >= ILLEGIBLE and _covered(node.copy, edit.before) < COVERED:
            witnesses.append(node.name)
            best = max(best, shown)
    return {
        "edit_id": edit.edit_id,
        "group_id": edit.group_id,
        "kind": edit.kind,
        "method": edit.method,
        "old_text": edit.old,
        "new_text": edit.new,
        "made_in": made[edit.edit_id],
        "polygon": _rounded(copy.at(edit.place)),
        "word_polygon": _rounded(copy.at(edit.place)),
        "affected": None if edit.moved is None else _rounded(copy.at(edit.moved)),
        "visible": visible,
        "inside": inside,
        "occluded": round(hidden, 2),
        "height_px": round(float(np.ptp(copy.at(edit.place)[:, 1])), 1),
        "legibility": round(here, 3),
        "witness_legibility": round(best, 3),
        "elsewhere": elsewhere,
        "witnesses": witnesses,
        "difficulty": difficulty(min(here, best)) if witnesses else "no_witness",
    }


def _covered(copy: Copy, place: Points) -> float:
    """Share of a page polygon's upright box under bars and badges."""
    there = copy.at(place)
    (x0, y0), (x1, y1) = there.min(0), there.max(0)
    shares = [0.0]
    for mark in copy.marks:
        if mark.kind in ("redaction", "logo"):
            (a0, b0), (a1, b1) = mark.polygon.min(0), mark.polygon.max(0)
            area = max(0.0, min(x1, a1) - max(x0, a0)) * max(0.0, min(y1, b1) - max(y0, b0))
            shares.append(area / max(1.0, (x1 - x0) * (y1 - y0)))
    return float(max(shares))


def _homography(copy: Copy, drawn: Drawn) -> tuple[list[list[float]], float]:
    height, width = drawn.image.shape[:2]
    grid = np.stack(np.meshgrid(np.linspace(0, width, 6), np.linspace(0, height, 6)), -1).reshape(-1, 2)
    there = copy.at(grid)
    matrix, _ = cv2.findHomography(grid, there)
    back = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    return np.round(matrix, 8).tolist(), round(float(np.abs(back - there).max()), 2)


def _unmoved(copy: Copy, drawn: Drawn) -> list[Word]:
    """Words of the page that stand in the copy as they were."""
    there = set(copy.words)
    return [word for word in drawn.words if word in there]


def _centre(box: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _rounded(points: Points) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in points]
