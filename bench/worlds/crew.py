"""bench · no app · several processes that load vendors side by side, and say how far they have come."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import django


def load_each(load: Callable[[int], int], vendors: Sequence[int]) -> None:
    """Call `load`, which must be importable, with each vendor's number; it returns how many products it loaded."""
    begun, products = time.monotonic(), 0
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), mp_context=spawning, initializer=django.setup) as crew:
        for done, job in enumerate(as_completed([crew.submit(load, number) for number in vendors]), start=1):
            products += job.result()
            seconds = time.monotonic() - begun
            print(f"{done}/{len(vendors)} vendors, {products} products, {seconds:.0f} s", flush=True)
