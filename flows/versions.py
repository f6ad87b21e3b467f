"""Versions of everything that can change a result."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version

from pipeline.ocr.tesseract import Engine

from pipeline.assessment import weigh
from pipeline.assessment.weights import load_weights
from pipeline.collation import collate
from pipeline.imaging import cache, features
from pipeline.intake import examine
from pipeline.matching import candidates, clusters, fingerprint, verify
from pipeline.ocr import read
from pipeline.store.store import ASSESS_VERSION

LIBRARIES = (
    "doctored", "prefect", "pypdf", "pillow", "pytesseract", "imagehash", "duckdb", "pypdfium2", "pillow-heif",
    "numpy", "scipy", "opencv-python-headless", "rapidfuzz", "networkx",
)  # fmt: skip


def stage_versions() -> dict[str, str]:
    """Version of each stage, as its results carry it."""
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


def versions(engine: Engine) -> dict[str, object]:
    """Stages, libraries and the OCR engine, for the run's record."""
    return {
        "stages": stage_versions(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "ocr_engine": engine.version,
        "ocr_languages": list(engine.languages),
    }


def work_version(engine: Engine) -> str:
    """One hash of what decides whether a finished batch would come out the same."""
    decisive = {"stages": stage_versions(), "ocr_engine": engine.version}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]
