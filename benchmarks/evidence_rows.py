"""Evidence of a workspace as rows to fit on: pages with their evidence and what is true of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.judged import Judged, Place, Workspace

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


def rows_of(work: Workspace, judged: Sequence[Judged]) -> list[PageRow]:
    """A row for each page of the families."""
    pages: dict[str, PageRow] = {}
    for family in judged:
        for name, _, group in family.files:
            known = None if group is None or len(family.files) < 2 else group == "doctored"
            pages[name] = PageRow(name, family.truth["base"], family.truth["kind_of_page"], known)
    for name, cluster, number, part, value in work.evidence:
        page = pages[name]
        parts = page.whole if number is None else page.places.setdefault((cluster, number), {})
        parts[part] = parts.get(part, 0.0) + value
    return list(pages.values())


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
