"""What each page says and looks like: OCR and fingerprints, page by page in the guard."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from flows.case import Case
from flows.stages.arrive import examine_again
from flows.stages.rows import frames_of
from flows.tasks import Job, run_jobs
from pipeline.errors import UnreadableError
from pipeline.imaging.cache import frame_path, image_version, outlined_path
from pipeline.imaging.features import features_path
from pipeline.matching import fingerprint as prints
from pipeline.matching.sheets import FRAME_PAGE, outline_page
from pipeline.ocr import read as ocr
from pipeline.records import Failure, Fingerprint, Frame, PageKey, Reading, Result


def pages_of_batch(case: Case) -> dict[PageKey, Frame]:
    """All pages of the files sighted in the batch."""
    case.recorder.flush()
    return pages_of(
        case, [row["file_sha256"] for row in case.store.query("batch_files", batch_id=case.batch_id).to_pylist()]
    )


def pages_of(case: Case, files: Sequence[str] | None) -> dict[PageKey, Frame]:
    """Pages of files, of all when None, in order."""
    return frames_of(case.store, files)


def read(case: Case, pages: Mapping[PageKey, Frame] | None = None) -> None:
    """Read those of some pages, of the batch's when None, that were not read with this engine and these settings."""
    version, settings_hash = how_read(case)
    seen = {key: image_version(frame.outline) for key, frame in (pages or pages_of_batch(case)).items()}
    done = case.store.done("read", version, settings_hash, [key.subject for key in seen])
    todo = [key for key in seen if done.get(key.subject) != seen[key]]
    restore_pages(case, todo)

    def job(key: PageKey) -> Job:
        def ready(found: Reading) -> Result:
            rows = {"page_texts": [found.page], "ocr_words": found.words}
            return Result("read", key.subject, seen[key], version, settings_hash, rows)

        def failed(error: UnreadableError) -> Result:
            return _failed("read", key, seen[key], version, settings_hash, "ocr", error)

        args = (case.cache, key.file_sha256, key.page_no, case.order.settings.ocr, case.engine)
        return Job(f"page {key.page_no}", ocr.read_page, args, ready, failed)

    run_jobs(case, "read", "reading pages", [job(key) for key in todo])
    case.store.publish(0.5, run_id=case.run_id)


def how_read(case: Case) -> tuple[str, str]:
    """The version of whatever reads pages in this run, and the hash of its settings."""
    return f"{ocr.VERSION}/{case.engine.version}", case.order.settings.digest("ocr")


def fingerprint(case: Case, pages: Mapping[PageKey, Frame] | None = None) -> None:
    """Fingerprint those of some pages, of the batch's when None, that were not yet."""
    seen = pages or pages_of_batch(case)
    done = case.store.done("fingerprint", prints.VERSION, "", [key.subject for key in seen])
    todo = {key: frame for key, frame in seen.items() if done.get(key.subject) != image_version(frame.outline)}
    restore_pages(case, todo)
    jobs = [_fingerprint_job(case, frame, store=True) for frame in todo.values()]
    run_jobs(case, "fingerprint", "taking fingerprints", jobs)
    case.store.publish(0.6, run_id=case.run_id)


def restore_pages(case: Case, pages: Collection[PageKey]) -> None:
    """Make page images again that the cache lost: files are decoded again, pages of a frame outlined again."""
    frames = pages_of(case, sorted({key.file_sha256 for key in pages}))
    asked = [frames[key] for key in pages]
    lost = sorted({frame.file_sha256 for frame in asked if not frame_path(case.paths.cache, _frame_of(frame)).exists()})
    if lost:
        case.progress.say(f"The cache lost the pages of {len(lost)} files; they are made again from the evidence.")
        examine_again(case, lost)
    outlined = [frame for frame in asked if frame.outline is not None]
    paths = {frame: outlined_path(case.paths.cache, PageKey(frame.file_sha256, frame.page_no)) for frame in outlined}
    outline(case, [frame for frame in outlined if not paths[frame].exists()])


def _frame_of(page: Frame) -> PageKey:
    """Under which key the image of its frame lies in the cache."""
    return PageKey(page.file_sha256, page.page_no if page.outline is None else FRAME_PAGE)


def outline(case: Case, pages: Sequence[Frame]) -> None:
    """Write the images of pages that are parts of their frames; their frames' images lie in the cache."""

    def failed(error: UnreadableError) -> None:
        case.progress.say(f"A page within a picture could not be cut out: {error.reason}.")

    jobs = [Job("a page within a picture", outline_page, (case.cache, page), lambda _: None, failed) for page in pages]
    run_jobs(case, "outline", "outlining pages within pictures", jobs)


def restore_features(case: Case, pages: Sequence[PageKey]) -> None:
    """Make page images and local features again that the cache lost."""
    restore_pages(case, pages)
    lost = [key for key in pages if not features_path(case.paths.cache, key).exists()]
    frames = pages_of(case, sorted({key.file_sha256 for key in lost}))
    jobs = [_fingerprint_job(case, frames[key], store=False) for key in lost]
    run_jobs(case, "restore", "restoring features", jobs)


def _fingerprint_job(case: Case, frame: Frame, *, store: bool) -> Job:
    key = PageKey(frame.file_sha256, frame.page_no)
    rest = (image_version(frame.outline), prints.VERSION, "")

    def ready(found: list[Fingerprint]) -> Result | None:
        return Result("fingerprint", key.subject, *rest, {"fingerprints": found}) if store else None

    def failed(error: UnreadableError) -> Result:
        return _failed("fingerprint", key, *rest, "fingerprint", error)

    return Job(
        f"page {key.page_no}", prints.fingerprint_page, (case.cache, key.file_sha256, key.page_no), ready, failed
    )


def _failed(
    stage: str, key: PageKey, input_hash: str, version: str, settings_hash: str, named: str, error: UnreadableError
) -> Result:
    rows = {"failures": [Failure(key.file_sha256, key.page_no, named, error.reason, error.detail)]}
    return Result(stage, key.subject, input_hash, version, settings_hash, rows)
