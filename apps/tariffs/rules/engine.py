"""Tariffs · the landed-cost engine: a pure function of consignment, day and rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.common.money import quantum, rounded, split, to_minor, zero

from ..types import Assessment, AssessmentLine, ChargeKind, Cited, Consignment, LineCharges, RuleSet
from . import selection
from .charges import Charge, Frame, duties, fees, taxes
from .valuation import Exchange, Item, items_of


def assess(consignment: Consignment, *, as_of: date, rules: RuleSet) -> Assessment:
    """Duty, tax and fees of a consignment under the rules of a day.

    The order of lines does not matter: the answer is the same to the byte. Lines
    with one code and origin are one item, as on a declaration; what an item owes is
    dealt out to its lines by value, by largest remainder.

    Raises:
        DatumMissing: a rule, rate, code or quantity is missing; it is named.
        InvalidInput: the consignment contradicts its type's description.
        ValueError: the rules are those of another day or destination.
    """
    if rules.as_of != as_of or rules.ship_to != consignment.ship_to:
        raise ValueError(f"Rules of {rules.ship_to} on {rules.as_of} for {consignment.ship_to} on {as_of}.")
    trade, sale = selection.trade_of(consignment, rules), selection.sale_of(consignment)
    policy = selection.policy_for(rules, trade, sale)
    exchange = Exchange(consignment.currency, policy.currency, consignment.rates)
    items = items_of(consignment, exchange)
    regime = selection.regime_for(rules, trade, sale, items=items, policy=policy, exchange=exchange)
    frame = Frame(rules, policy, regime, exchange, consignment.region)

    duty = duties(frame, items)
    charges = [*duty, *taxes(frame, items, duty)]
    charges += fees(frame, items, charges)
    return _assessment(consignment, frame, charges)


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


def _assessment(consignment: Consignment, frame: Frame, charges: Sequence[Charge]) -> Assessment:
    lines: list[AssessmentLine] = []
    totals: dict[ChargeKind, Money] = {}
    for kind in _KINDS:
        ours = [charge for charge in charges if charge.kind == kind]
        totals[kind] = _in_charge_currency(sum((charge.amount for charge in ours), Decimal(0)), frame.exchange)
        if ours:
            amounts = split(totals[kind], [charge.amount for charge in ours])
            for charge, amount in zip(ours, amounts, strict=True):
                lines += _lines(charge, amount, frame.exchange)
    used = [frame.policy.cited, frame.regime.cited, *(charge.cited for charge in charges)]
    return Assessment(
        currency=consignment.currency,
        scheme=frame.regime.code,
        incoterm=frame.rules.incoterm,
        lines=tuple(lines),
        duty=totals["duty"],
        tax=totals["tax"],
        fees=totals["fee"],
        rule_set=frame.rules.digest,
        as_of=frame.rules.as_of,
        is_verified=all(cited.is_verified for cited in used),
        notes=_notes(used, charges),
    )


_KINDS: tuple[ChargeKind, ...] = ("duty", "tax", "fee")


def _notes(used: Sequence[Cited], charges: Sequence[Charge]) -> tuple[str, ...]:
    notes = [cited.note for cited in used] + [charge.note for charge in charges]
    return tuple(dict.fromkeys(note for note in notes if note))


def _in_charge_currency(amount: Decimal, exchange: Exchange) -> Money:
    return rounded(Money(exchange.to_charge(amount), exchange.charge), ROUND_HALF_UP)


def _lines(charge: Charge, amount: Money, exchange: Exchange) -> list[AssessmentLine]:
    """The charge as lines of the assessment: one for each line of its item, or one for the whole."""
    step = quantum(exchange.authority)
    base = _in_charge_currency(charge.base, exchange)
    official_base = Money(charge.base.quantize(step, rounding=ROUND_HALF_UP), exchange.authority)
    official = Money(charge.amount.quantize(step, rounding=ROUND_HALF_UP), exchange.authority)
    if charge.item is None or len(charge.item.lines) == 1:
        ref = charge.item.lines[0].ref if charge.item else None
        return [_line(charge, ref, base, amount, official_base, official)]
    refs, weights = _shares(charge.item)
    parts = zip(*(split(money, weights) for money in (base, amount, official_base, official)), strict=True)
    return [_line(charge, ref, *part) for ref, part in zip(refs, parts, strict=True)]


def _shares(item: Item) -> tuple[list[str], list[int]]:
    return [line.ref for line in item.lines], [to_minor(line.goods) for line in item.lines]


def _line(
    charge: Charge, ref: str | None, base: Money, amount: Money, official_base: Money, official: Money
) -> AssessmentLine:
    cited = charge.cited
    return AssessmentLine(
        ref=ref,
        kind=charge.kind,
        label=cited.label,
        rule_id=cited.rule_id,
        base=base,
        rate=charge.rate,
        amount=amount,
        collected_by="marketplace" if charge.collector == "marketplace" else "border",
        source_title=cited.source_title,
        source_url=cited.source_url,
        checked_on=cited.checked_on,
        is_verified=cited.is_verified,
        authority_base=official_base,
        authority_amount=official,
        rounding=charge.rounding,
        expression=charge.expression,
    )
