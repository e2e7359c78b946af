"""Tariffs · `manage.py load_vat_rates`: standard rates of value added tax from a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from apps.common.clock import now
from apps.tariffs.loaders import vat_rates
from apps.tariffs.loaders.rows import Unread
from apps.tariffs.management.loading import ListCommand
from apps.tariffs.operations import loading, loading_rates
from apps.tariffs.types.lists import ListKind


class Command(ListCommand):
    help = (
        "Hold our standard rates of value added tax against a list (CSV with country, effective_from, standard_rate; "
        "or JSON with items or rates by country). What differs from the day of the list on is followed by the list's "
        "rate; what else differs is told."
    )
    kind = ListKind.VAT_RATES
    title = "Rates of value added tax of the European Union"
    url = "https://taxation-customs.ec.europa.eu/"
    mark = "EU-VAT"
    may_draft = False

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options, _load)


def _load(edition: loading.Edition, paths: Sequence[Path], unread: Unread) -> loading.Loaded:
    listed = [one for path in paths for one in vat_rates.read(path, unread=unread)]
    return loading_rates.load_vat(edition, listed, unread=unread, at=now())
