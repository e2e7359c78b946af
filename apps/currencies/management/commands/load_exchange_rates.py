"""Currencies · `manage.py load_exchange_rates`: the European Central Bank's history."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from apps.common import clock
from apps.currencies import operations


class Command(BaseCommand):
    help = "Load the European Central Bank's daily rates from the installed package. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        span = parser.add_mutually_exclusive_group()
        span.add_argument("--days", type=int, default=operations.SHIPPED_DAYS, help="the package's last so many days")
        span.add_argument("--all", action="store_true", help="everything since 1999")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        with transaction.atomic():
            loaded = operations.load_history(days=None if options["all"] else options["days"], at=at)
        self.stdout.write(f"Exchange rates: {loaded.written} written, {loaded.unchanged} unchanged.")
