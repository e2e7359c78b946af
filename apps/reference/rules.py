"""Reference · rows of the shipped tables · pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from apps.common import currency_table


def countries(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of the country table, which is given as `columns` and `rows`; a place is decimal degrees."""
    for cells in table["rows"]:
        row = dict(zip(table["columns"], cells, strict=True))
        yield {**row, "latitude": Decimal(row["latitude"]), "longitude": Decimal(row["longitude"])}


def currencies(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of the currency table: each code once, as the software's own table has it."""
    for code in sorted(set(codes)):
        yield dataclasses.asdict(currency_table.row(code))
