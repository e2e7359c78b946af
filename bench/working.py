"""bench · no app · a sign of life while something is measured."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.supervisor import Console

_TICK_S = 0.5
_REPORT_EVERY_S = 10.0


@contextmanager
def working(console: Console, title: str) -> Iterator[None]:
    """Show what goes on and since when, twice a second on a terminal, now and then elsewhere."""
    ended = threading.Event()

    def show() -> None:
        started, reported_s = time.monotonic(), 0.0
        while not ended.wait(_TICK_S):
            elapsed_s = time.monotonic() - started
            console.status(f"{title} … {elapsed_s:.0f} s")
            if not console.live and elapsed_s - reported_s >= _REPORT_EVERY_S:
                console.say(f"  … {title}, {elapsed_s:.0f} s")
                reported_s = elapsed_s

    console.status(f"{title} …")
    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
