"""Inside a worker of the guard: limits on memory, time and what it writes, and plain reasons for what goes wrong."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

import cv2

from pipeline.errors import UnreadableError
from pipeline.settings import Limits

PAGE_SECONDS = 3.0  # wall time that each page done adds to what a file may take: a 600 dpi scan needs about two

_DETAIL = 400  # characters of a library's message worth keeping
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

# Not the file's fault: these errors go on to the caller as they are.
_ENVIRONMENT = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
_ENVIRONMENT |= {errno.EMFILE, errno.ENFILE}

_worker: list[int] = []  # the worker's own process id: an alarm must never be set in a process that is no worker


def restart_clock(limits: Limits) -> None:
    """Inside a worker: the page is done, the next one has the full time again. Elsewhere it does nothing."""
    if _worker:
        _set_clock(limits.wall_seconds, limits.cpu_seconds)


def nothing() -> None:
    """A task that only starts a worker."""


def start_worker(limits: Limits, parent: int) -> None:
    """Once, before a worker's first task. parent: process id of the one that it ends with."""
    _die_with_parent()
    if os.getppid() != parent:  # it ended before we could ask to be told
        os._exit(1)
    cv2.setNumThreads(1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, limits.memory_mib * 1024**2)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes + 1024**2)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # native libraries print what they like; it must not reach the user's terminal
        os.dup2(silence, stream)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _tie_children()
    _worker.append(os.getpid())


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, hard))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _tie_children() -> None:
    """Programs that a worker starts (tesseract) end with it, however it ends. A death signal is lost in a fork, so each
    child has to ask for it itself; libraries that start programs offer no way in but this."""

    class TiedPopen(subprocess.Popen[Any]):
        def __init__(self, *args: Any, **options: Any) -> None:
            options["preexec_fn"] = _die_with_parent
            super().__init__(*args, **options)

    if sys.platform == "linux":
        setattr(subprocess, "Popen", TiedPopen)  # noqa: B010


def _set_clock(wall_seconds: float, cpu_seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


def run(function: Callable[..., Any], args: tuple[Any, ...], seconds: float | None, pages: int, limits: Limits) -> Any:
    """The task itself. The alarm kills the process even where a library never returns to Python."""
    _set_clock(seconds if seconds is not None else limits.wall_seconds * pages, limits.cpu_seconds * pages)
    try:
        return function(*args)
    except UnreadableError:
        raise
    except MemoryError as error:
        raise _too_large(limits) from error
    except cv2.error as error:
        raise (_too_large(limits) if error.code == cv2.Error.StsNoMem else _unforeseen(error, function)) from error
    except RecursionError as error:
        raise UnreadableError("is nested too deeply to be read; it may be made to stall readers") from error
    except OSError as error:
        if error.errno in _ENVIRONMENT:
            raise
        raise _unforeseen(error, function) from error
    except Exception as error:
        raise _unforeseen(error, function) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (resource.getrlimit(resource.RLIMIT_CPU)[1],) * 2)


def _too_large(limits: Limits) -> UnreadableError:
    return UnreadableError(
        f"needs more than {limits.memory_mib} MiB of memory; raise limits.memory_mib where the machine has more"
    )


def _unforeseen(error: Exception, function: Callable[..., Any]) -> UnreadableError:
    """Decoding a file that a library trips over is the file's fault; what looks at decoded pages is ours."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(where.filename)}:{where.lineno}"
    is_file = function.__module__.startswith("pipeline.intake")
    reason = (
        "is damaged or of a kind that its reader cannot handle"
        if is_file
        else "met a fault of doctored itself, not of the file; please report the detail"
    )
    return UnreadableError(reason, shortened(error, place))


def shortened(error: BaseException, place: str = "") -> str:
    """A library's message, for a technician: kind, first characters, place."""
    message = " ".join(str(error).split())[:_DETAIL]
    return f"{type(error).__name__}: {message}" + (f" ({place})" if place else "")
