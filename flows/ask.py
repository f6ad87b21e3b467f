"""Answers on the spot: pages looked at and compared now, outside any batch. Nothing is stored in the case."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.collation.collate import collate
from pipeline.errors import DoctoredError, UnreadableError, UsageError
from pipeline.imaging.cache import frame_path, outlined_path
from pipeline.imaging.features import features_path
from pipeline.intake.evidence import keep, sha256_of
from pipeline.intake.examine import examine_file
from pipeline.intake.guard import Guard, result_of
from pipeline.matching.candidates import HASHES, PageEntry, page_entry
from pipeline.matching.clusters import COPY
from pipeline.matching.fingerprint import fingerprint_page
from pipeline.matching.sheets import outline_page
from pipeline.matching.verify import verify_pair
from pipeline.ocr.read import CropReader, read_page
from pipeline.ocr.recogniser import find_recogniser
from pipeline.ocr.tesseract import Engine
from pipeline.records import Decoded, Frame, PageInput, PageKey, PageMatch, PlaceReading
from pipeline.report.text import on_one_line
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Compared:
    """Two pages compared. match: None when nothing holds them together; places: by number, both readings."""

    match: PageMatch | None
    places: dict[int, list[PlaceReading]]


class Desk:
    """A place to look at files that leaves nothing behind. Use `at_desk`."""

    def __init__(self, folder: Path, guard: Guard, settings: Settings, engine: Engine) -> None:
        self._evidence, self._cache = folder / "evidence", folder / "cache"
        self._guard, self._settings, self._engine = guard, settings, engine
        self._hashes: dict[PageKey, list[str]] = {}
        self._names: dict[str, str] = {}  # what the user calls a file, by its SHA-256

    def lay(self, name: str, path: Path, known: Mapping[PageKey, Frame] | None = None) -> dict[int, Frame]:
        """Decode a file; its pages by their numbers. name: what the user calls it. known: the file's pages where a case
        knows them; a picture that was taken apart there has several. Raises UsageError for an archive, DoctoredError
        with the reason for a file that cannot be examined."""
        sha256 = sha256_of(path)
        keep(self._evidence, path, sha256)
        self._names[sha256] = name
        where = (str(self._evidence), str(self._cache), sha256, name, self._settings.limits, self._settings.render_dpi)
        shown = self._guarded(f"{name} cannot be examined", examine_file, *where)
        if not isinstance(shown, Decoded):
            raise UsageError(on_one_line(f"{name} is an archive; unpack it and name a file of it."))
        drawn = [frame for frame in (known or {}).values() if frame.outline is not None]
        return {frame.page_no: frame for frame in drawn or shown.frames}

    def look(self, frames: Mapping[int, Frame], page_no: int) -> PageInput:
        """Read and fingerprint a page of a file that was laid here. Raises DoctoredError for a page that the file does
        not have, or that cannot be read."""
        name = self._names[next(iter(frames.values())).file_sha256]
        if page_no not in frames:
            raise DoctoredError(
                on_one_line(f"{name} has no page {page_no} that could be decoded; it has {len(frames)}.")
            )
        frame = frames[page_no]
        sha256, cache, problem = frame.file_sha256, str(self._cache), f"{name} cannot be examined"
        if frame.outline is not None:
            self._guarded(problem, outline_page, cache, frame)
        reading = self._guarded(problem, read_page, cache, sha256, page_no, self._settings.ocr, self._engine)
        prints = self._guarded(problem, fingerprint_page, cache, sha256, page_no)
        by_name = {found.algorithm: found.hash for found in prints}
        self._hashes[PageKey(sha256, page_no)] = [by_name[name] for name in HASHES]
        return PageInput(
            sha256, page_no, frame.width, frame.height, reading.page.rotation, reading.words, frame.outline
        )

    def entry(self, page: PageInput) -> PageEntry:
        """What a page that was looked at is found by."""
        return page_entry(self._cache, page.key, self._hashes[page.key], page.words)

    def borrow(self, cache: Path, page: PageInput) -> bool:
        """Lay a page of a case on the desk, as its cache has it. False when the cache lost it; where a page is a part
        of its frame, the frame does not stand in for it."""
        image_of = frame_path if page.outline is None else outlined_path
        for path_of in (image_of, features_path):
            kept, here = path_of(cache, page.key), path_of(self._cache, page.key)
            if not kept.exists():
                return False
            here.parent.mkdir(parents=True, exist_ok=True)
            if not here.exists():
                here.symlink_to(kept.absolute())
        return True

    def compare(self, a: PageInput, b: PageInput, *, collated: bool = True) -> Compared:
        """Is one a copy of the other, and (collated) what differs? Raises DoctoredError when that cannot be told."""
        first, second = sorted((a, b), key=lambda page: page.key)
        recogniser = find_recogniser()
        names = [self._names.get(page.file_sha256, page.file_sha256[:12]) for page in (a, b)]
        problem = f"{names[0]} cannot be compared with {names[1]}"
        match = self._guarded(problem, verify_pair, str(self._cache), first, second, recogniser)
        places: dict[int, list[PlaceReading]] = {}
        if collated and match is not None and match.relation in COPY:
            reader = CropReader(self._settings.ocr, self._engine)
            args = (str(self._cache), "", [a, b], (), reader, recogniser)
            found = self._guarded(problem, collate, *args)
            for row in found.places:
                places.setdefault(row.place_no, []).append(row)
        return Compared(match, places)

    def _guarded(self, problem: str, function: Callable[..., Any], *args: Any) -> Any:
        try:
            return result_of(self._guard.submit(function, *args), function.__name__)
        except UnreadableError as error:  # elsewhere a row of a batch; here it is the whole answer
            raise DoctoredError(on_one_line(f"{problem}: {error.sentence}")) from error


@contextmanager
def at_desk(settings: Settings, engine: Engine) -> Iterator[Desk]:
    """A desk; what was laid on it is gone when it is left."""
    with tempfile.TemporaryDirectory(prefix="doctored-") as folder, Guard(1, settings.limits) as guard:
        yield Desk(Path(folder), guard, settings, engine)
