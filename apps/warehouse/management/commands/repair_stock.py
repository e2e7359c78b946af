"""Warehouse · `repair_stock`: set counters, bins and lots to the sums of their movements."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.vendors import selectors as vendors
from apps.warehouse import operations, selectors


class Command(BaseCommand):
    help = (
        "Set every counter, bin and lot that differs to the sum of its movements; a counter's repair leaves an event."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", help="the slug of one vendor; all of them without it")

    def handle(self, *, vendor: str | None, **_options: Any) -> None:
        slugs = [vendor] if vendor else sorted(card.slug for card in vendors.cards().values())
        refused = 0
        for slug in slugs:
            with tenant_context(vendors.by_slug(slug)):
                for found in selectors.discrepancies():
                    try:
                        with transaction.atomic():
                            operations.repair_shelf(found, at=now())
                    except MarketError as error:
                        refused += 1
                        self.stderr.write(f"{slug}: variant {found.variant_id}: {error.text()}")
                    else:
                        self.stdout.write(
                            f"{slug}: variant {found.variant_id}: counter {found.counted} set to {found.moved}"
                        )
                for wrong in selectors.wrongly_stowed():
                    with transaction.atomic():
                        operations.repair_stowed(wrong)
                    place = wrong.stowed
                    self.stdout.write(
                        f"{slug}: variant {place.variant_id} in {place.warehouse}, bin {place.bin or '–'}, lot "
                        f"{place.lot or '–'}: {place.pieces} set to {wrong.moved}"
                    )
        if refused:
            raise CommandError(f"{refused} counters could not be repaired; see above.")
