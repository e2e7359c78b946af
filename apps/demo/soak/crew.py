"""Demo · several people at once, each a process of their own, with the office beside them."""

from __future__ import annotations

import gc
import multiprocessing
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections, transaction
from django_tenants.utils import tenant_context

from apps.accounts.models import User
from apps.catalog import selectors as catalog
from apps.common.clock import now
from apps.payouts import operations as payouts
from apps.payouts.types import AccountDetails
from apps.vendors import selectors as vendors

from . import office, sandbox
from .people import People, World

PAUSE_S = 0.05
IBANS = ("FR1420041010050500013M02606", "NL91ABNA0417164300", "IT60X0542811101000000123456",
         "ES9121000418450200051332")  # fmt: skip


class Fell(RuntimeError):
    """One of the people met something that is no refusal; the text is the trace."""


@dataclass
class Tale:
    """How many events there were, what was done and refused in them, and the faults that were met."""

    events: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def run(events: int, seed: int, *, people: int, say: Callable[[str], None], minutes: float | None = None) -> Tale:
    """Let so many people do so many events together, then everything come to rest; what they did.

    After so many `minutes` nobody begins another event.

    Raises:
        Fell: a person's process met an error that nobody foresaw.
    """
    world, tale = prepare(seed), Tale()
    fork = multiprocessing.get_context("fork")
    counts, answers = [fork.Value("i", 0) for _ in range(people)], fork.Queue()
    connections.close_all()
    _rarely_look_for_garbage()
    until = None if minutes is None else time.monotonic() + minutes * 60
    shares = [events // people + (place < events % people) for place in range(people)]
    crew = [
        fork.Process(target=_live, args=(world, f"{seed}:{place}", share, until, counts[place], answers), daemon=True)
        for place, share in enumerate(shares)
    ]
    for one in crew:
        one.start()
    desk = office.Office(world, random.Random(f"{seed}:office"), planned=events)  # noqa: S311  to be repeated, no secret
    disputes = _keep_house(desk, counts, answers, tale, events=events, people=people, say=say)
    for one in crew:
        one.join()
    tale.events = sum(count.value for count in counts)
    desk.turn(tale.events)
    tale.done += desk.done
    tale.refused += desk.refused
    tale.faults = sandbox.faults_met()
    office.come_to_rest(disputes)
    return tale


def _rarely_look_for_garbage() -> None:
    """As workers do: what is loaded stays, so that nobody looks through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def prepare(seed: int) -> World:
    """Sellers with accounts to be paid to, one in four in its own currency's, and two of the staff."""
    at = now()
    maker, checker = (
        User.objects.create_user(email=f"{name}-{seed}@portolan.example", password=uuid4().hex, is_staff=True).pk
        for name in ("maker", "checker")
    )
    variants: dict[int, list[UUID]] = {}
    for place, (vendor, iban) in enumerate(zip(vendors.vendors(), IBANS, strict=False)):
        with tenant_context(vendor):
            variants[vendor.pk] = list(catalog.variants().values_list("public_id", flat=True))
        is_own = place % 2 == 0 and vendor.currency in settings.BANK["iban_by_currency"]
        details = AccountDetails(vendor.name, "", vendor.currency if is_own else "EUR", iban=iban)
        with transaction.atomic():
            payouts.set_account(vendor.pk, details, by=None, at=at - timedelta(days=10))
    return World(variants, (maker, checker))


def _keep_house(
    desk: office.Office, counts: list[Any], answers: Any, tale: Tale, *, events: int, people: int,
    say: Callable[[str], None],
) -> list[str]:  # fmt: skip
    """The office's turns until everybody is back; the disputes that are open then."""
    disputes: list[str] = []
    back, told, begun = 0, 0, time.monotonic()
    while back < people:
        desk.turn(sum(count.value for count in counts))
        while not answers.empty():
            done, refused, theirs, trace = answers.get()
            if trace:
                raise Fell(trace)
            tale.done += done
            tale.refused += refused
            disputes += theirs
            back += 1
        so_far = sum(count.value for count in counts)
        if so_far - told >= max(events // 20, 1):
            told = so_far
            say(f"{so_far:>6} events, {time.monotonic() - begun:.0f} s")
        time.sleep(PAUSE_S)
    return disputes


def _live(world: World, seed: str, share: int, until: float | None, count: Any, answers: Any) -> None:
    someone = People(world, random.Random(seed))  # noqa: S311  to be repeated, no secret
    try:
        for _ in range(share):
            if until is not None and time.monotonic() > until:
                break
            someone.step()
            count.value += 1
    except BaseException:
        answers.put((Counter(), Counter(), [], traceback.format_exc()))
        raise
    answers.put((someone.done, someone.refused, someone.disputes, ""))
    connections.close_all()
