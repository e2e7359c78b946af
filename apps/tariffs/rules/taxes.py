"""Tariffs · taxes on a base that contains the duties · pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..types import TaxBase, TaxEffect, TaxRate, ValueBasis
from . import expressions, selection
from .charges import Charge, Frame, rounded, shares_of
from .places import is_in
from .valuation import Item, customs_parts, customs_value, down


def taxes(frame: Frame, items: Sequence[Item], duty: Sequence[Charge]) -> list[Charge]:
    """The taxes on each item, on a base that contains its duty; tax by tax.

    Raises:
        DatumMissing: no tax rate is known for an item.
    """
    if frame.regime.tax_effect == TaxEffect.NIL:
        return []
    by_tax: dict[str, list[Charge]] = {}
    for item in items:
        for charge in _of_item(frame, item, base_parts(frame, item, duty)):
            by_tax.setdefault(charge.layer, []).append(charge)
    step = frame.policy.tax_quantum
    return [charge for charges in by_tax.values() for charge in rounded(charges, frame.policy, step)]


def base_parts(frame: Frame, item: Item, duty: Sequence[Charge]) -> dict[str, Decimal]:
    """What the tax on an item is reckoned on: at the sale the price paid, at import the value with what is levied."""
    policy, regime = frame.policy, frame.regime
    at_sale = regime.tax_effect == TaxEffect.SALE
    if policy.tax_basis == ValueBasis.GOODS:
        parts = {"goods": item.goods}
    elif at_sale or policy.tax_basis == ValueBasis.CIF:
        parts = {"goods": item.goods, "freight": item.freight, "insurance": item.insurance}
    else:
        parts = customs_parts(item, policy, frame.consignment.channel)
    if policy.tax_uplift and not at_sale and not _is_spared(frame, item):
        parts["uplift"] = customs_value(item, policy, frame.consignment.channel) * policy.tax_uplift
    if not regime.tax_includes_duty:
        return parts
    exact = paid = Decimal(0)
    for charge in duty:
        if charge.in_tax_base and any(one is item for one in charge.items):
            own = shares_of(charge, policy.currency)[id(item)]
            exact, paid = exact + own[0], paid + own[1]
    parts["duty"] = down(exact, policy.item_duty_quantum) if policy.item_duty_quantum else paid
    return parts


def _is_spared(frame: Frame, item: Item) -> bool:
    exempt = frame.policy.uplift_exempt
    return bool(exempt) and is_in(item.origin, exempt, frame.rules)


def _of_item(frame: Frame, item: Item, parts: dict[str, Decimal]) -> list[Charge]:
    step = frame.policy.tax_base_quantum
    first = down(sum(parts.values(), Decimal(0)), step)
    before, found = Decimal(0), []
    earlier: dict[str, Decimal] = {}
    for row in selection.taxes_for(frame.facts, item):
        given, on, base_step = _base(frame, row, parts=parts, first=first, earlier=earlier, before=before)
        full = on * row.rate
        if row.base == TaxBase.INSIDE:
            earlier[row.tax] = full
        before = full
        found.append(_charge(frame, item, row, given, on, base_step))
    return found


def _base(
    frame: Frame,
    row: TaxRate,
    *,
    parts: dict[str, Decimal],
    first: Decimal,
    earlier: dict[str, Decimal],
    before: Decimal,
) -> tuple[dict[str, Decimal], Decimal, Decimal]:
    """The parts of a tax's base, the base, and what it was rounded down to.

    Taxes inside the price raise the base of those that follow; others stand side by side, as duties and VAT do.
    """
    if row.base == TaxBase.TAX:
        step = frame.policy.tax_quantum
        return {"tax before": before}, down(before, step), step
    if row.base == TaxBase.ALONE or not earlier:
        given, on = parts, first
    else:
        given = {**parts, **{f"tax {name}": amount for name, amount in earlier.items()}}
        on = first + sum(earlier.values(), Decimal(0))
    if row.base == TaxBase.INSIDE:
        whole = on / (1 - row.rate)
        return {**given, f"tax {row.tax}": whole - on}, whole, Decimal(0)
    return given, on, frame.policy.tax_base_quantum if on is first else Decimal(0)


def _charge(
    frame: Frame, item: Item, row: TaxRate, parts: dict[str, Decimal], base: Decimal, base_step: Decimal
) -> Charge:
    share = frame.regime.tax_share
    exact = base * row.rate * share
    return Charge(
        items=(item,),
        kind="tax",
        cited=row.cited,
        layer=row.tax,
        parts=parts,
        base=base,
        base_quantum=base_step,
        formula=f"{expressions.plain(row.rate * 100)}%",
        exact=exact,
        amount=exact,
        rate=row.rate * share,
        share=share,
        collector=frame.regime.tax_collector,
        scheme=frame.regime.code,
        valid_on=frame.rules.as_of,
        group=f"tax:{row.tax}",
    )
