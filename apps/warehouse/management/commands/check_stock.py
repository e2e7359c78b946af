"""Warehouse · `check_stock`: are all counters the sums of their movements?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import tenant_context

from apps.vendors import selectors as vendors
from apps.warehouse import selectors


class Command(BaseCommand):
    help = "Compare every shelf's counter with the sum of its movements; exit with an error where one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", help="the slug of one vendor; all of them without it")

    def handle(self, *, vendor: str | None, **_options: Any) -> None:
        slugs = [vendor] if vendor else sorted(card.slug for card in vendors.cards().values())
        differing = 0
        for slug in slugs:
            with tenant_context(vendors.by_slug(slug)):
                for found in selectors.discrepancies():
                    differing += 1
                    self.stdout.write(
                        f"{slug}: variant {found.variant_id} in warehouse {found.warehouse_id}: "
                        f"movements {found.moved}, counter {found.counted}"
                    )
        if differing:
            raise CommandError(f"{differing} counters differ. `manage.py repair_stock` sets them to their movements.")
        self.stdout.write(f"Every counter of {len(slugs)} vendors is the sum of its movements.")
