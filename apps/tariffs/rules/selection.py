"""Tariffs · which policy, regime, measure and rate apply · pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from ..errors import DatumMissing
from ..types import Consignment, Measure, Policy, Regime, RuleSet, Sale, TaxRate, Trade
from .valuation import Exchange, Item, value_on

BASE_LAYER = "mfn"
ANY_ORIGIN = "*"
T = TypeVar("T")


def trade_of(consignment: Consignment, rules: RuleSet) -> Trade:
    """How the goods come to the buyer, by the places of dispatch and delivery."""
    if consignment.ship_from == consignment.ship_to:
        return Trade("domestic")
    return Trade("union" if consignment.ship_from in rules.members else "import")


def sale_of(consignment: Consignment) -> Sale:
    """Whether the buyer is a consumer or a business with a valid tax id."""
    return Sale("b2b" if consignment.buyer_is_business else "b2c")


def policy_for(rules: RuleSet, trade: Trade, sale: Sale) -> Policy:
    """The policy for a trade and a sale; one for the very sale goes before one for everyone.

    Raises:
        DatumMissing: the jurisdiction has none on that day.
    """
    fitting = [row for row in rules.policies if row.trade == trade and row.sale in (sale, Sale.ANY)]
    if not fitting:
        raise DatumMissing(datum=f"policy of {rules.ship_to} ({trade}, {rules.as_of})")
    return min(fitting, key=lambda row: row.sale == Sale.ANY)


def regime_for(
    rules: RuleSet, trade: Trade, sale: Sale, *, items: Sequence[Item], policy: Policy, exchange: Exchange
) -> Regime:
    """The first regime by priority that covers the consignment.

    Raises:
        DatumMissing: none does.
    """
    for regime in rules.regimes:
        if regime.trade == trade and regime.sale in (sale, Sale.ANY) and _covers(regime, items, policy, exchange):
            return regime
    raise DatumMissing(datum=f"scheme for deliveries to {rules.ship_to} ({trade}, {rules.as_of})")


def _covers(regime: Regime, items: Sequence[Item], policy: Policy, exchange: Exchange) -> bool:
    if regime.excluded_prefixes and any(item.hs_code.startswith(regime.excluded_prefixes) for item in items):
        return False
    if any(item.origin in regime.excluded_origins for item in items):
        return False
    if regime.threshold is None:
        return True
    limit = exchange.to_authority(regime.threshold, regime.currency)
    return value_on(regime.basis, items, policy) <= limit


def measures_for(rules: RuleSet, item: Item) -> Iterator[Measure]:
    """One measure of each layer that has one for the item; the base layer must.

    Raises:
        DatumMissing: the tariff has no rate for the code.
    """
    for layer, by_prefix in rules.measures.items():
        measure = _measure(by_prefix, item)
        if measure is not None:
            yield measure
        elif layer == BASE_LAYER:
            raise _rate_missing(rules, item)
    if BASE_LAYER not in rules.measures:
        raise _rate_missing(rules, item)


def taxes_for(rules: RuleSet, item: Item, region: str) -> list[TaxRate]:
    """The taxes on an item, in order; of each tax the row with the longest prefix, and its region before any.

    Raises:
        DatumMissing: no tax has a row for it.
    """
    found = []
    for by_prefix in rules.taxes.values():
        fitting = (
            min((row for row in rows if row.region in (region, "")), key=lambda row: row.region == "", default=None)
            for rows in prefixed(by_prefix, item.hs_code)
        )
        row = next((row for row in fitting if row is not None), None)
        if row is not None and _is_dear_enough(row, item):
            found.append(row)
    if not found:
        raise DatumMissing(datum=f"tax rate of HS {item.heading} in {rules.ship_to}")
    return sorted(found, key=lambda row: row.position)


def prefixed(by_prefix: Mapping[str, T], code: str) -> Iterator[T]:
    """What stands under the prefixes of a code, the longest first."""
    for length in range(len(code), -1, -1):
        if (found := by_prefix.get(code[:length])) is not None:
            yield found


def _measure(by_prefix: Mapping[str, tuple[Measure, ...]], item: Item) -> Measure | None:
    for rows in prefixed(by_prefix, item.hs_code):
        fitting = [row for row in rows if row.origin in (item.origin, ANY_ORIGIN)]
        if fitting:
            return min(fitting, key=lambda row: row.origin == ANY_ORIGIN)
    return None


def _is_dear_enough(row: TaxRate, item: Item) -> bool:
    if row.minimum_per_g is None:
        return True
    if not item.weight_g:
        raise DatumMissing(datum=f"weight of HS {item.heading}")
    return item.goods / Decimal(item.weight_g) >= row.minimum_per_g


def _rate_missing(rules: RuleSet, item: Item) -> DatumMissing:
    return DatumMissing(datum=f"duty rate of HS {item.heading} from {item.origin} into {rules.ship_to}")
