"""Reading an H7 dataset · sandbox · no schema."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.sandbox.authority.customs.errors import Unreadable
from apps.sandbox.authority.customs.facts import DeclaredCharge, Facts, Item


def read(body: bytes) -> Facts:
    """The facts of a dataset.

    Raises:
        Unreadable: not JSON, or a part is missing or of another kind.
    """
    try:
        value = json.loads(body)
        if value["declaration_type"] != "H7" or value["schema"] != "portolan-h7/1":
            raise Unreadable("This is no H7 dataset of a known schema.")
        reference = value.get("tax_reference") or {}
        return Facts(
            kind="H7",
            lrn=_text(value["lrn"]),
            country=_text(value["country"]),
            exporter=_text(value["exporter"]["name"]),
            importer=_text(value["importer"]["name"]),
            currency=_text(value["invoice_total"]["currency"]),
            total_value=_number(value["invoice_total"]["amount"]),
            gross_kg=_number(value["gross_mass_kg"]),
            packages=int(value["packages"]),
            transport_documents=tuple(_text(one["number"]) for one in value["transport_documents"]),
            items=tuple(_item(one) for one in value["goods"]),
            procedures=tuple(value["additional_procedures"]),
            tax_number=_text(reference.get("number", "")),
            rate=_number(value["exchange_rate"]),
            intrinsic=_number(value["intrinsic_value"]["amount"]),
            is_deferred=value["payment_method"] == "deferment",
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"The dataset cannot be read: {type(error).__name__} {error}") from error


def _item(value: dict[str, Any]) -> Item:
    return Item(
        number=int(value["number"]),
        description=_text(value["description"]),
        hs_code=_text(value["hs_code"]),
        origin=_text(value["origin"]),
        quantity=int(value["quantity"]),
        value=_number(value["value"]["amount"]),
        net_kg=_number(value["net_mass_kg"]),
        gross_kg=_number(value["gross_mass_kg"]),
        charges=tuple(
            DeclaredCharge(
                type_code=_text(one["type_code"]),
                base=_number(one["base"]["amount"]),
                rate=None if one["rate"] is None else _number(one["rate"]),
                amount=_number(one["amount"]["amount"]),
                currency=_text(one["amount"]["currency"]),
            )
            for one in value["charges"]
        ),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable("A text is not a text.")
    return value.strip()


def _number(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise Unreadable("Amounts and masses are decimal strings.")
    found = Decimal(value)
    if not found.is_finite():
        raise Unreadable("A number is not finite.")
    return found
