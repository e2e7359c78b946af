"""Demo · what each row of the retail data is: a sale, a return, or nothing that a marketplace books · no tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .countries import code_of
from .rows import RetailRow

_GOODS = re.compile(r"\d{5}[A-Za-z]{0,2}|DCGS\w+")
_PENNY = Decimal("0.01")
_SERVICES = {
    "POST": "postage",
    "DOT": "postage",
    "C2": "postage",
    "M": "entered by hand, no goods named",
    "D": "discount",
    "S": "samples",
    "BANK CHARGES": "bank charges",
    "AMAZONFEE": "fees of another marketplace",
    "CRUK": "donations to a charity",
    "PADS": "packing material",
    "B": "bad debts written off",
}


class Kind(StrEnum):
    SALE = "sale"
    RETURN = "return"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Verdict:
    """What a row is; `reason` says why one is skipped."""

    kind: Kind
    reason: str = ""


SALE, RETURN = Verdict(Kind.SALE), Verdict(Kind.RETURN)
NO_PURCHASE = "returned goods whose purchase is not in the file"


def judge(row: RetailRow) -> Verdict:
    """What to do with a row. The first reason that holds is the one given."""
    reason = _objection(row)
    if reason:
        return Verdict(Kind.SKIPPED, reason)
    return RETURN if row.invoice.startswith("C") else SALE


def _objection(row: RetailRow) -> str:
    code = row.stock_code.upper()
    if row.invoice.startswith("A"):
        return _SERVICES["B"]
    if code in _SERVICES:
        return _SERVICES[code]
    if code.startswith("GIFT_"):
        return "gift vouchers"
    if not _GOODS.fullmatch(row.stock_code):
        return "no stock code of goods"
    if row.unit_price < 0:
        return "negative prices"
    if code_of(row.country) is None:
        return "unknown countries"
    if row.invoice.startswith("C"):
        return _return_objection(row)
    return _sale_objection(row)


def _return_objection(row: RetailRow) -> str:
    if row.quantity >= 0:
        return "cancellations of no pieces"
    return "returns without a price" if row.unit_price == 0 else ""


def _sale_objection(row: RetailRow) -> str:
    if row.quantity <= 0:
        return "stock written off or found"
    if row.unit_price == 0:
        return "given away without a price"
    if row.value.quantize(_PENNY, ROUND_HALF_UP) == 0:
        return "lines worth less than a penny"
    return ""
