"""Tariffs · duty, tax and fees in the authority's currency, rounded as the authority rounds · pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.common.money import quantum, split

from ..types import (
    ChargeKind,
    Cited,
    DutyEffect,
    Fee,
    FeeBase,
    FeeUnit,
    Policy,
    Regime,
    RoundingLevel,
    RuleSet,
    TaxBase,
    TaxEffect,
    TaxRate,
    ValueBasis,
)
from . import expressions, selection
from .valuation import Exchange, Item, customs_value, down, to_quantum

INEXACT = "More than one national tariff line stands under this code; the highest rate is used."


@dataclass(frozen=True)
class Charge:
    """A charge on an item, or on the whole where `item` is None. `exact` is the amount before rounding."""

    item: Item | None
    kind: ChargeKind
    cited: Cited
    base: Decimal
    rate: Decimal | None
    exact: Decimal
    amount: Decimal
    collector: str
    rounding: str = ""
    expression: str = ""
    note: str = ""


@dataclass(frozen=True)
class Frame:
    """What every step needs: the rules, and the policy and regime that were chosen from them."""

    rules: RuleSet
    policy: Policy
    regime: Regime
    exchange: Exchange
    region: str


def duties(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    """The duty on each item.

    Raises:
        DatumMissing: the tariff has no rate for an item, or the rate needs a quantity that is unknown.
    """
    if frame.regime.duty_effect == DutyEffect.NIL:
        return []
    if frame.regime.duty_effect == DutyEffect.FLAT:
        return _flat_duties(frame, items)
    charges = [charge for item in items for charge in _standard_duties(frame, item)]
    return _rounded(charges, frame.policy, frame.policy.duty_quantum)


def taxes(frame: Frame, items: Sequence[Item], duty: Sequence[Charge]) -> list[Charge]:
    """The taxes on each item, on a base that contains its duty.

    Raises:
        DatumMissing: no tax rate is known for an item.
    """
    if frame.regime.tax_effect == TaxEffect.NIL:
        return []
    by_tax: dict[str, list[Charge]] = defaultdict(list)
    for item in items:
        base = tax_base(frame, item, [charge for charge in duty if charge.item is item])
        for row, charge in _item_taxes(frame, item, base):
            by_tax[row.tax].append(charge)
    return [
        charge for charges in by_tax.values() for charge in _rounded(charges, frame.policy, frame.policy.tax_quantum)
    ]


def tax_base(frame: Frame, item: Item, duty: Sequence[Charge]) -> Decimal:
    """What the tax on an item is reckoned on: at the sale the price paid, at import the value with duty."""
    policy, regime = frame.policy, frame.regime
    at_sale = regime.tax_effect == TaxEffect.SALE
    value = item.cif if at_sale or policy.tax_basis == ValueBasis.CIF else customs_value(item, policy)
    if regime.tax_includes_duty:
        exact = sum((charge.exact for charge in duty), Decimal(0))
        paid = sum((charge.amount for charge in duty), Decimal(0))
        value += down(exact, policy.item_duty_quantum) if policy.item_duty_quantum else paid
    return down(value, policy.tax_base_quantum)


def fees(frame: Frame, items: Sequence[Item], charges: Sequence[Charge]) -> list[Charge]:
    """The fees on the whole consignment."""
    value = sum((customs_value(item, frame.policy) for item in items), Decimal(0))
    border = sum((charge.amount for charge in charges if charge.collector == "border"), Decimal(0))
    found = []
    for fee in frame.rules.fees:
        bases = {FeeBase.NONE: Decimal(0), FeeBase.CUSTOMS: value, FeeBase.BORDER: border}
        if _is_due(fee, frame, value=value, border=border):
            units = len({item.heading for item in items}) if fee.unit == FeeUnit.HEADING else 1
            found.append(_fee(fee, frame.exchange, base=bases[FeeBase(fee.base)], units=units))
    return found


def _flat_duties(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    regime, currency = frame.regime, frame.policy.currency
    each = frame.exchange.to_authority(regime.flat, regime.currency)
    amount = Money(to_quantum(each, quantum(currency), frame.policy.rounding), currency)
    charges = []
    for heading in sorted({item.heading for item in items}):
        sharing = [item for item in items if item.heading == heading]
        for item, part in zip(sharing, split(amount, [item.goods for item in sharing]), strict=True):
            charge = _duty(regime, item, cited=regime.cited, base=item.goods, exact=part.amount)
            charges.append(replace(charge, expression=f"{regime.flat.normalize():f} {regime.currency}/heading"))
    return charges


def _standard_duties(frame: Frame, item: Item) -> list[Charge]:
    value = down(customs_value(item, frame.policy), frame.policy.value_quantum)
    found = []
    for measure in selection.measures_for(frame.rules, item):
        exact = expressions.evaluate(
            measure.expression, value=value, quantities=item.quantities, convert=frame.exchange.to_authority
        )
        charge = _duty(frame.regime, item, cited=measure.cited, base=value, exact=exact)
        rate = expressions.single_rate(measure.expression)
        note = "" if measure.is_exact else INEXACT
        found.append(replace(charge, rate=rate, expression=measure.expression, note=note))
    return found


def _duty(regime: Regime, item: Item, *, cited: Cited, base: Decimal, exact: Decimal) -> Charge:
    return Charge(
        item=item,
        kind="duty",
        cited=cited,
        base=base,
        rate=None,
        exact=exact,
        amount=exact,
        collector=regime.duty_collector,
    )


def _item_taxes(frame: Frame, item: Item, base: Decimal) -> list[tuple[TaxRate, Charge]]:
    found: list[tuple[TaxRate, Charge]] = []
    value, before = base, Decimal(0)
    for row in selection.taxes_for(frame.rules, item, frame.region):
        if row.base == TaxBase.INSIDE:
            on = value / (1 - row.rate)
            full = on * row.rate
            value += full
        elif row.base == TaxBase.TAX:
            on = down(before, frame.policy.tax_quantum)
            full = on * row.rate
        else:
            on = value
            full = on * row.rate
        before = full
        exact = full * frame.regime.tax_share
        charge = Charge(
            item=item,
            kind="tax",
            cited=row.cited,
            base=on,
            rate=row.rate * frame.regime.tax_share,
            exact=exact,
            amount=exact,
            collector=frame.regime.tax_collector,
        )
        found.append((row, charge))
    return found


def _rounded(charges: Sequence[Charge], policy: Policy, step: Decimal) -> list[Charge]:
    """The charges with amounts rounded each, or their sum rounded and dealt out by their exact amounts."""
    text = f"{policy.rounding} {step} {policy.level}"
    if policy.level == RoundingLevel.ITEM:
        return [
            replace(charge, amount=to_quantum(charge.exact, step, policy.rounding), rounding=text) for charge in charges
        ]
    if not charges:
        return []
    exact = sum((charge.exact for charge in charges), Decimal(0))
    whole = Money(to_quantum(exact, step, policy.rounding), policy.currency)
    parts = split(whole, [charge.exact for charge in charges])
    return [replace(charge, amount=part.amount, rounding=text) for charge, part in zip(charges, parts, strict=True)]


def _is_due(fee: Fee, frame: Frame, *, value: Decimal, border: Decimal) -> bool:
    if fee.regimes and frame.regime.code not in fee.regimes:
        return False
    if fee.base == FeeBase.BORDER and (border == 0 or frame.rules.incoterm != "DDP"):
        return False
    lowest = frame.exchange.to_authority(fee.value_from, fee.currency)
    highest = None if fee.value_to is None else frame.exchange.to_authority(fee.value_to, fee.currency)
    return value > lowest and (highest is None or value <= highest)


def _fee(fee: Fee, exchange: Exchange, *, base: Decimal, units: int) -> Charge:
    """The fee, rounded by the authority where it is stated in its currency, and else only when it is charged."""
    least = exchange.to_authority(fee.minimum, fee.currency)
    fixed = exchange.to_authority(fee.amount * units, fee.currency)
    exact = max(fixed + base * fee.rate, least)
    if fee.maximum is not None:
        exact = min(exact, exchange.to_authority(fee.maximum, fee.currency))
    step = quantum(exchange.authority)
    is_own = fee.currency == exchange.authority
    return Charge(
        item=None,
        kind="fee",
        cited=fee.cited,
        base=base,
        rate=fee.rate or None,
        exact=exact,
        amount=to_quantum(exact, step, ROUND_HALF_UP) if is_own else exact,
        collector=fee.collector,
        rounding=f"{ROUND_HALF_UP} {step} consignment" if is_own else "",
    )
