"""Prefect's part: chunks of work as tasks on threads, which feed the one process pool of the run. No logic of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from math import ceil
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import ThreadPoolTaskRunner

from flows.case import Case
from pipeline.errors import UnreadableError
from pipeline.intake.guard import result_of
from pipeline.records import Result

# Prefect types its runners by the future they give, and accepts only the base.
threads: Any = ThreadPoolTaskRunner(max_workers=8)  # they only wait for the guard

CHUNK = 100  # a task costs 30 to 40 ms of the server: a hundred pages make that nothing
TASKS_PER_JOB = 4  # so that the last chunk does not keep one worker busy alone


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work for the guard. done, failed: what its outcome becomes; what: its name in reasons; pages: how
    many it looks at together, for its share of time."""

    what: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    done: Callable[[Any], Result | None]
    failed: Callable[[UnreadableError], Result | None]
    pages: int = 1


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
def work_on(case: Case, jobs: Sequence[Job]) -> int:
    """Run a chunk in the guard; results are stored as they come. Returns how many there were."""
    running = {case.guard.submit(job.function, *job.args, pages=job.pages): job for job in jobs}
    for future in as_completed(running):
        job = running[future]
        try:
            result = job.done(result_of(future, job.what))
        except UnreadableError as error:
            result = job.failed(error)
        case.recorder.add([] if result is None else [result])
        case.progress.advance(1)
    return len(jobs)


def run_jobs(case: Case, stage: str, label: str, jobs: Sequence[Job]) -> None:
    """Run all jobs of a stage in chunks and wait. label: what a person reads. The first error of ours ends the run."""
    if not jobs:
        return
    case.progress.stage(label, len(jobs))
    with case.timed(stage, len(jobs)):
        futures = [
            work_on.with_options(task_run_name=f"{stage} {number}").submit(case, chunk)
            for number, chunk in enumerate(_chunks(jobs, case.order.settings.n_jobs), 1)
        ]
        wait(futures)
        for future in futures:
            future.result()


def _chunks(jobs: Sequence[Job], n_workers: int) -> Iterator[Sequence[Job]]:
    size = min(CHUNK, ceil(len(jobs) / (TASKS_PER_JOB * n_workers)))
    for start in range(0, len(jobs), size):
        yield jobs[start : start + size]
