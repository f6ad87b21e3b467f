"""Copies found by doctored and by tools that compare whole-page hashes, on the same files with known truth.

    python benchmarks/peers.py FOLDER --workspace DIR [--truth truth.json]

FOLDER was triaged into the workspace. Truth: the sub-folder of each file, or a truth.json with `files`: name to
`family`. Pictures only, as the peers open no PDF. Each peer's pairs closer than a threshold are joined to connected
components, as their users do; at the threshold its authors recommend, and at its best one for these very files by F1,
which nobody knows beforehand. Needs `pip install '.[bench]'` and `pip install --no-deps imagededup` (see README).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Sequence
from math import comb
from pathlib import Path
from typing import Any

import cv2
import duckdb
import imagehash
import numpy as np
import numpy.typing as npt
import pdqhash
import pillow_heif
from PIL import Image, ImageOps
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".tif", ".tiff", ".avif", ".gif", ".bmp"}
Bits = npt.NDArray[np.uint8]
Hash = Callable[[Image.Image], npt.NDArray[Any]]


def imagededup_methods() -> dict[str, Hash]:
    """imagededup's four hashing methods. The package imports torch and torchvision for its CNN whenever anything of it
    is imported: gigabytes of wheels, and weights from the network. Empty stand-ins take the place of its two modules
    that need them, so its CNN is not measured."""
    for name in ("imagededup.utils.models", "imagededup.methods.cnn"):
        stand_in = types.ModuleType(name)
        stand_in.__dict__["__getattr__"] = lambda attribute: type(attribute, (), {})
        sys.modules[name] = stand_in
    from imagededup.methods import AHash, DHash, PHash, WHash

    def method(kind: Any) -> Hash:
        hasher = kind(verbose=False)

        def encode(image: Image.Image) -> npt.NDArray[Any]:
            code = int(hasher.encode_image(image_array=np.asarray(image)), 16)
            return np.array([code >> bit & 1 for bit in range(64)])

        return encode

    return {f"imagededup {kind.__name__}": method(kind) for kind in (PHash, DHash, AHash, WHash)}


def imagehash_methods() -> dict[str, Hash]:
    """imagehash's hashes of 64 bits, and the perceptual one of 256."""

    def bits(function: Callable[..., Any], **options: Any) -> Hash:
        return lambda image: function(image, **options).hash.ravel()

    return {
        "imagehash phash": bits(imagehash.phash),
        "imagehash dhash": bits(imagehash.dhash),
        "imagehash whash": bits(imagehash.whash),
        "imagehash phash 256": bits(imagehash.phash, hash_size=16),
    }


def pdq(image: Image.Image) -> npt.NDArray[Any]:
    """PDQ's 256 bits."""
    small = image.copy()
    small.thumbnail((1024, 1024))  # as its authors advise for large pictures
    return pdqhash.compute(np.asarray(small))[0]


RECOMMENDED = {  # bits
    "imagededup": 10,  # the default of max_distance_threshold
    "imagehash": 5,  # the cutoff of its README
    "imagehash phash 256": 20,  # the same share of the bits
    "PDQ": 31,  # ThreatExchange's documentation
}


def pair_figures(truth: Sequence[str], label: Sequence[Any]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs of files put together, against pairs that belong together."""
    both = sum(comb(n, 2) for n in Counter(zip(truth, label, strict=True)).values())
    said = sum(comb(n, 2) for n in Counter(label).values())
    true = sum(comb(n, 2) for n in Counter(truth).values())
    precision, recall = both / max(said, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def components(distance: npt.NDArray[Any], threshold: float) -> list[int]:
    """Connected components of pairs at most so many bits apart."""
    return list(connected_components(coo_matrix(distance <= threshold), directed=False)[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--truth", type=Path, help="truth.json; default: the sub-folder of each file")
    given = parser.parse_args()
    pillow_heif.register_heif_opener()

    with duckdb.connect(str(given.workspace / "doctored.duckdb"), read_only=True) as connection:
        text = "select s.file_name, c.cluster_id from sightings as s join page_clusters as c using (file_sha256)"
        clusters = dict(connection.execute(f"{text} where c.page_no = 1").fetchall())
    families = None if given.truth is None else json.loads(given.truth.read_text())["files"]
    files, truth, label, images = [], [], [], []
    for path in sorted(given.folder.rglob("*")):
        name = path.relative_to(given.folder).as_posix()
        family = path.parent.name if families is None else families.get(path.name, {}).get("family")
        if path.suffix.lower() not in PICTURES or name not in clusters or not family:
            continue
        with Image.open(path) as image:
            images.append(ImageOps.exif_transpose(image).convert("RGB"))
        files.append(name)
        truth.append(family)
        label.append(clusters[name])
    true = sum(comb(n, 2) for n in Counter(truth).values())
    print(f"{len(files)} pictures of {len(set(truth))} pages, {true:,} true pairs")
    print("\n| tool | threshold | precision | recall | F1 | CPU ms a picture |\n|---|---|---|---|---|---|")
    print("| doctored | its own | {:.3f} | {:.3f} | {:.3f} | |".format(*pair_figures(truth, label)))
    methods = {**imagededup_methods(), **imagehash_methods(), "PDQ": pdq}
    for name, method in methods.items():
        started = time.process_time()
        codes: Bits = np.array([method(image) for image in images], np.uint8)
        cost = (time.process_time() - started) / len(images) * 1000
        distance = (codes[:, None] != codes[None]).sum(2)
        recommended = RECOMMENDED.get(name) or RECOMMENDED[name.split()[0]]
        best = max(range(codes.shape[1] // 2), key=lambda t: pair_figures(truth, components(distance, t))[2])
        for what, threshold in (("recommended", recommended), ("best", best)):
            figures = pair_figures(truth, components(distance, threshold))
            print("| {} | {} ({}) | {:.3f} | {:.3f} | {:.3f} | {:.0f} |".format(name, threshold, what, *figures, cost))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
