"""How far a run is: a bar on a terminal, plain lines elsewhere, nothing with --json. On stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from flows import case
from flows.cli.text import console, on_one_line

LINE_SECONDS = 10.0  # between two plain lines of one stage


class Bar:
    """Stage, bar, done/all, time left."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        """A stage begins; the one before is done."""
        if self._task is not None:
            self._bar.stop_task(self._task)
        self._task = self._bar.add_task(name, total=total)

    def advance(self, n: int) -> None:
        """n more are done."""
        if self._task is not None:
            self._bar.advance(self._task, n)

    def say(self, sentence: str) -> None:
        """A line above the bars."""
        self._bar.console.print(on_one_line(sentence))


class Lines:
    """A line when a stage begins, and every LINE_SECONDS while it goes on."""

    def __init__(self) -> None:
        self._name, self._total, self._done = "", 0, 0
        self._started = self._said = time.monotonic()

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""
        self._name, self._total, self._done = name, total, 0
        self._started = self._said = time.monotonic()
        self.say(f"{name}: {total}")

    def advance(self, n: int) -> None:
        """n more are done."""
        self._done += n
        now = time.monotonic()
        if now - self._said >= LINE_SECONDS and self._done < self._total:
            self._said = now
            left = (now - self._started) / self._done * (self._total - self._done)
            self.say(f"{self._name}: {self._done} of {self._total}, about {left:.0f} s left")

    def say(self, sentence: str) -> None:
        """A line."""
        print(on_one_line(sentence), file=sys.stderr, flush=True)


@contextmanager
def progress_for(as_json: bool) -> Iterator[case.Progress]:
    """What suits the output."""
    if as_json:
        yield case.Silence()
    elif sys.stderr.isatty():
        columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console(stderr=True)) as bar:
            yield Bar(bar)
    else:
        yield Lines()
