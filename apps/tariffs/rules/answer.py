"""Tariffs · what was reckoned, as the answer: dealt out to lines, in the charge currency, with its workings · pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.common import money as sums
from apps.common.money import quantum, split

from ..types import Assessment, AssessmentLine, ChargeKind, Cited, Consignment, Policy, Regime, RuleSet, Working
from .charges import Charge, weights_of
from .exchange import MARKET_RATE, Exchange
from .expressions import currencies

_KINDS: tuple[ChargeKind, ...] = ("duty", "tax", "fee")


@dataclass(frozen=True)
class Reckoned:
    """All charges of a consignment, and the rules behind them."""

    charges: Sequence[Charge]
    policies: Sequence[Policy]
    regimes: Sequence[Regime]
    exchange: Exchange
    rules: RuleSet
    arrival: RuleSet

    def total(self, kind: ChargeKind) -> Money:
        """The charges of a kind in the charge currency."""
        amount = sum((charge.amount for charge in self.charges if charge.kind == kind), Decimal(0))
        return charged(amount, self.exchange)

    def payable(self) -> Money:
        """All charges in the charge currency."""
        return sums.total([self.total(kind) for kind in _KINDS], self.exchange.charge)


def charged(amount: Decimal, exchange: Exchange) -> Money:
    """An amount of the authority's in the charge currency, half up at its smallest coin."""
    return sums.rounded(Money(exchange.to_charge(amount), exchange.charge), ROUND_HALF_UP)


def answer(consignment: Consignment, found: Reckoned, *, lowest: Reckoned | None = None) -> Assessment:
    """The assessment of what was reckoned; `lowest` is the same with the lowest of the duties that codes leave open."""
    lines: list[AssessmentLine] = []
    totals = {kind: found.total(kind) for kind in _KINDS}
    ordered = [charge for kind in _KINDS for charge in found.charges if charge.kind == kind]
    for kind in _KINDS:
        ours = [(number, charge) for number, charge in enumerate(ordered) if charge.kind == kind]
        if ours:
            amounts = split(totals[kind], [charge.amount for _number, charge in ours])
            for (number, charge), amount in zip(ours, amounts, strict=True):
                lines += _lines(charge, number, amount, found.exchange)
    rules: list[Policy | Regime | Charge] = [*found.policies, *found.regimes, *ordered]
    used = [rule.cited for rule in rules]
    marks = dict.fromkeys((found.rules.mark, found.arrival.mark))
    return Assessment(
        currency=consignment.currency,
        scheme="+".join(dict.fromkeys(regime.code for regime in found.regimes)),
        incoterm=found.rules.incoterm,
        lines=tuple(lines),
        duty=totals["duty"],
        tax=totals["tax"],
        fees=totals["fee"],
        rule_set="+".join(marks),
        as_of=found.rules.as_of,
        is_verified=all(cited.is_verified for cited in used),
        notes=_notes(used, ordered, found.exchange),
        import_date=found.arrival.as_of,
        duty_low=lowest.total("duty") if lowest else None,
        payable_low=lowest.payable() if lowest else None,
        workings=tuple(_working(charge, found.exchange) for charge in ordered),
        exchange=tuple(found.exchange.used()),
    )


def _notes(used: Sequence[Cited], charges: Sequence[Charge], exchange: Exchange) -> tuple[str, ...]:
    notes = [cited.note for cited in used] + [charge.note for charge in charges]
    if exchange.is_missed:
        notes.append(MARKET_RATE)
    return tuple(dict.fromkeys(note for note in notes if note))


def _lines(charge: Charge, number: int, amount: Money, exchange: Exchange) -> list[AssessmentLine]:
    """The charge as lines of the assessment: one for each line of its items, or one for the whole."""
    step = quantum(exchange.authority)
    base = charged(charge.base, exchange)
    official_base = Money(charge.base.quantize(step, rounding=ROUND_HALF_UP), exchange.authority)
    official = Money(charge.amount.quantize(step, rounding=ROUND_HALF_UP), exchange.authority)
    refs, weights = weights_of(charge.items)
    if len(refs) < 2:
        return [_line(charge, number, refs[0] if refs else None, base, amount, official_base, official)]
    parts = zip(*(split(money, weights) for money in (base, amount, official_base, official)), strict=True)
    return [_line(charge, number, ref, *part) for ref, part in zip(refs, parts, strict=True)]


def _line(
    charge: Charge,
    number: int,
    ref: str | None,
    base: Money,
    amount: Money,
    official_base: Money,
    official: Money,
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
        layer=charge.layer,
        scheme=charge.scheme,
        working=number,
        valid_on=charge.valid_on,
    )


def _working(charge: Charge, exchange: Exchange) -> Working:
    refs, weights = weights_of(charge.items)
    return Working(
        kind=charge.kind,
        rule_id=charge.cited.rule_id,
        refs=refs,
        weights=weights,
        parts=charge.parts,
        base=charge.base,
        base_quantum=charge.base_quantum,
        expression=charge.formula,
        share=charge.share,
        quantities=charge.quantities,
        worth={code: exchange.rate(code) for code in currencies(charge.formula)},
        exact=charge.exact,
        amount=charge.amount,
        currency=exchange.authority,
        rounding=charge.mode,
        level=charge.level,
        quantum=f"{charge.step:f}" if charge.mode else "",
        group=f"{charge.scheme}:{charge.group}",
    )
