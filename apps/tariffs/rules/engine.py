"""Tariffs · the landed-cost engine: a pure function of consignment, days and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from apps.common.money import split, to_minor, zero

from ..types import Assessment, Consignment, ConsignmentLine, LineCharges, Policy, Regime, RuleSet, TaxEffect, Trade
from . import regimes
from .answer import Reckoned, answer
from .charges import Charge, Frame, waived
from .duties import duties
from .exchange import Exchange, exchange_for
from .fees import Scope, fees
from .selection import Facts
from .taxes import taxes
from .valuation import Item, check, items_of

T = TypeVar("T")


def assess(consignment: Consignment, *, as_of: date, rules: RuleSet, arrival: RuleSet | None = None) -> Assessment:
    """Duty, tax and fees of a consignment that is sold on a day.

    Tax at the sale follows the `rules` of that day, duty and what is levied at import the rules on `arrival`; both
    are the same where none are given. The order of lines does not matter: the answer is the same to the byte. Lines
    with one code, origin and treatment are one item, as on a declaration; what an item owes is dealt out to its lines
    by value, by largest remainder. Where codes leave national lines open the highest duty is charged and the answer
    holds the lowest too.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
        Prohibited: goods may not be imported.
        InvalidInput: the consignment contradicts its type's description.
        ValueError: the rules are those of another day or destination.
    """
    on_arrival = arrival or rules
    for known, day in ((rules, as_of), (on_arrival, consignment.import_date if arrival else as_of)):
        if known.as_of != day or known.ship_to != consignment.ship_to:
            raise ValueError(f"Rules of {known.ship_to} on {known.as_of} for {consignment.ship_to} on {day}.")
    check(consignment)
    if consignment.incoterm:
        rules = replace(rules, incoterm=consignment.incoterm)
        on_arrival = replace(on_arrival, incoterm=consignment.incoterm) if arrival else rules
    highest = _reckoned(consignment, rules, on_arrival, is_lowest=False)
    if any(charge.is_open for charge in highest.charges):
        return answer(consignment, highest, lowest=_reckoned(consignment, rules, on_arrival, is_lowest=True))
    return answer(consignment, highest)


def per_line(assessment: Assessment, consignment: Consignment) -> dict[str, LineCharges]:
    """What falls on each line, by its `ref`; charges on the whole are dealt out by value of goods. Sums exactly."""
    lines = sorted(consignment.lines, key=lambda line: line.ref)
    weights = [to_minor(line.goods) for line in lines]
    sums = {line.ref: dict.fromkeys(("duty", "tax", "fee"), zero(assessment.currency)) for line in lines}
    for charge in assessment.lines:
        if charge.ref is not None:
            sums[charge.ref][charge.kind] += charge.amount
            continue
        for line, part in zip(lines, split(charge.amount, weights), strict=True):
            sums[line.ref][charge.kind] += part
    return {ref: LineCharges(found["duty"], found["tax"], found["fee"]) for ref, found in sums.items()}


@dataclass(frozen=True)
class _Law:
    """The rules of a day, with the policy they hold for a trade and a sale, and each line's scheme."""

    rules: RuleSet
    trade: Trade
    policy: Policy
    schemes: dict[str, Regime]


def _reckoned(consignment: Consignment, rules: RuleSet, arrival: RuleSet, *, is_lowest: bool) -> Reckoned:
    trade, sale = regimes.trade_of(consignment, rules), regimes.sale_of(consignment)
    policy = regimes.policy_for(arrival, trade, sale)
    exchange = exchange_for(consignment, policy, arrival, sold=rules.as_of, imported=arrival.as_of)
    here = regimes.schemes_of(consignment, arrival, trade=trade, sale=sale, policy=policy, exchange=exchange)
    imported = _Law(arrival, trade, policy, here)
    sold = imported
    if arrival is not rules:
        then = regimes.policy_for(rules, trade, sale)
        there = regimes.schemes_of(consignment, rules, trade=trade, sale=sale, policy=then, exchange=exchange)
        sold = _Law(rules, trade, then, there)
    frames = _frames(consignment, imported, sold, exchange, is_lowest=is_lowest)

    charges: list[Charge] = []
    for duty_frame, tax_frame, items in frames:
        duty = duties(duty_frame, items)
        charges += [*duty, *taxes(tax_frame, items, duty)]
    charges = waived(charges, policy)
    charges = [charge for kind in ("duty", "tax") for charge in charges if charge.kind == kind]
    border = sum((charge.amount for charge in charges if charge.collector == "border"), Decimal(0))
    charges += fees(Scope([(frame, items) for frame, _tax, items in frames], sale, border))
    return Reckoned(
        charges=charges,
        policies=_distinct([frame.policy for pair in frames for frame in pair[:2]]),
        regimes=_distinct([frame.regime for pair in frames for frame in pair[:2]]),
        exchange=exchange,
        rules=rules,
        arrival=arrival,
    )


def _frames(
    consignment: Consignment, imported: _Law, sold: _Law, exchange: Exchange, *, is_lowest: bool
) -> list[tuple[Frame, Frame, list[Item]]]:
    """For each pair of schemes, of import and of sale, the frames of duty and of tax, and the items under them."""
    pairs = _distinct([(imported.schemes[line.ref], sold.schemes[line.ref]) for line in consignment.lines])
    pairs.sort(key=lambda pair: (pair[0].priority, pair[0].code, pair[1].priority, pair[1].code))
    numbers = {(one.cited.rule_id, other.cited.rule_id): number for number, (one, other) in enumerate(pairs)}

    def group(line: ConsignmentLine) -> int:
        return numbers[imported.schemes[line.ref].cited.rule_id, sold.schemes[line.ref].cited.rule_id]

    items = items_of(consignment, exchange, group)
    intrinsic = sum((item.goods for item in items), Decimal(0))
    found = []
    for number, (regime, then) in enumerate(pairs):
        ours = [item for item in items if group(item.first) == number]
        lines = [line for item in ours for line in item.lines]
        share = regimes.excess_of(regime, consignment, lines, imported.policy, exchange)
        if share != 1:
            ours = [item.part(share) for item in ours]
        facts = Facts(consignment, imported.rules, exchange, intrinsic)
        frame = Frame(imported.rules, imported.policy, regime, exchange, consignment, facts, is_lowest)
        found.append((frame, _at_sale(_tax_frame(frame, sold, then), imported.trade), ours))
    return found


def _tax_frame(frame: Frame, sold: _Law, then: Regime) -> Frame:
    """By whose rules an item is taxed: the sale's where they tax the sale; else those of the import."""
    if sold.rules is frame.rules:
        return frame
    if then.tax_effect == TaxEffect.SALE:
        facts = replace(frame.facts, rules=sold.rules)
        return replace(frame, rules=sold.rules, policy=sold.policy, regime=then, facts=facts)
    if frame.regime.tax_effect == TaxEffect.SALE:
        at_import = replace(frame.regime, tax_effect=TaxEffect.IMPORT.value, tax_collector="border")
        return replace(frame, regime=at_import)
    return frame


def _at_sale(frame: Frame, trade: Trade) -> Frame:
    """The frame of tax with the policy that holds at the sale, for goods from abroad that are taxed there."""
    if trade != Trade.IMPORT or frame.regime.tax_effect != TaxEffect.SALE:
        return frame
    policy = regimes.policy_at_sale(frame.rules, regimes.sale_of(frame.consignment), frame.policy)
    return replace(frame, policy=policy)


def _distinct(found: Sequence[T]) -> list[T]:
    return list(dict.fromkeys(found))
