"""Image files: each frame a page."""

from __future__ import annotations

import hashlib
import io
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageFile

from pipeline.errors import UnreadableError
from pipeline.imaging.cache import save_page
from pipeline.intake.kinds import Kind
from pipeline.intake.pixels import normalised
from pipeline.intake.worker import PAGE_SECONDS, restart_clock, shortened
from pipeline.records import Failure, Frame, PageKey
from pipeline.settings import Limits

# Less than this share of a cut-off picture shows nothing that could be compared.
MIN_DECODED_SHARE = 0.1

_ANIMATED = {"GIF", "WEBP", "PNG", "AVIF"}  # formats whose frames repeat: equal ones are one page
_FIRST_ONLY = {"JPEG"}  # further pictures in a JPEG are previews and depth maps of the same capture


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """What an image file shows and says."""

    frames: list[Frame]
    failures: list[Failure]
    metadata: dict[str, Any]


def decode_image(opened: BinaryIO, kind: Kind, file_sha256: str, cache: Path, limits: Limits) -> DecodedImage:
    """Decode all frames of an image file into the cache. Raises UnreadableError when no frame can be decoded."""
    data = opened.read()
    facts: dict[str, Any] = {}
    decoder = _Decoder(data, kind, limits, facts)
    found = DecodedImage([], [], facts)
    started = time.monotonic()
    seen: set[str] = set()
    first_problem: UnreadableError | None = None
    for index in range(decoder.n_taken):
        if time.monotonic() - started > limits.wall_seconds + PAGE_SECONDS * index:
            found.failures.append(_cut(file_sha256, len(found.frames) + 1, decoder.n_frames, "the time ran out"))
            break
        try:
            image = decoder.frame(index)
        except UnreadableError as error:
            first_problem = first_problem or error
            page_no = len(found.frames) + len(found.failures) + 1
            found.failures.append(Failure(file_sha256, page_no, "decode", error.reason, error.detail))
            continue
        if kind.pillow in _ANIMATED and _is_repeated(image, seen):
            facts["n_equal_frames_left_out"] = facts.get("n_equal_frames_left_out", 0) + 1
            continue
        page_no = len(found.frames) + len(found.failures) + 1
        save_page(cache, PageKey(file_sha256, page_no), image)
        found.frames.append(
            Frame(file_sha256, page_no, index + 1, image.width, image.height, None, None, "whole_frame")
        )
        restart_clock(limits)
    if not found.frames:
        raise first_problem or UnreadableError("shows no picture that can be decoded")
    last_page = len(found.frames) + len(found.failures)
    found.failures.extend(_cut_off(found.frames, facts.get("truncated_frames", {})))
    if decoder.n_frames > decoder.n_taken and kind.pillow not in _FIRST_ONLY:
        facts["n_frames_total"] = decoder.n_frames
        found.failures.append(_cut(file_sha256, last_page + 1, decoder.n_frames, "setting limits.pages"))
    return found


def _cut_off(frames: Sequence[Frame], truncated: Mapping[str, dict[str, Any]]) -> list[Failure]:
    """What is said of frames that could be decoded in part."""
    found = []
    for frame in frames:
        if facts := truncated.get(str(frame.frame_no)):
            reason = (
                f"is cut off or damaged: {facts['decoded_share']:.0%} of the picture was examined, the rest cannot be "
                "decoded; fetch it again"
            )
            found.append(Failure(frame.file_sha256, frame.page_no, "decode", reason, facts["problem"]))
    return found


def open_picture(data: bytes, pillow_format: str, limits: Limits) -> Image.Image:
    """Open a picture with the one decoder it needs, refusing it when its frame would be larger than the limit."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter, and says what it is
    if pillow_format == "HEIF":
        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=[pillow_format])
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError("is damaged: its header cannot be read; fetch it again", shortened(error)) from error
    check_pixels(image.width, image.height, limits)
    return image


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raises UnreadableError for a frame larger than the limit, before anything of it is decoded."""
    if width * height > limits.pixels:
        raise UnreadableError(
            f"would have {width:,} x {height:,} pixels, more than the {limits.pixels:,} allowed (setting limits.pixels)"
        )


def _cut(file_sha256: str, page_no: int, n_total: int, why: str) -> Failure:
    reason = f"the frames from here on, of {n_total:,} in the file, were not examined ({why})"
    return Failure(file_sha256, page_no, "decode", reason)


def _is_repeated(image: Image.Image, seen: set[str]) -> bool:
    digest = hashlib.sha256(f"{image.mode}{image.size}".encode() + image.tobytes()).hexdigest()
    if digest in seen:
        return True
    seen.add(digest)
    return False


class _Decoder:
    """One image file; opened anew, tolerantly, for a frame that is cut off."""

    def __init__(self, data: bytes, kind: Kind, limits: Limits, facts: dict[str, Any]) -> None:
        self._data = data
        self._kind = kind
        self._limits = limits
        self._facts = facts
        self._image = open_picture(data, kind.pillow, limits)
        facts |= _header(self._image)
        self.n_frames = self._count()
        self.n_taken = 1 if kind.pillow in _FIRST_ONLY else min(self.n_frames, limits.pages)

    def _count(self) -> int:
        try:
            n_frames = int(getattr(self._image, "n_frames", 1))
        except MemoryError:
            raise
        except Exception as error:
            self._facts["frame_count_problem"] = shortened(error)
            return 1
        if n_frames > 1 and self._kind.pillow in _FIRST_ONLY:
            self._facts["n_pictures_inside"] = n_frames
        return max(n_frames, 1)

    def frame(self, index: int) -> Image.Image:
        """One frame, mode L or RGB. Raises UnreadableError when too little of it can be decoded."""
        try:
            return self._load(self._image, index)
        except (MemoryError, UnreadableError):
            raise
        except Exception as error:
            problem = shortened(error)
        image = self._load_rest(index, problem)
        share = decoded_share(image)
        if share < MIN_DECODED_SHARE:
            raise UnreadableError(
                f"is cut off or damaged: only {share:.0%} of the picture can be decoded; fetch it again", problem
            )
        self._facts["truncated"] = True
        self._facts.setdefault("truncated_frames", {})[str(index + 1)] = {
            "decoded_share": round(share, 3),
            "problem": problem,
        }
        return image

    def _load_rest(self, index: int, problem: str) -> Image.Image:
        """What can be decoded of a damaged frame."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            with open_picture(self._data, self._kind.pillow, self._limits) as image:
                return self._load(image, index)
        except (MemoryError, UnreadableError):
            raise
        except Exception as error:
            raise UnreadableError("is damaged and cannot be decoded; fetch it again", problem) from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False

    def _load(self, image: Image.Image, index: int) -> Image.Image:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if index or image.tell():
                image.seek(index)
            check_pixels(image.width, image.height, self._limits)
            image.load()
            return normalised(image, self._facts)


def decoded_share(image: Image.Image) -> float:
    """Share of the rows above the part that a decoder left untouched: one colour down to the lower edge."""
    rows = np.asarray(image)
    if rows.size == 0:
        return 0.0
    last = rows[-1:, :1]
    differs = np.any(rows != last, axis=tuple(range(1, rows.ndim)))
    touched = np.flatnonzero(differs)
    return float(touched[-1] + 1) / len(rows) if touched.size else 0.0


def _header(image: Image.Image) -> dict[str, Any]:
    facts: dict[str, Any] = {"format": image.format, "mode": image.mode, "width": image.width, "height": image.height}
    for name in ("dpi", "comment", "Software", "Title", "Author", "Description", "Creation Time", "progressive"):
        if name in image.info:
            facts[name.lower().replace(" ", "_")] = image.info[name]
    try:
        facts["exif"] = dict(_exif(image)) or None
    except MemoryError:
        raise
    except Exception as error:
        facts["exif_problem"] = shortened(error)
    return facts


def _exif(image: Image.Image) -> Iterator[tuple[str, Any]]:
    """EXIF as text, the tags of the camera and of the position included."""
    exif = image.getexif()
    for tag, value in exif.items():
        yield ExifTags.TAGS.get(tag, str(tag)), _text(value)
    for directory, names in ((ExifTags.IFD.Exif, ExifTags.TAGS), (ExifTags.IFD.GPSInfo, ExifTags.GPSTAGS)):
        for tag, value in exif.get_ifd(directory).items():
            yield names.get(tag, str(tag)), _text(value)


def _text(value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) and len(value) > 256 else str(value)
