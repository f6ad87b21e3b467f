"""One bad task costs only itself."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from pipeline.errors import UnreadableError
from pipeline.intake.guard import Guard, result_of
from pipeline.intake.kinds import sniff
from pipeline.settings import Limits

LIMITS = Limits(wall_seconds=4, cpu_seconds=1, memory_mib=1024)


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        time.sleep(1)


def compute() -> None:
    while True:
        pass


def crash() -> None:
    os.abort()


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def environment_at_start() -> str:
    return Path("/proc/self/environ").read_text()


def eat_memory_in_a_library() -> int:
    return len(cv2.resize(np.zeros((8, 8), np.float32), (40_000, 40_000)))


def eat_memory() -> int:
    return len(bytearray(4 * 1024**3))


def unreadable() -> None:
    raise UnreadableError("is a joke", "of ours")


def gone() -> bytes:
    return Path("/no/such/file").read_bytes()


def stumble() -> None:
    raise KeyError("width")


def chatter() -> None:
    os.write(1, b"noise on stdout")
    os.write(2, b"noise on stderr")


def start_child(pid_file: str) -> None:
    child = subprocess.Popen(["sleep", "60"])
    Path(pid_file).write_text(str(child.pid))
    hang()


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(2, LIMITS) as running:
        yield running


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (hang, "took longer than 4 s"),
        (compute, "more than 1 s of computing"),
        (crash, "crashed its reader"),
        (killed, "killed twice"),
        (eat_memory, "needs more than 1024 MiB"),
        (eat_memory_in_a_library, "needs more than 1024 MiB"),
        (unreadable, "is a joke"),
        (stumble, "met a fault of doctored itself"),
    ],
)
def test_a_bad_task_ends_with_a_reason_and_the_others_go_on(guard: Guard, function, reason: str) -> None:
    # A busy machine gives the computing task little of its wall time: it has to run into the other limit first.
    seconds = 60 if function is compute else None
    before, bad, after = guard.submit(double, 1), guard.submit(function, seconds=seconds), guard.submit(double, 2)
    with pytest.raises(UnreadableError, match=reason):
        result_of(bad, "x.jpg")
    assert (result_of(before, "a"), result_of(after, "b")) == (2, 4)


def test_many_crashes_in_a_row_lose_no_good_task(guard: Guard) -> None:
    tasks = [(guard.submit(double, n), guard.submit(crash)) for n in range(12)]
    assert [result_of(good, "good") for good, _ in tasks] == [2 * n for n in range(12)]
    for _, bad in tasks:
        with pytest.raises(UnreadableError):
            result_of(bad, "bad")


def test_a_missing_file_is_no_fault_of_the_file(guard: Guard) -> None:
    with pytest.raises(FileNotFoundError):
        result_of(guard.submit(gone), "x.jpg")


def test_a_task_may_be_given_its_own_time(guard: Guard) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableError, match=r"0\.5 s"):
        result_of(guard.submit(hang, seconds=0.5), "x.jpg")
    assert time.monotonic() - started < 5


def test_an_unforeseen_error_says_where_it_happened(guard: Guard) -> None:
    with pytest.raises(UnreadableError) as caught:
        result_of(guard.submit(stumble), "x.jpg")
    assert "KeyError: 'width' (test_guard.py:" in caught.value.detail


def test_a_reader_that_trips_over_a_file_blames_the_file(guard: Guard) -> None:
    with pytest.raises(UnreadableError, match="is damaged or of a kind"):
        result_of(guard.submit(sniff, None), "x.jpg")


def test_what_libraries_print_stays_inside(guard: Guard, capfd: pytest.CaptureFixture[str]) -> None:
    result_of(guard.submit(chatter), "x.jpg")
    assert capfd.readouterr() == ("", "")


def test_children_die_with_their_worker(guard: Guard, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(UnreadableError):
        result_of(guard.submit(start_child, str(pid_file)), "x.jpg")
    child = int(pid_file.read_text())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its worker"
        time.sleep(0.05)


def test_leaving_the_guard_ends_workers_at_work() -> None:
    with Guard(1, Limits()) as guard:
        worker = psutil.Process(result_of(guard.submit(os.getpid), "x"))
        guard.submit(hang)
        waiting = guard.submit(double, 3)
    assert waiting.cancelled() or waiting.exception() is not None
    _, alive = psutil.wait_procs([worker], timeout=10)  # on a busy machine it ends a moment later
    assert not alive


def test_a_worker_knows_from_its_start_that_it_is_one_thread(guard: Guard) -> None:
    """Once a library is loaded it does not look again."""
    assert "OPENBLAS_NUM_THREADS=1" in result_of(guard.submit(environment_at_start), "x")
