"""One triage of the samples that many tests look at."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from command import Outcome, Triaged, doctored
from filelock import FileLock
from PIL import Image

LEFT_OUT = (
    "est_", "memo_", "log_", "eb_2023_09_p1", "IMG_22",
    "IMG_0332", "quarrelboard", "thumb_update", "valleywatch",
)  # fmt: skip


@pytest.fixture(scope="session")
def triaged(sample_docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Triaged:
    """Once, even when several test processes run side by side. The memos and most copies of the report stay out, and
    some of the slide: they cost minutes and show nothing here that the others do not."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    workspace, note = shared / "triaged", shared / "triaged.json"
    with FileLock(shared / "triaged.lock"):
        if not note.exists():
            files = shared / "files"
            files.mkdir()
            for path in (sample_docs / "files").iterdir():
                if not path.name.startswith(LEFT_OUT):
                    shutil.copyfile(path, files / path.name)
            outcome = doctored("triage", files, "--workspace", workspace)
            note.write_text(json.dumps([outcome.code, outcome.out, outcome.err]))
    code, out, err = json.loads(note.read_text())
    return Triaged(shared / "files", workspace, Outcome(code, out, err))


@pytest.fixture
def some_samples(sample_docs: Path, tmp_path: Path) -> Path:
    """A folder with three of the samples: the right half, with the losses, of an honest copy of the slide and of a
    doctored one, read in less time than all of them, and a download that broke off."""
    truth = json.loads((sample_docs / "truth.json").read_text())
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("update_0103.png", truth["doctored_slides"][0]):
        with Image.open(sample_docs / "files" / name) as slide:
            width, height = slide.size
            slide.crop((width // 2, 0, width, height)).save(folder / name)
    shutil.copyfile(sample_docs / "files" / truth["unreadable"][0], folder / truth["unreadable"][0])
    return folder
