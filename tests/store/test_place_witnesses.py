"""Each place in each copy: where it is, and whether it can be read there."""

from __future__ import annotations

from store_factory import clustered, examined, plan, read, rows, sha, sighted

from pipeline.records import PlaceReading, Result
from pipeline.store import Store


def place_reading(name: str, number: int | None, *, shows: bool, has_box: bool) -> PlaceReading:
    box = (1.0, 2.0, 30.0, 40.0) if has_box else (None, None, None, None)
    return PlaceReading("c", 1, "redaction", sha(name), 1, number, "x" if number else None, shows, *box, None)


def test_a_copy_shows_covers_blurs_or_lacks_a_place(store: Store) -> None:
    names = ["shown.png", "covered.png", "blurred.png", "cropped.png"]
    store.register_batch(plan("b", names))
    readings = [
        place_reading("shown.png", 1, shows=True, has_box=True),
        place_reading("covered.png", 2, shows=False, has_box=True),
        place_reading("blurred.png", None, shows=False, has_box=True),
        place_reading("cropped.png", None, shows=False, has_box=False),
    ]
    results = [result for name in names for result in (sighted("b", name), examined(name), read(name))]
    results += clustered("c", names)
    results.append(Result("collate", "c", "", "1", "", {"place_readings": readings}))
    store.record("run", results)
    assert {row["file_name"]: (row["shows"], row["x1"]) for row in rows(store, "place_witnesses")} == {
        "shown.png": ("shown", 30.0),
        "covered.png": ("covered", 30.0),
        "blurred.png": ("not_legible", 30.0),
        "cropped.png": ("not_shown", None),
    }
