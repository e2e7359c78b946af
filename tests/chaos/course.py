"""The course of a run: a stack of its own, people in it, kills, peace, and the oracle."""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.chaos.crowd import Crowd
from tests.chaos.faults import Faults
from tests.chaos.killer import Killer, Wound
from tests.chaos.oracle import Evidence, Finding, judge
from tests.chaos.people import people
from tests.chaos.settling import settle, still_open
from tests.chaos.shopper import Outcome, Visit
from tests.chaos.victims import Victims
from tests.journey.browser import Browser, dial_localhost
from tests.stack import Stack, World

_WORLD = World(vendors=4, listings=12, pieces=14)
_SETTLING_S = 150.0  # at most; a hold of one minute and a round of beat make it half of that as a rule
_RESERVED_S = 170.0  # of the whole time, for leaving, settling and judging
_LEAST_SHOPPING_S = 40.0
_LEAVING_S = 60.0
_SPREAD = 0.75  # of the time in which people come; the rest is for those who are slow
_REPORT_EVERY_S = 15.0
_SUBSCRIBERS = """
import json
from apps.outbox.models import OutboxEvent
from apps.outbox.registry import subscribers_of
topics = OutboxEvent.objects.values_list("topic", flat=True).distinct()
print("SUBSCRIBERS", json.dumps({topic: [one.name for one in subscribers_of(topic)] for topic in topics}))
"""
_GIFT_CARDS = """
import json
from django.db import transaction
from djmoney.money import Money
from apps.common.clock import now
from apps.credits import operations
from apps.credits.types import Origin
with transaction.atomic():
    codes = {
        currency: [
            operations.issue_card(Money(value, currency), origin=Origin.GIVEN, made_by=None, at=now()).code
            for value in (5, 20, 20, 60, 4000)
        ]
        for currency in ("EUR", "GBP", "USD", "CNY")
    }
print("CARDS " + json.dumps(codes))
"""
_STATEMENTS = "from apps.payouts import tasks; tasks.fetch_statements()"


@dataclass
class Record:
    """Everything that a run found out."""

    seed: int
    checkouts: int
    load_before: float
    build_s: float = 0.0
    shopping_s: float = 0.0
    settle_s: float = 0.0
    total_s: float = 0.0
    aimed_at: Sequence[str] = ()
    visits: Sequence[Visit] = ()
    wounds: Sequence[Wound] = ()
    faults: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every invariant does."""
        return bool(self.findings) and all(finding.holds for finding in self.findings)


def run(record: Record, *, minutes: float, at_once: int, keep: bool, say: Callable[[str], None]) -> None:
    """Fill in the record; the stack's folder is kept when an invariant does not hold, or on `keep`.

    Raises:
        DidNotOpen: the stack could not be built.
    """
    began = time.monotonic()
    dial_localhost()
    say("Building a marketplace of its own …")
    with Stack.build(world=_WORLD, say=say, HOLD_MINUTES="1") as stack:
        record.build_s = time.monotonic() - began
        say(f"Open after {record.build_s:.0f} s: {stack.shop}, state in {stack.root}")
        shopping_s = max(minutes * 60 - record.build_s - _RESERVED_S, _LEAST_SHOPPING_S)
        _wait(lambda: not still_open(stack), 30)
        watermark = _last_event(stack)
        _attack(record, stack, over_s=shopping_s, at_once=at_once, say=say)
        _read_statements(stack)
        settled = _settle(record, stack, say)
        say("Judging …")
        with closing(psycopg2.connect(stack.servers.database_url)) as link:
            findings = judge(_evidence(stack, link, record, watermark))
        record.findings += [_mended(record), settled, *findings, *_own_checks(stack)]
        stack.keep = keep or not record.holds
    record.findings.append(_clean(stack))
    if stack.keep:
        say(f"The stack's folder is kept: {stack.folder}")
    record.total_s = time.monotonic() - began


def _attack(record: Record, stack: Stack, *, over_s: float, at_once: int, say: Callable[[str], None]) -> None:
    dice = random.Random(record.seed)
    shelf = _shelf(stack)
    crowd = Crowd(
        people(record.checkouts, shelf=len(shelf), dice=dice, gift_cards=_gift_cards(stack)),
        shelf,
        shop=stack.shop,
        bank=stack.gateway,
        patience_s=_LEAVING_S,
    )
    faults = Faults(stack.gateway, dice)
    killer = Killer(Victims(stack, dice), faults, dice, say)
    began = reported = time.monotonic()

    def goes_on() -> bool:
        nonlocal reported
        now = time.monotonic()
        if now - reported > _REPORT_EVERY_S:
            reported = now
            say(f"{now - began:6.1f} s  {_tally(crowd.visits)} of {record.checkouts}; {len(killer.wounds)} kills")
        return crowd.is_shopping and now - began < over_s

    crowd.enter(at_once=at_once, over_s=over_s * _SPREAD)
    killer.kill_while(goes_on)
    crowd.close_door()
    faults.clear()
    crowd.wait(2 * _LEAVING_S)
    record.aimed_at = sorted(killer.aimed_at)
    record.visits, record.wounds, record.faults = tuple(crowd.visits), tuple(killer.wounds), dict(faults.armed)
    record.shopping_s = time.monotonic() - began
    say(f"{record.shopping_s:6.1f} s  {_tally(record.visits)} of {record.checkouts}; {len(record.wounds)} kills; peace")


def _read_statements(stack: Stack) -> None:
    """The bank's statement comes every half hour; nobody waits for it here."""
    answer = stack.manage("shell", "-v", "0", "-c", _STATEMENTS)
    if answer.returncode:
        raise RuntimeError(f"The bank's statements could not be read:\n{answer.stdout[-2000:]}")


def _settle(record: Record, stack: Stack, say: Callable[[str], None]) -> Finding:
    spoken = time.monotonic()

    def show(line: str) -> None:
        nonlocal spoken
        if time.monotonic() - spoken > _REPORT_EVERY_S:
            spoken = time.monotonic()
            say(line)

    record.settle_s, left = settle(stack, within_s=_SETTLING_S, show=show)
    problems = [f"{count} {what}" for what, count in left.items()]
    return Finding(f"everything settled within {_SETTLING_S:.0f} s", len(record.visits), problems)


def _shelf(stack: Stack) -> list[str]:
    """Products' addresses, without the locale, of all vendors in turn."""
    browser, shelves = Browser(stack.shop), []
    for vendor in range(_WORLD.vendors):
        page = browser.open(f"/en-de/maker/world-{vendor:03d}/")
        shelves.append(sorted({address for address, _ in page.links if re.match(r"/en-de/product/[^/]+/$", address)}))
    return [address.removeprefix("/en-de") for row in zip(*shelves, strict=False) for address in row]


def _gift_cards(stack: Stack) -> dict[str, list[str]]:
    """Codes of new gift cards by currency: some pay a part of a purchase, some for several."""
    told = stack.manage("shell", "-v", "0", "-c", _GIFT_CARDS).stdout
    line = next(line for line in told.splitlines() if line.startswith("CARDS "))
    cards: dict[str, list[str]] = json.loads(line.removeprefix("CARDS "))
    return cards


def _evidence(stack: Stack, link: Any, record: Record, watermark: int) -> Evidence:
    told = stack.manage("shell", "-v", "0", "-c", _SUBSCRIBERS).stdout
    line = next(line for line in told.splitlines() if line.startswith("SUBSCRIBERS "))
    subscribers = {topic: set(names) for topic, names in json.loads(line.removeprefix("SUBSCRIBERS ")).items()}
    return Evidence(link, stack.servers.gateway_file, stack.root / "mail", record.visits, subscribers, watermark)


def _own_checks(stack: Stack) -> list[Finding]:
    """What the marketplace's own commands for operators say."""
    found = []
    for command, name in (
        ("check_drift", "listings are what vendors' books say (check_drift)"),
        ("check_stock", "shelves are their movements (check_stock)"),
        ("trial_balance", "the trial balance balances (trial_balance)"),
    ):
        answer = stack.manage(command)
        number = re.search(r"\d+", answer.stdout)
        problems = [] if answer.returncode == 0 else [answer.stdout.strip()[-300:]]
        found.append(Finding(name, int(number[0]) if number else 0, problems))
    return found


def _mended(record: Record) -> Finding:
    problems = [f"{wound.kind} at {wound.at_s:.0f} s" for wound in record.wounds if wound.seconds is None]
    killed = {wound.kind for wound in record.wounds}
    problems += [f"no {kind} was there to kill" for kind in record.aimed_at if kind not in killed]
    return Finding("whoever was killed is back within a minute", len(record.wounds), problems)


def _clean(stack: Stack) -> Finding:
    left = [f"process {pid}" for pid in stack.leftovers()]
    if stack.folder.exists() and not stack.keep:
        left.append(f"folder {stack.folder}")
    return Finding("nothing left behind", 1, left)


def _last_event(stack: Stack) -> int:
    with closing(psycopg2.connect(stack.servers.database_url)) as link, link.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM outbox_outboxevent")
        return int(cursor.fetchone()[0])


def _tally(visits: Sequence[Visit]) -> str:
    counts = Counter(visit.outcome for visit in visits)
    told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome])
    return f"{len(visits)} visits ({told})" if told else "nobody yet"


def _wait(is_so: Callable[[], bool], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.2)


def begin(seed: int, checkouts: int) -> Record:
    """An empty record."""
    return Record(seed, checkouts, os.getloadavg()[0])
