"""Tariffs · `manage.py load_uk_commodities`: commodities of the UK Trade Tariff, a JSON document each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from apps.common.clock import now
from apps.tariffs.loaders import uk_documents
from apps.tariffs.loaders.rows import Unread
from apps.tariffs.management.loading import ListCommand
from apps.tariffs.operations import loading
from apps.tariffs.types.lists import ListKind


class Command(ListCommand):
    help = (
        "Load duties of Great Britain from commodity documents of the UK Trade Tariff (the JSON that its service "
        "answers for /api/v2/commodities/CODE): third country duty, preferences, quotas, suspensions, trade remedies, "
        "excise, prohibitions. Codes that no document is of stay as they are."
    )
    kind = ListKind.UK_COMMODITIES
    title = "HMRC, UK Trade Tariff"
    url = "https://www.trade-tariff.service.gov.uk/"
    mark = "GB"

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options, lambda edition, paths, unread: _load(edition, paths, unread, is_draft=options["draft"]))


def _load(edition: loading.Edition, paths: Sequence[Path], unread: Unread, *, is_draft: bool) -> loading.Loaded:
    found = uk_documents.read(paths, mark=edition.mark, unread=unread)
    return loading.load_measures(
        edition, found.measures, place="GB", unread=unread, at=now(), groups=found.groups.values(),
        prefixes=found.prefixes, is_draft=is_draft,
    )  # fmt: skip
