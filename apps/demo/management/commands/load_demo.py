"""Demo · load the demo world."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from io import StringIO
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.common.clock import now
from apps.demo.progress import Progress
from apps.demo.world import (
    aftersales,
    boxes,
    counter,
    credits,
    files,
    gifts,
    goods,
    hubs,
    law,
    numbers,
    parcels,
    past,
    payees,
    people,
    picking,
    stockroom,
    voices,
    wishes,
)
from apps.demo.world import vendors as makers
from apps.ledger import selectors as ledger
from apps.logistics.errors import CarrierUnavailable
from apps.promises import operations as promises
from apps.vendors.models import Vendor

OPEN_SHOPS = ("longquan-kilns", "hallam-edge")


class Command(BaseCommand):
    help = (
        "Load the demo world: vendors, goods, pictures, people, a year of purchases, reviews. "
        "Run again, it goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vendors", type=int, help="load only the first so many vendors")
        parser.add_argument("--products", type=int, help="load only the first so many products of each")
        parser.add_argument("--painters", type=int, default=2, help="processes that draw pictures (default 2)")
        parser.add_argument(
            "--parcels", action="store_true", help="only bring parcels under way: needs the world and the carrier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parcels"]:
            self._parcels()
            return
        started = time.monotonic()
        call_command("load_reference", stdout=StringIO())
        numbers.make_marketplace(at=now())
        ring = people.KeyRing(settings.STATE_DIR / "demo-logins.json")
        chosen = files.vendors()[: options["vendors"]]
        made: list[Vendor] = []
        with ProcessPoolExecutor(options["painters"], mp_context=get_context("spawn")) as painters:
            for number, data in enumerate(chosen, start=1):
                rows = files.products(data["slug"])[: options["products"]]
                made.append(self._vendor(data, rows, f"[{number}/{len(chosen)}]", ring, painters))
        if files.has("people.json"):
            self._people(ring)
        ring.save()
        self._past(made)
        self.stdout.write(f"Demo world loaded in {time.monotonic() - started:.0f} s")

    def _vendor(
        self,
        data: dict[str, Any],
        rows: list[dict[str, Any]],
        place: str,
        ring: people.KeyRing,
        painters: ProcessPoolExecutor,
    ) -> Vendor:
        vendor = makers.make(data, at=now())
        payees.make(vendor, data, at=now())
        numbers.make_vendor(vendor, at=now())
        people.make_team(vendor, data["team"], ring, may_log_in=data["slug"] in OPEN_SHOPS)
        drawn = Progress(self.stdout, f"{place} {vendor.name}", len(rows))
        listed = goods.make(vendor, rows, at=now(), painters=painters, drawn=drawn)
        drawn.finish(f"{len(rows)} products, {listed} listed")
        if data["slug"] in OPEN_SHOPS:
            stockroom.make(vendor, at=now())
        return vendor

    def _people(self, ring: people.KeyRing) -> None:
        world = files.read("people.json")
        shoppers = people.make_shoppers(world["shoppers"], ring)
        companies = people.make_companies(world["companies"], ring)
        staff = people.make_staff(world["staff"], ring)
        self.stdout.write(f"{shoppers} shoppers, {companies} companies, {staff} members of staff")
        self.stdout.write(f"{credits.make(world['shoppers'], world['staff'], at=now())} gift cards issued")
        self.stdout.write(f"{law.propose(at=now())} rules wait for a second person")

    def _past(self, made: list[Vendor]) -> None:
        if not (files.has("history.json") and files.has("people.json")):
            return
        catalogue = goods.catalogue(made)
        rows = files.read("history.json")["purchases"]
        recording = Progress(self.stdout, "Past purchases", len(rows))
        left_out = past.load(rows, catalogue, at=now(), done=recording)
        recording.finish(f"{len(rows)} in the plan, {len(left_out)} left out")
        for problem in left_out:
            self.stderr.write(f"  left out {problem}")
        self.stdout.write(f"{payees.draft(made, at=now())} payouts wait for staff")
        self.stdout.write(f"{aftersales.make(rows, OPEN_SHOPS, at=now())} returns under way")
        self.stdout.write(f"{wishes.make(rows, OPEN_SHOPS, at=now())} wishes and other versions that buyers asked for")
        with transaction.atomic():
            self.stdout.write(f"{promises.learn(at=now())} groups of ways tell how long parcels take")
        if files.has("reviews.json"):
            rows = files.read("reviews.json")["reviews"]
            writing = Progress(self.stdout, "Reviews", len(rows))
            reviewed = voices.load(rows, catalogue, at=now(), done=writing)
            for vendor in made:
                if vendor.pk in reviewed:
                    goods.relist(vendor, at=now())
            writing.finish(f"{len(rows)} in the plan, {len(reviewed)} vendors have new ones")
        off = [str(row) for row in ledger.trial_balance() if row.difference.amount]
        if off:
            raise CommandError(f"The books do not balance: {', '.join(off)}")

    def _parcels(self) -> None:
        shoppers, planned = files.read("people.json")["shoppers"], files.read("history.json")["purchases"]
        self.stdout.write(f"{gifts.buy(shoppers, at=now())} gift cards are bought in the shop")
        rows = [row for row in planned if row["stage"] == "open"]
        moving = Progress(self.stdout, "Parcels under way", len(rows))
        parcels.expect_inspection()
        try:
            moved = parcels.advance(rows, at=now(), done=moving)
        except CarrierUnavailable as error:
            raise CommandError(
                "The carrier does not answer. Start the demo, or the carrier, and run this again."
            ) from error
        moving.finish(f"{moved} shipments moved")
        self.stdout.write(f"{picking.make(OPEN_SHOPS, at=now())} walks through a warehouse are under way")
        self.stdout.write(f"{counter.make(OPEN_SHOPS, at=now())} sales over the counter")
        self.stdout.write(f"{hubs.make(OPEN_SHOPS, at=now())} consignments over hubs")
        self.stdout.write(f"{boxes.make(OPEN_SHOPS, at=now())} cooled boxes tell where they are")
        self.stdout.write(f"{gifts.use(shoppers, planned, at=now())} of the gift cards is partly used")
