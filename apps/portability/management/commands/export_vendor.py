"""Portability · `export_vendor`: everything that a vendor owns, in one archive."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.portability.console import ProgressLine, size
from apps.portability.operations import exporting


class Command(BaseCommand):
    help = "Write everything that a vendor owns into one archive (ZIP), as it is at one instant; the shop stays open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the vendor")
        parser.add_argument("--to", metavar="FILE", type=Path, help="default: <slug>-<instant>.zip in this folder")
        parser.add_argument("--without-media", action="store_true", help="leave the pictures' files out")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *, slug: str, to: Path | None, **options: Any) -> None:
        at, begun, line = now(), time.monotonic(), ProgressLine()
        path = (to or Path(f"{slug}-{at:%Y%m%dT%H%M%SZ}.zip")).absolute()
        if path.exists() and not options["overwrite"]:
            raise CommandError(f"{path} is there already. Name another file, or add --overwrite.")
        try:
            made = exporting.export_vendor(
                slug, path=path, at=at, with_media=not options["without_media"], progress=line
            )
        except (MarketError, psycopg2.Error, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            line.end()
        manifest = made.manifest
        self.stdout.write(
            f"{made.path}: {size(made.bytes)}, {len(manifest.files)} files, {manifest.rows} rows of "
            f"{len(manifest.tables)} tables, as of {manifest.taken_at}, in {time.monotonic() - begun:.1f} s"
        )
        for name in manifest.missing_media[:10]:
            self.stderr.write(f"The storage does not have {name}.")
        if len(manifest.missing_media) > 10:
            self.stderr.write(f"… and {len(manifest.missing_media) - 10} more; the manifest lists them.")
