"""Warehouse · `check_stock`: are counters, bins and lots the sums of their movements?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import tenant_context

from apps.vendors import selectors as vendors
from apps.warehouse import selectors


class Command(BaseCommand):
    help = "Compare counters, bins and lots with the sums of their movements; exit with an error where one differs."

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
                differing += self._stowed(slug)
        if differing:
            raise CommandError(
                f"{differing} counters, bins or lots differ. `manage.py repair_stock` sets them to their movements."
            )
        self.stdout.write(f"Every counter, bin and lot of {len(slugs)} vendors is the sum of its movements.")

    def _stowed(self, slug: str) -> int:
        """Tell of bins and lots that differ, and of houses that have more single pieces than the books; how many."""
        found = selectors.wrongly_stowed()
        for one in found:
            place = one.stowed
            self.stdout.write(
                f"{slug}: variant {place.variant_id} in {place.warehouse}, bin {place.bin or '–'}, lot "
                f"{place.lot or '–'}: movements {one.moved}, stowed {place.pieces}"
            )
        serials = selectors.too_many_serials()
        for variant_id, house, pieces, on_hand in serials:
            self.stdout.write(
                f"{slug}: variant {variant_id} in {house}: {pieces} serial numbers, {on_hand} pieces on hand "
                "(count the shelf, or book the missing pieces out with their numbers)"
            )
        return len(found) + len(serials)
