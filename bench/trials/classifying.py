"""bench · no app · inside the marketplace: an index of what ships, asked for the codes of titles it has not seen."""

from __future__ import annotations

import gc
import json
import resource
import time
from pathlib import Path

from apps.classification import operations
from apps.classification.rules import learning, packing, ranking
from apps.classification.types import Kind

_WARM_UPS = 20
_ADJECTIVES = ("Handmade", "Vintage", "Pair of large", "Personalised", "New season")


def main(answer: str, postmaster: str, count: str) -> None:
    """Ask for the codes of so many titles, each in words of its own; what one costs, and what the index weighs."""
    entries = operations.shipped_entries()
    began = time.process_time()
    content = packing.pack(learning.learn(entries))
    learned_s = time.process_time() - began
    index = packing.unpack(content)
    terms = [entry.text for entry in entries if entry.kind == Kind.VOCABULARY]
    titles = [
        f"{_ADJECTIVES[number % len(_ADJECTIVES)]} {terms[number % len(terms)]} in {terms[(7 * number) % len(terms)]}, "
        f"model {number}"
        for number in range(int(count) + _WARM_UPS)
    ]
    for title in titles[:_WARM_UPS]:
        ranking.candidates(index, title)
    gc.collect()
    clock = []
    spent = time.process_time()
    for title in titles[_WARM_UPS:]:
        began = time.perf_counter()
        if not ranking.candidates(index, title):
            raise RuntimeError(f"nothing was found for {title}")
        clock.append(1000 * (time.perf_counter() - began))
    found = {
        "cpu_ms": 1000 * (time.process_time() - spent) / len(clock),
        "p99_ms": sorted(clock)[int(0.99 * len(clock))],
        "learned_s": learned_s,
        "packed_mb": len(content) / 1e6,
        "held_mb": sum(part.nbytes for part in (index.learned.starts, index.learned.entries, index.learned.weights))
        / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "entries": len(entries),
    }
    Path(answer).write_text(json.dumps(found))
