"""Evidence is gathered and weighed; the run ends with assertions, an audit entry and a summary."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from flows.case import Case
from flows.stages.look import pages_of_batch
from flows.stages.rows import comparisons_of, matches_of, places_of, records, references_of, sightings_of
from flows.summary import finished_batch
from flows.versions import work_version
from pipeline.assessment import weigh as weighing
from pipeline.errors import DoctoredError
from pipeline.records import Failure, PageKey, Result
from pipeline.store.rows import content_hash


def weigh(case: Case) -> None:
    """Gather evidence for the clusters that the batch touches, for those never weighed by this version, and for those
    whose collation or references changed since."""
    members: dict[str, list[PageKey]] = defaultdict(list)
    collated: dict[str, str] = {}
    due: set[str] = set()
    for row in case.store.query("cluster_inputs").to_pylist():
        name = row["cluster_id"]
        members[name].append(PageKey(row["file_sha256"], row["page_no"]))
        collated[name] = str(row["collate_id"])
        due.update([name] if row["is_due"] else [])
    done = case.store.done("weigh", weighing.VERSION, "")
    batch = set(pages_of_batch(case))
    names = [name for name, keys in members.items() if name not in done or name in due or batch.intersection(keys)]
    if not names:
        return
    case.progress.stage("weighing evidence", len(names))
    with case.timed("weigh", len(names)):
        for facts in _facts(case, {name: members[name] for name in names}):
            found = weighing.weigh(facts)
            rows = {"evidence": found.evidence, "standings": found.standings}
            digest = content_hash(collated[facts.cluster_id], repr(found))
            case.recorder.add([Result("weigh", facts.cluster_id, digest, weighing.VERSION, "", rows)])
            case.progress.advance(1)


def _facts(case: Case, clusters: Mapping[str, Sequence[PageKey]]) -> list[weighing.ClusterFacts]:
    names = sorted(clusters)
    files = sorted({key.file_sha256 for keys in clusters.values() for key in keys})
    home = {key: name for name, keys in clusters.items() for key in keys}
    places, comparisons, matches, failures = (defaultdict(list) for _ in range(4))
    for place in places_of(case.store, names):
        places[place.cluster_id].append(place)
    for row in comparisons_of(case.store, names):
        comparisons[row.cluster_id].append(row)
    for match in matches_of(case.store):
        name = home.get(PageKey(match.file_a, match.page_a))
        if name is not None and name == home.get(PageKey(match.file_b, match.page_b)):
            matches[name].append(match)
    for failure in records(Failure, case.store.query("page_failures").to_pylist()):
        if failure.page_no is not None and (name := home.get(PageKey(failure.file_sha256, failure.page_no))):
            failures[name].append(failure)
    seen = sightings_of(case.store, files)
    legibility = {
        PageKey(row["file_sha256"], row["page_no"]): (row["ocr_mean_confidence"] or 0.0) / 100
        for row in case.store.query("legibility", files=files).to_pylist()
    }
    aside = {
        PageKey(row["file_sha256"], row["page_no"]): row["reason"]
        for row in case.store.query("pages_set_aside").to_pylist()
    }
    references = references_of(case.store)
    by_file = defaultdict(list)
    for sighting in seen:
        by_file[sighting.file_sha256].append(sighting)
    return [
        weighing.ClusterFacts(
            cluster_id=name,
            pages=clusters[name],
            places=places[name],
            comparisons=comparisons[name],
            sightings=[s for sha in sorted({key.file_sha256 for key in clusters[name]}) for s in by_file[sha]],
            matches=matches[name],
            legibility={key: legibility[key] for key in clusters[name] if key in legibility},
            failures=failures[name],
            references=references,
            set_aside=aside,
        )
        for name in names
    ]


def assess(case: Case) -> None:
    """Verdicts from the weighed evidence, in SQL."""
    with case.timed("assess", 1):
        case.recorder.flush()
        case.store.assess(case.run_id, case.order.settings.prior, case.weights_version)


def check(case: Case) -> None:
    """Check the store's assertions. Raises DoctoredError when one does not hold."""
    broken = case.store.check_assertions()
    if broken:
        name, rows = broken[0]
        raise DoctoredError(
            f"The results contradict each other ({name}: {json.dumps(rows[0], default=str)[:300]}); "
            "nothing was lost, but please report this."
        )


def finish(case: Case) -> None:
    """Check the results, and note the batch as finished, with the digest by which a re-run knows it.

    Raises DoctoredError when an assertion does not hold: then the batch does not count as finished.
    """
    check(case)
    decisions = case.store.query("decisions_digest").to_pylist()[0]["digest"]
    result = finished_batch(case.order, work_version(case.engine), decisions)
    case.store.record(case.run_id, [result])
