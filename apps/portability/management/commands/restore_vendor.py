"""Portability · `restore_vendor`: one vendor back to an earlier state, the others untouched."""

from __future__ import annotations

import io
import time
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.portability.console import ProgressLine
from apps.portability.operations import backups, restoring
from apps.portability.types import Restored


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no instant; write 2026-11-22T10:30Z") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _parts(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = sorted(set(chosen) - set(restoring.PARTS))
    if unknown or not chosen:
        raise ArgumentTypeError(f"{', '.join(unknown) or 'nothing'}: choose from {', '.join(restoring.PARTS)}")
    return chosen


class Command(BaseCommand):
    help = (
        "Put one vendor back to the state of a backup. Orders, parcels and stock movements that came since stay; "
        "the former schema is kept aside. No other vendor's rows are touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the vendor")
        parser.add_argument(
            "--from", dest="source", type=Path, help="an archive, or a folder of them (default: backups)"
        )
        parser.add_argument("--as-of", type=_instant, help="the newest backup not after this instant (default: now)")
        parser.add_argument("--only", type=_parts, default=restoring.PARTS, metavar="PARTS",
                            help=f"comma-separated, of {', '.join(restoring.PARTS)} (default: all)")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="do it, print the figures, and take it back")
        parser.add_argument("--confirm", metavar="SLUG", help="instead of typing the slug when asked")

    def handle(self, *, slug: str, source: Path | None, as_of: datetime | None, **options: Any) -> None:
        begun, line, at = time.monotonic(), ProgressLine(), now()
        try:
            path = source if source and source.is_file() else backups.find(slug, as_of=as_of or at, root=source)
            self.stdout.write(f"From {path}")
            if not options["dry_run"]:
                self._confirm(slug, options["confirm"])
            done = restoring.restore_vendor(
                slug, path=path, at=at, only=options["only"], dry_run=options["dry_run"], progress=line
            )
        except MarketError as error:
            raise CommandError(str(error)) from error
        finally:
            line.end()
        self._print(done, time.monotonic() - begun)

    def _confirm(self, slug: str, confirmed: str | None) -> None:
        typed = confirmed if confirmed is not None else input(f"Type {slug} to restore it (--dry-run only looks): ")
        if typed.strip() != slug:
            raise CommandError("Not confirmed. Nothing was changed.")

    def _print(self, done: Restored, seconds: float) -> None:
        table = Table(title=f"{done.slug} as of {done.taken_at:%Y-%m-%d %H:%M:%S} UTC")
        for heading in ("table", "rule", "now", "archived", "added", "removed", "changed"):
            table.add_column(heading, justify="left" if heading in ("table", "rule") else "right")
        for change in done.changes:
            figures = (change.now, change.archived, change.added, change.removed, change.changed)
            table.add_row(change.table, change.rule, *map(str, figures))
        with io.StringIO() as page:
            Console(file=page, width=120).print(table)
            self.stdout.write(page.getvalue())
        if done.recovered_orders:
            self.stdout.write(f"Orders made again from their purchases: {', '.join(done.recovered_orders)}")
        if done.repaired_shelves:
            self.stdout.write(f"Shelves whose lost movements were made up by the counter: {done.repaired_shelves}")
        if done.is_dry:
            self.stdout.write(f"Dry run in {seconds:.1f} s: nothing was changed.")
            return
        self.stdout.write(f"Restored in {seconds:.1f} s.")
        if done.aside:
            self.stdout.write(f"The former state is kept in schema {done.aside}; docs/leaving.md says how to drop it.")
