"""API · vendor · narrowing lists of orders and shipments."""

from __future__ import annotations

from typing import Any

import django_filters as filters

from apps.orders import selectors
from apps.orders.types import OrderStatus
from apps.shipping.types import FulfilmentStatus


class Orders(filters.FilterSet):
    q = filters.CharFilter(
        method="search",
        max_length=80,
        label="Part of an order or purchase number, of a buyer's name or e-mail address.",
    )
    status = filters.ChoiceFilter(choices=OrderStatus.choices)
    number = filters.CharFilter(field_name="number", max_length=24)
    country = filters.CharFilter(field_name="country", max_length=2, label="Where it goes: ISO 3166-1 alpha-2.")
    placed_after = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gt")
    placed_before = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return selectors.search_orders(rows, value)


class Shipments(filters.FilterSet):
    status = filters.ChoiceFilter(choices=FulfilmentStatus.choices)
    order_id = filters.UUIDFilter(field_name="order_id")
    warehouse_id = filters.UUIDFilter(field_name="warehouse_id")
    tracking_number = filters.CharFilter(field_name="parcels__tracking_number", max_length=40)
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gt")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
