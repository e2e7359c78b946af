"""Vendors · bring every vendor's schema up to date."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.errors import MarketError
from apps.vendors import fleet
from apps.vendors.models import FleetStatus, SchemaMigration
from apps.vendors.types import FleetState, SchemaState


class Command(BaseCommand):
    help = "Apply missing migrations to all vendors' schemas, in parallel; run again to resume."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="schemas at a time (default 2)")
        parser.add_argument("--status", action="store_true", help="only print where each schema stands")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            self._print_status()
            return
        started = time.monotonic()
        try:
            outcomes = fleet.migrate(workers=options["workers"], report=self._report)
        except MarketError as error:
            raise CommandError(str(error)) from error
        failed = [outcome for outcome in outcomes if outcome.state == FleetState.FAILED]
        self.stdout.write(
            f"{len(outcomes) - len(failed)} schemas brought up to date, {len(failed)} failed, "
            f"{time.monotonic() - started:.1f} s"
        )
        if failed:
            raise CommandError("Mend the cause shown above and run migrate_fleet again: it resumes.")

    def _report(self, outcome: SchemaState, done: int, total: int) -> None:
        line = f"[{done}/{total}] {outcome.schema_name}: {outcome.state} in {outcome.duration_ms} ms"
        self.stdout.write(f"{line} {outcome.error}".rstrip())

    def _print_status(self) -> None:
        total = SchemaMigration.objects.count()
        for row in FleetStatus.objects.all():
            line = f"{row.schema_name:<40} {row.state:<8} {row.applied_position}/{total} {row.duration_ms} ms"
            self.stdout.write(f"{line} {row.error}".rstrip())
        self.stdout.write(f"{FleetStatus.objects.count()} schemas, template at {total} migrations")
