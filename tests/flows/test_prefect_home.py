"""Prefect is kept in the workspace and on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from flows.prefect_home import private_environment, refuse_remote
from pipeline.errors import DoctoredError
from pipeline.settings import Settings, WorkspacePaths


def test_home_profiles_and_logs_lie_in_the_workspace_and_nothing_is_reported(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path / "it's a case")
    variables = private_environment(paths, "http://127.0.0.1:4201/api")
    assert variables["PREFECT_HOME"] == str(paths.prefect_home)
    assert Path(variables["PREFECT_PROFILES_PATH"]).parent == paths.prefect_home
    assert variables["DO_NOT_TRACK"] == "1"
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    logging = yaml.safe_load(Path(variables["PREFECT_LOGGING_SETTINGS_PATH"]).read_text())
    assert logging["handlers"]["file"]["filename"] == str(paths.prefect_home / "prefect.log")
    assert all("Console" not in handler["class"] for handler in logging["handlers"].values())


@pytest.mark.parametrize("url", ["http://127.0.0.1:4200/api", "http://localhost/api", "http://[::1]:4200/api"])
def test_an_api_on_loopback_is_used(url: str) -> None:
    refuse_remote(url, Settings())


ELSEWHERE = (
    "https://api.prefect.cloud/api/accounts/1",
    "http://10.0.0.7/api",
    "http://127.0.0.1.evil.example/api",
    "x",
)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_api_elsewhere_is_refused_unless_allowed(url: str) -> None:
    with pytest.raises(DoctoredError, match="not on this machine"):
        refuse_remote(url, Settings())
    refuse_remote(url, Settings(allow_remote_prefect=True))
