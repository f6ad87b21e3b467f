"""The pages that an editor opens."""

from __future__ import annotations

import json
from pathlib import Path

from command import doctored
from conftest import Triaged


def test_a_page_for_each_finding_of_the_batch_and_an_index(triaged: Triaged, tmp_path: Path) -> None:
    (batch,) = triaged.query("select batch_id from batches")
    done = doctored(
        "report", "--batch", batch["batch_id"], "--out", tmp_path, "--json", "--workspace", triaged.workspace
    )
    assert done.code == 0, done.err
    document = json.loads(done.out)
    clusters = {row["cluster_id"] for row in triaged.query("select cluster_id from findings")}
    assert {row["cluster_id"] for row in document["reports"]} == clusters
    index = Path(document["index"]).read_text()
    pages = [Path(row["path"]) for row in document["reports"]]
    assert all(str(path.relative_to(tmp_path)) in index for path in pages)
    slide = next(text for text in (path.read_text() for path in pages) if "61,000" in text)
    assert "Does not say whether the document is genuine, nor who changed it." in slide
    assert "frontwire_5521.jpg" in slide
    assert "data:image/png;base64," in slide
    assert "no longer in the cache" not in slide


def test_one_cluster_goes_where_it_is_told(triaged: Triaged, tmp_path: Path) -> None:
    (row,) = triaged.query("select cluster_id from findings order by p_altered desc limit 1")
    done = doctored("report", "--cluster", row["cluster_id"][:9], "--out", tmp_path, "--workspace", triaged.workspace)
    assert done.code == 0, done.err
    assert (tmp_path / "index.html").stat().st_mode & 0o077 == 0


def test_an_unknown_cluster_is_one_sentence(triaged: Triaged) -> None:
    done = doctored("report", "--cluster", "nonesuch", "--workspace", triaged.workspace)
    assert done.code == 1
    assert "There is no cluster nonesuch" in done.err
    assert doctored("report", "--cluster", "a", "--batch", "b", "--workspace", triaged.workspace).code == 2
