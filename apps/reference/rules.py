"""Reference · rows of the shipped tables · pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from apps.common.money import exponent


def countries(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of the country table, which is given as `columns` and `rows`; a place is decimal degrees."""
    for cells in table["rows"]:
        row = dict(zip(table["columns"], cells, strict=True))
        yield {**row, "latitude": Decimal(row["latitude"]), "longitude": Decimal(row["longitude"])}


def currencies(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of the currency table: each code once, with the ISO 4217 exponent that Money is rounded to."""
    for code in sorted(set(codes)):
        yield {"code": code, "exponent": exponent(code)}
