"""API · vendor · narrowing the list of messages."""

from __future__ import annotations

import django_filters as filters

from apps.webhooks.types import DeliveryStatus


class Deliveries(filters.FilterSet):
    status = filters.ChoiceFilter(choices=DeliveryStatus.choices)
    type = filters.CharFilter(field_name="type", max_length=40)
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gt")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
