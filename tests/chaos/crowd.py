"""Everybody who comes to shop, a few at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from tests.chaos.people import Person
from tests.chaos.shopper import Shopper, Visit


class Crowd:
    """Lets people in one after the other, evenly over a time, a few at once; collects their visits."""

    def __init__(
        self, people: Sequence[Person], shelf: Sequence[str], *, shop: str, bank: str, patience_s: float
    ) -> None:
        self.visits: list[Visit] = []
        self._people = list(reversed(people))
        self._make = lambda person: Shopper(person, shelf, shop=shop, bank=bank, patience_s=patience_s)
        self._turn = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._door = 0.0

    def enter(self, *, at_once: int, over_s: float) -> None:
        """Begin; returns at once."""
        self._door, self._apart_s = time.monotonic(), over_s / max(len(self._people), 1)
        self._threads = [threading.Thread(target=self._queue, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    @property
    def is_shopping(self) -> bool:
        """Whether anybody is still there."""
        return any(thread.is_alive() for thread in self._threads)

    def close_door(self) -> None:
        """Let nobody else in."""
        with self._turn:
            self._people.clear()

    def wait(self, timeout_s: float) -> bool:
        """Wait until all have left; whether they have."""
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))
        return not self.is_shopping

    def _queue(self) -> None:
        while True:
            with self._turn:
                if not self._people:
                    return
                person = self._people.pop()
            wait_s = self._door + person.number * self._apart_s - time.monotonic()
            time.sleep(max(wait_s, 0))
            visit = self._make(person).shop()
            with self._turn:
                self.visits.append(visit)
