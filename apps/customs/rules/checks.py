"""Customs · what is looked at before a declaration is sent: pure."""

from __future__ import annotations

import re
from decimal import Decimal

from djmoney.money import Money

from apps.common.money import rounded, total

from ..types import Charge, Procedure, Snapshot, SnapshotLine

LOW_VALUE_LIMIT = {"EUR": Decimal(150)}
_HS = re.compile(r"\d{6}(\d{2}){0,2}")
# Descriptions that advance cargo systems refuse: ICS2 guidance on acceptable and unacceptable terms.
_VAGUE = frozenset(
    [
        "accessories",
        "article",
        "articles",
        "box",
        "boxes",
        "clothes",
        "clothing",
        "consolidated",
        "goods",
        "consumer",
        "electronics",
        "equipment",
        "freight",
        "fashion",
        "foodstuffs",
        "gift",
        "gifts",
        "general",
        "cargo",
        "goods",
        "household",
        "items",
        "machinery",
        "merchandise",
        "parts",
        "present",
        "product",
        "products",
        "sample",
        "samples",
        "spare",
        "stuff",
        "sundries",
        "things",
        "tools",
        "toys",
        "various",
        "wares",
    ]
)


def procedure_of(*, ship_to_in_union: bool, scheme: str, goods: Money, authority_rate: Decimal) -> Procedure:
    """The dataset that a consignment is declared with.

    H7 takes consignments into the Union of an intrinsic value up to EUR 150; the quote's own
    regime has to be one of the low-value ones. Source: UCC-DA art. 143a and Annex B.
    """
    if not ship_to_in_union or scheme.endswith("standard"):
        return Procedure.STANDARD
    value = goods.amount * authority_rate
    return Procedure.LOW_VALUE if value <= LOW_VALUE_LIMIT["EUR"] else Procedure.STANDARD


def intrinsic(snapshot: Snapshot) -> Money:
    """The price of the goods alone, in the authority's currency."""
    return rounded(Money(snapshot.goods.amount * snapshot.authority_rate, snapshot.authority_currency))


def is_vague(description: str) -> bool:
    """Whether a description says nothing that goods could be told by."""
    words = [word for word in re.findall(r"\w+", description.lower()) if not word.isdigit()]
    return not words or all(word in _VAGUE for word in words)


def problems(snapshot: Snapshot) -> list[tuple[str, int | None]]:
    """What would have the declaration rejected: (code, line or None) each; empty where nothing is found.

    Codes: hs_code, origin, description, value, quantity, net_mass of a line; gross_mass,
    tracking, ioss, low_value_limit of the whole.
    """
    found: list[tuple[str, int | None]] = []
    for line in snapshot.lines:
        found += [(code, line.position) for code in _of_line(line)]
    if snapshot.gross_g < snapshot.net_g:
        found.append(("gross_mass", None))
    if any(not parcel.tracking_number for parcel in snapshot.parcels):
        found.append(("tracking", None))
    if snapshot.procedure == Procedure.LOW_VALUE:
        if is_ioss(snapshot) and not snapshot.registration("IOSS"):
            found.append(("ioss", None))
        if intrinsic(snapshot).amount > LOW_VALUE_LIMIT["EUR"]:
            found.append(("low_value_limit", None))
    return found


def is_ioss(snapshot: Snapshot) -> bool:
    """Whether value-added tax was collected at the sale under the import scheme."""
    return "ioss" in snapshot.scheme


def _of_line(line: SnapshotLine) -> list[str]:
    found = []
    if not _HS.fullmatch(line.hs_code):
        found.append("hs_code")
    if len(line.origin) != 2:
        found.append("origin")
    if is_vague(line.description):
        found.append("description")
    if line.goods.amount <= 0:
        found.append("value")
    if line.quantity <= 0:
        found.append("quantity")
    if line.net_g <= 0:
        found.append("net_mass")
    return found


def at_border(snapshot: Snapshot) -> list[Charge]:
    """The duty and tax that customs reckons: all but what the marketplace has collected at the sale and returns itself.

    That is the tax under the Union's import scheme, and under those of Great Britain, Australia, New Zealand,
    Singapore, Norway and Switzerland for consignments of low value.
    """
    return [one for one in snapshot.charges if one.kind in ("duty", "tax") and one.paid_to == "border"]


def declared(snapshot: Snapshot, kind: str) -> Money:
    """Σ of the charges of a kind that are declared, in the authority's currency."""
    amounts = [one.amount for one in at_border(snapshot) if one.kind == kind]
    return total(amounts, snapshot.authority_currency)


def type_code(kind: str) -> str:
    """The Union's tax type of a charge: A00 customs duty, B00 value-added tax."""
    return {"duty": "A00", "tax": "B00"}.get(kind, "C00")


def kilograms(grams: int) -> str:
    """A mass as declared: kilograms with three decimals."""
    return f"{Decimal(grams) / 1000:.3f}"
