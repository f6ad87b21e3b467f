"""doctored compare: two files side by side, now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows.cli.decide import PageA, PageB
from flows.cli.names import no_folder, page_named, resolve_file
from flows.cli.options import DEFAULT_WORKSPACE, Json, Workspace, reader
from flows.cli.text import console, on_one_line, print_json, table
from flows.summary import CAVEAT
from pipeline.intake.evidence import evidence_path, sha256_of
from pipeline.records import BENIGN, PageInput, PageKey, PlaceReading
from pipeline.settings import WorkspacePaths, load_settings

if TYPE_CHECKING:
    from flows.ask import Desk

MEANING = {
    "same_pixels": "They are the same picture, pixel by pixel.",
    "re_encoded": "They are copies of one page; wherever both are legible they agree.",
    "partial": "One shows a part of the other; wherever both are legible they agree.",
    "content_differs": "They are copies of one page, and do not agree everywhere.",
    "same_template": "They are one form with other content: no copies.",
    "undetermined": "It is open whether they are copies of one page",
}
AGREEING = frozenset({"re_encoded", "partial"})
NOT_A_COPY = "Nothing speaks for their being copies of one page."
ORIGINS = {
    "same_capture": "Both come from one capture (photograph, scan or rendering)",
    "same_sheet": "Both show one sheet",
    "other_printing": "They are two printings or editions",
}


def compare(a: PageA, b: PageB, workspace: Workspace = DEFAULT_WORKSPACE, as_json: Json = False) -> None:
    """Two files side by side now: copy or not, and what differs. Makes no batch, stores nothing.

    Paths, or names of files in the workspace.
    """
    from flows.ask import at_desk
    from pipeline.ocr.tesseract import find_engine, require_languages

    settings = load_settings(workspace, {})
    engine = find_engine(settings.ocr.lang)
    require_languages(engine, settings.ocr.lang)
    with at_desk(settings, engine) as desk:
        looked = [_look(desk, name, workspace) for name in (a, b)]
        pages = [page for page, _ in looked]
        found = desk.compare(*pages)
    document: dict[str, Any] = {"a": a, "b": b, "relation": None, "common_origin": None, "differences": []}
    document["of_pages"] = [
        {"file": page_named(name)[0], "page": page.page_no, "of": n_pages, "is_named": page_named(name)[0] != name}
        for name, (page, n_pages) in zip((a, b), looked, strict=True)
    ]
    if found.match is not None:
        document |= {
            "relation": found.match.relation,
            "reason": found.match.reason,
            "score": found.match.score,
            "n_inliers": found.match.n_inliers,
            "shared_details": found.match.shared_details,
            "common_origin": found.match.common_origin,
            "origin_cues": found.match.origin_cues,
        }
    document["differences"] = [_difference(rows, pages[0].key) for _, rows in sorted(found.places.items())]
    document["caveat"] = CAVEAT
    if as_json:
        print_json(document)
    else:
        _print(document)


def _look(desk: Desk, name: str, workspace: Path) -> tuple[PageInput, int]:
    """A page that a person names, and how many its file shows. Of a file of the case those that the case knows."""
    from flows.stages.rows import frames_of

    bare, page_no = page_named(name)
    path = no_folder(bare)
    paths = WorkspacePaths(workspace)
    if path.is_file() and not paths.database.exists():
        frames = desk.lay(bare, path)
        return desk.look(frames, page_no), len(frames)
    with reader(workspace) as opened:
        sha256 = sha256_of(path) if path.is_file() else resolve_file(opened, bare)
        known = frames_of(opened, [sha256])
    where = path if path.is_file() else evidence_path(paths.evidence, sha256)
    frames = desk.lay(bare, where, known)
    return desk.look(frames, page_no), len(frames)


def _difference(rows: list[PlaceReading], page_a: PageKey) -> dict[str, Any]:
    in_a, in_b = sorted(rows, key=lambda row: (row.file_sha256, row.page_no) != page_a)
    box = [in_a.x0, in_a.y0, in_a.x1, in_a.y1] if in_a.x0 is not None else None
    return {
        "kind": in_a.kind,
        "in_a": in_a.reading,
        "in_b": in_b.reading,
        "strength": max((row.strength for row in rows if row.strength is not None), default=None),
        "box_in_a": box,
    }


def _print(document: dict[str, Any]) -> None:
    out = console()
    changes = [row for row in document["differences"] if row["kind"] not in BENIGN]
    relation = document["relation"]
    if relation in AGREEING and changes:  # by most of their words; laid on each other they do not agree everywhere
        relation = "content_differs"
    sentence = MEANING.get(relation or "", NOT_A_COPY)
    if relation == "undetermined":
        sentence += f": {document['reason']}."
    out.print(Text(on_one_line(sentence), style="bold"))
    for shown in document["of_pages"]:
        if shown["of"] > 1 and not shown["is_named"]:
            others = f"{shown['file']} has {shown['of']} pages, of which the first was compared; {shown['file']}#2"
            out.print(Text(on_one_line(f"{others} names the second one.")))
    if document["common_origin"] in ORIGINS:
        cues = f": {document['origin_cues']}" if document["origin_cues"] else ""
        out.print(Text(on_one_line(f"{ORIGINS[document['common_origin']]}{cues}.")))
    marks = [row for row in document["differences"] if row["kind"] in BENIGN]
    if changes:
        rows = [[d["kind"], _said(d["in_a"]), _said(d["in_b"]), d["strength"]] for d in changes]
        out.print(table(["kind", "in the first", "in the second", "log10 odds that they differ"], rows))
    if marks:
        out.print(Text(on_one_line(f"Marks laid over one of them: {', '.join(sorted({d['kind'] for d in marks}))}.")))
    out.print(Text("Two copies alone do not say which reading came first.", style="dim") if changes else "")
    out.print(Text(CAVEAT, style="italic"))


def _said(reading: str | None) -> str:
    return "(illegible)" if reading is None else reading or "(nothing)"
