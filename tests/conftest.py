"""Fixtures that several folders of tests use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling


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


class _ByFile(LoadScopeScheduling):
    """A file's tests go to one process, and those of all files that look at the triaged samples to the same: others
    would wait for them. xdist's own groups are lost on pytest 9.2, which no longer has the node id that they write."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return "triaged" if "triaged: Triaged" in (self.config.rootpath / path).read_text(encoding="utf-8") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _ByFile(config, log)
