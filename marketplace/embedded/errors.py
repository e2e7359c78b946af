"""embedded · no app · what can go wrong with an embedded server."""

from __future__ import annotations

from pathlib import Path


class EmbeddedServiceError(RuntimeError):
    """A server could not be installed, started or stopped; the text says what to do."""


class ServerDidNotStart(EmbeddedServiceError):
    """A server ended, or did not answer in time; carries the end of its log."""

    def __init__(self, name: str, log: Path, remedy: str) -> None:
        super().__init__(f"{name} did not start. {remedy}\nThe end of {log}:\n{tail(log)}")


def tail(log: Path, *, lines: int = 15) -> str:
    """The last lines of a log file, indented; empty if there is none."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return "  (no log)"
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:]) or "  (empty)"
