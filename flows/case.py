"""What every stage of a run is given: the batch, the store, the guard, and somebody to tell about progress."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from flows.order import Order, take_order
from flows.versions import versions
from pipeline.assessment.weights import load_weights
from pipeline.intake.guard import Guard
from pipeline.ocr.tesseract import Engine, find_engine, require_languages
from pipeline.records import Result
from pipeline.settings import WorkspacePaths
from pipeline.store import Store

FLUSH_SECONDS = 3.0  # a kill loses at most so much finished work
FLUSH_RESULTS = 300


class Progress(Protocol):
    """Somebody who wants to know how far a run is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""
        ...

    def advance(self, n: int) -> None:
        """n pieces of work of the stage are done."""
        ...

    def say(self, sentence: str) -> None:
        """Something worth a line."""
        ...


class Silence:
    """Nobody wants to know."""

    def stage(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self, n: int) -> None:
        """Say nothing."""

    def say(self, sentence: str) -> None:
        """Say nothing."""


# A flow's parameters are an id and a folder, and nothing else: whoever starts a flow in this process is told here.
listener: Progress = Silence()


class Recorder:
    """Stores results every few seconds; threads share it."""

    def __init__(self, store: Store, run_id: str) -> None:
        self._store, self._run_id = store, run_id
        self._waiting: list[Result] = []
        self._lock = threading.Lock()
        self._since = time.monotonic()

    def add(self, results: Sequence[Result]) -> None:
        """Take results; store what waits when it is time."""
        with self._lock:
            self._waiting += results
            if len(self._waiting) < FLUSH_RESULTS and time.monotonic() - self._since < FLUSH_SECONDS:
                return
        self.flush()

    def flush(self) -> None:
        """Store what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._since = time.monotonic()
        self._store.record(self._run_id, waiting)


@dataclass(frozen=True, slots=True)
class Case:
    """One run on one batch."""

    paths: WorkspacePaths
    order: Order
    store: Store
    guard: Guard
    engine: Engine
    run_id: str
    weights_version: str
    recorder: Recorder
    progress: Progress

    @property
    def cache(self) -> str:
        """The cache folder, as guard workers take it."""
        return str(self.paths.cache)

    @property
    def batch_id(self) -> str:
        """The batch."""
        return self.order.plan.batch_id

    @contextmanager
    def timed(self, stage: str, n: int) -> Iterator[None]:
        """Note how long n pieces of a stage took."""
        started = time.monotonic()
        yield
        self.recorder.flush()
        self.store.add_stage_seconds(self.run_id, stage, n, time.monotonic() - started)


@contextmanager
def open_case(workspace: str, batch_id: str, flow: str = "triage") -> Iterator[Case]:
    """Start a run of a flow: one at a time in a workspace, with its own guard. A run that ends by an error is noted as
    failed.

    Raises DoctoredError without an order, an OCR engine or its languages.
    """
    paths = WorkspacePaths(Path(workspace))
    paths.create()
    order = take_order(paths, batch_id)
    progress = listener
    engine = find_engine(order.settings.ocr.lang)
    require_languages(engine, order.settings.ocr.lang)
    store = Store(paths)
    with _alone(paths, progress), _private_temp(paths), Guard(order.settings.n_jobs, order.settings.limits) as guard:
        store.migrate()
        weights = load_weights()
        store.load_weights(weights.version, weights.parts)
        run_id = store.start_run(flow, batch_id, versions(engine), order.settings.model_dump(mode="json"))
        recorder = Recorder(store, run_id)
        case = Case(paths, order, store, guard, engine, run_id, weights.version, recorder, progress)
        state = "failed"
        try:
            yield case
            state = "completed"
        finally:
            if state == "failed":
                case.recorder.flush()
            store.finish_run(run_id, state)
            store.publish(run_id=run_id)


@contextmanager
def _private_temp(paths: WorkspacePaths) -> Iterator[None]:
    """Temporary files of the guard's workers lie in the workspace, and what a killed one left is removed."""
    folder = paths.state / "worker-tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(paths: WorkspacePaths, progress: Progress) -> Iterator[None]:
    """Wait until no other run works in the workspace."""
    lock = FileLock(paths.state / "run.lock", thread_local=False, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress.say(f"Another run works in {paths.root}; waiting for it to end.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
