"""Reference · `manage.py load_reference`: every app's shipped rows, idempotent."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.common import clock
from apps.reference import operations


class Command(BaseCommand):
    help = "Load countries, currencies, rates, categories, markets, tariff rules and carriers. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        begun = time.monotonic()
        self.stdout.write(f"{'table':<34}{'written':>10}{'unchanged':>12}")
        for _name, load in operations.loaders():
            with transaction.atomic():
                tables = load(at)
            for table in tables:
                self.stdout.write(f"{table.table:<34}{table.written:>10}{table.unchanged:>12}")
        self.stdout.write(f"Loaded in {time.monotonic() - begun:.1f} s.")
