"""The guard: one pool of spawned processes in which foreign bytes are decoded, under limits.

A worker that hangs, crashes or eats memory costs one task, which ends as UnreadableError with a plain reason.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import UnreadableError
from pipeline.intake.worker import PAGE_SECONDS, nothing, run, start_worker
from pipeline.settings import Limits

# Each worker is one thread's worth of work: more threads inside only fight each other. Libraries
# look at this once, when a worker loads them with the program it belongs to.
_ONE_THREAD = (
    "OMP_THREAD_LIMIT",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
_ATTEMPTS = 2  # a worker killed from outside may be another's fault; twice in a row it is the file's


class Guard:
    """The pool of one run. Use as a context manager; leaving it ends the workers and their children."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self._jobs = jobs
        self._limits = limits
        self._waiting: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._unfinished: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._closing = False
        self._dispatcher = threading.Thread(target=self._dispatch, name="guard", daemon=True)

    def __enter__(self) -> Guard:
        self._dispatcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._waiting.put(None)
        self._dispatcher.join()
        with self._lock:
            left = list(self._unfinished)
        for future in left:
            if not future.cancel():  # one that was begun: whoever waits for it must not wait for ever
                with contextlib.suppress(InvalidStateError):
                    future.set_exception(CancelledError())

    def submit(
        self, function: Callable[..., Any], *args: Any, seconds: float | None = None, pages: int = 1
    ) -> Future[Any]:
        """Run a function of a module in a worker. seconds: wall time, else limits.wall_seconds, which a function that
        works page by page may claim anew for each page (restart_clock). pages: how many it looks at together; it
        has the time of all of them. Read the outcome with result_of."""
        future: Future[Any] = Future()
        with self._lock:
            self._unfinished.add(future)
        future.add_done_callback(self._forget)
        self._waiting.put(_Task(future, function, args, seconds, pages=pages))
        return future

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._unfinished.discard(future)

    def _dispatch(self) -> None:
        """Feeds the pool. Workers are started from this thread because they are tied to the life of the thread that
        starts them (PR_SET_PDEATHSIG), and a thread of the caller may end earlier."""
        pool = self._new_pool()
        try:
            while (task := self._waiting.get()) is not None:
                if not pool.active:
                    _end(pool)
                    pool = self._new_pool()
                self._schedule(pool, task)
        finally:
            _end(pool)

    def _new_pool(self) -> ProcessPool:
        os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
        pool = ProcessPool(
            max_workers=self._jobs,
            initializer=start_worker,
            initargs=(self._limits, os.getpid()),
            context=multiprocessing.get_context("spawn"),
        )
        pool.schedule(nothing)  # starts the workers now, while the caller still plans
        return pool

    def _schedule(self, pool: ProcessPool, task: _Task) -> None:
        if task.attempt == 0 and not task.future.set_running_or_notify_cancel():
            return
        try:
            inner = pool.schedule(
                run,
                args=(task.function, task.args, task.seconds, task.pages, self._limits),
                timeout=self._patience(task),
            )
        except RuntimeError as error:  # the pool broke between the look and the call
            self._again_or_fail(task, error)
            return
        inner.add_done_callback(lambda done: self._finish(task, done))

    def _patience(self, task: _Task) -> float:
        """When the parent itself ends a task; the worker's own alarm comes first."""
        if task.seconds is not None:
            return task.seconds + 5
        return self._limits.wall_seconds * task.pages + 5 + self._limits.pages * PAGE_SECONDS

    def _finish(self, task: _Task, done: Future[Any]) -> None:
        try:
            value = done.result()
        except (BrokenProcessPool, CancelledError) as error:
            self._again_or_fail(task, error)
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGKILL:
                self._again_or_fail(task, error)
            else:
                task.future.set_exception(self._explain(task, error))
        except TimeoutError as error:
            task.future.set_exception(self._explain(task, error))
        except BaseException as error:
            task.future.set_exception(error)
        else:
            task.future.set_result(value)

    def _again_or_fail(self, task: _Task, error: BaseException) -> None:
        if self._closing:
            task.future.set_exception(CancelledError())
        elif task.attempt + 1 < _ATTEMPTS:
            self._waiting.put(replace(task, attempt=task.attempt + 1))
        else:
            task.future.set_exception(self._explain(task, error))

    def _explain(self, task: _Task, error: BaseException) -> UnreadableError:
        limits = self._limits
        code = error.exitcode if isinstance(error, ProcessExpired) else 0
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if isinstance(error, TimeoutError) or code == -signal.SIGALRM:
            seconds = task.seconds if task.seconds is not None else limits.wall_seconds * task.pages
            return UnreadableError(
                f"took longer than {seconds:g} s to read; it may be damaged or made to stall readers"
            )
        if code == -signal.SIGXCPU:
            seconds = limits.cpu_seconds * task.pages
            reason = f"took more than {seconds} s of computing to read; it may be made to stall readers"
            return UnreadableError(reason, name)
        if code == -signal.SIGKILL:
            return UnreadableError("its reader was killed twice, most likely because memory ran out", name)
        return UnreadableError("crashed its reader, as damaged or hostile files do", name)


def result_of(future: Future[Any], what: str) -> Any:
    """What a task returned, waiting for it.

    Raises UnreadableError with a plain reason when the task failed for the sake of its file; OSError as it is when the
    machine is to blame (a file that is gone, a full disk). what: the name that goes before an unforeseen message.
    """
    try:
        return future.result()
    except OSError as error:
        error.add_note(f"while reading {what}")
        raise


@dataclass(frozen=True, slots=True)
class _Task:
    future: Future[Any]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    seconds: float | None
    attempt: int = 0
    pages: int = 1


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()
