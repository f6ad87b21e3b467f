"""That copies differ and which of them was changed are two questions; the posterior is the product of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from store_factory import APART, Copy, plan, rows, sha, told

from pipeline.store import Store


def tell_two_sides(store: Store, differs: float, direction: float) -> dict[str, dict[str, Any]]:
    """Two copies that differ at a place; `direction` speaks for b and against a. Verdicts by file name."""
    copies = [
        Copy("a.jpg", {1: (1, "x")}, {1: -direction}, hours=0.0, differs={1: differs}),
        Copy("b.jpg", {1: (2, "y")}, {1: direction}, hours=1.0, differs={1: differs}),
    ]
    store.register_batch(plan("b", ["a.jpg", "b.jpg"]))
    store.record("run", told("b", "c", copies, {1: "word"}))
    store.load_weights("w1", APART)
    store.assess("run", 0.05)
    return {row["file_name"]: row for row in rows(store, "page_verdicts")}


@pytest.mark.parametrize("prior", [0.01, 0.05, 0.5])
def test_a_sure_difference_leaves_both_sides_at_even_odds_whatever_the_prior(store: Store, prior: float) -> None:
    before = tell_two_sides(store, differs=9.0, direction=0.0)
    store.assess("run", prior)
    for row in rows(store, "page_verdicts"):
        assert row["p_altered"] == pytest.approx(0.5, abs=0.01)
        assert row["log10_lr"] == pytest.approx(before[row["file_name"]]["log10_lr"])  # does not depend on it
    parts = rows(store, "score_parts", where=f"file_sha256 = '{sha('b.jpg')}'")
    assert {row["part"] for row in parts} == {"prior", "difference", "direction", "which_side"}
    assert sum(row["log_odds"] for row in parts) == pytest.approx(0, abs=0.03)
    assert store.check_assertions() == []


def test_a_doubtful_difference_fades_with_the_prior(store: Store) -> None:
    tell_two_sides(store, differs=2.0, direction=0.0)
    found = {}
    for prior in (0.01, 0.05, 0.5):
        store.assess("run", prior)
        found[prior] = rows(store, "page_verdicts")[0]["p_altered"]
    assert found[0.01] < 0.04 < found[0.05] < 0.15 < 0.4 < found[0.5] < 0.5


def test_a_copy_against_which_little_speaks_is_not_drawn_into_the_dispute(store: Store) -> None:
    verdicts = tell_two_sides(store, differs=9.0, direction=1.8)
    assert verdicts["b.jpg"]["verdict"] == "likely_altered"
    assert verdicts["a.jpg"]["p_altered"] == pytest.approx(0.14, abs=0.01)
    assert verdicts["a.jpg"]["verdict"] == "copies_agree"
    assert {row["file_name"] for row in rows(store, "differences")} == {"a.jpg", "b.jpg"}


def test_a_difference_shows_how_often_one_as_strong_was_none(store: Store) -> None:
    tell_two_sides(store, differs=9.0, direction=0.0)
    found = rows(store, "differences")
    assert len(found) == 2  # the pieces of evidence that carry no rate double no row
    for row in found:
        assert (row["false_alarms"], row["false_alarms_of"]) == (3, 100)
        assert (row["false_alarms_low"], row["false_alarms_high"]) == (0.006, 0.085)


def test_the_likelihood_ratio_does_not_depend_on_the_prior_when_another_place_is_the_strongest(store: Store) -> None:
    """At a low prior the sure difference is the strongest place, at a high one the one-sided doubtful one."""
    copies = [
        Copy("a.jpg", {1: (1, "x"), 2: (1, "v")}, {1: 0.0, 2: -3.0}, hours=0.0, differs={1: 9.0, 2: 2.0}),
        Copy("b.jpg", {1: (2, "y"), 2: (2, "w")}, {1: 0.0, 2: 3.0}, hours=1.0, differs={1: 9.0, 2: 2.0}),
    ]
    store.register_batch(plan("b", ["a.jpg", "b.jpg"]))
    store.record("run", told("b", "c", copies, {1: "word", 2: "word"}))
    store.load_weights("w1", APART)
    found = {}
    for prior in (0.05, 0.5):
        store.assess("run", prior)
        found[prior] = {row["file_name"]: row for row in rows(store, "page_verdicts")}["b.jpg"]
    assert {prior: row["strongest_place"] for prior, row in found.items()} == {0.05: 1, 0.5: 2}
    assert found[0.05]["log10_lr"] == pytest.approx(found[0.5]["log10_lr"])
