"""Tariffs · `manage.py load_taric`: measures of the European Union in TARIC3 XML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from apps.common.clock import now
from apps.tariffs.loaders import taric
from apps.tariffs.loaders.rows import Unread
from apps.tariffs.management.loading import ListCommand
from apps.tariffs.operations import loading
from apps.tariffs.types.lists import ListKind


class Command(ListCommand):
    help = (
        "Load the Union's duties from TARIC3 XML: a whole extraction, or one followed by its daily changes, in the "
        "order given (a folder: by name). Measures that an earlier list had and these files lack end on the day of "
        "the list; rates that ship with the software stay beneath."
    )
    kind = ListKind.TARIC
    title = "European Commission, TARIC"
    url = "https://taxation-customs.ec.europa.eu/"
    mark = "EU"

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options, lambda edition, paths, unread: _load(edition, paths, unread, is_draft=options["draft"]))


def _load(edition: loading.Edition, paths: Sequence[Path], unread: Unread, *, is_draft: bool) -> loading.Loaded:
    found = taric.read(paths)
    listed = taric.measures(found, mark=edition.mark, unread=unread)
    return loading.load_measures(
        edition, listed, place="EU", unread=unread, at=now(), groups=taric.groups(found, mark=edition.mark),
        is_draft=is_draft,
    )  # fmt: skip
