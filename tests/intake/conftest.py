"""What the tests of intake share: a folder like a workspace, and a short way to examine bytes in this process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake.evidence import keep
from pipeline.intake.examine import examine_file
from pipeline.records import Decoded, Unpacked
from pipeline.settings import Limits

Examine = Callable[..., Decoded | Unpacked]


@pytest.fixture
def examine(tmp_path: Path) -> Examine:
    """Examine bytes of our own making. Foreign bytes go through the guard instead."""

    def run(data: bytes, limits: Limits | None = None) -> Decoded | Unpacked:
        source = tmp_path / "source"
        source.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        keep(tmp_path / "evidence", source, sha256)
        where = (str(tmp_path / "evidence"), str(tmp_path / "cache"))
        return examine_file(*where, sha256, "name tells nothing", limits or Limits(), 100)

    return run
