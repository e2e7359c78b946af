"""Kills in turn and by chance, and measures how long each takes to be mended."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.faults import Faults
from tests.chaos.victims import Victims

_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.1
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 3.0
_SHARE_OF_FAULTS = 0.6


@dataclass(frozen=True)
class Wound:
    """One kill; `seconds` until it was mended, None if it was not within a minute."""

    kind: str
    pid: int
    at_s: float
    seconds: float | None


class Killer:
    """Every kind once in a shuffled order, then anybody, then every kind again, and so on."""

    def __init__(self, victims: Victims, faults: Faults, dice: random.Random, say: Callable[[str], None]) -> None:
        self.wounds: list[Wound] = []
        self.aimed_at: set[str] = set()
        self._victims = victims
        self._faults = faults
        self._dice = dice
        self._say = say
        self._began = time.monotonic()
        self._turn: list[str] = []

    def kill_while(self, goes_on: Callable[[], bool]) -> None:
        """Kill one, wait until it is mended, pause, kill the next."""
        while goes_on():
            if self._dice.random() < _SHARE_OF_FAULTS:
                self._faults.arm()
            self._pause(goes_on)
            if goes_on():
                self._kill_one()

    def _kill_one(self) -> None:
        kind = self._next()
        self.aimed_at.add(kind)
        kill = self._victims.kinds[kind]()
        if kill is None:
            self._say(f"{time.monotonic() - self._began:6.1f} s  no {kind} to kill")
            return
        began = time.monotonic()
        while not (is_back := kill.is_back()) and time.monotonic() - began < _PATIENCE_S:
            time.sleep(_LOOK_EVERY_S)
        seconds = time.monotonic() - began
        self.wounds.append(Wound(kind, kill.pid, began - self._began, seconds if is_back else None))
        ending = f"back after {seconds:.1f} s" if is_back else f"NOT BACK after {seconds:.0f} s"
        self._say(f"{began - self._began:6.1f} s  killed {kind} (pid {kill.pid}), {ending}")

    def _next(self) -> str:
        if not self._turn:
            kinds = list(self._victims.kinds)
            self._turn = [*self._dice.sample(kinds, len(kinds)), *self._dice.choices(kinds, k=len(kinds) // 2)]
        return self._turn.pop(0)

    def _pause(self, goes_on: Callable[[], bool]) -> None:
        until = time.monotonic() + self._dice.uniform(_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S)
        while goes_on() and time.monotonic() < until:
            time.sleep(_LOOK_EVERY_S)
