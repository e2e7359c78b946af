"""Portability · how commands tell an operator what goes on · no tables."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class ProgressLine:
    """One line that is written over again; on a pipe, a line every few seconds."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._next = 0.0
        self._is_terminal = self._out.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        at = time.monotonic()
        if at < self._next:
            return
        self._next = at + (0.1 if self._is_terminal else 5)
        count = f" {done}/{total}" if total else (f" {done}" if done else "")
        line = f"{what}{count}"
        self._out.write(f"\r{line[:100]:<100}" if self._is_terminal else f"{line}\n")
        self._out.flush()

    def end(self) -> None:
        """Leave the line for what comes next."""
        if self._is_terminal:
            self._out.write("\r" + " " * 100 + "\r")
            self._out.flush()


def size(count: int) -> str:
    """Bytes as a person reads them."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.2f} GB"
