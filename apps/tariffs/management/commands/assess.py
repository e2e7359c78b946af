"""Tariffs · `manage.py assess`: duty, tax and fees of consignments in a JSON file, as JSON."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from apps.common import clock
from apps.common.errors import MarketError
from apps.tariffs import selectors

_EMPTY = "This database has no tables, and so no rules, yet. `make demo` makes and fills one; it need not be running."


class Command(BaseCommand):
    help = (
        "Assess the consignment of a JSON file, or each of a list; “-” reads from standard input. "
        "docs/landed-cost.md describes the form and the answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json")

    def handle(self, *args: Any, **options: Any) -> None:
        given = _read(options["file"])
        try:
            found = selectors.answers(given, today=clock.now().date(), may_suppose=True)
        except MarketError as error:
            self._print(selectors.as_error(error))
            raise CommandError(f"{error.field or 'consignment'}: {error.text()}") from error
        except ProgrammingError as error:
            raise CommandError(_EMPTY) from error
        self._print(found)

    def _print(self, found: Any) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True))


def _read(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{name} is not JSON in UTF-8: {error}.") from error
