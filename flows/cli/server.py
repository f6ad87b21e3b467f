"""doctored server: a Prefect server kept running for a workspace."""

from __future__ import annotations

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Workspace
from flows.cli.text import console
from flows.server import keep, stop
from pipeline.settings import WorkspacePaths

app = typer.Typer(
    name="server", no_args_is_help=True, help="A Prefect server kept running for this workspace, on loopback."
)


@app.command("start")
def start_server(workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    """Start one, unless it runs; triage then starts several seconds sooner."""
    info = keep(WorkspacePaths(workspace.absolute()))
    console().print(
        f"The Prefect server of {workspace} runs: {info.api_url.removesuffix('/api')} (process {info.pid})."
    )


@app.command("stop")
def stop_server(workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    """Stop it."""
    was = stop(WorkspacePaths(workspace.absolute()))
    console().print("Stopped." if was else "No server was running.")
