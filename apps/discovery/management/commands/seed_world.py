"""Discovery · command: an invented world for benchmarks."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.common.clock import now
from apps.discovery.operations import rebuild, world


class Command(BaseCommand):
    help = "Fill the marketplace with invented vendors and goods, the same each time; known vendors are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendors", type=int, default=200, help="how many vendors")
        parser.add_argument("--listings", type=int, default=250, help="how many products each, offered in every market")
        parser.add_argument("--pieces", type=int, default=world.PIECES, help="how many of each on the shelf")

    def handle(self, *args: Any, **options: Any) -> None:
        begun, made = time.monotonic(), 0
        for number in range(options["vendors"]):
            made += world.seed_vendor(number, products=options["listings"], pieces=options["pieces"], at=now())
            done, seconds = f"{number + 1}/{options['vendors']}", time.monotonic() - begun
            self.stdout.write(f"\r{done} vendors, {made} products, {seconds:.0f} s", ending="")
            self.stdout.flush()
        rebuild.recount_words()
        self.stdout.write(f"\n{made} products listed in {time.monotonic() - begun:.1f} s")
