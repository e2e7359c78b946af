"""Risk · `manage.py scan_for_card_numbers`: that no card number is stored or logged."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.risk.selectors import card_numbers


class Command(BaseCommand):
    help = (
        "Searches every text of the database, and logs, for what looks like a card number; exits 1 where it finds one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, default=[settings.STATE_DIR / "log"],
            help="files and folders to search too; by default the logs in the state folder",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [path for path in options["paths"] if path.exists()]
        found = Counter(chain(card_numbers.in_database(), card_numbers.in_files(paths)))
        for finding, count in sorted(found.items(), key=lambda one: one[0].place):
            self.stdout.write(f"{finding.place}: {finding.hint}{f' ({count} times)' if count > 1 else ''}")
        searched = ", ".join(["the database", *map(str, paths)])
        if found:
            self.stderr.write(
                f"{sum(found.values())} in {searched} look like card numbers. Find out who wrote them, stop that, and "
                "delete them; a payment provider's page is the only place where a card number is typed."
            )
            sys.exit(1)
        self.stdout.write(f"No card number in {searched}.")
