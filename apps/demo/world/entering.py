"""Demo · something done for each of several vendors, in their schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.vendors import selectors as vendors
from apps.vendors.models import Vendor


def for_each(slugs: Sequence[str], make: Callable[[Vendor], int]) -> int:
    """Call `make` with each of these vendors that is there, entered and in a transaction of its own; the sum."""
    made = 0
    for slug in slugs:
        vendor = vendors.find_by_slug(slug)
        if vendor is not None:
            with transaction.atomic(), tenant_context(vendor):
                made += make(vendor)
    return made
