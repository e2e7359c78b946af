"""API · vendor · narrowing the list of customs declarations."""

from __future__ import annotations

from typing import Any

import django_filters as filters

from apps.customs import selectors
from apps.customs.types import DeclarationState, Owner


class Declarations(filters.FilterSet):
    q = filters.CharFilter(method="search", max_length=60, label="Part of an order number or of either reference.")
    state = filters.ChoiceFilter(choices=DeclarationState.choices)
    waits_for = filters.ChoiceFilter(field_name="owner", choices=Owner.choices)
    order_id = filters.UUIDFilter(field_name="order_id")
    shipment_id = filters.UUIDFilter(field_name="shipment_id")
    ship_to = filters.CharFilter(field_name="jurisdiction", max_length=2, label="ISO 3166-1 alpha-2.")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return selectors.search_declarations(rows, value)
