"""The weights: one versioned data file. Each row says how much a part counts, between which bounds, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Weights:
    """A version of the weights: rows of part, weight, lowest, highest (natural log-odds), reason."""

    version: str
    parts: list[dict[str, Any]]


def load_weights() -> Weights:
    """The weights that this version of doctored ships."""
    data = json.loads(files("pipeline.assessment").joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights(data["version"], data["parts"])
