"""From places, sightings and common origin to evidence: what speaks for and against each copy's reading being the
changed one. Observes and words; the weights (weights.json) and SQL decide how much each piece counts.

Values are natural logarithms of likelihood ratios for two propositions about one copy: "its content was changed from
the earliest common content of its cluster" against "it was not".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from networkx.utils import UnionFind

from pipeline.assessment.editions import edition_places
from pipeline.assessment.false_alarms import FALSE_ALARMS_VERSION, false_alarms
from pipeline.assessment.laid_over import laid_over
from pipeline.assessment.pieces import DIFFERENCES, Side, by_chance, detector_of, pieces_of
from pipeline.assessment.references import Reference, Released, about, as_evidence, told_at
from pipeline.assessment.side_traces import about_as_long, spacing_of, trace_of
from pipeline.assessment.sources import Origin, origin_of
from pipeline.assessment.words import compared_with, others, place_sentences
from pipeline.records import BENIGN, Comparison, Evidence, Failure, PageKey, PageMatch, PlaceReading, Sighting, Standing

VERSION = f"31.{FALSE_ALARMS_VERSION}"
WHOLE_LINES, NOT_SURE = ("line_inserted", "line_removed"), (False, -math.inf)
LINE_WORDS = 3  # of a line that goes before surer differences; an item and its price, a page's number do not

ONE_ORIGIN = frozenset({"same_capture", "same_sheet"})
DETECTION = 0.8  # share of changes that a full comparison is taken to find: agreement is no proof
ANOTHER_DATE = -0.7  # ln: a date by itself is what the next issue has, as often as a forger changes one
EDITION = -0.7  # ln: once the difference is explained by an edition; half of what differs so is one
DATE_SENTENCE = "A date differs: another edition has another date, without anything being altered."
SAME_AS_DATE_SENTENCE = (
    "A date differs between the same copies: another edition has another date and other figures, nothing being altered."
)
EDITION_SENTENCE = "The copies differ on several lines, as another edition would, without anything being altered."


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """All that is known about one cluster when its evidence is gathered. legibility: mean word confidence, 0 to 1, of
    the pages that were read; failures: of its pages; set_aside: why pages were not looked for among the others."""

    cluster_id: str
    pages: Sequence[PageKey]
    places: Sequence[PlaceReading]
    comparisons: Sequence[Comparison]
    sightings: Sequence[Sighting]
    matches: Sequence[PageMatch]
    legibility: Mapping[PageKey, float]
    failures: Sequence[Failure]
    references: Mapping[PageKey, Reference] = field(default_factory=dict)
    set_aside: Mapping[PageKey, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence and standings of a cluster's pages."""

    evidence: Sequence[Evidence]
    standings: Sequence[Standing]


def weigh(facts: ClusterFacts) -> Weighed:
    """Evidence and standings for every page of a cluster; a page with nothing to weigh has a standing only."""
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in facts.sightings:
        seen[sighting.file_sha256].append(sighting)
    by_place: dict[int, list[PlaceReading]] = defaultdict(list)
    for row in facts.places:
        if row.kind not in BENIGN and row.shows and row.reading_no is not None:
            by_place[row.place_no].append(row)
    editions, marks = edition_places(by_place), laid_over(facts.places)
    content = [row for rows in by_place.values() for row in rows]
    softness = {PageKey(c.file_sha256, c.page_no): c.softness_px for c in facts.comparisons}
    evidence: list[Evidence] = []
    told: dict[PageKey, tuple[tuple[bool, float], list[str]]] = {}
    opposed: dict[PageKey, set[PageKey]] = defaultdict(set)
    released = Released(facts.references, facts.pages)
    for place_no, rows in sorted(by_place.items()):
        sides = _sides(rows, seen, softness, facts.references)
        said = told_at(rows, facts.references)
        for side in sides:
            against = [other for other in sides if other.reading_no != side.reading_no]
            opposes = said is not None and said.opposes(side.reading_no)
            if said is not None and opposes and not against:  # no copy reads otherwise, but a reference does
                against = [Side(said.reading_no or 0, said.text, (), Origin(0, 0, None, None))]
            if not against:
                if said is not None and said.reading_no is None:
                    released.undecided.update(side.carriers)
                    told = {key: (NOT_SURE, [said.sentence]) for key in side.carriers} | told
                continue
            main = max(against, key=lambda other: (len(other.carriers), -other.reading_no))
            by_edition = place_no in editions.told
            if by_edition or not about_as_long(side.text, main.text):
                # what was set anew stands out without anything being altered, and so does a word of another length
                side, main = replace(side, trace=None), replace(main, trace=None)
            strength = max((r.strength or 0.0) for r in rows)
            detector = detector_of(rows)
            alarms = false_alarms(detector, strength)
            pieces = [
                (part, value, f"{why} {alarms.sentence}" if part == detector else why)
                for part, value, why in pieces_of(side, main, detector, strength)
            ]
            told_by_marks = marks.pieces(side.carriers, main.carriers, content)
            pieces += [(part, value * (1 - by_chance(strength)), why) for part, value, why in told_by_marks]
            if place_no in editions.dated and not by_edition:
                why = DATE_SENTENCE if rows[0].kind == "date" else SAME_AS_DATE_SENTENCE
                pieces.append(("another_date", ANOTHER_DATE * (1 - by_chance(strength)), why))
            if by_edition:
                # a later edition is seen later and may be sharper or softer, too: which came first says nothing then
                pieces = [piece for piece in pieces if piece[0] in DIFFERENCES]
                pieces.append(("edition", EDITION - max(0.0, sum(value for _, value, _ in pieces)), EDITION_SENTENCE))
            n_shown, is_drawn = sum(len(s.carriers) for s in sides), rows[0].kind == "graphic"
            sentences = place_sentences(side, main, n_shown, is_drawn=is_drawn)
            if said is not None:
                real = 1 - by_chance(strength)
                pieces.append(as_evidence(said, side.reading_no, real, is_edition=by_edition))
                sentences.append(said.sentence)
                released.note(said, side.reading_no, side.carriers, is_sure=real > 0.5 and not by_edition)
            for key in side.carriers:
                evidence += [
                    Evidence(facts.cluster_id, *key, place_no, part, value, why, *(alarms if part == detector else ()))
                    for part, value, why in pieces
                ]
                # as a finding's headline is chosen: a whole line first, then of the surest differences the first
                is_line = rows[0].kind in WHOLE_LINES and max(len((s.text or "").split()) for s in sides) >= LINE_WORDS
                weight = (is_line, round(strength))
                if weight > told.get(key, (NOT_SURE, []))[0]:
                    told[key] = (weight, sentences)
                opposed[key].update(k for other in against for k in other.carriers)
    evidence += _agreement(facts, opposed, released)
    explained = {key: sentences for key, (_, sentences) in told.items()}
    return Weighed(evidence, _standings(facts, explained, opposed, released))


def _sides(
    rows: Sequence[PlaceReading],
    seen: Mapping[str, Sequence[Sighting]],
    softness: Mapping[PageKey, float | None],
    references: Collection[PageKey],
) -> list[Side]:
    carriers: dict[int, list[PlaceReading]] = defaultdict(list)
    for row in rows:
        if row.reading_no is not None and PageKey(row.file_sha256, row.page_no) not in references:
            carriers[row.reading_no].append(row)
    sides = []
    for number, found in sorted(carriers.items()):
        keys = tuple(sorted(PageKey(r.file_sha256, r.page_no) for r in found))
        origin = origin_of([s for key in keys for s in seen.get(key.file_sha256, ())], {k.file_sha256 for k in keys})
        sharpest = min((soft for key in keys if (soft := softness.get(key)) is not None), default=None)
        sides.append(Side(number, found[0].reading, keys, origin, sharpest, trace_of(found), spacing_of(found)))
    return sides


def _agreement(facts: ClusterFacts, opposed: Mapping[PageKey, set[PageKey]], released: Released) -> list[Evidence]:
    """For pages that were compared and are opposed nowhere."""
    found = []
    for row in facts.comparisons:
        key = PageKey(row.file_sha256, row.page_no)
        known = "" if key in released.undecided else released.names(row)
        if (row.n_compared or known) and key not in opposed and key not in facts.references:
            value = math.log(1 - DETECTION * min(row.coverage, 1.0))
            sentence = (
                f"Wherever it is legible it agrees with {others(row, known)} "
                f"({row.coverage:.0%} of the words compared). Copies that agree are not thereby genuine."
            )
            found.append(Evidence(facts.cluster_id, *key, None, "agreement", value, sentence))
    return found


def _standings(
    facts: ClusterFacts,
    told: Mapping[PageKey, Sequence[str]],
    opposed: Mapping[PageKey, set[PageKey]],
    released: Released,
) -> list[Standing]:
    one_origin: UnionFind = UnionFind(facts.pages)
    for match in facts.matches:
        if match.common_origin in ONE_ORIGIN:
            one_origin.union(PageKey(match.file_a, match.page_a), PageKey(match.file_b, match.page_b))
    compared = {PageKey(row.file_sha256, row.page_no): row for row in facts.comparisons}
    failed = {PageKey(f.file_sha256, f.page_no): f for f in facts.failures if f.page_no is not None}
    n_places: dict[PageKey, set[int]] = defaultdict(set)
    for place in facts.places:
        if place.kind not in BENIGN and place.shows and place.reading_no is not None:
            n_places[PageKey(place.file_sha256, place.page_no)].add(place.place_no)
    rows = []
    for key in facts.pages:
        row, failure = compared.get(key), failed.get(key)
        pinned = (about(facts.references[key]),) if key in facts.references else ()
        differs = key in opposed or key in released.undecided or key in facts.references
        aside, names = facts.set_aside.get(key, ""), released.names(row)
        compared_so = compared_with(row, failure, is_opposed=differs, references=names, set_aside=aside)
        rows.append(
            Standing(
                cluster_id=facts.cluster_id,
                file_sha256=key.file_sha256,
                page_no=key.page_no,
                is_examined=key in facts.legibility,
                is_reference=key in facts.references,
                n_compared=row.n_compared + (key not in released.undecided) * row.n_references if row else 0,
                n_places=len(n_places[key]),
                origin_witness=key in released.otherwise
                or (
                    key not in released.alike
                    and any(one_origin[other] == one_origin[key] for other in opposed.get(key, ()))
                ),
                n_single_file_signals=0,
                coverage=row.coverage if row else 0.0,
                legibility=facts.legibility.get(key, 0.0),
                explanation=" ".join((*pinned, *told.get(key, ()), *compared_so)),
            )
        )
    return rows
