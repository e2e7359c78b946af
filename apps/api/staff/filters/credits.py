"""API · staff · narrowing the list of gift cards."""

from __future__ import annotations

import django_filters as filters

from apps.credits.types import CardState, Origin


class GiftCards(filters.FilterSet):
    state = filters.ChoiceFilter(choices=CardState.choices)
    origin = filters.ChoiceFilter(choices=Origin.choices)
    batch = filters.CharFilter(max_length=60)
    last_four = filters.CharFilter(max_length=4)
