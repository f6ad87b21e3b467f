"""The samples are what their maker makes, and what their README says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sample_docs import make as maker
from sample_docs import papers, report
from sample_docs.renditions import Copy, scanned

MOST_BYTES = 15_000_000


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_they_stay_small(sample_docs: Path) -> None:
    assert sum(path.stat().st_size for path in (sample_docs / "files").iterdir()) < MOST_BYTES


def test_a_page_of_each_kind_comes_out_byte_for_byte(sample_docs: Path, tmp_path: Path) -> None:
    batch = maker.Batch(tmp_path)
    batch.write("estimates_report.pdf", report.report_pdf())
    batch.put(
        "cable_000121.jpg", scanned(Copy("c", papers.draw_cable(papers.OTHER_CABLE).finished()), 61, 1600, 0.7), 78
    )
    batch.write("sources.csv", maker.sources_csv())
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (sample_docs / "files" / made.name).read_bytes(), made.name


@pytest.mark.soak
def test_all_come_out_byte_for_byte(sample_docs: Path) -> None:
    assert maker.differing(sample_docs) == []


def test_the_truth_names_every_file(sample_docs: Path) -> None:
    told = json.loads((sample_docs / "truth.json").read_text(encoding="utf-8"))
    outside = {name for name in told["files"] if "!/" not in name} | set(told["unreadable"])
    assert outside | {"sources.csv", "tipline.zip"} == names_in(sample_docs / "files")
    assert set(told["doctored_slides"]) < set(told["doctored"]) < set(told["files"])


def test_readme_names_every_file(sample_docs: Path) -> None:
    text = (sample_docs / "README.md").read_text(encoding="utf-8")
    assert [name for name in names_in(sample_docs / "files") - {"tipline.zip"} if f"`{name}`" not in text] == []


def test_sources_name_files_of_the_batch_and_one_that_is_missing(sample_docs: Path) -> None:
    with (sample_docs / "files" / "sources.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    missing = {row["file_name"] for row in rows if "!/" not in row["file_name"]} - names_in(sample_docs / "files")
    assert missing == {"IMG_0333.jpg"}
