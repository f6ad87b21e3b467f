"""Prefect's surroundings: a home in the workspace, no profiles of the user's, no telemetry, its noise in a file.

Must be called before Prefect is imported: Prefect reads its environment once.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from urllib.parse import urlsplit

from pipeline.errors import DoctoredError
from pipeline.settings import Settings, WorkspacePaths, environment

LOGGING = """\
version: 1
disable_existing_loggers: false
formatters:
  plain:
    format: "%(asctime)s %(levelname)-7s %(name)s %(message)s"
handlers:
  file:
    class: logging.FileHandler
    filename: {log}
    formatter: plain
    delay: true
  api:
    class: prefect.logging.handlers.APILogHandler
loggers:
  prefect: {{level: INFO}}
  prefect.flow_runs: {{level: NOTSET, handlers: [api]}}
  prefect.task_runs: {{level: NOTSET, handlers: [api]}}
root:
  level: WARNING
  handlers: [file]
"""


def private_environment(paths: WorkspacePaths, api_url: str | None, *, logs_to_api: bool = False) -> dict[str, str]:
    """Variables for Prefect in this workspace. api_url: its API; None while only a server is started; logs_to_api:
    for runs that somebody may follow on Prefect's page."""
    home = paths.prefect_home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = home / "logging.yml"
    config.write_text(LOGGING.format(log=_yaml(str(home / "prefect.log"))), encoding="utf-8")
    variables = {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_LOGGING_SETTINGS_PATH": str(config),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": str(logs_to_api).lower(),
        "PREFECT_TASKS_REFRESH_CACHE": "false",
    }
    return variables if api_url is None else variables | {"PREFECT_API_URL": api_url}


def enter(paths: WorkspacePaths, settings: Settings, api_url: str, *, logs_to_api: bool = False) -> None:
    """Make this process use Prefect of the workspace, and nothing else that the user may have configured.

    Raises DoctoredError when Prefect was imported before, or for an API that is not on this machine.
    """
    refuse_remote(api_url, settings)
    if "prefect" in sys.modules and os.environ.get("PREFECT_HOME") != str(paths.prefect_home):
        raise DoctoredError("Prefect was loaded before its workspace was known; start this command by itself.")
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(private_environment(paths, api_url, logs_to_api=logs_to_api))


def chosen_api(settings: Settings) -> str | None:
    """The API that the user's environment names, if any. Raises DoctoredError when it is not on this machine."""
    api_url = environment().get("PREFECT_API_URL")
    if api_url:
        refuse_remote(api_url, settings)
    return api_url or None


def refuse_remote(api_url: str, settings: Settings) -> None:
    """Raise DoctoredError for an API that is not on loopback, unless a setting allows it."""
    host = urlsplit(api_url).hostname or ""
    try:
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local and not settings.allow_remote_prefect:
        raise DoctoredError(
            f"The Prefect API {api_url} is not on this machine, and it would be told about this workspace. "
            "Unset PREFECT_API_URL, or allow it with DOCTORED_ALLOW_REMOTE_PREFECT=true."
        )


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
