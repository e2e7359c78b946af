"""Tariffs · `manage.py load_customs_rates`: the rates of exchange that HMRC or the Union's customs reckon by."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from apps.common.clock import now
from apps.tariffs.loaders import exchange_rates
from apps.tariffs.loaders.rows import Unread
from apps.tariffs.management.loading import ListCommand
from apps.tariffs.operations import loading, loading_rates
from apps.tariffs.types.lists import ListKind

_MONTHLY = "monthly"
_LISTS = {
    "HMRC": (ListKind.HMRC_RATES, "HMRC, monthly rates of exchange", "https://www.trade-tariff.service.gov.uk/"),
    "ECB": (ListKind.ECB_RATES, "ECB, euro reference rates", "https://www.ecb.europa.eu/stats/eurofxref/"),
}


class Command(ListCommand):
    help = (
        "Load rates of exchange by which customs values are converted: HMRC's monthly ones (XML or CSV), or of the "
        "ECB's history (CSV) the rate of each penultimate Wednesday for the month after. A policy uses those of the "
        "authority and kind that it names: HMRC or ECB, monthly. A rate that is stored is never changed."
    )
    may_draft = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--authority", required=True, choices=sorted(_LISTS))
        parser.add_argument("--since", type=date.fromisoformat, help="of the ECB's history only from this day on")

    def handle(self, *args: Any, **options: Any) -> None:
        authority = options["authority"]
        self.kind, self.title, self.url = _LISTS[authority]
        self.mark = f"{authority}-RATES"

        def load(edition: loading.Edition, paths: Sequence[Path], unread: Unread) -> loading.Loaded:
            rates = [
                rate
                for path in paths
                for rate in (
                    exchange_rates.hmrc(path, unread=unread)
                    if authority == "HMRC"
                    else exchange_rates.ecb(path, since=options["since"], unread=unread)
                )
            ]
            return loading_rates.load_exchange(
                edition, rates, authority=authority, rate_kind=_MONTHLY, unread=unread, at=now()
            )

        self.run(options, load)
