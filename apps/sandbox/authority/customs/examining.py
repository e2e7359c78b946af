"""The authority's own look at a declaration: what it rejects, and what it reckons itself · sandbox · no schema."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.sandbox.authority.customs.facts import DeclaredCharge, Facts, Item

H7_LIMIT = Decimal(150)
# A kilogram that is worth more than this, or less than that, is looked upon as a slip of the pen.
DEAREST_KG, CHEAPEST_KG = Decimal(200_000), Decimal("0.05")
_CENT = Decimal("0.01")
_EXCISE = ("22", "24")
_VAGUE_WORDS = (
    "gift gifts goods sample samples parts accessories merchandise articles products item items stuff various general "
    "cargo consumer present"
)
_VAGUE = frozenset(_VAGUE_WORDS.split())
_IOSS = re.compile(r"IM\d{10}")
_NO_CENTS = frozenset({"JPY", "KRW", "CLP", "VND", "ISK"})


def errors(facts: Facts) -> list[dict[str, str]]:
    """Why a declaration is rejected: code, pointer and text each; empty where it can be accepted."""
    found: list[dict[str, str]] = []

    def error(code: str, pointer: str, text: str) -> None:
        found.append({"code": code, "pointer": pointer, "text": text})

    if not facts.items:
        error("SBX10", "goods", "There is no goods item.")
    for item in facts.items:
        for code, text in _of_item(item):
            error(code, f"goods/{item.number}", text)
    if sum((item.value for item in facts.items), Decimal(0)) != facts.total_value:
        error("SBX20", "invoice_total", "The items' values do not add up to the invoice total.")
    if sum((item.gross_kg for item in facts.items), Decimal(0)) != facts.gross_kg:
        error("SBX21", "gross_mass", "The items' gross masses do not add up to the total.")
    if facts.packages < 1 or len(facts.transport_documents) != facts.packages or "" in facts.transport_documents:
        error("SBX22", "transport_documents", "Each package has one transport document.")
    if not facts.importer or (not facts.exporter and facts.kind == "H7"):
        error("SBX23", "parties", "Exporter and importer are named.")
    if facts.kind == "H7":
        _of_low_value(facts, error)
    return found


def _of_item(item: Item) -> list[tuple[str, str]]:
    found = []
    if not re.fullmatch(r"\d{6}(\d{2}){0,2}", item.hs_code) or item.hs_code[:2] in ("00", "77", "99"):
        found.append(("SBX11", "The commodity code is not one of the nomenclature."))
    words = re.findall(r"\w+", item.description.lower())
    if not words or all(word in _VAGUE for word in words):
        found.append(("SBX12", "The description does not tell what the goods are."))
    if not re.fullmatch(r"[A-Z]{2}", item.origin):
        found.append(("SBX13", "The country of origin is missing."))
    if item.quantity < 1 or item.value <= 0:
        found.append(("SBX14", "Quantity and value are greater than zero."))
    if item.net_kg <= 0 or item.gross_kg < item.net_kg:
        found.append(("SBX15", "Net mass is greater than zero and not above the gross mass."))
    elif not CHEAPEST_KG <= item.value / item.net_kg <= DEAREST_KG:
        found.append(("SBX16", "Mass and value do not fit each other."))
    return found


def _of_low_value(facts: Facts, error: Any) -> None:
    if facts.intrinsic > H7_LIMIT:
        error("SBX30", "intrinsic_value", "Above EUR 150 a standard declaration is required.")
    if abs(facts.intrinsic - (facts.total_value * facts.rate)) > _CENT:
        error("SBX31", "intrinsic_value", "The intrinsic value is not the invoice total at the rate stated.")
    if "F48" in facts.procedures and not _IOSS.fullmatch(facts.tax_number):
        error("SBX32", "tax_reference", "F48 requires the IOSS number.")
    if any(item.hs_code.startswith(_EXCISE) for item in facts.items):
        error("SBX33", "goods", "Excise goods cannot be declared with H7.")


def assessed(facts: Facts) -> list[dict[str, Any]]:
    """Duty and tax as the authority reckons them: base times rate of each charge, half up; what is fixed stays."""
    return [
        {
            "position": item.number,
            "type_code": charge.type_code,
            "base": format(charge.base, "f"),
            "rate": None if charge.rate is None else format(charge.rate, "f"),
            "amount": format(_reckoned(charge), "f"),
            "currency": charge.currency,
        }
        for item in facts.items
        for charge in item.charges
    ]


def _reckoned(charge: DeclaredCharge) -> Decimal:
    """What base and rate make. Whole charges are dealt out to items, so that a minor unit of difference is no error."""
    if charge.rate is None:
        return charge.amount
    unit = Decimal(1) if charge.currency in _NO_CENTS else _CENT
    own = (charge.base * charge.rate).quantize(unit, rounding=ROUND_HALF_UP)
    return charge.amount if abs(own - charge.amount) <= unit else own
