"""The fit: parts that tell are given weight, others are not, and no more is claimed than the families can show."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from benchmarks.evidence_rows import PageRow, side_parts
from benchmarks.figures import auroc, cllr, cllr_min, recalibration
from benchmarks.fit_weights import Rows, cross_validated, fit, layout_of, llr

SO_FAR: Rows = {
    name: {"part": name, "about": about, "weight": 1.0, "lowest": -3.0, "highest": 3.0, "reason": f"Why {name}."}
    for name, about in (
        ("difference", "content"),
        ("first_seen", "side"),
        ("agreement", "page"),
        ("never_seen", "content"),
    )
}


def families(n: int, late_part: str = "first_seen", said: float = 1.8) -> list[PageRow]:
    """n families of two copies: half differ at a place, of which one copy was doctored and mostly seen later, as
    `late_part` says; half agree, but some differ by chance, weakly. `noise` says nothing."""
    rng, pages = Random(1), []
    for i in range(n):
        group, at = f"g{i}", (f"c{i}", 1)
        doctored = i % 2 == 0
        strong = 3.0 if doctored else rng.choice((0.0, 0.0, 0.2))
        late = said if rng.random() < 0.85 else -said
        for name, is_late in (("a", False), ("b", True)):
            parts = {"difference": strong, late_part: late if is_late else -late, "noise": rng.uniform(-1, 1)}
            page = PageRow(f"{group}{name}", group, "memo", doctored and is_late)
            if doctored or strong:
                page.places[at] = parts
            else:
                page.whole["agreement"] = -1.6
            pages.append(page)
    return pages


def test_a_part_in_which_the_sides_differ_is_about_the_side() -> None:
    pages = families(40)
    assert side_parts(pages) == {"first_seen", "noise"}
    assert layout_of(pages).whole == ("agreement",)


def test_what_tells_weighs_and_noise_does_not() -> None:
    pages = families(200)
    rows = fit(pages, SO_FAR, layout_of(pages), 1.0)
    assert rows["first_seen"]["weight"] > 0.6
    assert rows["noise"]["weight"] < 0.4
    assert rows["never_seen"] == SO_FAR["never_seen"]
    assert rows["difference"]["reason"] == "Why difference. Fitted on 200 generated families."
    assert fit(pages, rows, layout_of(pages), 1.0) == rows  # a fit does not feed on its own answer


def test_habits_count_for_no_more_than_is_said() -> None:
    seen, trace = (families(200, part, said=0.4) for part in ("drawn_on", "another_trace"))
    assert fit(seen, SO_FAR, layout_of(seen), 0.5)["drawn_on"]["weight"] == 1.0
    assert fit(trace, SO_FAR, layout_of(trace), 0.5)["another_trace"]["weight"] > 2.0


def test_the_sum_is_bounded_by_the_number_of_families() -> None:
    pages = families(30)
    rows = fit(pages, SO_FAR, layout_of(pages), 0.5)
    assert rows["limit"]["highest"] == pytest.approx(math.log(30), abs=0.01)
    assert max(abs(llr(page, rows)) for page in pages) <= rows["limit"]["highest"] + 1e-9


def test_however_sure_a_difference_no_copy_is_surer_than_its_side() -> None:
    pages = families(200)
    rows = fit(pages, SO_FAR, layout_of(pages), 1.0)
    open_ = PageRow("x", "g", "memo", None, places={("c", 1): {"difference": 9.0}})
    share = rows["share"]["weight"]
    assert 1 / (1 + math.exp(-llr(open_, rows) - share)) == pytest.approx(0.5, abs=0.02)


def test_fitted_ratios_mean_what_they_say() -> None:
    pages = families(200)
    found = cross_validated(pages, SO_FAR, layout_of(pages), 2.0)
    y = np.array([bool(page.is_doctored) for page in pages], int)
    assert cllr(y, found) < 0.5
    assert recalibration(y, found)[0] == pytest.approx(1.0, abs=0.35)


def test_figures_of_ranking_and_calibration() -> None:
    y = np.array([0, 0, 1, 1])
    assert auroc(y, np.array([1.0, 2.0, 2.0, 3.0])) == pytest.approx(0.875)
    assert cllr(y, np.zeros(4)) == pytest.approx(1.0)
    assert cllr_min(y, np.array([-9.0, -1.0, 0.0, 5.0])) == pytest.approx(0.0, abs=1e-9)
