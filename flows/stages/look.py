"""What each page says and looks like: OCR and fingerprints, page by page in the guard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.case import Case
from flows.stages.arrive import examine_again
from flows.tasks import Job, run_jobs
from pipeline.errors import UnreadableError
from pipeline.imaging.cache import PAGES_VERSION, page_path
from pipeline.imaging.features import features_path
from pipeline.matching import fingerprint as prints
from pipeline.ocr import read as ocr
from pipeline.records import Failure, Fingerprint, PageKey, Reading, Result


def pages_of_batch(case: Case) -> list[PageKey]:
    """All pages of the files sighted in the batch."""
    case.recorder.flush()
    rows = case.store.query("batch_pages", batch_id=case.batch_id).to_pylist()
    return [PageKey(row["file_sha256"], row["page_no"]) for row in rows]


def read(case: Case) -> None:
    """Read the pages of the batch that were not read with this engine and these settings."""
    version = f"{ocr.VERSION}/{case.engine.version}"
    settings_hash = case.order.settings.digest("ocr")
    done = case.store.done("read", version, settings_hash)
    todo = [key for key in pages_of_batch(case) if done.get(key.subject) != PAGES_VERSION]
    restore_pages(case, todo)

    def job(key: PageKey) -> Job:
        def ready(found: Reading) -> Result:
            rows = {"page_texts": [found.page], "ocr_words": found.words}
            return Result("read", key.subject, PAGES_VERSION, version, settings_hash, rows)

        def failed(error: UnreadableError) -> Result:
            return _failed("read", key, PAGES_VERSION, version, settings_hash, "ocr", error)

        args = (case.cache, key.file_sha256, key.page_no, case.order.settings.ocr, case.engine)
        return Job(f"page {key.page_no}", ocr.read_page, args, ready, failed)

    run_jobs(case, "read", "reading pages", [job(key) for key in todo])
    case.store.publish(0.5, run_id=case.run_id)


def fingerprint(case: Case) -> None:
    """Fingerprint the pages of the batch that were not yet."""
    done = case.store.done("fingerprint", prints.VERSION, "")
    todo = [key for key in pages_of_batch(case) if done.get(key.subject) != PAGES_VERSION]
    restore_pages(case, todo)
    run_jobs(case, "fingerprint", "taking fingerprints", [_fingerprint_job(case, key, store=True) for key in todo])
    case.store.publish(0.6, run_id=case.run_id)


def restore_pages(case: Case, pages: Iterable[PageKey]) -> None:
    """Decode files again whose page images the cache lost."""
    lost = sorted({key.file_sha256 for key in pages if not page_path(case.paths.cache, key).exists()})
    if lost:
        case.progress.say(f"The cache lost the pages of {len(lost)} files; they are made again from the evidence.")
        examine_again(case, lost)


def restore_features(case: Case, pages: Sequence[PageKey]) -> None:
    """Make page images and local features again that the cache lost."""
    restore_pages(case, pages)
    lost = [key for key in pages if not features_path(case.paths.cache, key).exists()]
    run_jobs(case, "restore", "restoring features", [_fingerprint_job(case, key, store=False) for key in lost])


def _fingerprint_job(case: Case, key: PageKey, *, store: bool) -> Job:
    def ready(found: list[Fingerprint]) -> Result | None:
        rows = {"fingerprints": found}
        return Result("fingerprint", key.subject, PAGES_VERSION, prints.VERSION, "", rows) if store else None

    def failed(error: UnreadableError) -> Result:
        return _failed("fingerprint", key, PAGES_VERSION, prints.VERSION, "", "fingerprint", error)

    return Job(
        f"page {key.page_no}", prints.fingerprint_page, (case.cache, key.file_sha256, key.page_no), ready, failed
    )


def _failed(
    stage: str, key: PageKey, input_hash: str, version: str, settings_hash: str, named: str, error: UnreadableError
) -> Result:
    rows = {"failures": [Failure(key.file_sha256, key.page_no, named, error.reason, error.detail)]}
    return Result(stage, key.subject, input_hash, version, settings_hash, rows)
