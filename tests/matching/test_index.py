"""The saved index: what is found depends on the pages that were added, and on nothing else."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.matching import index as keeping
from pipeline.matching.candidates import PageEntry, candidates, text_words
from pipeline.matching.index import Index, Mark
from pipeline.records import PageKey


def archive(n: int, copies: int = 3, seed: int = 1) -> list[PageEntry]:
    """Pages in groups of copies: a copy keeps a part of the words, the visual words and the bits of the hashes."""
    rng = np.random.default_rng(seed)
    vocabulary = [f"word{i}" for i in range(400)]
    found = []
    for number in range(n):
        if number % copies == 0:
            words = list(rng.choice(vocabulary, 60))
            visual = rng.integers(0, 1 << 22, 300, dtype=np.uint32)
            hashes = rng.integers(0, 1 << 63, 3, dtype=np.uint64)
        noise = rng.integers(0, 1 << 22, 300, dtype=np.uint32)
        seen = np.unique(np.where(rng.random(300) < 0.3, visual, noise))
        flips = np.array([1 << int(bit) for bit in rng.integers(0, 63, 3)], np.uint64)
        said = [word for word in words if rng.random() < 0.8]
        key = PageKey(rng.bytes(32).hex(), 1)
        found.append(PageEntry(key, tuple(int(h) for h in hashes ^ flips), text_words(said), seen))
    return found


def built(folder: Path, *batches: list[PageEntry]) -> Index:
    """An index of its own, each batch added by an index opened anew."""
    for batch in batches:
        Index.open(folder).add(batch)
    return Index.open(folder)


def test_copies_are_found_by_each_way(tmp_path: Path) -> None:
    pages = archive(60)
    index = built(tmp_path, pages)
    for start in range(0, 60, 3):
        group = {page.key for page in pages[start : start + 3]}
        for page in pages[start : start + 3]:
            (near,) = index.query([page])
            assert group - {page.key} <= set(near[:3])
            assert page.key not in near
    blind = [PageEntry(p.key, (0, 0, 0), text_words([]), p.visual) for p in pages]  # hashes and words tell nothing
    (near,) = built(tmp_path / "blind", blind).query(blind[:1])
    assert {pages[1].key, pages[2].key} <= set(near)


@pytest.mark.parametrize("portions", [(30, 30, 60), (1, 100, 19), tuple([6] * 20)])
def test_order_and_portions_of_arrival_do_not_matter(tmp_path: Path, portions: tuple[int, ...]) -> None:
    pages = archive(120)
    at_once = built(tmp_path / "once", pages)
    shuffled = random.Random(len(portions)).sample(pages, len(pages))
    ends = np.cumsum(portions)
    batches = [shuffled[end - n : end] for n, end in zip(portions, ends, strict=True)]
    in_portions = built(tmp_path / "portions", *batches)
    assert len(in_portions) == len(at_once) == 120
    assert in_portions.query(pages) == at_once.query(pages)
    assert candidates(in_portions, shuffled) == candidates(at_once, pages)


def test_merged_segments_answer_as_the_parts_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.matching.segments.CHUNK", 500)  # merged in many small ranges of words
    pages = archive(90)
    index = built(tmp_path, *[pages[start : start + 10] for start in range(0, 90, 10)])
    assert len(list((tmp_path / "index").glob("segment-*"))) <= 2  # 80 pages and 10, say
    assert not list((tmp_path / "index").glob("part-*"))
    assert index.query(pages) == built(tmp_path / "once", pages).query(pages)


def test_a_page_read_again_is_replaced_and_a_blank_one_leaves(tmp_path: Path) -> None:
    pages = archive(30)
    index = built(tmp_path, pages)
    now = archive(1, seed=9)[0]
    again = PageEntry(pages[3].key, now.hashes, now.text, now.visual)
    blank = PageEntry(pages[4].key, (0, 0, 0), text_words([]), np.zeros(0, np.uint32), is_blank=True)
    index.add([again, blank])
    assert len(index) == 29
    assert all(blank.key not in near for near in index.query(pages))
    assert index.query([blank]) == [[]]
    rest = [again if page.key == again.key else page for page in pages if page.key != blank.key]
    assert index.query(rest) == built(tmp_path / "rest", rest).query(rest)


def test_pages_of_the_same_file_come_last(tmp_path: Path) -> None:
    form = archive(12, copies=12)
    one_file = [PageEntry(PageKey("ab" * 32, i), p.hashes, p.text, p.visual) for i, p in enumerate(form[:8], 1)]
    index = built(tmp_path, [*one_file, *form[8:]])
    others = {page.key for page in form[8:]}
    (near,) = index.query(one_file[:1])
    assert set(near[:3]) <= others
    assert others <= set(near)


@pytest.mark.parametrize("harm", ["manifest", "cut off", "missing", "other version"])
def test_a_damaged_or_stale_index_counts_as_none_and_is_made_anew(
    tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = archive(30)
    built(tmp_path, pages).add([], Mark(7, "result"))
    assert Index.open(tmp_path).mark == Mark(7, "result")
    (segment,) = (tmp_path / "index").glob("segment-*")
    if harm == "manifest":
        (tmp_path / "index" / "manifest.json").write_text('{"format": ')
    elif harm == "cut off":
        os.truncate(segment / "visual_rows.npy", 1_000)
    elif harm == "missing":
        shutil.rmtree(segment)
    else:
        monkeypatch.setattr(keeping, "FORMAT", "other")
    index = Index.open(tmp_path)
    assert len(index) == 0
    assert index.mark is None
    index.add(pages, Mark(8, "next"))
    assert Index.open(tmp_path).query(pages) == built(tmp_path / "anew", pages).query(pages)
    assert len(list((tmp_path / "index").glob("segment-*"))) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_index import archive
from pipeline.matching import segments
from pipeline.matching.index import Index, Mark
steps = int(sys.argv[3])
pages = archive(90)
def count(frame, event, arg):
    global steps
    if event == "call" and "pipeline/matching" in frame.f_code.co_filename:
        steps -= 1
        if not steps:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
for start in range(0, 90, 10):
    Index.open(Path(sys.argv[1])).add(pages[start : start + 10], Mark(start + 10, "result"))
"""


@pytest.mark.parametrize("steps", [60, 250, 500, 800, 1150])
def test_killed_at_any_moment_it_goes_on_from_its_mark(tmp_path: Path, steps: int) -> None:
    pages = archive(90)
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(Path(__file__).parent), str(steps)]
    done = subprocess.run(command, check=False, timeout=60)
    index = Index.open(tmp_path)
    if done.returncode == -signal.SIGKILL:
        index.add(pages[index.mark.result_no if index.mark else 0 :], Mark(90, "result"))
    assert len(index) == 90
    assert index.query(pages) == built(tmp_path / "once", pages).query(pages)
