"""Versions of everything that can change a result."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.assessment.weights import load_weights
from pipeline.ocr.recogniser import find_recogniser
from pipeline.ocr.tesseract import Engine

LIBRARIES = (
    "doctored", "prefect", "pypdf", "pillow", "pytesseract", "imagehash", "duckdb", "pypdfium2", "pillow-heif",
    "numpy", "scipy", "opencv-python-headless", "rapidfuzz", "networkx",
)  # fmt: skip


def versions(engine: Engine) -> dict[str, object]:
    """Stages, libraries and the OCR engine, for the run's record."""
    return {
        "stages": stage_versions(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "ocr_engine": engine.version,
        "ocr_languages": list(engine.languages),
        "second_recogniser": _second(),
        "work_version": work_version(engine),
    }


def stage_versions() -> dict[str, str]:
    """Version of each stage, as its results carry it. Imports every stage, which takes a second."""
    from pipeline.assessment import weigh
    from pipeline.collation import collate
    from pipeline.imaging import cache, features
    from pipeline.intake import examine
    from pipeline.matching import candidates, clusters, fingerprint, verify
    from pipeline.ocr import read
    from pipeline.store.store import ASSESS_VERSION

    return {
        "pages": cache.PAGES_VERSION,
        "features": features.FEATURES_VERSION,
        "examine": examine.VERSION,
        "read": read.VERSION,
        "fingerprint": fingerprint.VERSION,
        "candidates": candidates.VERSION,
        "match": verify.VERSION,
        "cluster": clusters.VERSION,
        "collate": collate.VERSION,
        "weigh": weigh.VERSION,
        "assess": f"{ASSESS_VERSION}/{load_weights().version}",
    }


def work_version(engine: Engine) -> str:
    """A hash by which a finished batch is known to come out the same: of the pipeline's own text, and what reads pages.

    After any change of it a batch is looked through again; what the stages know by their own versions is not repeated.
    """
    digest = hashlib.sha256(f"{engine.version}\0{_second()}".encode())
    for name, content in sorted(_texts(files("pipeline"), "")):
        digest.update(f"\0{name}\0".encode() + content)
    return digest.hexdigest()[:16]


def _second() -> str:
    recogniser = find_recogniser()
    return recogniser.version if recogniser else ""


def _texts(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _texts(entry, f"{name}/")
        elif name.endswith((".py", ".sql", ".json")):
            found.append((name, entry.read_bytes()))
    return found
