"""bench · no app · inside the marketplace: many vendors with empty schemas."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from apps.common.clock import now
from apps.vendors import operations as vendors


def main(answer: str, postmaster: str, count: str) -> None:
    """Register and provision so many."""
    for number in range(int(count)):
        slug = f"fleet-{number:03d}"
        with transaction.atomic():
            vendor = vendors.register(
                slug=slug, name=slug, legal_name=slug, country="DE", currency="EUR", languages=["en"]
            )
        vendors.provision(vendor.pk, at=now())
        print(f"{number + 1}/{count}", flush=True)
    Path(answer).write_text("{}")
