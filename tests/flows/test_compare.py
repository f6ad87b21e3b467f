"""Two files side by side, without a case."""

from __future__ import annotations

import json
from pathlib import Path

from command import doctored


def test_old_and_new_figures_of_two_files(sample_docs: Path, tmp_path: Path) -> None:
    files = sample_docs / "files"
    done = doctored(
        "compare", files / "update_0103.png", files / "frontwire_5521.jpg", "--json", "--workspace", tmp_path / "none"
    )
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["relation"], found["common_origin"]) == ("content_differs", "same_capture")
    read = {(d["in_a"], d["in_b"]) for d in found["differences"] if d["kind"] == "number"}
    assert ("43,500", "17,500") in read
    assert not (tmp_path / "none").exists()


def test_a_file_that_cannot_be_examined_is_one_sentence(sample_docs: Path, tmp_path: Path) -> None:
    files = sample_docs / "files"
    done = doctored("compare", files / "timeline.docx", files / "update_0103.png", "--workspace", tmp_path)
    assert done.code == 1
    assert "is a Word document" in done.err
    assert "Traceback" not in done.err
