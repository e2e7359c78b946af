"""Demo · load the UCI Online Retail data."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from apps.common.clock import now
from apps.demo.progress import Progress
from apps.demo.retail import loading
from apps.demo.retail.reconciling import Balance, Tally
from apps.demo.retail.rows import UnreadableFile
from apps.ledger import selectors as ledger

_LOCK = 7_311_352
_COLUMNS = ("country", "purchases", "− returns", "+ skipped", "= in the file", "difference")


class Command(BaseCommand):
    help = (
        "Load the UCI Online Retail data (parquet, CSV or the official XLSX): its goods go to vendors by family, "
        "its invoices become purchases, its cancellations returns. Run again, it goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the file")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Another load_retail is at work. Wait for it, or end it.")
        try:
            self._load(path)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def _load(self, path: Path) -> None:
        started = time.monotonic()
        call_command("load_reference", stdout=StringIO())
        reading = Progress(self.stdout, "Reading")
        found = loading.survey(path, progress=reading)
        reading.finish(f"{found.tally.rows:,} rows, {len(found.goods):,} goods, {len(found.customers):,} customers")

        listing = Progress(self.stdout, "Goods to vendors", 2 * len(found.goods))
        vendors, is_changed = loading.make_vendors(found, at=now(), progress=listing)
        listing.finish(f"{len(found.goods):,} products of {len(vendors)} vendors")

        buyers = loading.make_buyers(found)
        booking = Progress(self.stdout, "Booking invoices", found.tally.rows)
        loaded = loading.book(path, found, loading.shelves_of(vendors), buyers, at=now(), progress=booking)
        booking.finish(f"{loaded.purchases:,} purchases and {loaded.returns:,} returns are new")

        self._report(found.tally, loading.reconcile(found, loaded, vendors))
        if not (is_changed or loaded.purchases or loaded.returns):
            self.stdout.write("Everything was loaded before; nothing has changed.")
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s")

    def _report(self, tally: Tally, rows: list[Balance]) -> None:
        self.stdout.write("\nSkipped, by reason (GBP, quantity × unit price):")
        for reason, count in tally.skipped_rows.most_common():
            self.stdout.write(f"  {count:>7,} rows  {tally.value_of(reason):>16,.3f}  {reason}")
        self.stdout.write("\nPer country (GBP, unrounded):")
        whole = Balance("all", *(_sum(getattr(row, name) for row in rows) for name in
                                 ("purchases", "returns", "skipped", "in_file")))  # fmt: skip
        table = [_COLUMNS, *(_cells(row) for row in (*rows, whole))]
        widths = [max(len(line[place]) for line in table) for place in range(len(_COLUMNS))]
        for line in table:
            name, *figures = line
            shown = "  ".join(cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True))
            self.stdout.write(f"  {name:<{widths[0]}}  {shown}")
        wrong = [row.country for row in rows if row.difference]
        if wrong:
            raise CommandError(f"Purchases − returns + skipped is not what the file holds for: {', '.join(wrong)}.")
        self.stdout.write("Purchases − returns + skipped = in the file, exactly, in every country.")
        off = [str(row) for row in ledger.trial_balance() if row.difference.amount]
        if off:
            raise CommandError(f"The books do not balance: {', '.join(off)}")
        self.stdout.write("The trial balance is zero.")


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _cells(row: Balance) -> tuple[str, ...]:
    figures = (row.purchases, row.returns, row.skipped, row.in_file, row.difference)
    return (row.country, *(f"{figure:,.3f}" for figure in figures))
