"""supervisor · no app · what to run, and how long to wait before running it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 30.0


@dataclass(frozen=True)
class Program:
    """A program to keep running.

    `stage` orders starting (low first) and stopping (high first); programs of
    one stage stop together. `patience_s` is how long it may take to end when
    asked before it is killed.
    """

    name: str
    command: tuple[str, ...]
    stage: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 8.0


@dataclass
class Backoff:
    """Pauses between restarts: they double, and start over once a program has run steadily."""

    pause_s: float = FIRST_PAUSE_S

    def next(self, *, ran_s: float) -> float:
        """The pause before the next start of a program that ran for `ran_s` seconds."""
        if ran_s >= STEADY_AFTER_S:
            self.pause_s = FIRST_PAUSE_S
        pause_s, self.pause_s = self.pause_s, min(self.pause_s * 2, LONGEST_PAUSE_S)
        return pause_s
