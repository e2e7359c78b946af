"""bench · no app · inside the marketplace: signals of a busy quarter, and decisions among them."""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from apps.common.clock import now
from apps.common.copying import copy_rows
from apps.risk import operations
from apps.risk.models import Signal, Tally
from apps.risk.rules import keys
from apps.risk.types import Attempt, Share, SignalOutcome, Visit
from bench.trials.spending import spending

_BUYERS = 4000
_ATTEMPTS = 20_000
_WARM_UPS = 50


def main(answer: str, postmaster: str, count: str) -> None:
    """Judge and keep so many attempts; what each cost. The signals are laid once a database."""
    dice, at = random.Random(7), now()
    if not Signal.objects.exists():
        _lay(dice, at=at)
    attempts = [_attempt(dice) for _ in range(int(count) + _WARM_UPS)]
    for attempt in attempts[:_WARM_UPS]:
        _decide(attempt, at=at)
    statements: list[str] = []

    def note(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        _decide(attempts[_WARM_UPS], at=at)
    gc.collect()
    gc.freeze()
    clock = []
    with spending(int(postmaster)) as bill:
        for attempt in attempts[_WARM_UPS:]:
            began = time.perf_counter()
            _decide(attempt, at=at)
            clock.append(1000 * (time.perf_counter() - began))
    decided = len(clock)
    found = {
        "cpu_ms": 1000 * bill.cpu_s / decided,
        "own_ms": 1000 * bill.own_s / decided,
        "statements": sum(not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for sql in statements),
        "p99_ms": sorted(clock)[int(decided * 0.99)],
    }
    print(f"{found['cpu_ms']:.2f} ms of CPU, {found['own_ms']:.2f} of them in the process", flush=True)
    Path(answer).write_text(json.dumps(found))


def _decide(attempt: Attempt, *, at: datetime) -> None:
    verdict = operations.assess(attempt, at=at)
    with transaction.atomic():
        operations.record(verdict, intent_id=uuid4(), at=at)


def _attempt(dice: random.Random) -> Attempt:
    buyer, vendors = int(dice.paretovariate(0.6)) % _BUYERS, dice.sample(range(1, 60), dice.choice((1, 1, 1, 2, 3)))
    shares = tuple(Share(vendor, Decimal(dice.randrange(1000, 90_000)) / 100, ("69", "63")) for vendor in vendors)
    return Attempt(
        uuid4(), sum((share.amount for share in shares), Decimal(0)), "DE", f"buyer-{buyer}@example.org",
        {"country": "DE", "postcode": "10119", "lines": [f"Torstraße {buyer}"]}, "", shares, dice.random() < 0.3,
        Visit(f"93.{buyer % 7}.{buyer % 50}.9", "DE", f"session:{buyer}"),
    )  # fmt: skip


def _lay(dice: random.Random, *, at: datetime) -> None:
    """A quarter's signals of buyers who come back, some very often, and four weeks' tallies of sixty vendors."""
    rows = []
    for _ in range(_ATTEMPTS):
        attempt, when = _attempt(dice), at - timedelta(minutes=dice.randrange(90 * 24 * 60))
        for kind, digest in keys.digests(attempt, key=str(settings.RISK_HASH_KEY).encode()).items():
            outcome = dice.choice((SignalOutcome.TRIED, SignalOutcome.PAID))
            rows.append((kind, int(outcome), digest, None, int(attempt.amount * 100), when))
    tallies = [
        (f"{scope}:{number}", at.date() - timedelta(days=day), 20, 90_000, 75.0, 290.0)
        for scope, top in (("vendor", 60), ("goods", 98))
        for number in range(1, top)
        for day in range(28)
    ]
    with transaction.atomic():
        copy_rows(Signal, ("kind", "outcome", "digest", "partner", "amount", "at"), rows)
        copy_rows(Tally, ("scope", "day", "count", "total", "log_sum", "log_square_sum"), tallies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE risk_signal, risk_tally")
