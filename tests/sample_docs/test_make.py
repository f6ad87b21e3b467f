"""The samples are what their maker makes, and what their README says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sample_docs import make, sheets

MOST_BYTES = 15_000_000


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_they_stay_small(sample_docs: Path) -> None:
    assert sum(path.stat().st_size for path in (sample_docs / "files").iterdir()) < MOST_BYTES


def test_the_report_and_its_copies_come_out_byte_for_byte(sample_docs: Path) -> None:
    made = sheets.reports()
    assert len(made) >= 4
    for sample in made:
        assert sample.data == (sample_docs / "files" / sample.name).read_bytes(), sample.name


@pytest.mark.soak
def test_all_come_out_byte_for_byte(sample_docs: Path) -> None:
    assert make.differing(make.made(), sample_docs) == []


def test_the_truth_names_every_file(sample_docs: Path) -> None:
    told = json.loads((sample_docs / "truth.json").read_text(encoding="utf-8"))
    assert set(told["files"]) | {"sources.csv"} == names_in(sample_docs / "files")
    assert set(told["doctored_slides"]) < set(told["doctored"]) < set(told["files"])
    assert set(told["a_few"]) < set(told["files"])


def test_readme_names_every_file(sample_docs: Path) -> None:
    text = (sample_docs / "README.md").read_text(encoding="utf-8")
    assert [name for name in names_in(sample_docs / "files") if f"`{name}`" not in text and name != "sources.csv"] == []


def test_sources_name_files_of_the_batch_and_one_that_is_missing(sample_docs: Path) -> None:
    with (sample_docs / "files" / "sources.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    missing = {row["file_name"] for row in rows if "!/" not in row["file_name"]} - names_in(sample_docs / "files")
    assert missing == {"IMG_0334.jpg"}
