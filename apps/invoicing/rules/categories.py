"""Invoicing · who sells in the eyes of the tax, under which number, and in which category · pure.

Categories are those of EN 16931; codes of reasons are of the CEF's VATEX list. Articles are of Directive 2006/112/EC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.registrations.types import Accounting, Liable, Mechanism

from ..types import Category, Reason

UNION_VAT = "*"
_PRECEDENCE = (Mechanism.DEEMED_SUPPLIER, Mechanism.OWN_SALE, Mechanism.REVERSE_CHARGE, Mechanism.IMPORT)
_SALES = (Mechanism.DEEMED_SUPPLIER, Mechanism.OWN_SALE)
# Art. 79(c) repayments of what was paid in the buyer's name; 138 within the Union; 146 export.
_VATEX = {
    Reason.DISBURSED: "VATEX-EU-79-C",
    Reason.REVERSE: "VATEX-EU-AE",
    Reason.WITHIN_UNION: "VATEX-EU-IC",
    Reason.EXPORT: "VATEX-EU-G",
    Reason.OUTSIDE: "VATEX-EU-O",
}


@dataclass(frozen=True)
class Treatment:
    """How a consignment is sold. `registration` is the scheme whose number the seller needs, as tariff rules name it.

    "" asks for none; "*" for any VAT id of the Union, since one-stop-shop numbers stand on no paper that a shopper
    reads.
    """

    by_marketplace: bool
    category: Category
    reason: Reason
    registration: str

    @property
    def is_taxed(self) -> bool:
        """Whether the seller of record accounts for the tax."""
        return self.category in (Category.STANDARD, Category.ZERO)


def treatment(
    accounting: Iterable[Accounting], *, ships_from: str, ship_to: str, union: Collection[str], own: Collection[str]
) -> Treatment:
    """How a consignment is sold, by who accounts for its tax.

    Where several rules apply to its goods, who was deemed to sell goes before the rest. `union` are the member states,
    `own` the schemes under which the vendor has a number: a vendor without one in the country that it sends from
    cannot name an exempt export, so that it is outside the scope.
    """
    found = {one.mechanism: one for one in reversed(tuple(accounting))}
    rule = next((found[mechanism] for mechanism in _PRECEDENCE if mechanism in found), None)
    if rule is not None and rule.mechanism in _SALES:
        by_marketplace = rule.liable == Liable.MARKETPLACE
        scheme = UNION_VAT if rule.registration in ("IOSS", "OSS") else rule.registration
        return Treatment(by_marketplace, Category.STANDARD, Reason.NONE, scheme)
    home = f"{ships_from}-VAT"
    if rule is not None and rule.mechanism == Mechanism.REVERSE_CHARGE:
        if ships_from in union and ship_to in union and ships_from != ship_to:
            return Treatment(False, Category.WITHIN_UNION, Reason.WITHIN_UNION, home)
        return Treatment(False, Category.REVERSE, Reason.REVERSE, f"{ship_to}-VAT" if ship_to == "GB" else home)
    leaves = ships_from != ship_to and not (ships_from in union and ship_to in union)
    if leaves and ships_from in union and home in own:
        return Treatment(False, Category.EXPORT, Reason.EXPORT, home)
    return Treatment(False, Category.OUTSIDE, Reason.OUTSIDE, "")


def vatex(reason: Reason, *, seller: str, union: Collection[str]) -> str:
    """The code of a reason where the seller's tax number is one of the Union; "" else, or where there is no code."""
    return _VATEX.get(reason, "") if seller[:2].replace("EL", "GR") in union else ""
