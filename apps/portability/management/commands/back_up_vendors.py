"""Portability · `back_up_vendors`: what beat does once a day, now."""

from __future__ import annotations

from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.portability.console import ProgressLine, size
from apps.portability.operations import backups


class Command(BaseCommand):
    help = "Write an archive of each vendor into the backups' folder, and forget those that have outlived their time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="these vendors (default: all)")

    def handle(self, *, slugs: list[str], **_options: Any) -> None:
        failed = []
        for slug in slugs or backups.due():
            line = ProgressLine()
            try:
                made = backups.back_up(slug, at=now(), progress=line)
            except (MarketError, psycopg2.Error, OSError) as error:
                failed.append(slug)
                self.stderr.write(f"{slug}: {error}")
            else:
                self.stdout.write(f"{made.path}: {size(made.bytes)}, {made.manifest.rows} rows")
            finally:
                line.end()
        if failed:
            raise CommandError(f"{len(failed)} vendors have no new backup: {', '.join(failed)}")
