"""Stores for the tests: migrated once, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.settings import WorkspacePaths
from pipeline.store import Store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated live database without rows."""
    paths = WorkspacePaths(tmp_path_factory.mktemp("empty") / "workspace")
    Store(paths).migrate()
    return paths.live_database


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> Store:
    """A store of its own for one test."""
    paths = WorkspacePaths(tmp_path / "workspace")
    paths.create()
    shutil.copyfile(empty_database, paths.live_database)
    return Store(paths)
