"""Portability · `import_vendor`: a vendor from another installation's archive."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.portability.console import ProgressLine
from apps.portability.operations import importing


class Command(BaseCommand):
    help = "Make the vendor of an archive in this installation. It is all or nothing: what is refused leaves no trace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="a file that export_vendor wrote")
        parser.add_argument("--check", action="store_true", help="only look whether it would go: load, then take back")
        parser.add_argument("--no-mail", action="store_true", help="do not write to the members of the team")

    def handle(self, *, archive: Path, check: bool, no_mail: bool, **_options: Any) -> None:
        begun, line = time.monotonic(), ProgressLine()
        try:
            made = importing.import_vendor(archive, at=now(), only_check=check, invite=not no_mail, progress=line)
        except MarketError as error:
            raise CommandError(str(error)) from error
        finally:
            line.end()
        seconds = time.monotonic() - begun
        if check:
            self.stdout.write(
                f"{archive.name} is whole: {made.rows} rows and {made.media} pictures' files of “{made.slug}” can be "
                f"imported here ({seconds:.1f} s). Nothing was written."
            )
            return
        self.stdout.write(
            f"“{made.slug}” is here: {made.rows} rows, {made.media} pictures' files, {made.listed} products listed, "
            f"in {seconds:.1f} s"
        )
        for email in made.invited:
            self.stdout.write(f"Invited: {email}")
