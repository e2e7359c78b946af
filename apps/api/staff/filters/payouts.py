"""API · staff · narrowing the lists of payouts and of differences."""

from __future__ import annotations

import django_filters as filters

from apps.payouts.types import BreakReason, BreakStatus, PayoutStatus


class Payouts(filters.FilterSet):
    status = filters.ChoiceFilter(choices=PayoutStatus.choices)
    number = filters.CharFilter(field_name="reference", max_length=35)
    vendor = filters.CharFilter(field_name="vendor__slug", max_length=40)
    made_after = filters.IsoDateTimeFilter(field_name="made_at", lookup_expr="gt")
    made_before = filters.IsoDateTimeFilter(field_name="made_at", lookup_expr="lt")


class Breaks(filters.FilterSet):
    status = filters.ChoiceFilter(choices=BreakStatus.choices)
    reason = filters.ChoiceFilter(choices=BreakReason.choices)
    currency = filters.CharFilter(field_name="currency", max_length=3)
    opened_before = filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="lt")
