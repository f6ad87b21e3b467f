"""A run that is killed loses nothing: the next one goes on and ends as an undisturbed one does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from command import DOCTORED, TRIAGE_SECONDS, doctored, public_tables, query


def start(folder: Path, workspace: Path) -> subprocess.Popen[bytes]:
    command = [str(DOCTORED), "triage", str(folder), "--workspace", str(workspace)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_when(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """SIGKILL after some seconds. Returns whether the process was still running."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        family = [process.pid, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + 20
        while any(psutil.pid_exists(pid) and _runs(pid) for pid in family) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not [pid for pid in family if psutil.pid_exists(pid) and _runs(pid)], "children outlive the run"
        return True
    return False


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def test_killed_while_reading_it_goes_on_and_ends_the_same(some_samples: Path, tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    assert doctored("triage", some_samples, "--workspace", calm).code == 0
    assert query(calm, "from differences")
    process = start(some_samples, killed)
    deadline = time.monotonic() + TRIAGE_SECONDS
    while not list((killed / "cache" / "pages").rglob("*.png")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert kill_when(process, 1.0)
    assert doctored("triage", some_samples, "--workspace", killed).code == 0
    assert public_tables(killed) == public_tables(calm)
    states = [row["state"] for row in query(killed, "select state from runs order by started_at")]
    assert states == ["interrupted", "completed"]


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_many_kills_at_any_moment(some_samples: Path, tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    began = time.monotonic()
    assert doctored("triage", some_samples, "--workspace", calm).code == 0
    whole = time.monotonic() - began
    chance = random.Random(7)
    n_killed = sum(kill_when(start(some_samples, killed), chance.uniform(0.1, whole)) for _ in range(30))
    assert n_killed
    assert doctored("triage", some_samples, "--workspace", killed).code == 0
    assert public_tables(killed) == public_tables(calm)
