"""Copies are found, verified, clustered and laid on each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from flows.case import Case
from flows.seen import page_entries, seen_pages
from flows.stages.look import fingerprint, how_read, outline, pages_of, pages_of_batch, read, restore_features
from flows.stages.rows import matches_of, page_inputs, references_of, words_of
from flows.tasks import Job, run_jobs
from pipeline.collation import collate as collation
from pipeline.errors import UnreadableError
from pipeline.imaging.cache import image_version
from pipeline.imaging.features import load_features
from pipeline.imaging.words import SURELY
from pipeline.matching import candidates as finding
from pipeline.matching import clusters as grouping
from pipeline.matching import verify as verifying
from pipeline.matching.parts import Points
from pipeline.matching.sheets import BY_HAND, FRAME_PAGE, several_pages
from pipeline.matching.sheets import VERSION as SHEETS_VERSION
from pipeline.ocr.read import CropReader
from pipeline.ocr.recogniser import find_recogniser
from pipeline.records import Comparison, Failure, Frame, PageInput, PageKey, PageMatch, PlaceReading, Result, SetAside
from pipeline.store.rows import content_hash

SETTLING_ROUNDS = 2  # a round of merges may open new questions; a third has not been seen to change a cluster


def match(case: Case, pages: Mapping[PageKey, Frame] | None = None) -> None:
    """Verify some pages, the batch's when None, against their candidates among everything ever seen; then compare what
    settles who belongs together."""
    version = f"{finding.VERSION}/{verifying.VERSION}/{grouping.VERSION}"
    seen = {key: image_version(frame.outline) for key, frame in (pages or pages_of_batch(case)).items()}
    settings = content_hash(_second(), *how_read(case))  # what is read decides what a page is found by
    done = case.store.done("candidates", version, settings, [key.subject for key in seen])
    new = [key for key in seen if done.get(key.subject) != seen[key]]
    if not new:
        return
    parts = {key for key in new if seen[key] != image_version(None)}
    pairs, aside = _candidates(case, new)
    _verify(case, sorted({*pairs, *_found_in_frames(case, parts), *_compared_before(case, new)}))
    for _ in range(SETTLING_ROUNDS):
        case.recorder.flush()
        if not _verify(case, _wanted(case, new)):
            break
    rows = {key: {"set_aside": [SetAside(*key, finding.BLANK)]} if key in aside else {} for key in new}
    case.recorder.add([Result("candidates", key.subject, seen[key], version, settings, rows[key]) for key in new])
    case.recorder.flush()
    case.store.publish(0.8, run_id=case.run_id)


def take_apart(case: Case) -> None:
    """Frames in which copies of several pages were found: each page is looked at by itself from here on. What an
    analyst drew stays."""
    case.recorder.flush()
    settled = {row["subject"]: row["version"] for row in case.store.query("sheets_done").to_pylist()}
    pages = {key: page for key, page in pages_of(case, None).items() if settled.get(key.file_sha256) != BY_HAND}
    frames = Counter(key.file_sha256 for key, page in pages.items() if page.outline is None)  # of a PDF: its pages

    def details(key: PageKey) -> Points:
        restore_features(case, [key])
        return load_features(case.paths.cache, key).xy

    of_one_frame = {key: page for key, page in pages.items() if frames[key.file_sha256] <= 1}
    found = several_pages(matches_of(case.store), of_one_frame, details, _clustered(case))
    for sha256, shown in found.items():
        outline(case, [page for page in shown if pages.get(PageKey(sha256, page.page_no)) != page])
        drawn = content_hash(*(image_version(page.outline) for page in shown))
        case.recorder.add([Result("sheets", sha256, drawn, SHEETS_VERSION, "", {"frames": shown})])
    case.recorder.flush()
    if several := sorted({*settled, *found}):  # those of earlier runs too, which may have been killed here
        parts = pages_of(case, several)
        read(case, parts)
        fingerprint(case, parts)
        match(case, parts)


def _clustered(case: Case) -> dict[PageKey, frozenset[PageKey]]:
    """The pages of each page's cluster, as an earlier run left it."""
    of = defaultdict(set)
    for row in case.store.query("current_clusters").to_pylist():
        of[row["cluster_id"]].add(PageKey(row["file_sha256"], row["page_no"]))
    return {key: frozenset(members) for members in of.values() if len(members) > 1 for key in members}


def _found_in_frames(case: Case, pages: Collection[PageKey]) -> list[tuple[PageKey, PageKey]]:
    """Pairs of pages that are parts of a frame, and what was compared with that frame as a whole."""
    parts = defaultdict(list)
    for key in sorted(pages):
        parts[PageKey(key.file_sha256, FRAME_PAGE)].append(key)
    pairs = set()
    for m in matches_of(case.store) if parts else ():
        a, b = PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b)
        for frame, other in ((a, b), (b, a)):
            pairs |= {(min(key, other), max(key, other)) for key in parts.get(frame, ())}
    return sorted(pairs)


def _compared_before(case: Case, new: Collection[PageKey]) -> list[tuple[PageKey, PageKey]]:
    """Pairs of pages that an earlier version of the comparison had an opinion of: it is asked again, or what it said
    would stand beside what this one says."""
    pairs = [(PageKey(m.file_a, m.page_a), PageKey(m.file_b, m.page_b)) for m in matches_of(case.store)]
    return [pair for pair in pairs if not set(pair).isdisjoint(new)]


def _candidates(case: Case, new: Sequence[PageKey]) -> tuple[list[tuple[PageKey, PageKey]], set[PageKey]]:
    """Pairs worth verifying of the new pages and everything ever seen, and the new pages that have nothing to be found
    by."""
    blank = set()

    def restore(pages: Sequence[PageKey]) -> None:
        restore_features(case, pages)

    def not_blank() -> Iterator[finding.PageEntry]:
        for entry in page_entries(case.store, case.paths.cache, new, restore):
            if entry.is_blank:
                blank.add(entry.key)
            else:
                yield entry

    seen = seen_pages(case.store, case.paths.cache, case.progress.say, restore)
    return finding.candidates(seen, not_blank()), blank


def _verify(case: Case, pairs: Sequence[tuple[PageKey, PageKey]]) -> int:
    """Verify the pairs that were not compared before; returns how many."""
    files = sorted({key.file_sha256 for pair in pairs for key in pair})
    known = {page.key: page for page in page_inputs(case.store, files)}
    there = [(a, b) for a, b in pairs if a in known and b in known]  # a file examined anew may have lost a page
    recogniser, settings = find_recogniser(), _second()
    compared = case.store.done("match", verifying.VERSION, settings, [_pair(a, b) for a, b in there])
    new = [(a, b) for a, b in there if compared.get(_pair(a, b)) != _input(known[a], known[b])]
    todo = finding.neighbours_together(new)
    restore_features(case, sorted({key for pair in todo for key in pair}))

    def job(a: PageInput, b: PageInput) -> Job:
        def ready(found: PageMatch | None) -> Result:
            rows = {"page_matches": [] if found is None else [found]}
            return Result("match", _pair(a.key, b.key), _input(a, b), verifying.VERSION, settings, rows)

        def failed(error: UnreadableError) -> Result:
            rows = {"failures": [Failure(b.file_sha256, b.page_no, "match", error.reason, error.detail)]}
            return Result("match", _pair(a.key, b.key), _input(a, b), verifying.VERSION, settings, rows)

        args = (case.cache, a, b, recogniser)
        return Job("a comparison of two pages", verifying.verify_pair, args, ready, failed)

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
        pair = "" if row.file_a is None else f"{row.file_a}#{row.page_a} {row.file_b}#{row.page_b}"
        link = pair if row.weakest_link is None else f"{row.weakest_link:.4f} {pair}"
        subject = PageKey(row.file_sha256, row.page_no).subject
        rest = (content_hash(row.cluster_id, link), grouping.VERSION, "")
        results.append(Result("cluster", subject, *rest, {"cluster_members": [row]}))
    for gone in case.store.query("gone_members").to_pylist():  # pages that an analyst drew otherwise
        results.append(Result("cluster", gone["subject"], "", grouping.VERSION, "", {}))
    case.recorder.add(results)
    case.recorder.flush()


def collate(case: Case) -> None:
    """Collate every cluster whose members, or what is read on them, changed."""
    members: dict[str, list[tuple[PageKey, str]]] = defaultdict(list)
    references = frozenset(references_of(case.store))
    for row in case.store.query("cluster_inputs").to_pylist():
        key = PageKey(row["file_sha256"], row["page_no"])
        counted = ["reference"] if key in references else []
        rest = content_hash(str(row["read_id"]), str(row["fingerprint_id"]), *counted)
        members[row["cluster_id"]].append((key, rest))
    done = collated(case)
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
    jobs = [
        _collation(case, name, inputs[name], [pages[key] for key in keys], references.intersection(keys))
        for name, keys in several.items()
    ]
    run_jobs(case, "collate", "laying copies on each other", jobs)
    case.recorder.flush()
    case.store.publish(0.95, run_id=case.run_id)


def collated(case: Case) -> dict[str, str]:
    """Clusters that need not be collated again, with what went in; those that failed only within the same limits."""
    settings = (_second(), _failed_within(case))
    first, second = (case.store.done("collate", collation.VERSION, each) for each in settings)
    return first | second


def _failed_within(case: Case) -> str:
    return f"{_second()} failed within {case.order.settings.digest('limits')}"


def _collation(case: Case, name: str, input_hash: str, pages: list[PageInput], references: frozenset[PageKey]) -> Job:
    def ready(found: collation.Collation) -> Result:
        return _collated(name, input_hash, found.places, found.comparisons)

    def failed(error: UnreadableError) -> Result:
        counted = [page.key for page in pages if page.key not in references]
        return _collated(
            name,
            input_hash,
            (),
            [
                Comparison(name, *page.key, len(counted) - (page.key in counted), 0, 0.0, None, error.reason)
                for page in pages
            ],
            [Failure(*page.key, "collate", error.reason, error.detail) for page in pages],
            _failed_within(case),
        )

    args = (case.cache, name, pages, references, CropReader(case.order.settings.ocr, case.engine), find_recogniser())
    return Job(f"cluster {name}", collation.collate, args, ready, failed, len(pages))


def _collated(
    name: str,
    input_hash: str,
    places: Sequence[PlaceReading],
    comparisons: Sequence[Comparison],
    failures: Sequence[Failure] = (),
    settings: str | None = None,
) -> Result:
    rows = {"place_readings": places, "comparisons": comparisons, "failures": failures}
    return Result("collate", name, input_hash, collation.VERSION, _second() if settings is None else settings, rows)


def _second() -> str:
    """Who gives second opinions: with another one, or with none any more, pages are compared anew."""
    recogniser = find_recogniser()
    return recogniser.version if recogniser else ""


def _pair(a: PageKey, b: PageKey) -> str:
    return f"{a.subject} {b.subject}"


def _input(a: PageInput, b: PageInput) -> str:
    """What a comparison rests on: the words as read; images follow from the bytes."""
    return content_hash(image_version(a.outline), words_of(a), image_version(b.outline), words_of(b))
