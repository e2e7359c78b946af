"""API · vendor · narrowing lists of movements."""

from __future__ import annotations

import django_filters as filters

from apps.warehouse.types import MovementKind


class Movements(filters.FilterSet):
    variant_id = filters.UUIDFilter(field_name="variant_id")
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=20, label="A warehouse's code.")
    kind = filters.ChoiceFilter(choices=MovementKind.choices)
    reference = filters.CharFilter(field_name="reference", max_length=120)
    occurred_after = filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="gt")
    occurred_before = filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="lt")
