"""Two files side by side, without a case."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from command import doctored
from pypdf import PdfWriter

from flows.cli.compare import _print
from pipeline.errors import UnreadableError


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


AGREEING = {"relation": "re_encoded", "common_origin": "unknown", "differences": [], "of_pages": [], "caveat": "-"}


def encrypted() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


UNREADABLE = {
    "empty": (b"", "is empty; fetch it again"),
    "cut off": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01", "is damaged: its header cannot be read; fetch it again"),
    "broken PDF": (b"%PDF-1.7\n1 0 obj\n<<", "is damaged beyond reading; fetch it again"),
    "encrypted PDF": (encrypted(), "is encrypted and no password or key is known; hand in a copy that is not"),
    "text": (b"43,500 killed\n", "is a text file, which is not examined; hand in a picture or a PDF"),
}


@pytest.mark.parametrize(("content", "problem"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_examined_is_one_sentence(
    content: bytes, problem: str, sample_docs: Path, tmp_path: Path
) -> None:
    path, reports = tmp_path / "tip", tmp_path / "reports"
    path.write_bytes(content)
    reports.mkdir()
    other = sample_docs / "files" / "update_0103.png"
    done = doctored("compare", path, other, "--json", "--workspace", tmp_path, env={"TMPDIR": str(reports)})
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"{path} cannot be examined: it {problem}")
    assert done.err.count("\n") == 1
    assert not list(reports.iterdir())


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("is empty; fetch it again", "it is empty; fetch it again."),
        ("has no pages", "it has no pages; hand in another picture of it."),
        ("the page has no size", "the page has no size; hand in another picture of it."),
    ],
)
def test_every_reason_makes_a_sentence_that_says_what_to_do(reason: str, sentence: str) -> None:
    assert UnreadableError(reason).sentence == sentence


def test_copies_whose_words_agree_are_not_said_to_agree_where_a_difference_is_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = {"kind": "line_inserted", "in_a": "", "in_b": "Paid in cash", "strength": 3.0, "box_in_a": None}
    for changes, says in (([], "they agree"), ([line], "do not agree everywhere")):
        _print({**AGREEING, "differences": changes})
        assert says in capsys.readouterr().out


@pytest.mark.parametrize("is_named", [False, True])
def test_of_a_file_of_several_pages_it_is_said_which_was_compared(
    capsys: pytest.CaptureFixture[str], *, is_named: bool
) -> None:
    pages = [
        {"file": "post.jpg", "page": 1, "of": 4, "is_named": is_named},
        {"file": "memo.jpg", "page": 1, "of": 1, "is_named": False},
    ]
    _print({**AGREEING, "of_pages": pages})
    said = "post.jpg has 4 pages, of which the first was compared; post.jpg#2 names the second one."
    assert (said in " ".join(capsys.readouterr().out.split())) == (not is_named)
