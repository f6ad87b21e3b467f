"""doctored outline: an analyst corrects which pages a frame shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from flows.cli.decide import By, Note, named
from flows.cli.names import resolve_file
from flows.cli.options import DEFAULT_WORKSPACE, Workspace, reader
from flows.cli.text import on_one_line
from pipeline.errors import DoctoredError, UsageError
from pipeline.imaging.cache import image_version, outlined_path
from pipeline.imaging.features import features_path
from pipeline.records import PageKey, Result
from pipeline.settings import WorkspacePaths
from pipeline.store import Store
from pipeline.store.rows import content_hash

Corners = tuple[tuple[float, float], ...]


def outline(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A picture (path, name or start of its SHA-256).")],
    by: By,
    page: Annotated[
        list[str] | None,
        typer.Option(
            "--page",
            metavar="CORNERS",
            help="A page of the picture, in its pixels: 'x0,y0,x1,y1', or three or more corners 'x,y x,y x,y'. "
            "Once for each page. A page that was known keeps its number.",
        ),
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="The picture shows one page.")] = False,
    note: Note = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
) -> None:
    """Say which pages a picture shows: split it, merge them (--whole), or draw them anew. Obeyed by every later run."""
    from flows.stages.rows import frames_of
    from pipeline.matching.numbers import page_numbers
    from pipeline.matching.sheets import BY_HAND

    if bool(page) == whole:
        raise UsageError("Give the pages with --page, or --whole when the picture shows one.")
    with reader(workspace) as opened:
        sha256 = resolve_file(opened, file)
        known = list(frames_of(opened, [sha256]).values())
    if not known or len({frame.frame_no for frame in known}) > 1:
        raise DoctoredError(f"{file} has {len(known)} pages of its own; only a picture of one frame can be outlined.")
    drawn = [_corners(text, (known[0].width, known[0].height)) for text in page or ()]
    numbered: dict[int, Corners | None] = {1: None}
    if not whole:
        numbered = dict(sorted(zip(page_numbers(known, drawn), drawn, strict=True)))
    shown = [
        replace(known[0], page_no=number, outline=corners, shown_as=_shown_as(corners))
        for number, corners in numbered.items()
    ]
    paths = WorkspacePaths(workspace.absolute())
    version = content_hash(*(image_version(corners) for corners in numbered.values()))
    result = Result("sheets", sha256, version, BY_HAND, "", {"frames": shown})
    store = Store(paths)
    review_id = store.decide("outline", PageKey(sha256, 1), None, named(by), note, [result])
    for number in {frame.page_no for frame in (*known, *shown)}:
        for path_of in (outlined_path, features_path):  # until the next triage these would show the page as it was
            path_of(paths.cache, PageKey(sha256, number)).unlink(missing_ok=True)
    store.publish()
    names = ", ".join(f"#{number}" for number in numbered)
    what = "1 page, the whole picture" if whole else f"{len(shown)} page{'s' if len(shown) > 1 else ''}, {names}"
    typer.echo(on_one_line(f"Noted as {review_id}: {file} shows {what}. The next `doctored triage` looks at it again."))


def _shown_as(corners: Corners | None) -> str:
    if corners is None:
        return "whole_frame"
    xs, ys = {x for x, _ in corners}, {y for _, y in corners}
    return "embedded_picture" if len(corners) == 4 and len(xs) == len(ys) == 2 else "sheet"


def _corners(text: str, size: tuple[int, int]) -> Corners:
    """Corners as typed. Raises UsageError when they are none, or lie outside the picture."""
    if not re.fullmatch(r"[\d.,\s]+", text):
        raise UsageError(f"--page {text!r} is no list of corners; write 'x0,y0,x1,y1' or 'x,y x,y x,y'.")
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    points: Sequence[tuple[float, float]] = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(numbers) % 2 or len(points) < 2:
        raise UsageError(f"--page {text!r} is no list of corners; write 'x0,y0,x1,y1' or 'x,y x,y x,y'.")
    if len(points) == 2:
        (x0, y0), (x1, y1) = points
        points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    width, height = size
    if any(x > width or y > height for x, y in points):
        raise UsageError(f"--page {text!r} lies outside the picture, which has {width} x {height} pixels.")
    return tuple(points)
