"""Discovery · command: compare the read model with vendors' schemas."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.clock import now
from apps.discovery.operations import drift
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = "Compare listings with what vendors' schemas say; fails where they differ, unless they are repaired."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", metavar="SLUG", help="only this vendor's products")
        parser.add_argument("--share", type=float, default=1.0, help="fraction of the products to look at (1 = all)")
        parser.add_argument("--repair", action="store_true", help="project again what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [vendors.by_slug(options["vendor"]).pk] if options["vendor"] else sorted(vendors.cards())
        at, checked, differing, repaired = now(), 0, 0, 0
        for vendor_id in chosen:
            found = drift.check_vendor(vendor_id, share=options["share"], seed=int(at.timestamp()))
            for (_, product_id), reason in found.differing.items():
                self.stdout.write(f"vendor {vendor_id} product {product_id}: {reason}")
            if options["repair"]:
                drift.repair(found, at=at)
            checked, differing, repaired = (
                checked + found.checked, differing + len(found.differing), repaired + found.repaired
            )  # fmt: skip
        self.stdout.write(f"{checked} products compared, {differing} differ, {repaired} repaired")
        if differing > repaired:
            raise CommandError("Run it again with --repair, or rebuild_listings.")
