"""API · staff · narrowing the list of refunds."""

from __future__ import annotations

import django_filters as filters

from apps.checkout.types.refunds import RefundKind, RefundStatus


class Refunds(filters.FilterSet):
    status = filters.ChoiceFilter(choices=RefundStatus.choices)
    kind = filters.ChoiceFilter(choices=RefundKind.choices)
    order_number = filters.CharFilter(field_name="part__order_number", max_length=24)
    requested_after = filters.IsoDateTimeFilter(field_name="requested_at", lookup_expr="gt")
    requested_before = filters.IsoDateTimeFilter(field_name="requested_at", lookup_expr="lt")
