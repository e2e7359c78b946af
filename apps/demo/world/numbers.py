"""Demo · numbers under which the marketplace and some vendors are known to tax and customs: nobody's, right in form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.registrations import operations
from apps.registrations.errors import RegistrationOverlaps
from apps.vendors.models import Vendor

from . import files

FILE = "registrations.json"
EVIDENCE = "Demo"


def make_marketplace(*, at: datetime) -> int:
    """The marketplace's numbers; how many it has been given now. Before goods: prices at the door follow from them."""
    return _record(files.read(FILE)["marketplace"], vendor_id=None, at=at)


def make_vendor(vendor: Vendor, *, at: datetime) -> int:
    """A vendor's own numbers, if it has any in the demo."""
    return _record(files.read(FILE)["vendors"].get(vendor.slug, ()), vendor_id=vendor.pk, at=at)


def _record(rows: Iterable[Mapping[str, Any]], *, vendor_id: int | None, at: datetime) -> int:
    """Take numbers down; those that are there already stay."""
    count = 0
    for row in rows:
        try:
            with transaction.atomic():
                operations.register(
                    **{**row, "since": date.fromisoformat(row["since"])}, vendor_id=vendor_id, evidence=EVIDENCE, at=at
                )
        except RegistrationOverlaps:
            continue
        count += 1
    return count
