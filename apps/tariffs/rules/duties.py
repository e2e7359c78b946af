"""Tariffs · duties: by the tariff layer upon layer, flat per heading, or at a scheme's own rate · pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from apps.common.money import quantum

from ..errors import DatumMissing
from ..types import BASE_LAYER, Cited, DutyEffect, Measure, Stacking, StackingBase
from . import comparing, expressions, selection
from .charges import INEXACT, Charge, Frame, rounded
from .quantities import quantities_of
from .valuation import Item, customs_parts, down, to_quantum

_LAST = 100


def duties(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    """The duties on items that one scheme covers.

    Raises:
        DatumMissing: the tariff has no rate for an item, or the rate needs a quantity or value that is unknown.
        Prohibited: an item may not be imported.
    """
    make: dict[DutyEffect, Callable[[Frame, Sequence[Item]], list[Charge]]] = {
        DutyEffect.NIL: lambda frame, items: [],
        DutyEffect.FLAT: _flat,
        DutyEffect.RATE: _own_rate,
        DutyEffect.STANDARD: _standard,
    }
    return make[DutyEffect(frame.regime.duty_effect)](frame, items)


def _flat(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    regime, currency = frame.regime, frame.policy.currency
    text = f"{expressions.plain(regime.flat)} {regime.currency}/heading"
    charges = []
    for heading in sorted({item.heading for item in items}):
        sharing = tuple(item for item in items if item.heading == heading)
        exact = frame.exchange.to_authority(regime.flat, regime.currency)
        step, mode = quantum(currency), frame.policy.rounding
        parts = {"goods": sum((item.goods for item in sharing), Decimal(0))}
        charge = _charge(frame, sharing, BASE_LAYER, parts=parts, cited=regime.cited)
        charges.append(
            replace(
                charge,
                formula=text,
                expression=text,
                quantities={"heading": Decimal(1)},
                exact=exact,
                amount=to_quantum(exact, step, mode),
                mode=mode,
                step=step,
            )
        )
    return charges


def _own_rate(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    """One charge at the scheme's rate on the value of all its goods."""
    regime = frame.regime
    parts: dict[str, Decimal] = {}
    for item in items:
        for name, amount in customs_parts(item, frame.policy, frame.consignment.channel).items():
            parts[name] = parts.get(name, Decimal(0)) + amount
    lines = [line for item in items for line in item.lines]
    known = {**quantities_of(lines), "consignment": Decimal(1)}
    charge = _charge(frame, tuple(items), BASE_LAYER, parts=parts, cited=regime.cited)
    done = _evaluated(frame, charge, regime.expression, quantities=known, values={}, subject=regime.code)
    return rounded([done], frame.policy, frame.policy.duty_quantum)


def _standard(frame: Frame, items: Sequence[Item]) -> list[Charge]:
    found = [charge for item in items for charge in comparing.owed(frame, item, by=_layers)]
    return rounded(found, frame.policy, frame.policy.duty_quantum)


def _layers(frame: Frame, item: Item) -> list[Charge]:
    """The basic duty of an item, and what stands upon it, in the order of the stacking rules."""
    open_layers = selection.measures_for(frame.facts, item)
    charges: list[Charge] = []
    applied: set[str] = set()
    for layer in sorted(open_layers, key=lambda name: _place(frame, name)):
        stacking = frame.rules.stackings.get(layer)
        excluding = set(stacking.excluded_by) & applied if stacking else set()
        if excluding and stacking and stacking.base != StackingBase.REST:
            continue
        made = [
            (measure, _of_measure(frame, item, measure, stacking, charges, excluding) if measure else None)
            for measure in open_layers[layer]
        ]
        chosen = _chosen(made, is_lowest=frame.is_lowest)
        if chosen is None:
            continue
        measure, charge = chosen
        charges.append(charge)
        applied |= {layer, measure.type, f"{layer}:{measure.type}"}
    return charges


def _place(frame: Frame, layer: str) -> tuple[int, int, str]:
    stacking = frame.rules.stackings.get(layer)
    return (layer != BASE_LAYER, stacking.position if stacking else _LAST, layer)


def _chosen(made: Sequence[tuple[Measure | None, Charge | None]], *, is_lowest: bool) -> tuple[Measure, Charge] | None:
    """Of what the national lines under a code owe the highest, or the lowest; None where that line owes nothing."""
    amounts = {charge.exact if charge else Decimal(0) for _measure, charge in made}
    wanted = min(amounts) if is_lowest else max(amounts)
    for measure, charge in made:
        if measure and charge and charge.exact == wanted:
            if len(amounts) > 1:
                charge = replace(charge, is_open=True, note=INEXACT)
            return measure, charge
    return None


def _of_measure(
    frame: Frame,
    item: Item,
    measure: Measure,
    stacking: Stacking | None,
    before: Sequence[Charge],
    excluding: set[str],
) -> Charge:
    is_on_value = measure.layer == BASE_LAYER or stacking is None or stacking.base == StackingBase.VALUE
    charge = _charge(
        frame,
        (item,),
        measure.layer,
        parts=_base_parts(frame, item, measure, stacking, before, excluding),
        base_quantum=frame.policy.value_quantum if is_on_value else Decimal(0),
        cited=measure.cited,
        note="" if measure.is_exact else INEXACT,
        in_tax_base=stacking is None or stacking.in_tax_base,
    )
    values = {"customs": charge.base, **item.values}
    return _evaluated(
        frame, charge, measure.expression, quantities=item.quantities, values=values, subject=f"HS {item.heading}"
    )


def _base_parts(
    frame: Frame,
    item: Item,
    measure: Measure,
    stacking: Stacking | None,
    before: Sequence[Charge],
    excluding: set[str],
) -> dict[str, Decimal]:
    if measure.base_of:
        if measure.base_of not in item.values:
            raise DatumMissing(datum=f"value “{measure.base_of}” of HS {item.heading}", field=measure.base_of)
        return {measure.base_of: item.values[measure.base_of]}
    base = stacking.base if stacking and measure.layer != BASE_LAYER else StackingBase.VALUE.value
    parts = customs_parts(item, frame.policy, frame.consignment.channel)
    duty = {f"duty {charge.layer}": charge.exact for charge in before}
    if base == StackingBase.DUTY:
        return duty
    if base == StackingBase.PAID:
        return parts | duty
    if base == StackingBase.REST and excluding:
        taken = max((charge.base for charge in before if charge.layer in excluding), default=Decimal(0))
        return parts | {"under other duties": -min(taken, sum(parts.values(), Decimal(0)))}
    return parts


def _charge(
    frame: Frame,
    items: tuple[Item, ...],
    layer: str,
    *,
    parts: dict[str, Decimal],
    cited: Cited,
    base_quantum: Decimal = Decimal(0),
    note: str = "",
    in_tax_base: bool = True,
) -> Charge:
    return Charge(
        items=items,
        kind="duty",
        cited=cited,
        layer=layer,
        parts=parts,
        base=down(sum(parts.values(), Decimal(0)), base_quantum),
        base_quantum=base_quantum,
        formula="",
        exact=Decimal(0),
        amount=Decimal(0),
        collector=frame.regime.duty_collector,
        scheme=frame.regime.code,
        valid_on=frame.rules.as_of,
        group="duty",
        note=note,
        in_tax_base=in_tax_base,
    )


def _evaluated(
    frame: Frame,
    charge: Charge,
    formula: str,
    *,
    quantities: dict[str, Decimal],
    values: dict[str, Decimal],
    subject: str,
) -> Charge:
    exact = expressions.evaluate(
        formula,
        value=charge.base,
        quantities=quantities,
        values=values,
        convert=frame.exchange.to_authority,
        subject=subject,
    )
    known = {**values, **quantities}
    return replace(
        charge,
        formula=formula,
        expression=formula,
        rate=expressions.single_rate(formula),
        quantities={name: known[name] for name in expressions.needs(formula)},
        exact=exact,
        amount=exact,
    )
