"""doctored reference add, remove: a known document pinned for comparison, "as released by" somebody. Append-only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.cli.names import resolve_file
from flows.cli.options import DEFAULT_WORKSPACE, Workspace, reader
from flows.cli.text import console, on_one_line
from flows.cli.triage import run_flow
from flows.order import Order, place_order
from flows.server import server_for_run
from flows.summary import CAVEAT
from pipeline.errors import DoctoredError, UsageError
from pipeline.intake.plan import make_plan
from pipeline.ocr.tesseract import find_engine, require_languages
from pipeline.records import Plan
from pipeline.settings import Settings, WorkspacePaths, load_settings
from pipeline.store import Store
from pipeline.store.rows import content_hash

app = typer.Typer(
    name="reference",
    no_args_is_help=True,
    help="Known documents pinned for comparison. They are witnesses: counted nowhere, and never called genuine.",
)

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A path, in the workspace or not; a file name; the start of a SHA-256.")
]
By = Annotated[str | None, typer.Option("--by", help="Who decides.")]


@app.command("add")
def add(
    file: File,
    attributed_to: Annotated[str, typer.Option("--attributed-to", metavar="WHO", help="Who released it.")],
    obtained_from: Annotated[str | None, typer.Option("--obtained-from", help="Where you have it from.")] = None,
    by: By = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    lang: Annotated[str | None, typer.Option("--lang", help="Languages of its pages, such as eng+rus.")] = None,
) -> None:
    """Pin a known document: copies are compared with it, "as released by WHO". It has no vote and is no source.

    A file that is not in the workspace is taken in for this alone. One that is there stops being counted as a copy.
    """
    who = _named(attributed_to, "--attributed-to is empty: name who released the document.")
    root = WorkspacePaths(workspace.absolute())
    settings = load_settings(root.root, {"ocr": {"lang": lang}})
    engine = find_engine(settings.ocr.lang)
    require_languages(engine, settings.ocr.lang)
    sha256, plan = _file_to_pin(root, file, settings)
    store = Store(root)
    store.pin_reference(sha256, who, (obtained_from or "").strip() or None, _by(by))
    _settle(root, plan, settings)
    with reader(root.root) as opened:
        said = [row for row in opened.query("show_references", sha256=sha256).to_pylist() if row["is_itself"]]
        problems = opened.query("show_unreadable", sha256=sha256).to_pylist()
        pages = {row["page_no"]: row for row in opened.query("copies_beside_reference", sha256=sha256).to_pylist()}
    if not said:
        store.remove_reference(sha256, _by(by))
        store.publish()
        why = problems[0]["reason"] if problems else "has no page of its own; unpack it and name a file of it"
        raise DoctoredError(f"{file} was not pinned: it {why}.")
    out = console()
    pinned = f"Pinned {file}, as released by {who}. It is not counted among the copies."
    out.print(Text(on_one_line(pinned), style="bold"))
    for row in said:
        out.print(Text(f"Page {row['page_no']}: {_beside(pages[row['page_no']])}"))
    out.print(Text(CAVEAT, style="italic"))


@app.command("remove")
def remove(file: File, by: By = None, workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    """Take a reference back. The answers are again what they were without it; that it was pinned stays on record."""
    root = WorkspacePaths(workspace.absolute())
    settings = load_settings(root.root, {})
    with reader(root.root) as opened:
        sha256 = resolve_file(opened, file)
    if Store(root).remove_reference(sha256, _by(by)) is None:
        raise DoctoredError(f'{file} is not pinned. `doctored sql "from reference_files"` lists what is.')
    _settle(root, _no_files(sha256), settings)
    typer.echo(on_one_line(f"{file} is no reference any more; the answers are those without it."))


def _file_to_pin(root: WorkspacePaths, file: str, settings: Settings) -> tuple[str, Plan]:
    """The file's SHA-256 and what is to be done: a plan of the file alone when the workspace does not have it.

    Raises DoctoredError or UsageError when nothing, or nothing that can be read, is meant.
    """
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder; name one file.")
    if not path.exists():
        with reader(root.root) as opened:
            sha256 = resolve_file(opened, file)
        return sha256, _no_files(sha256)
    plan = make_plan([path], label=f"reference {path.name}", limits=settings.limits)
    if len(plan.arrivals) != 1:
        why = plan.refused[0].reason if plan.refused else "is not a document"
        raise DoctoredError(f"{file} {why}.")
    sha256 = plan.arrivals[0].file_sha256
    if root.database.exists():
        with reader(root.root) as opened:
            if opened.query("find_files", file_name=None, sha256=sha256, prefix=None).num_rows:
                return sha256, _no_files(sha256)
    return sha256, plan


def _no_files(sha256: str) -> Plan:
    """Nothing arrives; clusters that hold the file are looked at again."""
    return Plan(content_hash("reference", sha256), "reference", "", (), (), (), (), ())


def _settle(root: WorkspacePaths, plan: Plan, settings: Settings) -> None:
    """Compare and judge again what the decision touches, and publish it."""
    order = Order(plan, settings)
    with server_for_run(root, settings) as server:
        server.start()
        place_order(root, order)
        run_flow("reference", root, order, server, as_json=False)


def _beside(found: dict[str, Any]) -> str:
    n, otherwise = found["n_copies"], found["n_otherwise"]
    if not n:
        return "no copy of it is here yet; copies that come later are compared with it."
    copies = "1 copy" if n == 1 else f"{n} copies"
    if not otherwise:
        return f"{copies}; none is seen to read otherwise."
    return f"{copies}; {otherwise} {'reads' if otherwise == 1 else 'read'} otherwise somewhere."


def _by(by: str | None) -> str | None:
    return None if by is None else _named(by, "--by is empty: name who decides, or leave it out.")


def _named(text: str, problem: str) -> str:
    if not text.strip():
        raise UsageError(problem)
    return text.strip()
