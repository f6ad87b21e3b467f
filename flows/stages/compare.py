"""Copies are found, verified, clustered and laid on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flows.case import Case
from flows.seen import page_entries, seen_pages
from flows.stages.look import pages_of_batch, restore_features
from flows.stages.rows import matches_of, page_inputs, words_of
from flows.tasks import Job, run_jobs
from pipeline.collation import collate as collation
from pipeline.errors import UnreadableError
from pipeline.imaging.cache import PAGES_VERSION
from pipeline.imaging.words import SURELY
from pipeline.matching import candidates as finding
from pipeline.matching import clusters as grouping
from pipeline.matching import verify as verifying
from pipeline.records import Comparison, Failure, PageInput, PageKey, PageMatch, PlaceReading, Result
from pipeline.store.rows import content_hash

SETTLING_ROUNDS = 2  # a round of merges may open new questions; a third has not been seen to change a cluster


def match(case: Case) -> None:
    """Verify the batch's pages against their candidates among everything ever seen; then compare what settles who
    belongs together."""
    pages = pages_of_batch(case)
    version = f"{finding.VERSION}/{verifying.VERSION}"
    done = case.store.done("candidates", version, "")
    new = [key for key in pages if done.get(key.subject) != PAGES_VERSION]
    if not new:
        return
    _verify(case, _candidates(case, new))
    for _ in range(SETTLING_ROUNDS):
        case.recorder.flush()
        if not _verify(case, _wanted(case, new)):
            break
    case.recorder.add([Result("candidates", key.subject, PAGES_VERSION, version, "", {}) for key in new])
    case.recorder.flush()
    case.store.publish(0.8, run_id=case.run_id)


def _candidates(case: Case, new: Sequence[PageKey]) -> list[tuple[PageKey, PageKey]]:
    """Pairs worth verifying of the new pages and everything ever seen."""

    def restore(pages: Sequence[PageKey]) -> None:
        restore_features(case, pages)

    seen = seen_pages(case.store, case.paths.cache, case.progress.say, restore)
    return finding.candidates(seen, page_entries(case.store, case.paths.cache, new, restore))


def _verify(case: Case, pairs: Sequence[tuple[PageKey, PageKey]]) -> int:
    """Verify the pairs that were not compared before; returns how many."""
    files = sorted({key.file_sha256 for pair in pairs for key in pair})
    known = {page.key: page for page in page_inputs(case.store, files)}
    compared = case.store.done("match", verifying.VERSION, "")
    there = [(a, b) for a, b in pairs if a in known and b in known]  # a file examined anew may have lost a page
    todo = [(a, b) for a, b in there if compared.get(_pair(a, b)) != _input(known[a], known[b])]
    restore_features(case, sorted({key for pair in todo for key in pair}))

    def job(a: PageInput, b: PageInput) -> Job:
        def ready(found: PageMatch | None) -> Result:
            rows = {"page_matches": [] if found is None else [found]}
            return Result("match", _pair(a.key, b.key), _input(a, b), verifying.VERSION, "", rows)

        def failed(error: UnreadableError) -> Result:
            rows = {"failures": [Failure(b.file_sha256, b.page_no, "match", error.reason, error.detail)]}
            return Result("match", _pair(a.key, b.key), _input(a, b), verifying.VERSION, "", rows)

        return Job("a comparison of two pages", verifying.verify_pair, (case.cache, a, b), ready, failed)

    run_jobs(case, "match", "comparing pages", [job(known[a], known[b]) for a, b in todo])
    return len(todo)


def _wanted(case: Case, new: Sequence[PageKey]) -> list[tuple[PageKey, PageKey]]:
    return grouping.wanted(_order(case), matches_of(case.store), _sharpness(case), new, _decided(case))


def _decided(case: Case) -> dict[tuple[PageKey, PageKey], bool]:
    """What analysts said of pairs of pages."""
    found = {}
    for row in case.store.query("decided_pairs").to_pylist():
        a, b = sorted((PageKey(row["file_sha256"], row["page_no"]), PageKey(row["other_sha256"], row["other_page_no"])))
        found[a, b] = row["kind"] == "same"
    return found


def _order(case: Case) -> list[PageKey]:
    """All pages in the order of their ingestion."""
    return [PageKey(row["file_sha256"], row["page_no"]) for row in case.store.query("page_order").to_pylist()]


def _sharpness(case: Case) -> dict[PageKey, float]:
    """How much was surely read on each page."""
    rows = case.store.query("sharpness", surely=SURELY).to_pylist()
    return {PageKey(row["file_sha256"], row["page_no"]): row["sharpness"] for row in rows}


def cluster(case: Case) -> None:
    """Put every page into its cluster; only memberships that changed are written."""
    members = grouping.make_clusters(_order(case), matches_of(case.store), _sharpness(case), _decided(case))
    results = []
    for row in members:
        link = "" if row.weakest_link is None else f"{row.weakest_link:.4f}"
        subject = PageKey(row.file_sha256, row.page_no).subject
        rest = (content_hash(row.cluster_id, link), grouping.VERSION, "")
        results.append(Result("cluster", subject, *rest, {"cluster_members": [row]}))
    case.recorder.add(results)
    case.recorder.flush()


def collate(case: Case) -> None:
    """Collate every cluster whose members, or what is read on them, changed."""
    members: dict[str, list[tuple[PageKey, str]]] = defaultdict(list)
    for row in case.store.query("cluster_inputs").to_pylist():
        key = PageKey(row["file_sha256"], row["page_no"])
        members[row["cluster_id"]].append((key, content_hash(str(row["read_id"]), str(row["fingerprint_id"]))))
    done = case.store.done("collate", collation.VERSION, "")
    inputs = {name: content_hash(*(f"{key.subject} {rest}" for key, rest in found)) for name, found in members.items()}
    todo = {name: [key for key, _ in members[name]] for name in members if done.get(name) != inputs[name]}
    alone = {name: keys[0] for name, keys in todo.items() if len(keys) == 1}
    case.recorder.add(
        [
            _collated(name, inputs[name], (), [Comparison(name, *key, 0, 0, 0.0, None, None)])
            for name, key in alone.items()
        ]
    )
    several = {name: keys for name, keys in todo.items() if len(keys) > 1}
    files = sorted({key.file_sha256 for keys in several.values() for key in keys})
    pages = {page.key: page for page in page_inputs(case.store, files)} if files else {}
    restore_features(case, sorted({key for keys in several.values() for key in keys}))
    jobs = [_collation(case, name, inputs[name], [pages[key] for key in keys]) for name, keys in several.items()]
    run_jobs(case, "collate", "laying copies on each other", jobs)
    case.recorder.flush()
    case.store.publish(0.95, run_id=case.run_id)


def _collation(case: Case, name: str, input_hash: str, pages: list[PageInput]) -> Job:
    def ready(found: collation.Collation) -> Result:
        return _collated(name, input_hash, found.places, found.comparisons)

    def failed(error: UnreadableError) -> Result:
        others = len(pages) - 1
        return _collated(
            name,
            input_hash,
            (),
            [Comparison(name, *page.key, others, 0, 0.0, None, error.reason) for page in pages],
            [Failure(*page.key, "collate", error.reason, error.detail) for page in pages],
        )

    return Job(f"cluster {name}", collation.collate, (case.cache, name, pages), ready, failed, len(pages))


def _collated(
    name: str,
    input_hash: str,
    places: Sequence[PlaceReading],
    comparisons: Sequence[Comparison],
    failures: Sequence[Failure] = (),
) -> Result:
    rows = {"place_readings": places, "comparisons": comparisons, "failures": failures}
    return Result("collate", name, input_hash, collation.VERSION, "", rows)


def _pair(a: PageKey, b: PageKey) -> str:
    return f"{a.subject} {b.subject}"


def _input(a: PageInput, b: PageInput) -> str:
    """What a comparison rests on: the words as read; images follow from the bytes."""
    return content_hash(PAGES_VERSION, words_of(a), words_of(b))
