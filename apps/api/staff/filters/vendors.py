"""API · staff · narrowing lists of vendors, applications and schemas."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q

from apps.vendors.types import ApplicationStatus, FleetState, VendorStatus


class Vendors(filters.FilterSet):
    q = filters.CharFilter(method="search", max_length=80, label="Part of a name, slug or address of mail.")
    slug = filters.CharFilter(field_name="slug", max_length=40)
    status = filters.ChoiceFilter(choices=VendorStatus.choices)
    country = filters.CharFilter(field_name="country", max_length=2)

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(name__icontains=value)
            | Q(legal_name__icontains=value)
            | Q(slug__icontains=value)
            | Q(contact_email__icontains=value)
        )


class Applications(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ApplicationStatus.choices)
    country = filters.CharFilter(field_name="country", max_length=2)
    slug = filters.CharFilter(field_name="slug", max_length=40)


class Schemas(filters.FilterSet):
    state = filters.ChoiceFilter(choices=FleetState.choices)
