"""Currencies · triangulation, spread, and what to believe of a new rate · pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from .types import PublishedRate, QuotedRate, Rate, RateTable

EURO = "EUR"
PARITY = "(peg)"
LARGEST_JUMP = Decimal("0.10")
OLDEST_FRESH_DAYS = 5
_STORED = Decimal("0.00000001")
_QUOTED = Decimal("0.0000000001")


def table(on: date, rates: Iterable[PublishedRate]) -> RateTable:
    """The table of a day from published rates, each pair at most once and none later than `on`.

    A pair without the euro (USD to AED) hangs on the euro by its other currency;
    one that hangs on nothing is left out. A source that ends in "(peg)" names a fixed
    parity: it holds each day until another replaces it, so its date is `on`.
    """
    links: dict[str, list[tuple[str, Rate]]] = {}
    for published in rates:
        if published.published_on > on:
            raise ValueError(f"{published} is later than {on}.")
        day = on if published.source.endswith(PARITY) else published.published_on
        forward = Rate(published.value, published.source, day)
        backward = Rate(1 / published.value, published.source, day)
        links.setdefault(published.base, []).append((published.quote, forward))
        links.setdefault(published.quote, []).append((published.base, backward))
    per_euro = {EURO: Rate(Decimal(1), "", on)}
    reached = [EURO]
    for currency in reached:
        for other, link in links.get(currency, ()):
            if other not in per_euro:
                per_euro[other] = _over(per_euro[currency], link)
                reached.append(other)
    return RateTable(on, per_euro)


def _over(first: Rate, second: Rate) -> Rate:
    sources = " × ".join(source for source in (first.source, second.source) if source)
    return Rate(first.value * second.value, sources, min(first.published_on, second.published_on))


def jump(earlier: Decimal, later: Decimal) -> Decimal:
    """How far a rate moved, as a fraction of the earlier one; six places."""
    return (abs(later - earlier) / earlier).quantize(Decimal("0.000001"))


def is_believable(earlier: Decimal | None, later: Decimal) -> bool:
    """Whether a rate may be used without a person looking: it moved by a tenth at most, or is the first."""
    return earlier is None or jump(earlier, later) <= LARGEST_JUMP


def as_stored(value: Decimal) -> Decimal:
    """A rate with the eight places that are stored."""
    return value.quantize(_STORED, rounding=ROUND_HALF_EVEN)


def quoted(rates: RateTable, *, charge: str, currencies: Iterable[str], spread: Decimal) -> dict[str, QuotedRate]:
    """For each currency the promised units of `charge` for one unit, ten places; no spread on `charge` itself.

    Raises:
        RateMissing: a currency has no rate on the table's day.
    """
    promised = {}
    for currency in sorted(set(currencies)):
        found = rates.rate(currency, charge)
        mid = found.value.quantize(_QUOTED, rounding=ROUND_HALF_EVEN)
        rate = mid if currency == charge else (found.value * (1 + spread)).quantize(_QUOTED)
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
