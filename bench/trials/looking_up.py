"""bench · no app · inside the marketplace: names looked up among at least thirty thousand, each on its own."""

from __future__ import annotations

import gc
import json
import os
import random
import time
from pathlib import Path

from apps.screening import evaluation
from apps.screening.rules import deciding
from apps.screening.types import Kind, Listed

_NAMES = 30_000
_WARM_UPS = 20
_LENGTHS = (2, 2, 3, 4)
_SYLLABLES = """
ka mo ri ta ven dor al shi zu bar lev ne kra so fi ul han jo par ed vi stan ger ol mi yev qu ran tse bo
"""


def main(answer: str, _postmaster: str, count: str) -> None:
    """Look up so many names, half of them listed and misspelt; lists are those of CUSTOMS_DATA, or made up."""
    folder = Path(os.environ.get("CUSTOMS_DATA", "")) if os.environ.get("CUSTOMS_DATA") else None
    dice = random.Random(5)
    is_real = folder is not None and (folder / "screening").is_dir()
    entries = evaluation.sample_lists(folder) if is_real and folder else _made_up(dice)
    began = time.process_time()
    index = evaluation.index_of(entries)
    built_s = time.process_time() - began
    listed = evaluation.treated(evaluation.listed_names(entries, count=int(count) // 2))
    ordinary = [_name(dice) for _ in range(int(count) // 2)]
    evaluation.look_up(index, ordinary[:_WARM_UPS])
    gc.collect()
    gc.freeze()
    sought, others = evaluation.look_up(index, listed), evaluation.look_up(index, ordinary)
    found = {
        "names": len(index.names),
        "is_real": is_real,
        "built_s": built_s,
        "mean_ms": (sought.mean_ms + others.mean_ms) / 2,
        "p95_ms": max(sought.p95_ms, others.p95_ms),
        "found_percent": 100 * sought.share_from(deciding.HIT_FROM),
        "f1": _agreement(folder) if is_real and folder else None,
    }
    print(f"{found['mean_ms']:.1f} ms of CPU a name among {found['names']}", flush=True)
    Path(answer).write_text(json.dumps(found))


def _agreement(folder: Path) -> float:
    return evaluation.agreement(evaluation.sample_pairs(folder), deciding.HIT_FROM).f1


def _made_up(dice: random.Random) -> list[Listed]:
    return [Listed(str(number), Kind.PERSON, (_name(dice),)) for number in range(_NAMES)]


def _name(dice: random.Random) -> str:
    syllables = _SYLLABLES.split()
    words = ("".join(dice.choices(syllables, k=dice.choice(_LENGTHS))) for _ in range(dice.choice(_LENGTHS)))
    first, *rest = (word.title() for word in words)
    return f"{first}, {' '.join(rest)}"
