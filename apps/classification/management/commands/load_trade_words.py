"""Classification · `manage.py load_trade_words`: what trade calls goods, or what is too vague, from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.classification import operations
from apps.classification.rules import wording


class Command(BaseCommand):
    help = (
        "Words of trade with their six digits (CSV with term and hs6), or with --vague descriptions that are refused, "
        "one a line. They replace what was loaded from the same source, and count from the next learning on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="a short name, by which a newer list replaces this one")
        parser.add_argument("--vague", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            with transaction.atomic():
                count = operations.load_words(content, source=options["source"], is_vague=options["vague"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except wording.Unreadable as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        kind = "descriptions that are too vague" if options["vague"] else "words of trade"
        self.stdout.write(f"{count:,} {kind} from {options['source']}.")
