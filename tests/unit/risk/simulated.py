"""A simulated month of attempts to pay, honest ones and four kinds of fraud, judged in the order in which they come.

Everything is drawn from one seed. Honest buyers come back, give presents to other
countries, travel, mistype and sometimes buy far above their habit, so that no single
fact gives a fraud away.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from apps.risk.rules import anomaly, features, judging
from apps.risk.rules.features import Counts, Norm
from apps.risk.rules.shipped import SHIPPED
from apps.risk.types import Action, Attempt, Fact, RuleView, Share, SignalKind, Visit

DAY = 24.0
COUNTRIES = ("DE", "FR", "GB", "US", "JP")
RULES = [
    RuleView(name, 1, tuple((a, b, c) for a, b, c in conditions), Action(action), weight, is_shadow)
    for name, _, conditions, action, weight, is_shadow in SHIPPED
]


@dataclass(frozen=True)
class Try:
    """One attempt. `hour` counts from the month's beginning; `fraud` names its kind, empty for honest ones."""

    hour: float
    amount: float
    vendor: int
    keys: dict[int, int]
    ship_to: str
    ip_country: str
    card_country: str
    is_express: bool
    is_declined: bool
    is_refunded: bool = False
    fraud: str = ""


@dataclass(frozen=True)
class Judged:
    """An attempt with its facts, the rules' score, and how unusual it is."""

    tried: Try
    facts: dict[str, Fact]
    score: int
    anomaly: float


@dataclass
class Traces:
    """What signals of one digest hold, in the order of time."""

    tried: list[float] = field(default_factory=list)
    declined: list[float] = field(default_factory=list)
    paid: list[float] = field(default_factory=list)
    refunded: int = 0
    partners: set[int] = field(default_factory=set)
    log_sum: float = 0.0
    log_square_sum: float = 0.0

    def counts(self, hour: float) -> Counts:
        def since(times: list[float], span: float) -> int:
            return len(times) - bisect_left(times, hour - span)

        return Counts(
            since(self.tried, 1), since(self.tried, DAY), since(self.declined, DAY), len(self.paid), self.refunded, 0,
            len(self.partners), self.log_sum, self.log_square_sum,
        )  # fmt: skip


def month(seed: int, *, honest: int = 3000) -> list[Try]:
    """A month of attempts in the order of time; about one in a hundred is a fraud."""
    dice = random.Random(seed)
    found = [
        *_honest(dice, honest),
        *_number_testing(dice),
        *_stolen_cards(dice),
        *_taken_over(dice),
        *_refunders(dice),
    ]
    return sorted(found, key=lambda one: one.hour)


def judged(tries: list[Try], *, learn_until: float = 10 * DAY) -> Iterator[Judged]:
    """Each attempt judged by what came before it alone; the model learns from the first ten days."""
    traces: dict[tuple[int, int], Traces] = defaultdict(Traces)
    norms: dict[int, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    learned: dict[str, list[float]] = {}
    sample: list[dict[str, Fact]] = []
    for one in tries:
        counts = {kind: traces[kind, digest].counts(one.hour) for kind, digest in one.keys.items()}
        shares = (Share(one.vendor, Decimal(str(round(one.amount, 2)))),)
        count, log_sum, squares = norms[one.vendor]
        usual = {features.vendor_scope(one.vendor): Norm(int(count), log_sum, squares)} if count else {}
        stated = features.stated(_attempt(one, shares)) | {"card_country": one.card_country}
        facts = features.counted(stated, shares, counts, usual)
        if not learned and one.hour > learn_until:
            learned = anomaly.learned(sample)
        sample.append(facts)
        unusual = anomaly.score(facts, learned)
        hits = judging.judge({**facts, "anomaly": unusual}, RULES)
        yield Judged(one, facts, judging.score_of(hits), unusual)
        _keep(one, traces, norms)


def average_precision(ranked: list[bool]) -> float:
    """Mean of the precision at the place of each fraud of a ranking, the most suspicious first."""
    seen, total = 0, 0.0
    for place, is_fraud in enumerate(ranked, start=1):
        if is_fraud:
            seen += 1
            total += seen / place
    return total / max(seen, 1)


def precision_at(ranked: list[bool], count: int) -> float:
    """The share of frauds among the first `count` of a ranking."""
    return sum(ranked[:count]) / count


def _attempt(one: Try, shares: tuple[Share, ...]) -> Attempt:
    return Attempt(
        UUID(int=0), Decimal(str(round(one.amount, 2))), one.ship_to, "", {}, "", shares, one.is_express,
        Visit(country=one.ip_country),
    )  # fmt: skip


def _keep(one: Try, traces: dict[tuple[int, int], Traces], norms: dict[int, list[float]]) -> None:
    card, door = one.keys[SignalKind.CARD], one.keys[SignalKind.ADDRESS]
    log = math.log(max(one.amount, 0.01))
    for kind, digest in one.keys.items():
        trace = traces[kind, digest]
        trace.tried.append(one.hour)
        trace.partners.add(door if kind in (SignalKind.CARD, SignalKind.BIN) else card)
        if one.is_declined:
            trace.declined.append(one.hour)
            continue
        trace.paid.append(one.hour)
        trace.refunded += one.is_refunded
        trace.log_sum += log
        trace.log_square_sum += log * log
    if not one.is_declined:
        norm = norms[one.vendor]
        norm[0], norm[1], norm[2] = norm[0] + 1, norm[1] + log, norm[2] + log * log


def _keys(card: int, device: int, email: int, address: int, network: int, issuer: int) -> dict[int, int]:
    values = (card, device, email, address, network, issuer)
    return dict(zip(map(int, (SignalKind.CARD, SignalKind.DEVICE, SignalKind.EMAIL, SignalKind.ADDRESS,
                              SignalKind.NETWORK, SignalKind.BIN)), values, strict=True))  # fmt: skip


def _price(dice: random.Random, vendor: int) -> float:
    return math.exp(dice.gauss(3.2 + (vendor % 7) * 0.35, 0.7))


def _honest(dice: random.Random, count: int) -> Iterator[Try]:
    people = [
        (number, dice.choice(COUNTRIES), dice.randrange(400), dice.gauss(1.0, 0.35)) for number in range(count // 4)
    ]
    for _ in range(count):
        number, home, network, purse = dice.choice(people)
        vendor = dice.randrange(40)
        is_present, travels = dice.random() < 0.05, dice.random() < 0.04
        second = dice.random() < 0.15
        yield Try(
            hour=dice.random() * 30 * DAY,
            amount=_price(dice, vendor) * max(purse, 0.3) * (6 if dice.random() < 0.02 else 1),
            vendor=vendor,
            keys=_keys(
                number * 10 + second, number * 10 + (dice.random() < 0.2), number,
                number + 10**6 if is_present else number, 10**5 + dice.randrange(400) if travels else network,
                dice.randrange(60),
            ),
            ship_to=dice.choice(COUNTRIES) if is_present else home,
            ip_country=dice.choice(COUNTRIES) if travels else home,
            card_country=home,
            is_express=dice.random() < 0.25,
            is_declined=dice.random() < 0.05,
            is_refunded=dice.random() < 0.04,
        )  # fmt: skip


def _number_testing(dice: random.Random) -> Iterator[Try]:
    """Someone tries numbers of stolen cards with small sums, a dozen within minutes, and most are declined."""
    for burst in range(4):
        begins, key = 10 * DAY + dice.random() * 20 * DAY, 10**8 + burst
        for turn in range(12):
            yield Try(
                begins + turn / 30, dice.uniform(5, 25), dice.randrange(40),
                _keys(key * 100 + turn, key, key * 100 + turn // 3, key, key, 900 + burst),
                "US", "GB", dice.choice(COUNTRIES), False, dice.random() < 0.7, fraud="testing",
            )  # fmt: skip


def _stolen_cards(dice: random.Random) -> Iterator[Try]:
    """Good stolen cards buy dear things, fast, for one door; each attempt with a fresh mailbox."""
    for ring in range(6):
        begins, key = 10 * DAY + dice.random() * 18 * DAY, 2 * 10**8 + ring
        for turn in range(6):
            yield Try(
                begins + turn * dice.uniform(1, 9), dice.uniform(250, 900), dice.randrange(40),
                _keys(key * 100 + turn, key * 100 + turn // 2, key * 100 + turn, key, key, 800 + turn),
                "DE", dice.choice(("DE", "GB")), dice.choice(("US", "JP", "FR")), dice.random() < 0.7,
                dice.random() < 0.25, fraud="stolen",
            )  # fmt: skip


def _taken_over(dice: random.Random) -> Iterator[Try]:
    """A known mailbox suddenly buys much, from a new browser and network, for a new door, with its own card."""
    for number in range(14):
        key, home = 3 * 10**8 + number, dice.choice(COUNTRIES)
        mailbox = dice.randrange(2000)
        for turn in range(2):
            yield Try(
                12 * DAY + dice.random() * 18 * DAY, dice.uniform(300, 800), dice.randrange(40),
                _keys(mailbox * 10, key, mailbox, key, key, dice.randrange(60)),
                dice.choice(COUNTRIES), dice.choice(("RO", "BR")), home, turn == 0, dice.random() < 0.2,
                fraud="taken over",
            )  # fmt: skip


def _refunders(dice: random.Random) -> Iterator[Try]:
    """Somebody keeps goods and asks for the money, again and again; the first five times nobody could know."""
    for number in range(5):
        key, home = 4 * 10**8 + number, dice.choice(COUNTRIES)
        for turn in range(8):
            vendor = dice.randrange(40)
            yield Try(
                turn * 3.5 * DAY + dice.random() * DAY, _price(dice, vendor) * 1.5, vendor,
                _keys(key, key, key, key, key, dice.randrange(60)), home, home, home, False, False,
                is_refunded=True, fraud="refunds" if turn >= 5 else "",
            )  # fmt: skip
