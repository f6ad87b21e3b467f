"""What can go wrong, in words for the person who handed the file in."""

from __future__ import annotations


class DoctoredError(Exception):
    """One plain sentence for stderr: what happened, to what, and what to do. Ends a command with exit_code."""

    exit_code = 1


class UsageError(DoctoredError):
    """The command was called wrongly."""

    exit_code = 2


class UnreadableError(Exception):
    """A file, or a part of it, cannot be examined. Costs that file alone and becomes a row of `unreadable`.

    reason is a plain sentence ("is encrypted and no password is known; hand in a decrypted copy");
    detail is what a technician wants to see (the exception of the library, shortened).
    Pickles, because it is raised in a guard process and caught in the flow.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    @property
    def sentence(self) -> str:
        """The reason behind "FILE cannot be examined:", with what to do."""
        whole = self.reason.startswith(("its ", "the "))  # has a subject of its own
        advice = "" if ";" in self.reason else "; hand in another picture of it"
        return f"{'' if whole else 'it '}{self.reason}{advice}."
