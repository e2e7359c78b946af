"""Tariffs · which policy holds, and which scheme covers which goods · pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import DatumMissing
from ..types import (
    Above,
    Aggregation,
    Channel,
    Consignment,
    ConsignmentLine,
    Policy,
    Regime,
    RuleSet,
    Sale,
    Trade,
    ValueBasis,
)
from .exchange import Exchange
from .places import is_in, is_in_any


def trade_of(consignment: Consignment, rules: RuleSet) -> Trade:
    """How the goods come to the buyer, by the places of dispatch and delivery.

    What goes to a part of a country that is in another customs territory is imported there.
    """
    if consignment.ship_from == consignment.ship_to and consignment.ship_from in rules.members:
        return Trade("domestic")
    return Trade("union" if consignment.ship_from in rules.members else "import")


def sale_of(consignment: Consignment) -> Sale:
    """Who buys: as it is said; else a business with a valid tax id, or a consumer. A gift is none to a business."""
    if consignment.buyer_is_business and consignment.sale != Sale.GIFT:
        return Sale("b2b")
    return Sale(consignment.sale or "b2c")


def is_for(rule: str, sale: Sale) -> bool:
    """Whether a rule for `rule` holds for a sale: one for consumers also where they buy over a marketplace."""
    return rule in (Sale.ANY, sale) or (rule == Sale.B2C and sale == Sale.MARKETPLACE)


def policy_for(rules: RuleSet, trade: Trade, sale: Sale) -> Policy:
    """The policy for a trade and a sale; one for the very sale goes before one for everyone.

    Raises:
        DatumMissing: the jurisdiction has none on that day.
    """
    fitting = [row for row in rules.policies if row.trade == trade and is_for(row.sale, sale)]
    if not fitting:
        raise DatumMissing(datum=f"policy of {rules.ship_to} ({trade}, {rules.as_of})")
    return min(fitting, key=lambda row: (row.sale == Sale.ANY, row.sale != sale))


def policy_at_sale(rules: RuleSet, sale: Sale, otherwise: Policy) -> Policy:
    """The policy for what is taxed at the sale, where the jurisdiction has one of its own for that."""
    fitting = [row for row in rules.policies if row.trade == Trade.SALE and is_for(row.sale, sale)]
    return min(fitting, key=lambda row: (row.sale == Sale.ANY, row.sale != sale), default=otherwise)


@dataclass(frozen=True)
class Worth:
    """What thresholds are compared with, in the authority's currency: goods, and goods with freight and insurance.

    `share` is the part of either that is the customs value.
    """

    goods: Decimal
    cif: Decimal
    customs: Decimal

    def on(self, basis: str) -> Decimal:
        return {ValueBasis.GOODS: self.goods, ValueBasis.CIF: self.cif, ValueBasis.CUSTOMS: self.customs}[
            ValueBasis(basis)
        ]


def worth_of(
    consignment: Consignment, lines: Sequence[ConsignmentLine], policy: Policy, exchange: Exchange, *, pieces: int = 1
) -> Worth:
    """What lines are worth, or one of their pieces; freight and insurance of the consignment by value of goods."""
    whole = sum((line.goods.amount for line in consignment.lines), Decimal(0))
    ours = sum((line.goods.amount for line in lines), Decimal(0))
    carried = consignment.freight.amount + consignment.insurance.amount
    share = ours / whole if whole else Decimal(len(lines)) / len(consignment.lines)
    goods = exchange.to_authority(ours / pieces)
    cif = exchange.to_authority((ours + carried * share) / pieces)
    if policy.value_basis == ValueBasis.GOODS:
        return Worth(goods, cif, goods * policy.share)
    onward = Decimal(0)
    is_whole = consignment.channel == Channel.POST and policy.post_is_whole
    if consignment.freight_to_border is not None and not is_whole:
        onward = (consignment.freight - consignment.freight_to_border).amount * share
    return Worth(goods, cif, (cif - exchange.to_authority(onward / pieces)) * policy.share)


def schemes_of(
    consignment: Consignment, rules: RuleSet, *, trade: Trade, sale: Sale, policy: Policy, exchange: Exchange
) -> dict[str, Regime]:
    """The scheme of each line, by its ref: the first by priority that covers it.

    A scheme for consignments covers all lines that are left or none; one for single pieces covers those lines whose
    pieces fit.

    Raises:
        DatumMissing: no scheme covers a line.
    """
    left = list(consignment.lines)
    found: dict[str, Regime] = {}
    for regime in rules.regimes:
        if not left:
            break
        if not _is_open(regime, consignment, rules, trade, sale):
            continue
        if regime.aggregation == Aggregation.ITEM:
            covered = [
                line
                for line in left
                if _covers(regime, [line], rules, _each(consignment, line, policy, exchange), exchange)
            ]
        else:
            worth = worth_of(consignment, left, policy, exchange)
            is_within = _is_within_the_year(regime, consignment, worth, exchange)
            covered = left if is_within and _covers(regime, left, rules, worth, exchange) else []
        found |= {line.ref: regime for line in covered}
        left = [line for line in left if line.ref not in found]
    if left:
        raise DatumMissing(datum=f"scheme for deliveries to {rules.ship_to} ({trade}, {rules.as_of})")
    return found


def _each(consignment: Consignment, line: ConsignmentLine, policy: Policy, exchange: Exchange) -> Worth:
    return worth_of(consignment, [line], policy, exchange, pieces=line.quantity)


def _is_open(regime: Regime, consignment: Consignment, rules: RuleSet, trade: Trade, sale: Sale) -> bool:
    """Whether the scheme is for such a consignment at all, whatever its goods are worth."""
    if regime.trade != trade or not is_for(regime.sale, sale):
        return False
    if regime.channel not in (Channel.ANY, consignment.channel):
        return False
    if regime.ship_from and not is_in(consignment.ship_from, regime.ship_from, rules):
        return False
    if regime.requires_claim and regime.requires_claim not in consignment.claims:
        return False
    held = consignment.registrations
    return not regime.requires_registration or held is None or regime.requires_registration in held


def _covers(regime: Regime, lines: Sequence[ConsignmentLine], rules: RuleSet, worth: Worth, exchange: Exchange) -> bool:
    if regime.excluded_prefixes and any(line.hs_code.startswith(regime.excluded_prefixes) for line in lines):
        return False
    if regime.included_prefixes and not all(line.hs_code.startswith(regime.included_prefixes) for line in lines):
        return False
    if regime.excluded_origins and any(is_in_any(line.origin, regime.excluded_origins, rules) for line in lines):
        return False
    if regime.only_single and sum(line.quantity for line in lines) != 1:
        return False
    if regime.threshold is None or regime.above == Above.EXCESS:
        return True
    return worth.on(regime.basis) <= exchange.to_authority(regime.threshold, regime.currency)


def _is_within_the_year(regime: Regime, consignment: Consignment, worth: Worth, exchange: Exchange) -> bool:
    if regime.annual_limit is None:
        return True
    spent = consignment.annual_spent
    before = Decimal(0) if spent is None else exchange.to_authority(spent.amount, spent.currency.code)
    return before + worth.on(regime.basis) <= exchange.to_authority(regime.annual_limit, regime.currency)


def excess_of(
    regime: Regime, consignment: Consignment, lines: Sequence[ConsignmentLine], policy: Policy, exchange: Exchange
) -> Decimal:
    """The part of the lines' value that the scheme charges: all of it, or what exceeds its threshold."""
    if regime.above != Above.EXCESS or regime.threshold is None:
        return Decimal(1)
    value = worth_of(consignment, lines, policy, exchange).on(regime.basis)
    limit = exchange.to_authority(regime.threshold, regime.currency)
    return (value - limit) / value if value > limit else Decimal(0)
