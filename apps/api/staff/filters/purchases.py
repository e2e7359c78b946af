"""API · staff · finding purchases and payments."""

from __future__ import annotations

from typing import Any

import django_filters as filters

from apps.checkout.selectors import records
from apps.payments.types import IntentStatus


class Purchases(filters.FilterSet):
    q = filters.CharFilter(
        method="search",
        max_length=254,
        label="An id of the purchase, its checkout, payment or an order; an order number; the buyer's address of mail.",
    )
    market = filters.CharFilter(field_name="market", max_length=8)
    ship_to = filters.CharFilter(field_name="ship_to", max_length=2)
    placed_after = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gt")
    placed_before = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return records.search(rows, value)


class Payments(filters.FilterSet):
    status = filters.ChoiceFilter(choices=IntentStatus.choices)
    gateway = filters.CharFilter(field_name="gateway", max_length=20)
    purchase_id = filters.UUIDFilter(field_name="purchase_id")
    checkout_id = filters.UUIDFilter(field_name="session_id")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gt")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
