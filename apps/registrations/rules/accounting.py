"""Registrations · who accounts for the tax on a consignment: the decision table, read · pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ..types import UNION, Accounting, AccountingRule, BuyerKind, Liable, SellerPlace

_DESTINATION = "*-"


@dataclass(frozen=True)
class SaleFacts:
    """What the table is asked with: countries of seller and delivery, whether the buyer's tax id is valid, the day.

    `scheme` is what the tariffs applied, which settles the place of the goods and their value; `members` are the
    countries of the customs territory that the delivery goes to. `is_in_shop`: the seller sells it in its own shop,
    which no marketplace brings about, so that none is deemed to have sold.
    """

    scheme: str
    ship_to: str
    seller: str
    is_business: bool
    on: date
    members: Collection[str] = ()
    is_in_shop: bool = False

    @property
    def in_union(self) -> bool:
        """Whether the delivery stays in a union of several countries."""
        return self.ship_to in self.members and len(self.members) > 1

    @property
    def seller_is_inside(self) -> bool:
        return self.seller == self.ship_to or self.seller in self.members


def accounts_for_tax(facts: SaleFacts, rules: Iterable[AccountingRule]) -> Accounting | None:
    """By the most particular row that fits who accounts for the tax; None where the table has none.

    The place goes before the seller's place, and that before the kind of buyer.
    """
    fitting = [rule for rule in rules if rule.scheme == facts.scheme and _fits(rule, facts)]
    if not fitting:
        return None
    rule = max(fitting, key=_particular)
    needed = rule.registration
    if needed.startswith(_DESTINATION):
        needed = f"{facts.ship_to}-{needed.removeprefix(_DESTINATION)}"
    return Accounting(rule.liable, rule.mechanism, needed, rule.code, rule.is_verified)


def _fits(rule: AccountingRule, facts: SaleFacts) -> bool:
    places = {"", facts.ship_to, UNION if facts.in_union else ""}
    sellers = {SellerPlace.ANY, SellerPlace.INSIDE if facts.seller_is_inside else SellerPlace.OUTSIDE}
    buyers = {BuyerKind.ANY, BuyerKind.BUSINESS if facts.is_business else BuyerKind.CONSUMER}
    if facts.is_in_shop and rule.liable == Liable.MARKETPLACE:
        return False
    is_then = rule.since <= facts.on and (rule.until is None or facts.on < rule.until)
    return is_then and rule.jurisdiction in places and rule.seller in sellers and rule.buyer in buyers


def _particular(rule: AccountingRule) -> tuple[int, bool, bool]:
    place = 0 if not rule.jurisdiction else 1 if rule.jurisdiction == UNION else 2
    return place, rule.seller != SellerPlace.ANY, rule.buyer != BuyerKind.ANY
