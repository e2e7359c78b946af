"""Tariffs · the duty of another tariff in place of a jurisdiction's own, where both lie close together · pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from apps.common.money import quantum

from ..types import RuleSet
from .charges import Charge, Frame
from .valuation import Item, customs_parts

_AT_RISK = "HS {code} is at risk: {own} is higher than the {other} of {country} by {part} of the customs value or more."
_NOT_AT_RISK = (
    "HS {code} is not at risk: the {other} of {country} is owed; {own} is not higher by {part} of the customs value."
)


def compared(rules: RuleSet, claims: Collection[str]) -> set[str]:
    """The countries whose tariff schemes that the importer claims compare with."""
    return {regime.tariff for regime in rules.regimes if regime.tariff and regime.requires_claim in claims}


def owed(frame: Frame, item: Item, *, by: Callable[[Frame, Item], list[Charge]]) -> list[Charge]:
    """What an item owes: by its own tariff, or by the other that its scheme names, as the comparison of both says.

    The other's is owed where the own duty is not higher by the scheme's tolerance of the customs value or more; a note
    on the first charge tells both. Source: HMRC's guidance on goods that come into Northern Ireland from outside the
    Union and the United Kingdom, «at risk» from three percentage points on.

    Raises:
        DatumMissing: one of the tariffs has no rate for the item; it is named.
    """
    own = by(frame, item)
    other_rules = frame.rules.others.get(frame.regime.tariff)
    if other_rules is None:
        return own
    other = by(replace(frame, rules=other_rules, facts=replace(frame.facts, rules=other_rules)), item)
    ours, theirs = _sum(own), _sum(other)
    value = sum(customs_parts(item, frame.policy, frame.consignment.channel).values(), Decimal(0))
    is_near = ours - theirs < frame.regime.tolerance * value
    chosen = other if is_near else own
    if not chosen:
        return chosen
    told = _told(frame, item, ours, theirs, is_near=is_near)
    return [replace(chosen[0], note=f"{chosen[0].note} {told}".strip()), *chosen[1:]]


def _sum(charges: list[Charge]) -> Decimal:
    return sum((charge.exact for charge in charges), Decimal(0))


def _told(frame: Frame, item: Item, own: Decimal, other: Decimal, *, is_near: bool) -> str:
    def shown(amount: Decimal) -> str:
        currency = frame.policy.currency
        return f"{currency} {amount.quantize(quantum(currency), ROUND_HALF_UP)}"

    return (_NOT_AT_RISK if is_near else _AT_RISK).format(
        code=item.heading,
        own=shown(own),
        other=shown(other),
        country=frame.regime.tariff,
        part=f"{(frame.regime.tolerance * 100).normalize():f} %",
    )
