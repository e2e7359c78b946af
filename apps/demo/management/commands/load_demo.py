"""Demo · load the demo world."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from apps.common.clock import now
from apps.demo.world import files, goods, people
from apps.demo.world import vendors as makers

OPEN_SHOPS = ("longquan-kilns", "hallam-edge")


class Command(BaseCommand):
    help = "Load the demo world: vendors, goods, pictures, people. Run again, it goes on where it stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vendors", type=int, help="load only the first so many vendors")
        parser.add_argument("--painters", type=int, default=2, help="processes that draw pictures (default 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        call_command("load_reference", verbosity=0)
        ring = people.KeyRing(settings.STATE_DIR / "demo-logins.json")
        chosen = files.vendors()[: options["vendors"]]
        with ProcessPoolExecutor(options["painters"], mp_context=get_context("spawn")) as painters:
            for number, data in enumerate(chosen, start=1):
                self._vendor(data, f"[{number}/{len(chosen)}]", ring, painters)
        if files.has("people.json"):
            self._people(ring)
        ring.save()
        self.stdout.write(f"Demo world loaded in {time.monotonic() - started:.0f} s")

    def _vendor(self, data: dict[str, Any], place: str, ring: people.KeyRing, painters: ProcessPoolExecutor) -> None:
        started = time.monotonic()
        vendor = makers.make(data, at=now())
        people.make_team(vendor, data["team"], ring, may_log_in=data["slug"] in OPEN_SHOPS)
        rows = files.products(data["slug"])
        done = 0

        def drawn() -> None:
            nonlocal done
            done += 1
            if done % 5 == 0:
                self.stdout.write(f"{place} {vendor.name}: {done} of {len(rows)} pictures", ending="\r")
                self.stdout.flush()

        listed = goods.make(vendor, rows, at=now(), painters=painters, drawn=drawn)
        self.stdout.write(
            f"{place} {vendor.name}: {len(rows)} products, {listed} listed, {time.monotonic() - started:.1f} s"
        )

    def _people(self, ring: people.KeyRing) -> None:
        world = files.read("people.json")
        shoppers = people.make_shoppers(world["shoppers"], ring)
        companies = people.make_companies(world["companies"], ring)
        staff = people.make_staff(world["staff"], ring)
        self.stdout.write(f"{shoppers} shoppers, {companies} companies, {staff} members of staff")
