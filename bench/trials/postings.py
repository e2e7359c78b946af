"""bench · no app · inside the marketplace: sales posted by several lean processes, by one, and in runs."""

from __future__ import annotations

import json
import random
import resource
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from djmoney.money import Money

from apps.common.clock import now
from apps.ledger import operations, selectors
from apps.ledger.models import Journal, Posting
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from bench.trials.crowds import together
from bench.trials.spending import spending

_VENDORS = 10
_WARM_UPS = 50

# How an act enters so many sales, and how many.
Act = tuple[Callable[[random.Random, list[int]], None], int]


def main(answer: str, postmaster: str, clients: str, seconds: str, run: str) -> None:
    """Post for so long by so many, by one, and by one in runs; journals a second, and how far the books are off."""
    sellers = _sellers()
    before = Journal.objects.count(), Posting.objects.count()
    single: Act = (_post, 1)
    crowd, crowd_s = _posted(int(clients), float(seconds), sellers, single)
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    with spending(int(postmaster)) as bill:
        alone, alone_s = _posted(1, float(seconds), sellers, single)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    client_s = ended.ru_utime + ended.ru_stime - own.ru_utime - own.ru_stime
    in_runs, in_runs_s = _posted(1, float(seconds), sellers, (partial(_post_run, int(run)), int(run)))
    made = crowd + alone + in_runs + _WARM_UPS * (int(clients) + 1 + int(run))
    off = abs(Journal.objects.count() - before[0] - made) + abs(Posting.objects.count() - before[1] - 3 * made)
    off += sum(bool(row.difference) for row in selectors.trial_balance())
    found = {"crowd": crowd / crowd_s, "alone": alone / alone_s, "in_runs": in_runs / in_runs_s, "off": off,
             "client_ms": 1000 * client_s / (alone + _WARM_UPS),
             "database_ms": 1000 * bill.database_s / (alone + _WARM_UPS)}  # fmt: skip
    said = f"{found['crowd']:.0f} a second by {clients}, {found['alone']:.0f} by one, {found['in_runs']:.0f} in runs"
    print(said, flush=True)
    Path(answer).write_text(json.dumps(found))


def _sellers() -> list[int]:
    """The vendors whose accounts are posted on; a row each is all that the books need of them."""
    if not Vendor.objects.exists():
        for number in range(_VENDORS):
            with transaction.atomic():
                vendors.register(
                    slug=f"seller-{number}", name=f"Seller {number}", legal_name=f"Seller {number} Ltd",
                    country="DE", currency="EUR", languages=["en"],
                )  # fmt: skip
    return list(Vendor.objects.order_by("pk").values_list("pk", flat=True))


def _posted(clients: int, seconds: float, sellers: list[int], act: Act) -> tuple[int, float]:
    """How many journals the clients have posted together, and in how long."""
    enter, size = act

    def prepare(number: int) -> Callable[[], int]:
        dice = random.Random(number)

        def once() -> int:
            enter(dice, sellers)
            return size

        return once

    return together(clients, seconds, prepare, warm_ups=_WARM_UPS)


def _post(dice: random.Random, sellers: list[int]) -> None:
    with transaction.atomic():
        operations.post(_sale(dice, sellers), at=now())


def _post_run(size: int, dice: random.Random, sellers: list[int]) -> None:
    at = now()
    with transaction.atomic():
        operations.post_many([(_sale(dice, sellers), at) for _ in range(size)], at=at)


def _sale(dice: random.Random, sellers: list[int]) -> Entry:
    """The buyer owes the price, the vendor is owed nine tenths of it, the marketplace keeps the rest."""
    cents, purchase = dice.randrange(1000, 90_000), uuid4()
    share = cents // 10
    legs = (
        Leg(AccountCode.BUYER_RECEIVABLE, _euros(cents)),
        Leg(AccountCode.VENDOR_PAYABLE, _euros(share - cents), vendor_id=dice.choice(sellers)),
        Leg(AccountCode.COMMISSION_INCOME, _euros(-share)),
    )
    return Entry(JournalKind.SALE, f"sale:{purchase}", legs, purchase, "bench")


def _euros(cents: int) -> Money:
    return Money(Decimal(cents) / 100, "EUR")
