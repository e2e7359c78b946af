"""Promises · histories of shipments that others published, read from CSV: no tables.

The columns are those of the delivery history of USAID's Supply Chain Management System (10,324 international
shipments, 2006 to 2015, in the public domain).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from .rules.freight import Freight
from .rules.learning import Past

NOTICE_DAYS = 30  # before the scheduled day, where the day of the order was not captured
_DAYS = ("%d-%b-%y", "%m/%d/%y", "%Y-%m-%d")
_ENCODINGS = ("utf-8-sig", "cp1252")


class NotAHistory(ValueError):
    """A file lacks columns that a history has; the text names them."""


@dataclass(frozen=True)
class Shipment:
    """A row: what was promised and came, and its freight where weight and cost are numbers."""

    past: Past
    freight: Freight | None


def read(file: Path) -> list[Shipment]:
    """The shipments of a CSV file that have a scheduled day and one of delivery, by scheduled day.

    Raises:
        NotAHistory: a column is missing. OSError: the file cannot be read.
    """
    return sorted(_shipments(file), key=lambda one: (one.past.due_on, one.past))


def _shipments(file: Path) -> Iterator[Shipment]:
    rows = csv.DictReader(_text(file).splitlines())
    missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise NotAHistory(", ".join(missing))
    for row in rows:
        due_on, arrived_on = _day(row["Scheduled Delivery Date"]), _day(row["Delivered to Client Date"])
        if due_on and arrived_on:
            yield Shipment(_past(row, due_on, arrived_on), _freight(row, due_on))


_NEEDED = (
    "Scheduled Delivery Date", "Delivered to Client Date", "PO Sent to Vendor Date", "Fulfill Via", "Shipment Mode",
    "Country", "Weight (Kilograms)", "Freight Cost (USD)",
)  # fmt: skip


def _text(file: Path) -> str:
    raw = file.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def _past(row: dict[str, str], due_on: date, arrived_on: date) -> Past:
    ordered_on = _day(row["PO Sent to Vendor Date"])
    told_on = ordered_on if ordered_on and ordered_on < due_on else due_on - timedelta(days=NOTICE_DAYS)
    source, mode, country = row["Fulfill Via"], row["Shipment Mode"], row["Country"]
    return Past(
        told_on=min(told_on, arrived_on - timedelta(days=1)),
        due_on=due_on,
        arrived_on=arrived_on,
        pools=(f"{source} · {mode} · {country}", f"{source} · {mode}", source, "all"),
    )


def _freight(row: dict[str, str], on: date) -> Freight | None:
    weight_kg, cost = _number(row["Weight (Kilograms)"]), _number(row["Freight Cost (USD)"])
    if not weight_kg or not cost:
        return None
    traits = {name: row.get(name, "") for name in _TRAITS}
    figures = {name: value for name in _FIGURES if (value := _number(row.get(name, ""))) is not None}
    return Freight(on, weight_kg, cost, traits, figures)


_TRAITS = (
    "Country", "Shipment Mode", "Fulfill Via", "Vendor INCO Term", "Product Group", "Sub Classification",
    "Manufacturing Site", "Vendor",
)  # fmt: skip
_FIGURES = ("Line Item Quantity", "Line Item Value", "Line Item Insurance (USD)")


def _day(text: str | None) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text or "", form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if value > 0 else None
