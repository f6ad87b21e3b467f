"""doctored report: pages that an editor opens from disk."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace, reader
from flows.cli.text import on_one_line, print_json
from flows.summary import CAVEAT
from pipeline.errors import DoctoredError, UsageError
from pipeline.settings import WorkspacePaths
from pipeline.store import Reader

SHORT = 16  # characters of a cluster's id that name its folder
LEAST_PREFIX = 4


def report(
    cluster: Annotated[str | None, typer.Option("--cluster", help="The start of a cluster's id.")] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", help="Every cluster of this batch that has a finding.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to.", show_default="WORKSPACE/reports")
    ] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: Json = False,
) -> None:
    """Write the evidence report: an HTML page for each cluster, readable from disk, and an index of several.

    Without --cluster and --batch: every cluster with a finding that waits for a person.
    """
    if cluster is not None and batch is not None:
        raise UsageError("Name a cluster or a batch, not both.")
    paths = WorkspacePaths(workspace)
    folder = out or paths.reports
    with reader(workspace) as opened:
        if not opened.query("has_view", view_name="place_witnesses").to_pylist():
            raise DoctoredError(
                "This workspace was last written by an older version of doctored. Run `doctored triage` on its batch "
                "again; it does only what is new."
            )
        rows = [_named(opened, cluster)] if cluster is not None else _wanted(opened, batch)
        for row in rows:
            name = re.sub(r"[^A-Za-z0-9-]", "_", row["cluster_id"][:SHORT])
            row["link"] = f"{name}/index.html" if cluster is None or out is None else "index.html"
            _write(folder / row["link"], _page(opened, row["cluster_id"], paths.cache))
    index = None
    if cluster is None:
        from pipeline.report.page import render_index

        title = f"Findings of batch {batch}" if batch is not None else "Findings that wait for a person"
        index = folder / (f"batch-{batch[:SHORT]}.html" if batch is not None else "index.html")
        _write(index, render_index(title, rows))
    written = [{"cluster_id": row["cluster_id"], "path": str(folder / row["link"])} for row in rows]
    if as_json:
        print_json({"reports": written, "index": None if index is None else str(index), "caveat": CAVEAT})
        return
    for one in written:
        print(on_one_line(one["path"]))
    if index is not None:
        print(on_one_line(f"Index: {index}"))
    print(CAVEAT)


def _wanted(opened: Reader, batch: str | None) -> list[dict[str, Any]]:
    if batch is not None and not opened.query("find_batch", batch_id=batch).to_pylist():
        raise DoctoredError(f'There is no batch {batch}. `doctored sql "from batches"` lists them.')
    return list(opened.query("report_clusters", batch_id=batch).to_pylist())


def _named(opened: Reader, prefix: str) -> dict[str, Any]:
    """The one cluster whose id starts so."""
    if len(prefix) < LEAST_PREFIX:
        raise UsageError(f"--cluster takes at least {LEAST_PREFIX} characters of a cluster's id.")
    found = [row["cluster_id"] for row in opened.query("report_find_cluster", prefix=prefix).to_pylist()]
    if prefix in found:
        found = [prefix]
    if not found:
        raise DoctoredError(f'There is no cluster {prefix}. `doctored sql "from findings"` lists those with a finding.')
    if len(found) > 1:
        raise DoctoredError(f"{prefix} may mean several clusters: {', '.join(found)}. Give more of the id.")
    return {"cluster_id": found[0]}


def _page(opened: Reader, cluster_id: str, cache: Path) -> str:
    from pipeline.report.case import load_case
    from pipeline.report.page import render

    return render(load_case(opened, cluster_id), cache)


def _write(path: Path, text: str) -> None:
    """In one step, private to the user: a reader has the old page or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
