"""API · vendor · narrowing the list of codes."""

from __future__ import annotations

import django_filters as filters

from apps.classification.types import State


class Classifications(filters.FilterSet):
    state = filters.ChoiceFilter(choices=State.choices)
    confidence_below = filters.NumberFilter(field_name="confidence", lookup_expr="lt", min_value=0, max_value=1)
    confidence_from = filters.NumberFilter(field_name="confidence", lookup_expr="gte", min_value=0, max_value=1)
