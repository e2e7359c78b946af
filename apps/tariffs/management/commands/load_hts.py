"""Tariffs · `manage.py load_hts`: the Harmonized Tariff Schedule of the United States, as the USITC exports it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from apps.common.clock import now
from apps.tariffs.loaders import us_schedule
from apps.tariffs.loaders.rows import Unread
from apps.tariffs.management.loading import ListCommand
from apps.tariffs.operations import loading
from apps.tariffs.types.lists import ListKind


class Command(ListCommand):
    help = (
        "Load the tariff of the United States from the CSV that the USITC exports (htsno, description, general, "
        "special, column2, footnotes): general and special rates, column 2, duties of section 301. Rates that ship "
        "with the software end on the day of the list. The same file twice changes nothing."
    )
    kind = ListKind.US_HTS
    title = "USITC, Harmonized Tariff Schedule of the United States"
    url = "https://hts.usitc.gov/"
    mark = "US-HTS"

    def handle(self, *args: Any, **options: Any) -> None:
        if len(options["files"]) != 1:
            raise CommandError("Give one file: the whole schedule.")
        self.run(options, lambda edition, paths, unread: _load(edition, paths, unread, is_draft=options["draft"]))


def _load(edition: loading.Edition, paths: Sequence[Path], unread: Unread, *, is_draft: bool) -> loading.Loaded:
    listed = us_schedule.measures(paths[0], listed_on=edition.listed_on, unread=unread)
    return loading.load_measures(edition, listed, place="US", unread=unread, at=now(), is_whole=True, is_draft=is_draft)
