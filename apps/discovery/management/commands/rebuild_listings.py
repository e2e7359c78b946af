"""Discovery · command: make the read model anew."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.common.clock import now
from apps.discovery.operations import rebuild
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = "Project every vendor's products into the read model again, while the shop stays open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", metavar="SLUG", help="only this vendor's products")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [vendors.by_slug(options["vendor"]).pk] if options["vendor"] else sorted(vendors.cards())
        begun, listed = time.monotonic(), 0
        for number, vendor_id in enumerate(chosen, 1):
            listed += rebuild.rebuild_vendor(vendor_id, at=now())
            self.stdout.write(f"\r{number}/{len(chosen)} vendors, {listed} products", ending="")
            self.stdout.flush()
        if not options["vendor"]:
            rebuild.recount_words()
        seconds = time.monotonic() - begun
        self.stdout.write(f"\r{listed} products of {len(chosen)} vendors listed in {seconds:.1f} s")
