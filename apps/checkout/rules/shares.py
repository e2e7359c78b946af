"""Checkout · what a sale gives a vendor and what the marketplace keeps of it: pure.

Each amount is rounded half up once, a commission rule's lines together. `own` amounts
are in the vendor's currency, in which it is owed the prices it set less commission and
the tax on that; their counterparts are in the charge currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from apps.checkout.types import QuotedLine, QuotedVendor
from apps.common.money import as_wire, from_wire, rounded, total
from apps.ledger.types import Commission, SaleTerms, TaxTreatment

_MONEY = ("goods_own", "goods", "commission_own", "commission", "tax_own", "tax")


@dataclass(frozen=True)
class RuleShare:
    """What one commission rule took of the lines at `places` (their order in the part, from 0)."""

    rule_id: int | None
    rate: Decimal
    places: tuple[int, ...]
    goods_own: Money
    goods: Money
    commission_own: Money
    commission: Money
    tax_own: Money
    tax: Money

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule_id,
            "rate": str(self.rate),
            "places": list(self.places),
            **{name: as_wire(getattr(self, name)) for name in _MONEY},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RuleShare:
        amounts = {name: from_wire(value[name]) for name in _MONEY}
        return cls(rule_id=value["rule"], rate=Decimal(value["rate"]), places=tuple(value["places"]), **amounts)


@dataclass(frozen=True)
class VendorShare:
    """A vendor's part as it was shared out when it was sold; frozen with it. `tax_rate` is that on commission."""

    rules: tuple[RuleShare, ...]
    tax_rate: Decimal
    treatment: TaxTreatment

    def _sum(self, name: str) -> Money:
        first: Money = getattr(self.rules[0], name)
        return total([getattr(one, name) for one in self.rules], first.currency.code)

    @property
    def goods_own(self) -> Money:
        return self._sum("goods_own")

    @property
    def commission_own(self) -> Money:
        return self._sum("commission_own")

    @property
    def tax_own(self) -> Money:
        return self._sum("tax_own")

    @property
    def net(self) -> Money:
        """What the vendor is owed, in its currency."""
        return self.goods_own - self.commission_own - self.tax_own

    @property
    def goods(self) -> Money:
        return self._sum("goods")

    @property
    def commission(self) -> Money:
        return self._sum("commission")

    @property
    def tax(self) -> Money:
        return self._sum("tax")

    @property
    def rate(self) -> Decimal:
        """The rate of the rule that most of the goods fall under."""
        return max(self.rules, key=lambda one: one.goods.amount).rate

    @property
    def rule_id(self) -> int | None:
        """The rule that most of the goods fall under."""
        return max(self.rules, key=lambda one: one.goods.amount).rule_id

    def as_json(self) -> dict[str, Any]:
        return {
            "rules": [one.as_json() for one in self.rules],
            "tax_rate": str(self.tax_rate),
            "treatment": self.treatment.value,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> VendorShare:
        return cls(
            tuple(RuleShare.from_json(one) for one in value["rules"]),
            Decimal(value["tax_rate"]),
            TaxTreatment(value["treatment"]),
        )


def share_of(vendor: QuotedVendor, terms: SaleTerms) -> VendorShare:
    """A vendor's part shared out under the terms of the day."""
    lines = vendor.lines
    groups: dict[int | None, tuple[Commission, list[int]]] = {}
    for place, line in enumerate(lines):
        found = terms.of(line.product_id)
        groups.setdefault(found.rule_id, (found, []))[1].append(place)
    shared = [
        _rule_share(rule, places, [lines[place] for place in places], vendor, terms.tax.rate)
        for rule, places in groups.values()
    ]
    return VendorShare(tuple(shared), terms.tax.rate, terms.tax.treatment)


def _rule_share(
    rule: Commission, places: Sequence[int], lines: Sequence[QuotedLine], vendor: QuotedVendor, tax_rate: Decimal
) -> RuleShare:
    charged = lines[0].goods.currency.code
    own = total([goods_own(line) for line in lines], vendor.currency)
    goods = total([line.goods for line in lines], charged)
    kept_own, kept = rule.of(own), rounded(goods * rule.rate)
    if kept_own != rounded(own * rule.rate):  # a floor or a cap has decided
        kept = rounded(goods * (kept_own.amount / own.amount)) if own.amount else goods * 0
    return RuleShare(
        rule_id=rule.rule_id,
        rate=rule.rate,
        places=tuple(places),
        goods_own=own,
        goods=goods,
        commission_own=kept_own,
        commission=kept,
        tax_own=rounded(kept_own * tax_rate),
        tax=rounded(kept * tax_rate),
    )


def goods_own(line: QuotedLine) -> Money:
    """A line's goods at the vendor's own price."""
    return rounded(line.vendor_unit * line.quantity)
