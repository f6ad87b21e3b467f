"""A run has one Prefect server, however often it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import server
from pipeline.settings import Settings, WorkspacePaths


def test_a_server_that_is_starting_is_not_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[WorkspacePaths] = []

    def launch(paths: WorkspacePaths) -> tuple[None, str]:
        started.append(paths)
        return None, f"http://127.0.0.1:{4200 + len(started)}/api"

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(server, "launch", launch)
    one = server.Server(WorkspacePaths(tmp_path / "workspace"), Settings())
    one.start()
    one.start()
    assert len(started) == 1
