"""doctored review: what wants a person."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from flows.cli.options import DEFAULT_WORKSPACE, AsOf, Json, Workspace, reader
from flows.cli.text import console, on_one_line, print_json
from flows.summary import CAVEAT
from pipeline.errors import DoctoredError


def review(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 20,
    batch: Annotated[str | None, typer.Option("--batch", help="Only files of this batch (its id).")] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Print the review queue, most urgent first."""
    with reader(workspace, as_of) as opened:
        if batch is not None and not opened.query("find_batch", batch_id=batch).to_pylist():
            raise DoctoredError(f'There is no batch {batch}. `doctored sql "from batches"` lists them.')
        rows = opened.query("review_queue", batch_id=batch, max_rows=limit).to_pylist()
    if as_json:
        print_json(rows)
        return
    out = console()
    if not rows:
        out.print("Nothing waits for a person.")
    for row in rows:
        page = "" if row["page_no"] is None else f", page {row['page_no']}"
        verdict = row["verdict"].replace("_", " ")
        p = "" if row["p_altered"] is None else f", {row['likelihood']} ({row['p_altered']:.0%})"
        out.print(Text(on_one_line(f"{row['priority']:>3}. {row['file_name']}{page}"), style="bold"))
        out.print(
            Text(on_one_line(f"     {verdict}{p}; confidence {row['confidence']}; {row['state'].replace('_', ' ')}"))
        )
        out.print(Text(on_one_line(f"     {row['headline']}")))
        if row["finding_id"]:
            out.print(Text(f"     finding {row['finding_id']}", style="dim"))
    out.print(Text(CAVEAT, style="italic"))
