"""A post with three pictures, of which copies come one after the other."""

from __future__ import annotations

import json
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


@pytest.mark.soak  # three triages
def test_a_post_is_taken_apart_as_copies_of_its_pictures_come_and_what_was_known_keeps_its_name(
    pictures: list[Image.Image], tmp_path: Path
) -> None:
    workspace = tmp_path / "w"
    post = Image.new("RGB", (2 * CELL[0] + 60, 2 * CELL[1] + 60), "white")
    for i, picture in enumerate(pictures):
        post.paste(picture, (20 + i % 2 * (CELL[0] + 20), 20 + i // 2 * (CELL[1] + 20)))

    def arrives(number: int) -> dict[str, str]:
        """A copy of one of the pictures comes, with the first one the post."""
        batch = tmp_path / str(number)
        batch.mkdir()
        pictures[number].save(batch / f"{number}.jpg", quality=85)
        if not workspace.exists():
            post.save(batch / "post.png")
        done = doctored("triage", batch, "--workspace", workspace)
        assert done.code == 0, done.err
        return clusters(workspace)

    alone = arrives(1)
    assert alone["post.png#1"] == alone["1.jpg#1"]

    two = arrives(0)
    assert two["post.png#1"] == two["1.jpg#1"] == alone["1.jpg#1"]
    assert two["post.png#2"] == two["0.jpg#1"]
    (rest,) = query(workspace, "from page_verdicts join pages using (file_sha256, page_no) where page_no = 3")
    assert rest["shown_as"] == "rest_of_frame"
    assert rest["explanation"].startswith("This is what is left of a picture beside the pages that were found in it")
    (word,) = query(
        workspace, "select max_by(text, length(text) * confidence) as text from ocr_words where page_no = 3"
    )
    said = doctored("find", "--text", word["text"], "--json", "--workspace", workspace)
    assert ("post.png", 3) in {(row["file_name"], row["page_no"]) for row in json.loads(said.out)["found"]}

    three = arrives(2)
    assert three["post.png#3"] == three["2.jpg#1"]
    assert {name: three[name] for name in ("0.jpg#1", "1.jpg#1")} == {
        name: two[name] for name in ("0.jpg#1", "1.jpg#1")
    }
    assert (three["post.png#1"], three["post.png#2"]) == (two["post.png#1"], two["post.png#2"])
