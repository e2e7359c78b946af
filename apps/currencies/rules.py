"""Currencies · triangulation, spread, and what to believe of a new rate · pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from djmoney.money import Money

from apps.common.money import rounded

from .errors import RateMissing
from .types import PublishedRate, QuotedRate, Rate, RateTable

Links = dict[str, list[tuple[str, Rate]]]

EURO = "EUR"
PARITY = "(peg)"
LARGEST_JUMP = Decimal("0.10")
OLDEST_FRESH_DAYS = 5
_STORED = Decimal("0.00000001")
_QUOTED = Decimal("0.0000000001")
_CONVERTED = Decimal("0.000000000001")
BASIS_POINTS = 10_000
# What `preference_of` gives a rate that is stale, and one of a source that nobody put into an order.
STALE, UNORDERED = 1000, 998


def table(
    on: date, rates: Iterable[PublishedRate], *, preference: Callable[[PublishedRate], int] = lambda _: 0
) -> RateTable:
    """The table of a day from published rates, none later than `on`.

    Rates of a lower `preference` number are used wherever they reach, those of a higher one for the currencies that
    are left; among equals the first that is given counts. A pair without the euro (USD to AED) hangs on the euro by
    its other currency; one that hangs on nothing is left out. A source that ends in "(peg)" names a fixed parity: it
    holds each day until another replaces it, so its date is `on`.
    """
    tiers: dict[int, list[PublishedRate]] = {}
    for published in rates:
        if published.published_on > on:
            raise ValueError(f"{published} is later than {on}.")
        tiers.setdefault(preference(published), []).append(published)
    per_euro = {EURO: Rate(Decimal(1), "", on)}
    links: Links = {}
    for _, tier in sorted(tiers.items()):
        for published in tier:
            day = on if published.source.endswith(PARITY) else published.published_on
            forward = Rate(published.value, published.source, day)
            backward = Rate(1 / published.value, published.source, day)
            links.setdefault(published.base, []).append((published.quote, forward))
            links.setdefault(published.quote, []).append((published.base, backward))
        _reach(per_euro, links)
    return RateTable(on, per_euro)


def _reach(per_euro: dict[str, Rate], links: Links) -> None:
    """Add every currency that the links lead to from those that are known."""
    reached = list(per_euro)
    for currency in reached:
        for other, link in links.get(currency, ()):
            if other not in per_euro:
                per_euro[other] = _over(per_euro[currency], link)
                reached.append(other)


def preference_of(rate: PublishedRate, *, on: date, oldest_days: Mapping[str, int]) -> int:
    """Which rates come first on a day: fresh ones in the order of `oldest_days`, others, parities, then what is stale.

    `oldest_days` says for each source, the preferred one first, after how many days its rate is stale; one of a
    source that it does not name is after five.
    """
    if rate.source.endswith(PARITY):
        return UNORDERED + 1
    if (on - rate.published_on).days > oldest_days.get(rate.source, OLDEST_FRESH_DAYS):
        return STALE
    return list(oldest_days).index(rate.source) if rate.source in oldest_days else UNORDERED


def _over(first: Rate, second: Rate) -> Rate:
    sources = " × ".join(source for source in (first.source, second.source) if source)
    return Rate(first.value * second.value, sources, min(first.published_on, second.published_on))


def jump(earlier: Decimal, later: Decimal) -> Decimal:
    """How far a rate moved, as a fraction of the earlier one; six places."""
    return (abs(later - earlier) / earlier).quantize(Decimal("0.000001"))


def is_believable(earlier: Decimal | None, later: Decimal, *, largest: Decimal = LARGEST_JUMP) -> bool:
    """Whether a rate is near enough to an `earlier` one, or another source's, to be used without a person looking.

    `largest` is the largest difference that is believed, as a fraction; where there is nothing to compare, it is.
    """
    return earlier is None or jump(earlier, later) <= largest


def known_rate(table: RateTable, base: str, quote: str) -> Rate | None:
    """What a table says of a pair; None where it does not know it."""
    try:
        return table.rate(base, quote)
    except RateMissing:
        return None


def as_stored(value: Decimal) -> Decimal:
    """A rate with the eight places that are stored."""
    return value.quantize(_STORED, rounding=ROUND_HALF_EVEN)


def as_converted(value: Decimal) -> Decimal:
    """A rate with the twelve places that a conversion keeps."""
    return value.quantize(_CONVERTED, rounding=ROUND_HALF_EVEN)


def sale_rate(mid: Decimal, spread: Decimal) -> Decimal:
    """The rate at which prices are shown and charged: the middle rate and the spread on it, ten places."""
    return (mid * (1 + spread)).quantize(_QUOTED, rounding=ROUND_HALF_EVEN)


def quoted(
    rates: RateTable,
    *,
    charge: str,
    currencies: Iterable[str],
    spread: Decimal,
    held: Mapping[str, Decimal] | None = None,
) -> dict[str, QuotedRate]:
    """For each currency the promised units of `charge` for one unit, ten places; no spread on `charge` itself.

    A rate in `held` counts instead of the table's, which stays the `mid` that is told.

    Raises:
        RateMissing: a currency has no rate on the table's day.
    """
    promised = {}
    for currency in sorted(set(currencies)):
        found = rates.rate(currency, charge)
        mid = found.value.quantize(_QUOTED, rounding=ROUND_HALF_EVEN)
        rate = mid if currency == charge else sale_rate((held or {}).get(currency, found.value), spread)
        promised[currency] = QuotedRate(rate, mid, found.source, found.published_on)
    return promised


def as_json(rates: Mapping[str, QuotedRate]) -> dict[str, dict[str, str]]:
    """Promised rates as they are stored with a quote."""
    return {
        currency: {
            "rate": format(rate.rate, "f"),
            "mid": format(rate.mid, "f"),
            "source": rate.source,
            "published_on": rate.published_on.isoformat(),
        }
        for currency, rate in rates.items()
    }


def from_json(stored: Mapping[str, Mapping[str, str]]) -> dict[str, QuotedRate]:
    """Promised rates of their stored form."""
    return {
        currency: QuotedRate(
            Decimal(rate["rate"]),
            Decimal(rate["mid"]),
            rate["source"],
            date.fromisoformat(rate["published_on"]),
        )
        for currency, rate in stored.items()
    }


def converted(amount: Money, *, to: str, mid: Decimal, spread_bps: int) -> tuple[Money, Money, Decimal]:
    """What is bought for an amount, what is kept, and the rate: the middle rate less the spread.

    `bought` is rounded half to even once, and never to more than the amount is worth at the middle rate, of which
    `gain` is the rest: both are whole minor units.
    """
    rate = as_converted(mid * (1 - Decimal(spread_bps) / BASIS_POINTS))
    worth = rounded(Money(amount.amount * mid, to), ROUND_HALF_EVEN)
    bought = min(rounded(Money(amount.amount * rate, to), ROUND_HALF_EVEN), worth)
    return bought, worth - bought, rate
