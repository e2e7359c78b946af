"""Tariffs · a charge while it is reckoned, in the authority's currency, and its rounding · pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from djmoney.money import Money

from apps.common.money import quantum, split, to_minor

from ..types import ChargeKind, Cited, Consignment, Minimum, Policy, Regime, RoundingLevel, RuleSet
from .exchange import Exchange
from .selection import Facts
from .valuation import Item, to_quantum

INEXACT = "More than one national tariff line stands under this code; the highest rate is used."
BELOW_MINIMUM = "Not collected: what is due does not exceed the authority's minimum."
WAIVED = "waived"
_COMPARED: Mapping[Minimum, tuple[ChargeKind, ...]] = {
    Minimum.TAX: ("tax",),
    Minimum.DUTY: ("duty",),
    Minimum.BOTH: ("duty", "tax"),
}


@dataclass(frozen=True)
class Frame:
    """What every step needs: the rules of a day, and the policy and scheme that were chosen from them for some items.

    `is_lowest`: of several national lines that a code leaves open the lowest duty is taken, not the highest.
    """

    rules: RuleSet
    policy: Policy
    regime: Regime
    exchange: Exchange
    consignment: Consignment
    facts: Facts
    is_lowest: bool = False


@dataclass(frozen=True)
class Charge:
    """A charge on items, or on the whole where there are none.

    `formula` upon the base, times `share`, makes `exact`, the amount before rounding; `expression` and `rate` are
    what is shown of it. Those of one `group` are rounded together where the `level` is the declaration.
    """

    items: tuple[Item, ...]
    kind: ChargeKind
    cited: Cited
    layer: str
    parts: Mapping[str, Decimal]
    base: Decimal
    formula: str
    exact: Decimal
    amount: Decimal
    collector: str
    scheme: str
    valid_on: date
    base_quantum: Decimal = Decimal(0)
    rate: Decimal | None = None
    expression: str = ""
    share: Decimal = Decimal(1)
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    mode: str = ""
    step: Decimal = Decimal(0)
    level: str = RoundingLevel.ITEM
    group: str = ""
    note: str = ""
    is_open: bool = False
    in_tax_base: bool = True

    @property
    def rounding(self) -> str:
        """How it was rounded, in words for programs; empty where it was not."""
        return f"{self.mode} {self.step} {self.level}" if self.mode else ""


def rounded(charges: Sequence[Charge], policy: Policy, step: Decimal) -> list[Charge]:
    """The charges with amounts rounded each, or the sum of each group rounded and dealt out by their exact amounts."""
    mode, level = policy.rounding, policy.level
    if level == RoundingLevel.ITEM:
        amounts = [to_quantum(charge.exact, step, mode) for charge in charges]
    else:
        amounts = _in_groups(charges, step, policy)
    return [
        replace(charge, amount=amount, mode=mode, step=step, level=level)
        for charge, amount in zip(charges, amounts, strict=True)
    ]


def _in_groups(charges: Sequence[Charge], step: Decimal, policy: Policy) -> list[Decimal]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, charge in enumerate(charges):
        groups[charge.group].append(number)
    found = [Decimal(0)] * len(charges)
    for numbers in groups.values():
        exact = [charges[number].exact for number in numbers]
        for number, part in zip(numbers, together(exact, step, policy.rounding, policy.currency), strict=True):
            found[number] = part
    return found


def together(exact: Sequence[Decimal], step: Decimal, mode: str, currency: str) -> list[Decimal]:
    """The sum of exact amounts rounded, dealt out in proportion to them at the currency's smallest coin."""
    whole = Money(to_quantum(sum(exact, Decimal(0)), step, mode), currency)
    return [part.amount for part in split(whole, list(exact))]


def shares_of(charge: Charge, currency: str) -> dict[int, tuple[Decimal, Decimal]]:
    """What a charge on several items means to each, by `id` of the item: exact and rounded amount."""
    if len(charge.items) == 1:
        return {id(charge.items[0]): (charge.exact, charge.amount)}
    step = quantum(currency)
    whole = Money(charge.amount.quantize(step), currency)
    parts = split(whole, [item.goods for item in charge.items])
    return {id(item): (part.amount, part.amount) for item, part in zip(charge.items, parts, strict=True)}


def waived(charges: Sequence[Charge], policy: Policy) -> list[Charge]:
    """The charges; those at the border at nothing where together they do not exceed what the authority collects."""
    if not policy.minimum:
        return list(charges)
    kinds = _COMPARED[Minimum(policy.minimum_of)]
    meant = [charge for charge in charges if charge.kind in kinds and charge.collector == "border"]
    due = sum((charge.amount for charge in meant), Decimal(0))
    if not meant or due > policy.minimum or not due:
        return list(charges)
    return [
        replace(charge, amount=Decimal(0), level=WAIVED, note=BELOW_MINIMUM)
        if charge.kind in kinds and charge.collector == "border"
        else charge
        for charge in charges
    ]


def weights_of(items: Sequence[Item]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The lines that a charge on items falls on, and what they share it by."""
    lines = [line for item in items for line in item.lines]
    return tuple(line.ref for line in lines), tuple(to_minor(line.goods) for line in lines)
