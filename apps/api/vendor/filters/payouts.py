"""API · vendor · narrowing the list of payouts."""

from __future__ import annotations

import django_filters as filters

from apps.payouts.types import PayoutStatus


class Payouts(filters.FilterSet):
    status = filters.ChoiceFilter(choices=PayoutStatus.choices)
    number = filters.CharFilter(field_name="reference", max_length=35)
    made_after = filters.IsoDateTimeFilter(field_name="made_at", lookup_expr="gt")
    made_before = filters.IsoDateTimeFilter(field_name="made_at", lookup_expr="lt")
