"""Answers on the spot: pages looked at and compared now, outside any batch. Nothing is stored in the case."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.collation.collate import collate
from pipeline.errors import DoctoredError, UsageError
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

    def look(self, path: Path, page_no: int, known: Mapping[PageKey, Frame] | None = None) -> PageInput:
        """Decode, read and fingerprint one page of a file. known: the file's pages where a case knows them; a picture
        that was taken apart there has several. Raises UnreadableError with the reason, UsageError for an archive,
        DoctoredError for a page that the file does not have."""
        sha256 = sha256_of(path)
        keep(self._evidence, path, sha256)
        settings, cache = self._settings, str(self._cache)
        where = (str(self._evidence), cache, sha256, path.name, settings.limits, settings.render_dpi)
        shown = self._guarded(path.name, examine_file, *where)
        if not isinstance(shown, Decoded):
            raise UsageError(f"{path} is an archive; unpack it and name a file of it.")
        drawn = [frame for frame in (known or {}).values() if frame.outline is not None]
        frames = {frame.page_no: frame for frame in drawn or shown.frames}
        if page_no not in frames:
            raise DoctoredError(f"{path} has no page {page_no} that could be decoded; it has {len(frames)}.")
        frame = frames[page_no]
        if frame.outline is not None:
            self._guarded(path.name, outline_page, cache, frame)
        reading = self._guarded(path.name, read_page, cache, sha256, page_no, settings.ocr, self._engine)
        prints = self._guarded(path.name, fingerprint_page, cache, sha256, page_no)
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
        """Is one a copy of the other, and (collated) what differs?"""
        first, second = sorted((a, b), key=lambda page: page.key)
        recogniser = find_recogniser()
        match = self._guarded("the comparison", verify_pair, str(self._cache), first, second, recogniser)
        places: dict[int, list[PlaceReading]] = {}
        if collated and match is not None and match.relation in COPY:
            reader = CropReader(self._settings.ocr, self._engine)
            args = (str(self._cache), "", [a, b], (), reader, recogniser)
            found = self._guarded("the comparison", collate, *args)
            for row in found.places:
                places.setdefault(row.place_no, []).append(row)
        return Compared(match, places)

    def _guarded(self, what: str, function: Callable[..., Any], *args: Any) -> Any:
        return result_of(self._guard.submit(function, *args), what)


@contextmanager
def at_desk(settings: Settings, engine: Engine) -> Iterator[Desk]:
    """A desk; what was laid on it is gone when it is left."""
    with tempfile.TemporaryDirectory(prefix="doctored-") as folder, Guard(1, settings.limits) as guard:
        yield Desk(Path(folder), guard, settings, engine)
