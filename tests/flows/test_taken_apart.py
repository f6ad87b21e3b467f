"""A post with three pictures, of which copies come one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import doctored, query
from PIL import Image

PICTURES = ("harnath_117_web.jpg", "eb_2023_09_p1.jpg", "est_2023_047.jpg")
CELL = (700, 450)


def clusters(workspace: Path) -> dict[str, str]:
    rows = query(workspace, "select file_name, page_no, cluster_id from page_clusters")
    return {f"{row['file_name']}#{row['page_no']}": row["cluster_id"] for row in rows}


@pytest.fixture(scope="module")
def pictures(sample_docs: Path) -> list[Image.Image]:
    """The middle of three samples: reading whole pages takes its time."""
    opened = [Image.open(sample_docs / "files" / name).convert("RGB") for name in PICTURES]
    return [p.crop((p.width // 4, p.height // 4, p.width // 4 + CELL[0], p.height // 4 + CELL[1])) for p in opened]


@pytest.mark.soak  # two triages
def test_a_copy_of_the_picture_that_nobody_knew_finds_its_place_in_the_post_later(
    pictures: list[Image.Image], tmp_path: Path
) -> None:
    first, later, workspace = tmp_path / "first", tmp_path / "later", tmp_path / "w"
    first.mkdir()
    later.mkdir()
    post = Image.new("RGB", (2 * CELL[0] + 60, 2 * CELL[1] + 60), "white")
    for i, picture in enumerate(pictures):
        post.paste(picture, (20 + i % 2 * (CELL[0] + 20), 20 + i // 2 * (CELL[1] + 20)))
    post.save(first / "post.png")
    for i in (0, 1):
        pictures[i].save(first / f"{i}.jpg", quality=85)
    done = doctored("triage", first, "--workspace", workspace)
    assert done.code == 0, done.err
    known = clusters(workspace)
    assert known["post.png#1"] == known["0.jpg#1"]
    assert known["post.png#2"] == known["1.jpg#1"]
    (rest,) = query(workspace, "from page_verdicts join pages using (file_sha256, page_no) where page_no = 3")
    assert rest["shown_as"] == "rest_of_frame"
    assert rest["explanation"].startswith("This is what is left of a picture beside the pages that were found in it")

    pictures[2].save(later / "2.jpg", quality=85)
    done = doctored("triage", later, "--workspace", workspace)
    assert done.code == 0, done.err
    found = clusters(workspace)
    assert {name: found[name] for name in ("0.jpg#1", "1.jpg#1")} == {
        name: known[name] for name in ("0.jpg#1", "1.jpg#1")
    }
    assert [found[f"post.png#{i + 1}"] == found[f"{i}.jpg#1"] for i in range(3)] == [True] * 3
