"""Makes the re-enactment: python -m sample_docs.make writes it, --check says whether what lies there is the same."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sample_docs.batch import Made, Shown, all_files
from sample_docs.sources import sources_csv

HERE = Path(__file__).parent
# Names for tests that want few files: two honest copies of the slide, a doctored one, a broken one.
A_FEW = (
    "hearth_4411_update.png",
    "hearth_4415_update.jpg",
    "palaver_ironvoice_118.jpg",
    "hearth_4562_IMG_0372.jpg",
    "chirrup_16437999.jpg",
)


def truth(made: Sequence[Made]) -> dict[str, object]:
    """What is true of the files: pages, captures, edits with old and new text and box (pixels of the upright frame)."""
    slides = [one for one in made if any(page.copy.page == "slide-2023-03-01" and page.copy.edits for page in one.pages)]
    return {
        "a_few": list(A_FEW),
        "doctored_slides": [one.name for one in slides],
        "doctored": [one.name for one in made if any(page.copy.edits for page in one.pages)],
        "slide_edits": [
            {"old_token": old, "new_token": new}
            for edit in slides[0].pages[0].copy.edits
            for old, new in zip(_figures(edit.old), _figures(edit.new), strict=True)
        ],
        "next_edition": [one.name for one in made if any(page.copy.page == "slide-2023-03-02" for page in one.pages)],
        "unreadable": [one.name for one in made if not one.pages],
        "files": {
            one.name: {
                "made_from": one.parent,
                "pages": [_page(page) for page in one.pages],
            }
            for one in made
        },
    }


def _figures(cell: str) -> list[str]:
    return cell.split(" – ")


def _page(shown: Shown) -> dict[str, object]:
    copy = shown.copy
    return {
        "page": copy.page,
        "capture": shown.capture,
        "size": list(copy.image.size),
        "edits": [
            {"kind": edit.kind, "old": edit.old, "new": edit.new, "box": list(copy.box(edit.box))} for edit in copy.edits
        ],
        "marks": [
            {"kind": mark.kind, "old": mark.old, "new": mark.new, "box": list(copy.box(mark.box)) if any(mark.box) else None}
            for mark in copy.marks
        ],
    }


def readme(made: Sequence[Made]) -> str:
    """README.md: what the files are, and one row for each."""
    rows = [f"| `{one.name}` | {one.how} | {one.find} |" for one in made]
    text = (HERE / "README.head.md").read_text(encoding="utf-8")
    return text + "\n".join(["| file | how it was made | what should be found |", "|---|---|---|", *rows]) + "\n"


def everything() -> dict[str, bytes]:
    """Every file that is made, by its path below this folder."""
    made = all_files()
    texts = {
        "files/sources.csv": sources_csv(),
        "truth.json": json.dumps(truth(made), ensure_ascii=False, indent=1) + "\n",
        "README.md": readme(made),
    }
    return {f"files/{one.name}": one.data for one in made} | {name: text.encode() for name, text in texts.items()}


def write(folder: Path, wanted: dict[str, bytes]) -> None:
    """Write everything, and remove files of an earlier making that are no longer wanted."""
    for old in (folder / "files").glob("*"):
        if f"files/{old.name}" not in wanted:
            old.unlink()
    for name, data in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def differences(folder: Path, wanted: dict[str, bytes]) -> list[str]:
    """One sentence for each file that is missing, other than made now, or not made at all."""
    found = []
    for name, data in wanted.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif path.read_bytes() != data:
            found.append(f"{name} differs from what is made now")
    extra = sorted({f"files/{path.name}" for path in (folder / "files").glob("*")} - set(wanted))
    return [*found, *(f"{name} is not made by this program" for name in extra)]


def main(words: Sequence[str] | None = None) -> int:
    """The command. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m sample_docs.make", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a fresh making differs")
    asked = parser.parse_args(words)
    wanted = everything()
    if not asked.check:
        write(HERE, wanted)
        print(f"{len(wanted)} files, {sum(map(len, wanted.values())) / 1e6:.1f} MB, in {HERE}")
        return 0
    found = differences(HERE, wanted)
    print("\n".join(found) or "The same, byte for byte.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
