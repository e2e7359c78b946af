"""API · staff · narrowing the list of matches with denied parties."""

from __future__ import annotations

import django_filters as filters

from apps.screening.types import Level, MatchStatus, Source


class Matches(filters.FilterSet):
    status = filters.ChoiceFilter(field_name="status", choices=MatchStatus.choices)
    level = filters.ChoiceFilter(field_name="level", choices=Level.choices)
    source = filters.ChoiceFilter(field_name="entry__source", choices=Source.choices)
    order_id = filters.UUIDFilter(field_name="party__involvements__order_id", distinct=True)
