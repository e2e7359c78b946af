"""API · narrowing lists of tax invoices."""

from __future__ import annotations

from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet

from apps.invoicing.models import Invoice
from apps.invoicing.types import Kind


class Invoices(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=Kind.choices)
    number = filters.CharFilter(field_name="number", max_length=60)
    purchase_id = filters.UUIDFilter(field_name="purchase_id")
    order_id = filters.UUIDFilter(method="of_order")
    country = filters.CharFilter(field_name="country", max_length=2)
    issued_after = filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="gt")
    issued_before = filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="lt")

    def of_order(self, rows: QuerySet[Invoice], name: str, value: UUID) -> QuerySet[Invoice]:
        """Those on which goods of an order stand."""
        return rows.filter(order_ids__contains=[value])
