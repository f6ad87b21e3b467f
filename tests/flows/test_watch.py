"""Scheduled runs really fire: a batch dropped into a watched inbox is triaged without anybody starting it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
import urllib.request
from functools import partial
from pathlib import Path

import pytest
from command import DOCTORED, query

PATIENCE_SECONDS = 170


@pytest.mark.timeout(240)
def test_a_dropped_batch_is_triaged_on_schedule_and_once(
    some_samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, workspace = tmp_path / "inbox", tmp_path / "workspace"
    inbox.mkdir()
    monkeypatch.setenv("DOCTORED_SETTLE_SECONDS", "1")
    command = [str(DOCTORED), "watch", str(inbox), "--every", "10s", "--workspace", str(workspace)]
    with (tmp_path / "watch.log").open("wb") as log:
        # tests that a shell runs in the background ignore Ctrl-C, and so would all that they start
        listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=listen)
    try:
        some_samples.rename(inbox / "tuesday")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _runs(workspace) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(1)
        assert process.poll() is None, (tmp_path / "watch.log").read_text()
        assert _runs(workspace) == [("triage", "completed")], (tmp_path / "watch.log").read_text()
        assert _api_of_the_page(tmp_path / "watch.log") in (tmp_path / "watch.log").read_text()
        time.sleep(15)  # at least one more scheduled look
        assert _runs(workspace) == [("triage", "completed")]
        assert [row["label"] for row in query(workspace, "select label from batches")] == ["tuesday"]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _api_of_the_page(log: Path) -> str:
    """The server that Prefect's page asks, without its path: it must be the one that serves the page."""
    (address,) = set(re.findall(r"http://127\.0\.0\.1:\d+", log.read_text()))
    with urllib.request.urlopen(f"{address}/ui-settings", timeout=20) as answer:
        settings = json.load(answer)
    return str(settings["api_url"]).removesuffix("/api")


def _runs(workspace: Path) -> list[tuple[str, str]]:
    if not (workspace / "doctored.duckdb").exists():
        return []
    rows = query(workspace, "select flow, state from runs where state <> 'running'")
    return [(row["flow"], row["state"]) for row in rows]
