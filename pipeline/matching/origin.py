"""Do two accepted copies show one capture: one photograph, scan or rendering? Said only on evidence.

A re-post of a capture (screenshot, crop, scaling, recompression) keeps every line where it was: a pure similarity
lays one on the other to a fraction of a pixel, all over the page. A second photograph has another perspective, a
second scan another wobble, a page typeset anew other lines. An edition made from the same template keeps its lines
too, so a pair that differs in more places than one hand changes says nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.imaging.registration import Registration
from pipeline.matching.votes import WordVotes

MAX_RESIDUAL = 0.4  # pixels of the coarser copy: what re-sampling and recompression move a feature
MAX_BENT = 1.2  # pixels of the coarser copy: what the field adds to the similarity, at its 95th percentile
MAX_PERSPECTIVE = 0.003  # change of scale across the page
MAX_STRETCH = 1.01  # scale along the page over scale across it
MIN_MATCHES = 60
MIN_CELLS = 20  # of A's cells covered by matches: the agreement holds over the page, not on a logo
MAX_PLACES = 2  # places that differ: a swap has two; an edition has its date and some figures


@dataclass(frozen=True, slots=True)
class Origin:
    """word: same_capture | unknown (nothing tells same_sheet and other_printing yet); cues: what says so."""

    word: str
    cues: str


def common_origin(relation: str, votes: WordVotes, laid: Registration, size: tuple[int, int]) -> Origin:
    """The origin of a compared pair. size: (width, height) of A."""
    if relation == "same_template":
        return Origin("unknown", "two documents of one form share no printing")
    if relation == "undetermined" or votes.by_ink or votes.n_places > MAX_PLACES:
        return Origin("unknown", "")
    width, height = size
    matrix = laid.homography / laid.homography[2, 2]
    perspective = abs(matrix[2, 0]) * width + abs(matrix[2, 1]) * height
    largest, smallest = np.linalg.svd(matrix[:2, :2], compute_uv=False)
    pixel = max(1.0, float(np.sqrt(largest * smallest)))  # of the coarser copy, in B's pixels
    bent = float(np.percentile(np.linalg.norm(laid.nodes.reshape(-1, 2), axis=1), 95)) / pixel
    residual = laid.plain_residual_px / pixel
    lies = perspective <= MAX_PERSPECTIVE and largest <= MAX_STRETCH * smallest and bent <= MAX_BENT
    if lies and residual <= MAX_RESIDUAL and laid.n_matches >= MIN_MATCHES and laid.n_cells >= MIN_CELLS:
        cues = f"{laid.n_matches} details lie within {residual:.1f} px of a pure scaling and turning, all over the page"
        return Origin("same_capture", cues)
    return Origin("unknown", "")
