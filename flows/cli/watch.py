"""doctored watch: scheduled triage of an inbox."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Workspace
from flows.cli.text import console, on_one_line
from flows.server import supervised_server
from pipeline.errors import UsageError
from pipeline.ocr.tesseract import find_engine, require_languages
from pipeline.settings import WorkspacePaths, load_settings

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
FIRST_LOOK_SECONDS = 15  # after the start: the server needs some seconds to make the first scheduled run


def watch(
    inbox: Annotated[
        Path, typer.Argument(metavar="INBOX", help="Folder whose sub-folders and loose files are triaged.")
    ],
    every: Annotated[str, typer.Option("--every", help="How often to look: 30s, 15m, 2h, 1d.")] = "15m",
    cron: Annotated[str | None, typer.Option("--cron", help='Instead of --every, such as "*/10 8-18 * * *".')] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Worker processes.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Languages of the pages, such as eng+rus.")] = None,
) -> None:
    """Serve the scheduled flow: each settled sub-folder (or the loose files) of INBOX becomes a batch, once."""
    root = WorkspacePaths(workspace.absolute())
    settings = load_settings(root.root, {"jobs": jobs, "ocr": {"lang": lang}})
    if not inbox.is_dir():
        raise UsageError(f"The inbox {inbox} is no folder; make it, or name another one.")
    interval = _interval(every)
    require_languages(find_engine(settings.ocr.lang), settings.ocr.lang)
    with supervised_server(root, settings) as api_url:
        from flows.prefect_home import enter

        enter(root, settings, api_url, logs_to_api=True)
        from prefect import serve
        from prefect.deployments.runner import RunnerDeployment
        from prefect.schedules import Cron, Interval
        from prefect.types.entrypoint import EntrypointType

        from flows.inbox import Watched, remember
        from flows.inbox import inbox as flow

        remember(root, Watched(str(inbox.absolute()), settings.settle_seconds, jobs, lang))
        first = datetime.now(UTC) + timedelta(seconds=FIRST_LOOK_SECONDS)
        schedule = Cron(cron) if cron else Interval(interval, anchor_date=first)
        deployment = flow.to_deployment(
            name="inbox",
            parameters={"workspace": str(root.root)},
            schedule=schedule,
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        say = console()
        say.print(
            on_one_line(f"Watching {inbox} {'by ' + cron if cron else 'every ' + every}; results in {root.database}.")
        )
        say.print(f"Flows, and a button to start one by hand: {api_url.removesuffix('/api')}/deployments")
        say.print("Stop with Ctrl-C.")
        assert isinstance(deployment, RunnerDeployment)  # outside of an event loop it is not a coroutine
        serve(deployment, limit=1, print_starting_message=False)


def _interval(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([smhd])", text.strip())
    if not found or int(found[1]) == 0:
        raise UsageError(f"--every {text} is no interval; write it as 30s, 15m, 2h or 1d.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
