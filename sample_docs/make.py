"""Makes the re-enactment: files/ with its sources.csv, truth.json and README.md, the same bytes every time.

python -m sample_docs.make           writes everything
python -m sample_docs.make --check   writes nothing; exit code 1 when what is there differs from a fresh making
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from PIL import Image

from sample_docs.broken import broken, zipped
from sample_docs.forgery import NEW_ODURIA, NEW_VESSARIA, OLD_ODURIA, OLD_VESSARIA
from sample_docs.readme import readme
from sample_docs.renditions import Copy, jpeg, scaled
from sample_docs.samples import Page, Sample, jpeg_bytes
from sample_docs.sheets import cables, memos, reports
from sample_docs.slides import slides

HERE = Path(__file__).parent
# Two honest copies of the slide, two doctored ones, a bystander and a broken file: for tests that want few.
A_FEW = (
    "update_0103.png",
    "photo_2023-04-03_21-40.jpg",
    "frontwire_5521.jpg",
    "frontwire_5521_marked.jpg",
    "log_2023_031.jpg",
    "frontwire_5519.jpg",
)


def everything() -> list[Sample]:
    """Every file to hand in, in the order of the story."""
    of_slide, of_cable, of_memo, of_report = slides(), cables(), memos(), reports()
    named = {sample.name: sample for sample in (*of_slide, *of_cable)}
    first = named["1680771_full.jpg"]
    duplicate = Sample(
        "map_march.jpg", first.data, "1680771_full.jpg under another name, byte for byte",
        "an exact duplicate: a second sighting, no work", first.pages, first.name,
    )  # fmt: skip
    samples = [*of_slide, duplicate, *of_cable, *of_memo, *of_report]
    samples += [_backup(first, named["harnath_117_web.jpg"]), *broken(named["frontwire_5521.jpg"])]
    return samples


def _backup(slide: Sample, cable: Sample) -> Sample:
    """A ZIP with two copies that were saved again, so that their bytes are new."""
    members, pages = {}, []
    for name, sample in (("thread/1680771.jpg", slide), ("thread/1680780.jpg", cable)):
        again, page = _saved_again(sample)
        members[name] = again
        pages.append(page)
    return Sample(
        "thread_backup.zip", zipped(members), "two of the copies, opened and saved again by a reader's tool",
        "its members agree with the other honest copies", tuple(pages),
    )  # fmt: skip


def _saved_again(sample: Sample) -> tuple[bytes, Page]:
    (page,) = sample.pages
    image = Image.open(BytesIO(sample.data)).convert("RGB")
    smaller = scaled(jpeg(Copy(page.page, image), 78), round(image.width * 0.94))
    return jpeg_bytes(smaller.image, 72), Page(1, page.page, page.capture, smaller.image.size)


def _tokens(text: str) -> list[str]:
    return text.split(" – ")


def truth(samples: list[Sample]) -> dict[str, object]:
    """What is so, for tests: each page's cluster, capture, edits and marks, and short lists of names."""
    swaps = [
        {"old_token": old, "new_token": new}
        for before, after in ((OLD_ODURIA, NEW_ODURIA), (OLD_VESSARIA, NEW_VESSARIA))
        for old, new in zip(_tokens(before), _tokens(after), strict=True)
    ]
    doctored = [s for s in samples if any(page.edits for page in s.pages)]
    return {
        "a_few": list(A_FEW),
        "doctored": [s.name for s in doctored],
        "doctored_slides": [s.name for s in doctored if s.pages[0].page == "update-0103"],
        "next_edition": [s.name for s in samples if s.pages and s.pages[0].page == "update-0203"],
        "slide_edits": swaps,
        "unreadable": [s.name for s in samples if s.unreadable],
        "files": {
            s.name: {"made": s.made, "found": s.found, "made_from": s.made_from, "pages": [asdict(p) for p in s.pages]}
            for s in samples
        },
    }


def made() -> dict[str, bytes]:
    """Every generated file: its path below this folder, its bytes."""
    samples = everything()
    out = {f"files/{sample.name}": sample.data for sample in samples}
    out["files/sources.csv"] = (HERE / "posts.csv").read_bytes()
    out["truth.json"] = (json.dumps(truth(samples), indent=1, ensure_ascii=False) + "\n").encode()
    out["README.md"] = readme(samples).encode()
    return out


def differing(fresh: dict[str, bytes], folder: Path) -> list[str]:
    """What is missing, other, or left over in a folder against a fresh making."""
    problems = []
    for name, data in fresh.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"missing: {name}")
        elif path.read_bytes() != data:
            problems.append(f"differs: {name}")
    there = {path.relative_to(folder).as_posix() for path in (folder / "files").rglob("*") if path.is_file()}
    return problems + [f"left over: {name}" for name in sorted(there - fresh.keys())]


def main() -> int:
    """Write, or check; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sample_docs.make", description="Make the sample documents.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when what is there differs")
    check = parser.parse_args().check
    fresh = made()
    if check:
        problems = differing(fresh, HERE)
        print("\n".join(problems) or "sample_docs is what make.py makes", file=sys.stderr if problems else sys.stdout)
        return 1 if problems else 0
    for name, data in fresh.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(fresh)} files, {sum(map(len, fresh.values())) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
