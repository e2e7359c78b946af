"""API · staff · narrowing the list of exchange rates."""

from __future__ import annotations

import django_filters as filters

from apps.currencies.types import RateStatus


class Rates(filters.FilterSet):
    status = filters.ChoiceFilter(choices=RateStatus.choices, label="«pending» are those that wait for a person.")
    base = filters.CharFilter(field_name="base", max_length=3)
    quote = filters.CharFilter(field_name="quote", max_length=3)
    source = filters.CharFilter(field_name="source", max_length=40)
    published_on = filters.DateFilter(field_name="published_on")
