"""API · staff · narrowing lists of rules; every kind has these columns."""

from __future__ import annotations

from typing import Any

import django_filters as filters


class Rules(filters.FilterSet):
    jurisdiction = filters.CharFilter(field_name="jurisdiction_id", max_length=20)
    code = filters.CharFilter(field_name="code", lookup_expr="startswith", max_length=60, label="How it begins.")
    on = filters.DateFilter(method="in_force", label="In force on this day.")
    is_verified = filters.BooleanFilter(field_name="is_verified")
    is_enabled = filters.BooleanFilter(field_name="is_enabled")

    def in_force(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(valid__contains=value)
