"""bench · no app · transactions of three legs in django-hordak, made as its documentation makes them."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from hordak.models import Account, AccountType, Leg, Transaction
from moneyed import Money

_VENDORS = 10
_WARM_UPS = 20


def main(answer: str, postmaster: str, seconds: str, run: str) -> None:
    """Post for so long, one client; how many a second, each in its own transaction and so many in one."""
    buyers, income, *vendors = [
        Account.objects.get_or_create(name=name, defaults={"type": kind, "code": str(number), "currencies": ["EUR"]})[0]
        for number, (name, kind) in enumerate(
            [("Buyers", AccountType.asset), ("Commission", AccountType.income)]
            + [(f"Vendor {number}", AccountType.liability) for number in range(_VENDORS)]
        )
    ]
    dice = random.Random(7)
    for _ in range(_WARM_UPS):
        _post(buyers, dice.choice(vendors), income, dice)

    def post() -> None:
        _post(buyers, dice.choice(vendors), income, dice)

    def post_run() -> None:
        with transaction.atomic():
            for _ in range(int(run)):
                post()

    found = {"alone": _rate(post, float(seconds)), "in_runs": int(run) * _rate(post_run, float(seconds))}
    print(f"{found['alone']:.0f} a second, {found['in_runs']:.0f} in runs", flush=True)
    Path(answer).write_text(json.dumps(found))


def _rate(act: Callable[[], None], seconds: float) -> float:
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        act()
        done += 1
    return done / (time.perf_counter() - began)


def _post(buyers: Account, vendor: Account, income: Account, dice: random.Random) -> None:
    cents = dice.randrange(1000, 90_000)
    share = cents // 10
    with transaction.atomic():
        sale = Transaction.objects.create(description="sale")
        Leg.objects.create(transaction=sale, account=buyers, debit=_euros(cents))
        Leg.objects.create(transaction=sale, account=vendor, credit=_euros(cents - share))
        Leg.objects.create(transaction=sale, account=income, credit=_euros(share))


def _euros(cents: int) -> Money:
    return Money(Decimal(cents) / 100, "EUR")
