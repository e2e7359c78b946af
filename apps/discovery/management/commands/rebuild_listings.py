"""Discovery · command: make the read model anew."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from apps.common.clock import now
from apps.discovery.operations import rebuild
from apps.vendors import selectors as vendors


class Command(BaseCommand):
    help = "Project every vendor's products into the read model again, while the shop stays open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", metavar="SLUG", help="only this vendor's products")
        parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4), help="vendors at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [vendors.by_slug(options["vendor"]).pk] if options["vendor"] else sorted(vendors.cards())
        begun, listed = time.monotonic(), 0
        for number, count in enumerate(_rebuilt(chosen, jobs=options["jobs"]), 1):
            listed += count
            self.stdout.write(f"\r{number}/{len(chosen)} vendors, {listed} products", ending="")
            self.stdout.flush()
        if not options["vendor"]:
            rebuild.recount_words()
        seconds = time.monotonic() - begun
        self.stdout.write(f"\r{listed} products of {len(chosen)} vendors listed in {seconds:.1f} s")


def _rebuilt(vendor_ids: list[int], *, jobs: int) -> Iterator[int]:
    """How many products of each vendor are listed, in the order in which they are done."""
    if jobs <= 1 or len(vendor_ids) <= 1:
        yield from (rebuild.rebuild_vendor(vendor_id, at=now()) for vendor_id in vendor_ids)
        return
    connections.close_all()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=connections.close_all) as pool:
        for done in as_completed([pool.submit(_rebuild, vendor_id) for vendor_id in vendor_ids]):
            yield done.result()


def _rebuild(vendor_id: int) -> int:
    return rebuild.rebuild_vendor(vendor_id, at=now())
