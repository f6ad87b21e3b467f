"""doctored triage: one batch, now."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace
from flows.cli.progress import progress_for
from flows.cli.summary import show_summary
from flows.cli.text import print_json
from flows.order import Order, place_order
from flows.server import Server, server_for_run
from flows.summary import is_finished, summarize
from flows.versions import work_version
from pipeline.errors import DoctoredError
from pipeline.intake.plan import make_plan
from pipeline.ocr.tesseract import find_engine, require_languages
from pipeline.settings import WorkspacePaths, load_settings


def triage(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders, archives.")],
    sources: Annotated[Path | None, typer.Option("--sources", help="CSV: who posted each file, where, when.")] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    label: Annotated[str | None, typer.Option("--label", help="Name of the batch; else that of its folder.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Worker processes; else one for each core.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Languages of the pages, such as eng+rus.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 3 when a file was unreadable.")] = False,
    as_json: Json = False,
) -> None:
    """Triage a batch: files, folders, archives, PDFs. Shows progress, then what needs eyes and where to look."""
    root = WorkspacePaths(workspace.absolute())
    settings = load_settings(root.root, {"jobs": jobs, "ocr": {"lang": lang}})
    engine = find_engine(settings.ocr.lang)
    require_languages(engine, settings.ocr.lang)
    with server_for_run(root, settings) as server:
        if not root.database.exists():  # surely new: Prefect may start while files are hashed
            server.start()
        plan = make_plan(paths, sources=sources, label=label, limits=settings.limits, skip=(root.root,))
        if not (plan.arrivals or plan.refused or plan.ignored):
            raise DoctoredError(f"There are no files in {plan.root}.")
        order = Order(plan, settings)
        again = is_finished(root.database, order, work_version(engine))
        if not again:
            server.start()
            place_order(root, order)
            run_flow("triage", root, order, server, as_json=as_json)
    summary = summarize(root.database, plan.batch_id) | {"was_finished_before": again, "workspace": str(workspace)}
    if as_json:
        print_json(summary)
    else:
        show_summary(summary, workspace)
    if strict and summary["n_unreadable"] + summary["n_unreadable_pages"]:
        raise typer.Exit(3)


def run_flow(name: str, root: WorkspacePaths, order: Order, server: Server, *, as_json: bool) -> None:
    """Run the flow of a name (module and function of it in flows) on an order that was placed, showing progress."""
    from flows.prefect_home import enter

    with progress_for(as_json) as progress:
        progress.stage("starting Prefect", 1)
        enter(root, order.settings, server.url())
        import flows.case

        flow = getattr(import_module(f"flows.{name}"), name)
        progress.advance(1)
        flows.case.listener = progress
        try:
            flow(workspace=str(root.root), batch_id=order.plan.batch_id)
        except KeyboardInterrupt:
            raise DoctoredError("Stopped. Nothing is lost: the same command goes on where it stopped.") from None
