"""Fixtures that several folders of tests use."""

from __future__ import annotations

import os
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from pipeline.imaging.cache import UInt8
from pipeline.ocr.recogniser import Recogniser, find_recogniser
from pipeline.records import Recognition


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


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """The real second recogniser; without it the test is skipped."""
    found = find_recogniser()
    if found is None:
        pytest.skip("there is no second recogniser: pip install 'doctored[recogniser]'")
    return found


class _ByFile(LoadScopeScheduling):
    """A file's tests go to one process, and those of all files that look at the triaged samples to the same: others
    would wait for them. xdist's own groups are lost on pytest 9.2, which no longer has the node id that they write."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return "triaged" if "triaged: Triaged" in (self.config.rootpath / path).read_text(encoding="utf-8") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _ByFile(config, log)


@pytest.fixture
def seen_as() -> Callable[..., Recognition]:
    """What a recogniser makes of a text: each character as likely as `clear`, or half as likely as that and `or_else`'s
    as much."""

    def seen(text: str, clear: float = 0.97, or_else: str = "", alphabet: str = string.printable[:95]) -> Recognition:
        frames = np.full((2 * len(text) + 1, 1 + len(alphabet)), 1e-6)
        frames[:, 0] = 1.0
        for column, characters in enumerate(zip(text, or_else or text, strict=True)):
            frames[2 * column + 1] = (1 - clear) / len(alphabet)
            for character in characters:
                frames[2 * column + 1, 1 + alphabet.index(character)] += clear / 2
        return Recognition(alphabet, np.log(frames).astype(np.float32))

    return seen


@dataclass
class Told:
    """A recogniser that answers one after the other as it is told: text, and how clearly each character is seen."""

    seen_as: Callable[..., Recognition]
    answers: Sequence[tuple[str, float]]
    version: str = "told"
    asked: list[UInt8] = field(default_factory=list)

    def __call__(self, crops: Sequence[UInt8], alphabet: str) -> list[Recognition]:
        """Only letters of ASCII are known."""
        self.asked += crops
        known = "".join(c for c in alphabet if c.isascii())
        return [self.seen_as(text, clear, alphabet=known) for text, clear in self.answers[: len(crops)]]


@pytest.fixture
def told(seen_as: Callable[..., Recognition]) -> Callable[[Sequence[tuple[str, float]]], Told]:
    """Makes a recogniser that answers as it is told."""
    return partial(Told, seen_as)
