"""Tariffs · what the commands that load lists share: their arguments, a dry run, and the report."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.common.errors import MarketError
from apps.tariffs.loaders import files
from apps.tariffs.loaders.rows import Unread, Unreadable
from apps.tariffs.operations.loading import Edition, Loaded
from apps.tariffs.types.lists import ListKind


class ListCommand(BaseCommand):
    """A command that loads a list from files. A subclass names its `kind`, `title`, `url` and `mark`."""

    kind: ListKind
    title = ""
    url = ""
    mark = ""
    may_draft = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="plain or gzip; a folder: all in it")
        parser.add_argument("--listed-on", required=True, type=date.fromisoformat, help="the day of the list")
        parser.add_argument("--source", default="", help=f"where it is from; else {self.url}")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--active", action="store_true", help="put it in force from its day on (if neither is said)")
        if self.may_draft:
            how.add_argument("--draft", action="store_true", help="write what is new as drafts, for people to verify")
        parser.add_argument("--dry-run", action="store_true", help="report what would come of it, and write nothing")

    def run(self, options: dict[str, Any], load: Callable[[Edition, Sequence[Path], Unread], Loaded]) -> None:
        """Load within one transaction and say what came of it; with --dry-run it is taken back."""
        paths = list(_found(options["files"]))
        unread = Unread()
        began = time.monotonic()
        try:
            edition = Edition(
                self.kind, options["listed_on"], files.checksum(paths), self.title, options["source"] or self.url,
                self.mark,
            )  # fmt: skip
            with transaction.atomic():
                done = load(edition, paths, unread)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except Unreadable as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except MarketError as error:
            raise CommandError(f"{error.told()} Nothing was changed.") from error
        self._report(edition, done, unread, time.monotonic() - began, options)

    def _report(self, edition: Edition, done: Loaded, unread: Unread, seconds: float, options: dict[str, Any]) -> None:
        name = f"{edition.title}, list of {edition.listed_on} (SHA-256 {edition.checksum[:12]}…)"
        if not done.is_new:
            self.stdout.write(f"{name} is loaded from this very file already, as number {done.number}.")
            return
        how = "would be " if options["dry_run"] else ""
        drafts = " as drafts" if options.get("draft") else ""
        self.stdout.write(f"{name}, number {done.number}: {done.given:,} rows read in {seconds:.1f} s.")
        self.stdout.write(f"{done.written:>7,} {how}written{drafts}, {done.kept:,} unchanged, {done.ended:,} ended.")
        if len(unread):
            self.stdout.write(f"{len(unread):>7,} left out, for these reasons (with the first places):")
            for line in unread.lines():
                self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")


def _found(paths: Sequence[Path]) -> Sequence[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    return found
