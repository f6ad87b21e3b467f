"""The weights that are shipped."""

from __future__ import annotations

import hashlib
import json

from pipeline.assessment.weights import load_weights


def test_other_figures_have_another_version() -> None:
    """A workspace refuses weights of a version that it has with other figures, so that none is changed unnoticed."""
    weights = load_weights()
    digest = hashlib.sha256(json.dumps({part["part"]: part for part in weights.parts}).encode()).hexdigest()[:4]
    assert weights.version.split(",")[0].endswith(f" {digest}")
