"""What a process remembers, and for how long."""

from __future__ import annotations

import time

import pytest

from apps.common.remember import Remembered


def test_a_value_is_there_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: Remembered[str] = Remembered(seconds=60, most=10)
    start = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: start)

    assert memory.put("a", "kept") == "kept"
    assert memory.get("a") == "kept"
    assert memory.get("b") is None
    monkeypatch.setattr(time, "monotonic", lambda: start + 60)
    assert memory.get("a") is None


def test_it_holds_no_more_than_its_bound() -> None:
    memory: Remembered[int] = Remembered(seconds=60, most=3)

    for number in range(100):
        memory.put(number, number)

    assert sum(memory.get(number) is not None for number in range(100)) <= 3
    assert memory.get(99) == 99


def test_everything_can_be_forgotten() -> None:
    memory: Remembered[int] = Remembered(seconds=60, most=3)
    memory.put("a", 1)

    memory.forget()

    assert memory.get("a") is None
