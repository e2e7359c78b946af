"""API · staff · narrowing lists of events, trackers, webhooks and reviews."""

from __future__ import annotations

from typing import Any

import django_filters as filters

from apps.webhooks.types import EndpointStatus


class Events(filters.FilterSet):
    state = filters.ChoiceFilter(
        method="standing",
        choices=[("waiting", "Not delivered yet"), ("parked", "Given up"), ("sent", "Delivered")],
    )
    topic = filters.CharFilter(field_name="topic", max_length=80)
    aggregate_id = filters.CharFilter(field_name="aggregate_id", max_length=64)

    def standing(self, rows: Any, name: str, value: str) -> Any:
        if value == "sent":
            return rows.filter(sent_at__isnull=False)
        return rows.filter(sent_at__isnull=True, parked_at__isnull=value == "waiting")


class Trackers(filters.FilterSet):
    is_open = filters.BooleanFilter(field_name="is_open")
    vendor = filters.CharFilter(field_name="vendor__slug", max_length=40)
    carrier = filters.CharFilter(field_name="carrier_id", max_length=20)
    tracking_number = filters.CharFilter(field_name="tracking_number", max_length=40)


class Hooks(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug", max_length=40)
    status = filters.ChoiceFilter(choices=EndpointStatus.choices)
    is_failing = filters.BooleanFilter(field_name="failing_since", lookup_expr="isnull", exclude=True)


class Reviews(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug", max_length=40)
    product_id = filters.UUIDFilter(field_name="product_id")
    stars = filters.NumberFilter(field_name="stars", min_value=1, max_value=5)
    is_hidden = filters.BooleanFilter(field_name="hidden_at", lookup_expr="isnull", exclude=True)
