"""API · tax invoices and credit notes, as every audience reads them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.invoicing.models import Invoice
from apps.invoicing.types import Kind, Missing


class InvoiceTax(serializers.Serializer[Any]):
    """The tax of one category and rate; categories are those of EN 16931, the rate in per cent."""

    category = serializers.CharField()
    rate = serializers.DecimalField(max_digits=7, decimal_places=3)
    base = MoneyField()
    tax = MoneyField()
    reason_code = serializers.CharField(allow_blank=True, help_text="of the VATEX list")


class InvoiceShown(serializers.Serializer[Any]):
    """A tax invoice or credit note. `vendor` is the seller's slug, null where the marketplace is seller of record."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    vendor = serializers.CharField(allow_null=True)
    issued_at = serializers.DateTimeField()
    purchase_id = serializers.UUIDField()
    order_ids = serializers.ListField(child=serializers.UUIDField())
    refund_id = serializers.UUIDField(allow_null=True)
    corrects = serializers.UUIDField(allow_null=True, help_text="the invoice that a credit note is of")
    country = serializers.CharField(help_text="where the goods go")
    net = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    taxes = InvoiceTax(many=True)
    missing = serializers.ListField(
        child=serializers.ChoiceField(choices=Missing.choices), help_text="why there is no UBL; empty where there is"
    )


def shown(row: Invoice) -> dict[str, Any]:
    """A document as its shape asks for it; its vendor must have been fetched with it."""
    return {
        **{name: getattr(row, name) for name in ("number", "kind", "issued_at", "purchase_id", "order_ids", "refund_id",
                                                 "corrects", "country", "total", "missing")},
        "id": row.public_id,
        "vendor": row.vendor.slug if row.vendor else None,
        "net": row.money("net"),
        "tax": row.money("tax"),
        "taxes": [
            {"category": one.category, "rate": one.rate, "base": row.in_currency(one.base),
             "tax": row.in_currency(one.tax), "reason_code": one.code}
            for one in row.said.taxes
        ],
    }  # fmt: skip
