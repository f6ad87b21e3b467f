"""The workspace's own Prefect server on loopback: started for a run, or kept running and found again by a file."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from flows.prefect_home import chosen_api, private_environment
from pipeline.errors import DoctoredError
from pipeline.settings import Settings, WorkspacePaths, environment

START_SECONDS = 120.0  # 10 to 14 s on an idle machine, 21 s when two start at once
STOP_SECONDS = 10.0
SUPERVISE_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """A server that was started: its process, when that began (seconds since 1970), its API."""

    pid: int
    started_at: float
    api_url: str


def _file(paths: WorkspacePaths) -> Path:
    return paths.prefect_home / "server.json"


def running_server(paths: WorkspacePaths) -> ServerInfo | None:
    """The server kept for this workspace, if it is alive and answers."""
    try:
        info = ServerInfo(**json.loads(_file(paths).read_text(encoding="utf-8")))
        process = psutil.Process(info.pid)
        alive = abs(process.create_time() - info.started_at) < 2 and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, TypeError, psutil.Error):
        return None
    return info if alive and answers(info.api_url) else None


def answers(api_url: str) -> bool:
    """Does an API answer?"""
    try:
        # No proxy: the address is this machine's.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{api_url}/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def launch(
    paths: WorkspacePaths, port: int | None = None, *, outlives_us: bool = False
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server process, without waiting until it answers. Returns it and its API.

    Unless it outlives_us it ends with this process, however that ends.
    """
    port = port or _free_port()
    _forget_half_made_database(paths)
    variables = environment() | private_environment(paths, None)
    variables.pop("PREFECT_API_URL", None)
    api_url = f"http://127.0.0.1:{port}/api"
    # its page would ask port 4200 otherwise, and advertise a cloud to people whose material stays here
    variables |= {"PREFECT_SERVER_UI_API_URL": api_url, "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (paths.prefect_home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=None if outlives_us or sys.platform != "linux" else _end_with_parent,
        )
    return process, api_url


def wait_for(process: subprocess.Popen[bytes], api_url: str, paths: WorkspacePaths) -> None:
    """Wait until it answers. Raises DoctoredError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if answers(api_url):
            _made(paths).touch()
            return
        time.sleep(0.25)
    end(process.pid)
    _made(paths).unlink(missing_ok=True)
    raise DoctoredError(
        f"The Prefect server did not start; {paths.prefect_home / 'server.log'} says why. "
        "The next try begins with a new one."
    )


def _made(paths: WorkspacePaths) -> Path:
    return paths.prefect_home / "database.made"


def _forget_half_made_database(paths: WorkspacePaths) -> None:
    """A server that was killed while it made its database never starts again. Nothing of ours lies in there."""
    if not _made(paths).exists():
        for leftover in paths.prefect_home.glob("prefect.db*"):
            leftover.unlink()


def keep(paths: WorkspacePaths, port: int | None = None) -> ServerInfo:
    """Start a server that goes on running, unless one does. Raises DoctoredError when it does not start."""
    paths.create()
    found = running_server(paths)
    if found is not None:
        return found
    process, api_url = launch(paths, port, outlives_us=True)
    wait_for(process, api_url, paths)
    info = ServerInfo(process.pid, psutil.Process(process.pid).create_time(), api_url)
    part = _file(paths).with_suffix(".part")
    part.write_text(json.dumps(asdict(info)), encoding="utf-8")
    os.replace(part, _file(paths))
    return info


def stop(paths: WorkspacePaths) -> bool:
    """Stop the kept server. Returns whether there was one."""
    found = running_server(paths)
    if found is not None:
        end(found.pid)
    _file(paths).unlink(missing_ok=True)
    return found is not None


class Server:
    """A server for one run: the one the user names, the one kept, or one started now and stopped at the end.

    start() returns at once; url() waits until it answers.
    """

    def __init__(self, paths: WorkspacePaths, settings: Settings) -> None:
        self._paths, self._settings = paths, settings
        self._process: subprocess.Popen[bytes] | None = None
        self._url: str | None = None

    def start(self) -> None:
        """Begin to start one where none is to be had. Raises DoctoredError for an API that is not on this machine.

        Asked twice it does nothing: two servers in one home would make its database at the same time, and spoil it.
        """
        if self._url is not None:
            return
        self._paths.create()
        self._url = chosen_api(self._settings)
        if self._url is None:
            found = running_server(self._paths)
            if found is not None:
                self._url = found.api_url
            else:
                self._process, self._url = launch(self._paths)

    def url(self) -> str:
        """Its API. Raises DoctoredError when it does not come up."""
        if self._url is None:
            self.start()
        assert self._url is not None
        if self._process is not None:
            wait_for(self._process, self._url, self._paths)
        elif not answers(self._url):
            raise DoctoredError(f"The Prefect API {self._url} does not answer; start it, or unset PREFECT_API_URL.")
        return self._url

    def close(self) -> None:
        """Stop it if it was started here."""
        if self._process is not None:
            end(self._process.pid)


@contextmanager
def server_for_run(paths: WorkspacePaths, settings: Settings) -> Iterator[Server]:
    """A server for the body of a `with`."""
    server = Server(paths, settings)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def supervised_server(paths: WorkspacePaths, settings: Settings) -> Iterator[str]:
    """The API of a server that is started anew, at the same address, whenever it ends during the body of a `with`.

    One that runs already is used and left alone at the end. Raises DoctoredError when it does not start.
    """
    paths.create()
    chosen = chosen_api(settings)
    found = running_server(paths)
    if chosen or found:
        yield chosen or (found.api_url if found else "")
        return
    info = keep(paths)
    port = urlsplit(info.api_url).port
    stopped = threading.Event()

    def supervise() -> None:
        while not stopped.wait(SUPERVISE_SECONDS):
            if running_server(paths) is None and not stopped.is_set():
                log.warning("The Prefect server ended; it is started again.")
                stop(paths)
                keep(paths, port)

    watcher = threading.Thread(target=supervise, name="server watch", daemon=True)
    watcher.start()
    try:
        yield info.api_url
    finally:
        stopped.set()
        watcher.join(START_SECONDS)
        stop(paths)


def end(pid: int) -> None:
    """End a process and its children, kindly first."""
    try:
        process = psutil.Process(pid)
    except psutil.Error:
        return
    family = [process, *process.children(recursive=True)]
    for member in family:
        try:
            member.send_signal(signal.SIGTERM)
        except psutil.Error:
            continue
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for member in alive:
        try:
            member.kill()
        except psutil.Error:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, SIGKILL included (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
