"""Who carried a reading, and since when: independence before majority, first seen before original."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.records import Sighting

INSTANT = 1.0  # seconds
LONGEST = timedelta(hours=50)  # a day without zone


@dataclass(frozen=True, slots=True)
class Origin:
    """Sources of one side of a place. n_known: different known authors; n_independent: these, and one for all unknown
    ones together; earliest, latest: bounds of the first sighting, None when no time is known."""

    n_known: int
    n_independent: int
    earliest: datetime | None
    latest: datetime | None


def origin_of(sightings: Sequence[Sighting], files: Collection[str]) -> Origin:
    """Sources of some files by their sightings. A file none of whose sightings names an author has an unknown one."""
    known = {name for s in sightings if (name := source_of(s)) is not None}
    named = {s.file_sha256 for s in sightings if source_of(s) is not None}
    first = min((t for s in sightings if (t := s.observed_at or s.posted_at_earliest) is not None), default=None)
    last = min((t for s in sightings if (t := s.observed_at or s.posted_at_latest) is not None), default=None)
    return Origin(len(known), len(known) + bool(set(files) - named), first, last)


def source_of(sighting: Sighting) -> str | None:
    """The independent source behind a sighting: an account on a platform; whom it was forwarded from, when said.
    None when unknown."""
    author = (sighting.forwarded_from or sighting.author or "").strip().casefold()
    return f"{(sighting.platform or '').strip().casefold()} {author}" if author else None


def apart(here: Origin, there: Origin) -> float | None:
    """Hours by which `there` was surely seen earlier (positive) or later (negative) than `here`; 0 when the intervals
    of the first sightings overlap; None when one of them is unknown."""
    if here.earliest is None or here.latest is None or there.earliest is None or there.latest is None:
        return None
    if there.latest < here.earliest:
        return (here.earliest - there.latest).total_seconds() / 3600
    if here.latest < there.earliest:
        return -(there.earliest - here.latest).total_seconds() / 3600
    return 0.0


def earlier(here: Origin, there: Origin) -> tuple[float, float] | None:
    """Probability that `there` was seen before `here`, and by how many hours (between the middles of both intervals,
    positive where it was). Within its interval, as a time without zone has one, a first sighting is anywhere alike.
    None when one of them is unknown, or an interval longer than times without zone have and not surely apart: then
    nobody knows where in it."""
    if here.earliest is None or here.latest is None or there.earliest is None or there.latest is None:
        return None
    if max(here.latest - here.earliest, there.latest - there.earliest) > LONGEST and not apart(here, there):
        return None
    start, end = (t.timestamp() for t in (here.earliest, here.latest))
    first, last = (t.timestamp() for t in (there.earliest, there.latest))
    hours = (start + end - first - last) / 2 / 3600
    end, last = max(end, start + INSTANT), max(last, first + INSTANT)

    def passed(at: float) -> float:
        """Integral of the share of there's interval that has passed."""
        inside = min(max(at - first, 0.0), last - first)
        return inside**2 / (2 * (last - first)) + max(at - last, 0.0)

    return (passed(end) - passed(start)) / (end - start), hours
