"""Taking members in, as far as the limits go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import UnreadableError
from pipeline.intake.evidence import BLOCK, Incoming, stored
from pipeline.intake.names import SOURCES_NAME, clean_text, distinct, junk_reason
from pipeline.intake.worker import restart_clock
from pipeline.records import Member
from pipeline.settings import Limits

# A few blank pages pack far better than limits.expansion_ratio; up to this size nobody is hurt.
ALWAYS_ALLOWED_BYTES = 16 * 1024**2

ENCRYPTED = "is encrypted and no password is known; unpack it and hand in what is inside"
BROKEN = "is a damaged archive; fetch it again"


class SupportsRead(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class TooMuchError(Exception):
    """The archive unpacks to more than is allowed. Its message is the reason."""


class Taking:
    """Takes members in, as far as the limits go."""

    def __init__(self, archive_sha256: str, n_bytes: int, evidence: Path, limits: Limits) -> None:
        self.members: list[Member] = []
        self.refused: list[tuple[str, str, str]] = []
        self.ignored: list[tuple[str, str]] = []
        self._archive_sha256 = archive_sha256
        self._evidence = evidence
        self._limits = limits
        self._n_unpacked = 0
        self._names: set[str] = set()
        by_ratio = max(int(n_bytes * limits.expansion_ratio), ALWAYS_ALLOWED_BYTES)
        self._allowed = min(by_ratio, limits.expanded_bytes)
        self._setting = "limits.expanded_bytes" if self._allowed == limits.expanded_bytes else "limits.expansion_ratio"

    def name(self, name: str) -> str | None:
        """The name under which a member is taken, or None when it is not, which is then noted.

        Raises TooMuchError when the archive has more members than allowed.
        """
        shown = distinct(clean_text(name) or "(no name)", self._names)
        self._names.add(shown)
        if len(self._names) > self._limits.archive_members:
            limit = f"{self._limits.archive_members:,} members (setting limits.archive_members)"
            self.refuse(shown, f"was not unpacked, nor what follows: the archive has more than {limit}")
            raise TooMuchError
        parts = shown.replace("\\", "/").split("/")
        if parts[0] == "" or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
            self.refuse(shown, "has a name that points outside its archive; it was not unpacked")
        elif parts[-1] == SOURCES_NAME:
            self.ignored.append((shown, "a sources.csv is read only at the root of a batch"))
        elif (junk := junk_reason(shown)) is not None:
            self.ignored.append((shown, junk))
        else:
            return shown
        return None

    def refuse(self, name: str, reason: str, detail: str = "") -> None:
        """Note a member that is not taken."""
        self.refused.append((clean_text(name), reason, clean_text(detail)))

    def count(self, n_bytes: int) -> None:
        """Count unpacked bytes. Raises TooMuchError when they are more than the archive may give."""
        self._n_unpacked += n_bytes
        if self._n_unpacked > self._allowed:
            raise TooMuchError(
                f"was not unpacked: the archive unpacks to more than {self._allowed:,} bytes (setting {self._setting})"
            )

    def check_member_size(self, n_bytes: int) -> None:
        """Raises UnreadableError for a member larger than a file may be."""
        if n_bytes > self._limits.file_bytes:
            raise UnreadableError(f"is larger than {self._limits.file_bytes:,} bytes (setting limits.file_bytes)")

    def store(self, name: str, reading: SupportsRead, is_counted: bool = True) -> None:
        """Write a member to the evidence store. is_counted: count here what is unpacked."""
        with stored(self._evidence) as incoming:
            while block := reading.read(BLOCK):
                self.check_member_size(incoming.n_bytes + len(block))
                if is_counted:
                    self.count(len(block))
                incoming.write(block)
        self.add(name, incoming)

    def add(self, name: str, incoming: Incoming) -> None:
        """Note a member that is in the evidence store."""
        self.members.append(Member(self._archive_sha256, name, incoming.sha256, incoming.n_bytes))
        restart_clock(self._limits)

    def incoming(self) -> Any:
        """A place for a member in the evidence store (a context manager)."""
        return stored(self._evidence)


def special(what: str) -> str:
    return f"is a {what}, which is not followed; hand in the file itself"
