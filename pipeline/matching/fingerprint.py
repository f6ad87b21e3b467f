"""Fingerprints of a page: whole-page hashes for the fast path, local features for everything else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import imagehash
import numpy as np

from pipeline.imaging.cache import load_shown, open_page
from pipeline.imaging.features import FEATURES_VERSION, extract, save_features
from pipeline.records import Fingerprint, PageKey

VERSION = f"1.{FEATURES_VERSION}"


def fingerprint_page(cache: str, file_sha256: str, page_no: int) -> list[Fingerprint]:
    """Hashes of a page whose image lies in the cache; its local features are written there.

    phash_64, dhash_64 and whash_64 are imagehash's, as 16 hex digits; pixels_sha256 is equal for frames that are
    equal pixel by pixel, whatever file format they came in. Raises FileNotFoundError.
    """
    key = PageKey(file_sha256, page_no)
    left, top, width, height = cv2.boundingRect(load_shown(Path(cache), key))
    image = open_page(Path(cache), key).crop((left, top, left + width, top + height))
    grey = image.convert("L")
    found = extract(np.asarray(grey, np.uint8))
    save_features(Path(cache), key, replace(found, xy=found.xy + np.array([left, top], np.float32)))
    pixels = hashlib.sha256(f"{image.size}".encode() + image.convert("RGB").tobytes()).hexdigest()
    hashes = {
        "phash_64": str(imagehash.phash(grey)),
        "dhash_64": str(imagehash.dhash(grey)),
        "whash_64": str(imagehash.whash(grey)),
        "pixels_sha256": pixels,
    }
    return [Fingerprint(file_sha256, page_no, name, value) for name, value in hashes.items()]
