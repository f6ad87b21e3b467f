"""What a batch is: names, roots, what is refused, what is ignored."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.intake.plan import READ_AS_SOURCES, make_plan, plan_digest
from pipeline.records import Plan
from pipeline.settings import Limits

LIMITS = Limits()


def put(path: Path, data: bytes = b"bytes") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(plan: Plan) -> list[str]:
    return [arrival.file_name for arrival in plan.arrivals]


def test_one_folder_is_its_own_root(tmp_path: Path) -> None:
    put(tmp_path / "batch/a.jpg")
    put(tmp_path / "batch/inner/b.jpg")
    plan = make_plan([tmp_path / "batch"], limits=LIMITS)
    assert names(plan) == ["a.jpg", "inner/b.jpg"]
    assert plan.root == str((tmp_path / "batch").resolve())
    assert plan.label == "batch"


def test_one_file_has_its_own_name(tmp_path: Path) -> None:
    assert names(make_plan([put(tmp_path / "batch/a.jpg")], limits=LIMITS)) == ["a.jpg"]


def test_of_several_paths_names_start_with_the_last_part(tmp_path: Path) -> None:
    put(tmp_path / "one/docs/a.jpg")
    put(tmp_path / "two/docs/a.jpg")
    paths = [tmp_path / "one/docs", tmp_path / "two/docs", put(tmp_path / "c.jpg")]
    assert names(make_plan(paths, limits=LIMITS)) == ["c.jpg", "docs (2)/a.jpg", "docs/a.jpg"]


def test_links_pipes_and_sockets_are_refused_and_block_nothing(tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    put(batch / "a.jpg")
    (batch / "link").symlink_to("/etc/passwd")
    (batch / "loop").symlink_to(batch)
    os.mkfifo(batch / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(batch / "socket"))
        plan = make_plan([batch], limits=LIMITS)
    assert names(plan) == ["a.jpg"]
    assert {row.file_name: row.reason.split(",")[0] for row in plan.refused} == {
        "link": "is a link",
        "loop": "is a link",
        "pipe": "is a named pipe",
        "socket": "is a socket",
    }


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"two\nlines.jpg", "two\nlines.jpg"),
        (b"bell\x07.jpg", "bell\x07.jpg"),
        ("\u202egpj.exe".encode(), "\u202egpj.exe"),
        (b"latin-\xe9.jpg", "latin-\\xe9.jpg"),
    ],
)
def test_odd_names_are_kept_as_text(tmp_path: Path, raw: bytes, shown: str) -> None:
    (tmp_path / "batch").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "batch") + b"/" + raw)).write_bytes(b"x")
    plan = make_plan([tmp_path / "batch"], limits=LIMITS)
    assert names(plan) == [shown]
    assert Path(plan.arrivals[0].path).read_bytes() == b"x"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.binary(min_size=1, max_size=60).filter(lambda raw: not {0, 47} & set(raw) and raw not in (b".", b"..")))
def test_any_name_becomes_valid_text(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    batch = tmp_path_factory.mktemp("names")
    Path(os.fsdecode(os.fsencode(batch) + b"/" + raw)).write_bytes(b"x")
    plan = make_plan([batch], limits=LIMITS)
    found = [*names(plan), *(row.file_name for row in plan.ignored)]
    assert len(found) == 1
    assert found[0].encode("utf-8")


def test_junk_and_sources_are_ignored_and_the_sources_are_used(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "._a.jpg", "a.jpg"):
        put(tmp_path / name)
    put(tmp_path / "sources.csv", b"file_name,author\na.jpg,Ann\n")
    plan = make_plan([tmp_path], limits=LIMITS)
    assert names(plan) == ["a.jpg"]
    assert {row.file_name for row in plan.ignored} == {".DS_Store", "Thumbs.db", "._a.jpg", "sources.csv"}
    assert READ_AS_SOURCES in {row.reason for row in plan.ignored}
    assert [(row.file_name, row.author) for row in plan.sources] == [("a.jpg", "Ann")]


def test_the_workspace_inside_is_not_entered(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    put(tmp_path / "workspace/evidence/x")
    assert names(make_plan([tmp_path], limits=LIMITS, skip=[tmp_path / "workspace"])) == ["a.jpg"]


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    with put(tmp_path / "big.tif").open("r+b") as big:
        big.truncate(LIMITS.file_bytes + 1)
    (refused,) = make_plan([tmp_path], limits=LIMITS).refused
    assert "larger than" in refused.reason


def test_the_digest_follows_bytes_names_and_sources(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    digests = [plan_digest(make_plan([tmp_path], limits=LIMITS)) for _ in range(2)]
    put(tmp_path / "sources.csv", b"file_name,author\na.jpg,Ann\n")
    digests.append(plan_digest(make_plan([tmp_path], limits=LIMITS)))
    put(tmp_path / "a.jpg", b"other")
    digests.append(plan_digest(make_plan([tmp_path], limits=LIMITS)))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        make_plan([tmp_path / "nowhere"], limits=LIMITS)
