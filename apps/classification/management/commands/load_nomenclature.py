"""Classification · `manage.py load_nomenclature`: another Harmonized System, or a country's own tree, from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.classification import operations
from apps.classification.rules import wording
from apps.common.clock import now


class Command(BaseCommand):
    help = (
        "Put an edition of the Harmonized System in force (CSV with hscode, description, parent), or with --country a "
        "country's own tree below it (CSV as the USITC exports the tariff of the United States: htsno, indent, "
        "description). Plain or gzip. What products have stays; the same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", required=True, help="how the edition is cited: “HS 2028”, “US 2026”")
        parser.add_argument("--title", default="")
        parser.add_argument("--source", required=True, help="where the file is from: an address, with its version")
        parser.add_argument("--listed-on", required=True, type=date.fromisoformat, help="the day of the list")
        parser.add_argument("--country", default="", help="two letters; without it, the Harmonized System itself")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        about = {
            "code": options["code"], "title": options["title"] or options["code"], "source": options["source"],
            "listed_on": options["listed_on"], "at": now(),
        }  # fmt: skip
        try:
            with transaction.atomic():
                if options["country"]:
                    count = operations.load_tree(content, country=options["country"].upper(), **about)
                else:
                    count = operations.load_nomenclature(content, **about)
        except wording.Unreadable as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        checksum = wording.checksum(content)[:12]
        if count:
            self.stdout.write(
                f"{options['code']}: {count:,} lines, list of {options['listed_on']}, SHA-256 {checksum}…."
            )
        else:
            self.stdout.write(f"{options['code']} is in force from this very file already (SHA-256 {checksum}…).")
