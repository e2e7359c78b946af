"""Screening · `manage.py load_screening_lists`: asks for every list of the settings, or reads one from files."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.common import clock
from apps.common.errors import Retryable
from apps.screening import tasks
from apps.screening.errors import ListInvalid
from apps.screening.selectors import lists
from apps.screening.types import Source


class Command(BaseCommand):
    help = (
        "Asks for the lists of denied parties in SCREENING_LISTS and puts new versions into use. May be repeated. "
        "Exits 1 where a list could not be read; the version before stays in use until it is too old."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="*", help="only these lists; by default all of the settings")
        parser.add_argument(
            "--from", dest="addresses", default="",
            help="read the one named list from here instead: https or file addresses, several files by spaces",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        known = lists.configured()
        unknown = [name for name in options["sources"] if name not in {source.value for source in known}]
        if unknown:
            self.stderr.write(f"Not in SCREENING_LISTS: {', '.join(unknown)}. There are {', '.join(known) or 'none'}.")
            sys.exit(1)
        if options["addresses"] and len(options["sources"]) != 1:
            self.stderr.write("--from needs the name of one list, as in: load_screening_lists un --from file:///un.xml")
            sys.exit(1)
        chosen = {source: url for source, url in known.items() if source.value in (options["sources"] or known)}
        failed = [source for source, url in chosen.items() if not self._load(source, options["addresses"] or url)]
        for state in lists.states(at=clock.now()):
            if not state.is_fit:
                self.stderr.write(f"{state.source.value} is {state.problem}: nobody is screened, no label is printed.")
        if failed:
            sys.exit(1)

    def _load(self, source: Source, addresses: str) -> bool:
        try:
            done = tasks.refresh(source, addresses)
        except (Retryable, ListInvalid) as problem:
            self.stderr.write(f"{source.value}: not read: {problem}")
            return False
        changed = f"+{done.added_count} −{done.removed_count}" if done.is_new else "unchanged"
        self.stdout.write(
            f"{source.value}: version {done.version}, {done.entry_count} entries, {done.name_count} names, {changed}"
        )
        return True
