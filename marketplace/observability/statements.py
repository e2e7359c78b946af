"""observability · no app · how many statements a piece of work made, and which was the slowest."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any


class Tally:
    """A wrapper for `connection.execute_wrapper`: counts, adds up, and keeps the slowest text without its values."""

    __slots__ = ("count", "seconds", "slowest", "slowest_seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.slowest: Any = ""
        self.slowest_seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent = perf_counter() - started
            self.count += 1
            self.seconds += spent
            if spent > self.slowest_seconds:
                self.slowest_seconds = spent
                self.slowest = sql

    def slowest_text(self, longest: int = 400) -> str:
        """The slowest statement in one line with placeholders, cut at `longest` characters."""
        return " ".join(str(self.slowest).split())[:longest]
