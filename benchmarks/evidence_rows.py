"""Evidence of a workspace as rows to fit on, each with its truth: which pages and places, which parts, what is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.judged import Judged, Place, Workspace, hit_by, moved

Parts = Mapping[str, float]


@dataclass
class PageRow:
    """A copy: whether its content was changed (None: nobody can tell), evidence about all of it and at each place."""

    file: str
    group: str  # families that belong together (a page and its editions) are never torn apart
    kind: str  # of page
    is_doctored: bool | None
    whole: dict[str, float] = field(default_factory=dict)
    places: dict[Place, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceRow:
    """A copy's evidence at one place: is the place doctored at all, and does this copy carry the changed reading
    (None where the place is not doctored); n: copies with evidence at the place."""

    group: str
    parts: Parts
    is_real: bool
    is_changed: bool | None
    n: int


def rows_of(work: Workspace, judged: Sequence[Judged]) -> tuple[list[PageRow], list[PlaceRow]]:
    """Rows of pages and of places. Places on text that only moved are left out of the latter."""
    pages: dict[str, PageRow] = {}
    home: dict[str, Judged] = {}
    for family in judged:
        for name, _, group in family.files:
            home[name] = family
            known = None if group is None or len(family.files) < 2 else group == "doctored"
            pages[name] = PageRow(name, family.truth["base"], family.truth["kind_of_page"], known)
    at: dict[Place, set[str]] = defaultdict(set)
    for name, cluster, number, part, value in work.evidence:
        page = pages[name]
        if number is None:
            page.whole[part] = page.whole.get(part, 0.0) + value
        else:
            parts = page.places.setdefault((cluster, number), {})
            parts[part] = parts.get(part, 0.0) + value
            at[cluster, number].add(name)
    found = []
    for place, names in at.items():
        for family in {home[name].name: home[name] for name in names}.values():
            found += _place_rows(work, place, family, names, pages)
    return list(pages.values()), found


def _place_rows(
    work: Workspace, place: Place, family: Judged, names: set[str], pages: Mapping[str, PageRow]
) -> list[PlaceRow]:
    truths = {name: truth for name, truth, _ in family.files}
    boxes = {name: box for name, box in work.boxes[place].items() if name in truths}
    hits = {edit_id for name, box in boxes.items() for edit_id, _ in hit_by(box, name, family.forgeries)}
    if not hits and any(moved(box, name, truths[name], family.forgeries) for name, box in boxes.items()):
        return []
    own = sorted(name for name in names if name in truths)
    return [
        PlaceRow(
            pages[name].group,
            pages[name].places[place],
            bool(hits),
            any(name in family.forgeries[edit_id].carriers for edit_id in hits) if hits else None,
            len(own),
        )
        for name in own
    ]


def side_parts(pages: Sequence[PageRow]) -> set[str]:
    """Parts that say which side was changed: at more than half of their places the copies do not all have one value.
    The other parts of places say whether the content differs at all."""
    values: dict[tuple[Place, str], set[float]] = defaultdict(set)
    names = {part for page in pages for parts in page.places.values() for part in parts}
    for page in pages:
        for place, parts in page.places.items():
            for part in names:
                values[place, part].add(round(parts.get(part, 0.0), 6))
    apart: dict[str, list[bool]] = defaultdict(list)
    for (_, part), seen in values.items():
        if seen != {0.0}:
            apart[part].append(len(seen) > 1)
    return {part for part, found in apart.items() if sum(found) > len(found) / 2}
