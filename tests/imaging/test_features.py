"""Local features serve to find a page again, in whatever shape its copies are."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.imaging.features import BANDS, DESCRIPTOR_UNIT, N_FEATURES, extract
from pipeline.imaging.register import SUPPLE, register

SIZE = (1_200, 1_600)  # width, height


def dense_page() -> np.ndarray:
    """A page with more small details than are kept: lines of letters, and grain as of a sharp scan."""
    draw = np.random.default_rng(4)
    grey = np.full(SIZE[::-1], 235, np.uint8)
    for y in range(60, SIZE[1] - 40, 34):
        text = "".join(draw.choice(list("abcdefghijklmnopqrstuvwxyz0123456789    "), 62))
        cv2.putText(grey, text, (40, y), cv2.FONT_HERSHEY_COMPLEX, 0.75, 30, 1, cv2.LINE_AA)
    grain = draw.normal(0, 12, grey.shape)
    return np.clip(grey + grain, 0, 255).astype(np.uint8)


def test_every_size_of_detail_has_its_share() -> None:
    features = extract(dense_page())
    assert len(features) == N_FEATURES
    counts = np.bincount(np.digitize(features.size, BANDS), minlength=len(BANDS) + 1)
    assert counts.min() > 0.2 * N_FEATURES


def test_a_sharp_page_is_found_again_in_a_blurred_and_shrunken_copy() -> None:
    page = dense_page()
    copy = cv2.resize(cv2.GaussianBlur(page, (0, 0), 4.0), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    laid = register(extract(page), extract(copy), SIZE, SUPPLE)
    assert laid is not None
    assert laid.n_inliers > 300
    corners = np.array([[100.0, 100.0], [1_100.0, 1_500.0]])
    np.testing.assert_allclose(laid.to_b(corners), corners / 2, atol=2)


def test_a_blurred_page_has_more_of_the_sizes_that_it_has() -> None:
    blurred = cv2.GaussianBlur(dense_page(), (0, 0), 3.0)
    features = extract(blurred)
    counts = np.bincount(np.digitize(features.size, BANDS), minlength=len(BANDS) + 1)
    assert counts[0] < 0.2 * N_FEATURES
    assert len(features) > 0.7 * N_FEATURES


def test_a_kept_detail_is_described_as_if_all_were() -> None:
    page = dense_page()
    features = extract(page)
    equalised = cv2.createCLAHE(2.0, (8, 8)).apply(page)
    points, described = cv2.SIFT_create(contrastThreshold=0.02).detectAndCompute(equalised, None)
    root = np.sqrt(described / described.sum(1, keepdims=True)) * DESCRIPTOR_UNIT
    every = {(*p.pt, p.size, round(p.angle, 3)): row.astype(np.uint8) for p, row in zip(points, root, strict=True)}
    kept = zip(features.xy, features.size, np.rad2deg(features.angle), features.descriptor, strict=True)
    for (x, y), size, angle, descriptor in list(kept)[::100]:
        np.testing.assert_array_equal(descriptor, every[float(x), float(y), float(size), round(float(angle), 3)])


def test_an_empty_page_has_none() -> None:
    assert len(extract(np.full((500, 400), 255, np.uint8))) == 0
