"""Demo · showing that a long command is alive · no tables."""

from __future__ import annotations

import time
from typing import Any

EVERY_S = 3.0


class Progress:
    """Counts up to a total with the time that is left: a line that changes on a terminal, else one now and then."""

    def __init__(self, out: Any, title: str, total: int = 0) -> None:
        self._out, self._title, self._total = out, title, total
        self._is_live = bool(getattr(out, "isatty", lambda: False)())
        self._started = self._said = time.monotonic()
        self._done = 0

    def __call__(self, count: int = 1) -> None:
        """So many more are done."""
        self._done += count
        now = time.monotonic()
        if now - self._said >= (0.2 if self._is_live else EVERY_S):
            self._said = now
            self._out.write(self._line(now), ending="\r" if self._is_live else "\n")
            self._out.flush()

    def finish(self, result: str) -> None:
        """Say what it came to, and how long it took."""
        elapsed = time.monotonic() - self._started
        self._out.write(f"{self._title}: {result} ({elapsed:.1f} s)" + " " * 20 * self._is_live)
        self._out.flush()

    def _line(self, now: float) -> str:
        elapsed = now - self._started
        if not self._total or not self._done:
            return f"{self._title}: {self._done:,} …"
        left = elapsed * max(self._total - self._done, 0) / self._done
        return f"{self._title}: {self._done:,} of {self._total:,}, {left:.0f} s left …"
