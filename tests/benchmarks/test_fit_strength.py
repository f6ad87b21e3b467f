"""The fit of strengths: what tells real places from chance ones, and which places may teach it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, cast

import pytest

from benchmarks import fit_strength
from benchmarks.figures import auroc
from benchmarks.fit_strength import Row, Truth, cross_validated, fit, row_of, truths, weights_of
from benchmarks.judged import Forgery
from pipeline.collation.collate import Measured
from pipeline.collation.strength import WEIGHED, Measures
from pipeline.records import PageInput, PageKey

if TYPE_CHECKING:
    from pipeline.store import Reader

PLACE = (100.0, 100.0, 160.0, 120.0)
MEASURES = Measures(
    ink=1.0, text=0.4, unlike=0.5, outlying=1.0, extra=0.1, repeated=0.0, carriers=0.7, confidence=0.9,
    is_unread=False, is_blank=False,
    figures=1.0, likeness=0.5, borne_out=0.0, readable=1.0, read_alike=0.7,
)  # fmt: skip


def truth() -> Truth:
    """Two families; of the first, a.jpg carries an edit at PLACE that b.jpg shows unedited."""
    edit = {"kind": "number", "affected": None}
    forged = Forgery(edit, carriers={"a.jpg": PLACE}, visible={"a.jpg": "mild"}, elsewhere={"b.jpg": PLACE})
    files = {name: {"family": (name == "c.jpg" and "g1") or "g0", "edits": []} for name in ("a.jpg", "b.jpg", "c.jpg")}
    return Truth(7, files, {"g0": {"e": forged}, "g1": {}}, {"g0": "g0", "g1": "g1"})


def at(box: tuple[float, float, float, float], *names: str) -> tuple[Measured, dict[PageKey, list[str]]]:
    keys = {PageKey(name, 1): [name] for name in names}
    return Measured(MEASURES, dict.fromkeys(keys, box)), keys


def test_a_place_on_a_forgery_is_real_and_one_beside_it_came_about_by_chance() -> None:
    on, beside = (
        row_of(*at(PLACE, "a.jpg", "b.jpg"), truth()),
        row_of(*at((400, 400, 460, 420), "a.jpg", "b.jpg"), truth()),
    )
    assert on is not None
    assert beside is not None
    assert (on.is_real, beside.is_real) == (True, False)
    assert on.measures == MEASURES
    assert on.family == "7 g0"


def test_families_are_the_first_pages_of_their_files(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [PageInput(name, page_no, 10, 10, 0, ()) for name, page_no in (("a", 1), ("a", 2), ("b", 1), ("c", 1))]
    monkeypatch.setattr(fit_strength, "page_inputs", lambda reader, files: pages)
    names = {name: [f"{name}.jpg"] for name in "abc"}
    found = fit_strength.families_of(cast("Reader", None), truth(), names)
    assert found == {"g0": [pages[0], pages[2]]}  # of the other family there is one file


def test_copies_of_two_families_teach_nothing() -> None:
    assert row_of(*at(PLACE, "a.jpg", "c.jpg"), truth()) is None


def rows_where(tells: str, number: int = 600) -> list[Row]:
    """Places of which half are real, and one measure is larger in those; the others are noise."""
    rng, found = Random(3), []
    for i in range(number):
        is_real = rng.random() < 0.5
        noise = {name: rng.gauss(0, 1) for name in WEIGHED["read"]}
        noise[tells] += 2 * is_real
        found.append(Row(replace(MEASURES, **noise), is_real, f"g{i % 60}"))
    return found


def test_former_weights_stay_and_a_new_measure_is_weighed_beside_them() -> None:
    rows, names = rows_where("likeness", 60), WEIGHED["read"]
    former = {name: 0.2 for name in ("constant", *names) if name != "likeness"}
    found = dict(zip(("constant", *names), fit(rows, names, former), strict=True))
    assert found["likeness"] > 1
    assert [found[name] for name in former] == pytest.approx([0.2] * len(former), abs=0.001)


def test_a_measure_that_tells_gets_weight_and_one_that_does_not_gets_none() -> None:
    rows, names = rows_where("unlike"), WEIGHED["read"]
    found = dict(zip(("constant", *names), fit(rows, names), strict=True))
    assert found["unlike"] > 1.5
    assert abs(found["carriers"]) < 0.4
    assert auroc(truths(rows), cross_validated(rows, names)) > 0.85


def test_a_likelihood_ratio_never_counts_against_what_it_says() -> None:
    turned = [replace(row, is_real=not row.is_real) for row in rows_where("repeated")]
    found = dict(zip(("constant", *WEIGHED["unread"]), fit(turned, WEIGHED["unread"]), strict=True))
    assert found["repeated"] == 0.0


def test_changed_words_weigh_as_much_as_changed_figures() -> None:
    figures = [Row(replace(MEASURES, figures=1.0), True, "g")] * 3
    words = [Row(replace(MEASURES, figures=0.0), True, "g")]
    by_chance = [Row(MEASURES, False, "g")] * 2
    assert weights_of([*figures, *words, *by_chance]).tolist() == [2 / 3] * 3 + [2.0, 1.0, 1.0]
