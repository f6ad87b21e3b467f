"""Fixtures that several folders of tests use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files named by DOCTORED_TEST_DATA; without it the test is skipped."""
    where = os.environ.get("DOCTORED_TEST_DATA")
    if not where or not Path(where).is_dir():
        pytest.skip("DOCTORED_TEST_DATA does not name a folder with real files")
    return Path(where)


@pytest.fixture(scope="session")
def sample_docs() -> Path:
    """The re-enactment that the project ships."""
    return Path(__file__).parent.parent / "sample_docs"
