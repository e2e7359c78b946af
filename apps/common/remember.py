"""Common · what a process remembers for a while, so that it need not ask again."""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

V = TypeVar("V")
_memories: WeakSet[Remembered[Any]] = WeakSet()


def forget_everything() -> None:
    """Empty every memory of this process, as a new process would begin."""
    for memory in list(_memories):
        memory.forget()


class Remembered(Generic[V]):
    """A bounded memory of this process. Values are shared by its threads: nobody may change them.

    `seconds` is how long something is remembered; when `most` things are, all are forgotten.
    """

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._known: dict[Hashable, tuple[float, V]] = {}
        _memories.add(self)

    def get(self, key: Hashable) -> V | None:
        """What was remembered under a key, if it is not too long ago."""
        known = self._known.get(key)
        return known[1] if known is not None and known[0] > time.monotonic() else None

    def put(self, key: Hashable, value: V) -> V:
        """Remember a value; returns it."""
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (time.monotonic() + self._seconds, value)
        return value

    def forget(self) -> None:
        """Forget everything."""
        self._known.clear()
