"""Files come in: kept untouched, sighted, unpacked, decoded under guard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from flows.case import Case
from flows.tasks import Job, run_jobs
from pipeline.errors import UnreadableError
from pipeline.intake import examine as intake
from pipeline.intake.evidence import keep
from pipeline.intake.sources import sightings, unused_rows
from pipeline.records import Decoded, Failure, FileFacts, Result, Unpacked
from pipeline.store.rows import content_hash

SIGHTING_VERSION = "1"


def arrive(case: Case) -> None:
    """Register the batch, keep every original, record its sightings."""
    plan = case.order.plan
    case.store.register_batch(plan)
    lost_before = case.store.done("keep", "1", "", [arrival.file_sha256 for arrival in plan.arrivals])
    case.progress.stage("keeping originals", len(plan.arrivals))
    with case.timed("arrive", len(plan.arrivals)):
        for arrival in plan.arrivals:
            results = [_sighted(case, arrival.file_name, arrival.file_sha256)]
            try:
                keep(case.paths.evidence, Path(arrival.path), arrival.file_sha256)
            except UnreadableError as error:
                results.append(_unreadable("keep", arrival.file_sha256, "intake", error))
            else:
                if arrival.file_sha256 in lost_before:
                    results.append(Result("keep", arrival.file_sha256, "", "1", "", {}))
            case.recorder.add(results)
            case.progress.advance(1)


def examine(case: Case) -> None:
    """Examine what has not been examined yet, archives level by level; note rows of sources.csv without a file."""
    names: dict[str, set[str]] = defaultdict(set)
    for arrival in case.order.plan.arrivals:
        names[arrival.file_sha256].add(arrival.file_name)
    seen: set[str] = set()
    level: Mapping[str, set[str]] = names
    for depth in range(case.order.settings.limits.archive_depth + 1):
        examine_files(case, [sha for sha in level if sha not in seen], level)
        seen |= set(level)
        inner = _members(case, level)
        for sha, found in inner.items():
            names[sha] |= found
        case.recorder.add([_sighted(case, name, sha) for sha, found in inner.items() for name in sorted(found)])
        if depth == case.order.settings.limits.archive_depth:
            too_deep = UnreadableError(
                f"lies in archives nested deeper than {depth}; unpack the inner archive and hand it in by itself"
            )
            case.recorder.add([_unreadable("depth", sha, "unpack", too_deep) for sha in inner if sha not in seen])
        level = inner
    unused = unused_rows(case.order.plan, {name for found in names.values() for name in found})
    rows = {"source_warnings": unused}
    case.recorder.add([Result("sources", case.batch_id, content_hash(repr(unused)), "1", "", rows)])
    case.recorder.flush()
    case.store.publish(0.1, run_id=case.run_id)


def examine_files(case: Case, files: Sequence[str], names: Mapping[str, set[str]]) -> None:
    """Decode or unpack files whose bytes are in the evidence store, unless that was done before."""
    settings = case.order.settings.digest("limits", "render_dpi")
    done = case.store.done("examine", intake.VERSION, settings, files)
    kept = [sha for sha in files if sha not in done and (case.paths.evidence / sha[:2] / sha).exists()]
    run_jobs(
        case, "examine", "opening files", [_examination(case, sha, min(names[sha]), settings) for sha in sorted(kept)]
    )


def examine_again(case: Case, files: Sequence[str]) -> None:
    """Decode files again for the page images that the cache lost; what was found is known already."""
    jobs = []
    for sha in files:
        job = _examination(case, sha, sha, "")
        jobs.append(Job(job.what, job.function, job.args, lambda found: None, lambda error: None))
    run_jobs(case, "restore", "restoring pages", jobs)


def _examination(case: Case, sha: str, name: str, settings_hash: str) -> Job:
    def done(found: Decoded | Unpacked) -> Result:
        return Result("examine", sha, sha, intake.VERSION, settings_hash, _rows(found))

    def failed(error: UnreadableError) -> Result:
        rows = {"failures": [Failure(sha, None, "decode", error.reason, error.detail)]}
        return Result("examine", sha, sha, intake.VERSION, settings_hash, rows)

    limits, dpi = case.order.settings.limits, case.order.settings.render_dpi
    return Job(name, intake.examine_file, (str(case.paths.evidence), case.cache, sha, name, limits, dpi), done, failed)


def _rows(found: Decoded | Unpacked) -> dict[str, Sequence[object]]:
    if isinstance(found, Decoded):
        return {
            "files": [found.file],
            "frames": found.frames,
            "text_layers": found.text_layers,
            "failures": found.failures,
        }
    sha = found.archive_sha256
    return {
        "files": [FileFacts(sha, found.n_bytes, found.media_type, 0, {})],
        "members": found.members,
        "member_refused": [
            {"archive_sha256": sha, "inner_name": name, "reason": reason, "detail": detail}
            for name, reason, detail in found.refused
        ],
        "member_ignored": [
            {"archive_sha256": sha, "inner_name": name, "reason": reason} for name, reason in found.ignored
        ],
    }


def _members(case: Case, archives: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Members of the archives among some files: names in the batch by content."""
    case.recorder.flush()
    found: dict[str, set[str]] = defaultdict(set)
    for row in case.store.query("members_of_archives", archives=sorted(archives)).to_pylist():
        for name in archives[row["archive_sha256"]]:
            found[row["file_sha256"]].add(f"{name}!/{row['inner_name']}")
    return found


def _sighted(case: Case, name: str, sha: str) -> Result:
    rows = sightings(case.order.plan, name, sha)
    subject = content_hash(case.batch_id, name, sha)
    return Result("sighting", subject, content_hash(repr(rows)), SIGHTING_VERSION, "", {"sightings": rows})


def _unreadable(what: str, sha: str, stage: str, error: UnreadableError) -> Result:
    rows = {"failures": [Failure(sha, None, stage, error.reason, error.detail)]}
    return Result(what, sha, content_hash(error.reason), "1", "", rows)
