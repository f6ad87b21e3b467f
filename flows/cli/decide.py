"""doctored same, different, withdraw: what an analyst decides about pairs of pages. Append-only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.names import resolve_page
from flows.cli.options import DEFAULT_WORKSPACE, Workspace, reader
from flows.cli.text import on_one_line
from pipeline.errors import DoctoredError, UsageError
from pipeline.settings import WorkspacePaths
from pipeline.store import Store

PageA = Annotated[
    str, typer.Argument(metavar="A", help="A file (path, name or start of its SHA-256); A#2: its page 2.")
]
PageB = Annotated[str, typer.Argument(metavar="B", help="The other one.")]
By = Annotated[str, typer.Option("--by", help="Who decides.")]
Note = Annotated[str | None, typer.Option("--note", help="Why, in your words.")]


def same(a: PageA, b: PageB, by: By, note: Note = None, workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    """Two pages are copies of one page. Obeyed by every later run."""
    _decide("same", a, b, by, note, workspace)


def different(a: PageA, b: PageB, by: By, note: Note = None, workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    """Two pages are not copies of one page. Obeyed by every later run."""
    _decide("different", a, b, by, note, workspace)


def withdraw(
    review_id: Annotated[str, typer.Argument(help="The decision, or the start of its id.")],
    by: By,
    workspace: Workspace = DEFAULT_WORKSPACE,
) -> None:
    """Take a decision back. It stays readable in `reviews`."""
    with reader(workspace) as opened:
        found = opened.query("standing_reviews", prefix=review_id).to_pylist()
    if len(found) != 1:
        what = "No standing decision has" if not found else f"{len(found)} decisions have"
        raise DoctoredError(f'{what} an id that starts with {review_id}. `doctored sql "from reviews"` lists them.')
    store = Store(WorkspacePaths(workspace.absolute()))
    store.withdraw(found[0]["review_id"], named(by))
    store.publish()
    typer.echo(f"Withdrawn: {found[0]['kind']} {found[0]['review_id']}. The next `doctored triage` obeys.")


def _decide(kind: str, a: str, b: str, by: str, note: str | None, workspace: Path) -> None:
    with reader(workspace) as opened:
        one, other = resolve_page(opened, a), resolve_page(opened, b)
    if one == other:
        raise UsageError(f"{a} and {b} are one and the same page.")
    store = Store(WorkspacePaths(workspace.absolute()))
    review_id = store.decide(kind, one, other, named(by), note)
    store.publish()
    typer.echo(
        on_one_line(
            f"Noted as {review_id}: {a} and {b} are {'copies of one page' if kind == 'same' else 'different pages'}. "
            "The next `doctored triage` of any batch here obeys."
        )
    )


def named(by: str) -> str:
    if not by.strip():
        raise UsageError("--by is empty: name who decides.")
    return by.strip()
