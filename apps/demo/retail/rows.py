"""Demo · the rows of the retail data, out of parquet, CSV or the official workbook, batch by batch · no tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

BATCH = 20_000
LONDON = ZoneInfo("Europe/London")
_CSV_TIMES = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M")

# What the field is called in the parquet file, in UCI's workbook, and in its second edition.
_NAMES = {
    "invoice_no": ("invoiceno", "invoice"),
    "stock_code": ("stockcode",),
    "description": ("description",),
    "quantity": ("quantity",),
    "invoice_ts": ("invoicets", "invoicedate"),
    "unit_price": ("unitprice", "price"),
    "customer_id": ("customerid",),
    "country": ("country",),
}


class UnreadableFile(ValueError):
    """The file is not the retail data; the text says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class RetailRow:
    """One line of an invoice. `unit_price` is GBP as the file prints it, `invoiced_at` UTC, `customer` may be empty."""

    invoice: str
    stock_code: str
    description: str
    quantity: int
    invoiced_at: datetime
    unit_price: Decimal
    customer: str
    country: str

    @property
    def value(self) -> Decimal:
        """Quantity × unit price, unrounded."""
        return self.quantity * self.unit_price


def read(path: Path) -> Iterator[list[RetailRow]]:
    """The file's rows in its own order, some thousands at a time.

    Raises:
        UnreadableFile: another kind of file, a column is missing, or a cell makes no sense.
    """
    readers = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: give a .parquet, .csv or .xlsx file.")
    number = 1
    for cells in reader(path):
        batch = []
        for row in cells:
            number += 1
            try:
                batch.append(_row(row))
            except (ValueError, InvalidOperation, KeyError) as error:
                raise UnreadableFile(f"{path.name}, row {number}: {error}") from error
        yield batch


def _parquet(path: Path) -> Iterator[list[dict[str, Any]]]:
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        names = columns(file.schema_arrow.names)
        for batch in file.iter_batches(BATCH, columns=list(names.values())):
            data = batch.to_pydict()
            yield [
                dict(zip(names, row, strict=True)) for row in zip(*(data[name] for name in names.values()), strict=True)
            ]


def _csv(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.DictReader(file)
        names = columns(reader.fieldnames or [])
        yield from _batched({field: row[name] for field, name in names.items()} for row in reader)


def _xlsx(path: Path) -> Iterator[list[dict[str, Any]]]:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    rows = workbook.get_sheet_by_index(0).iter_rows()
    header = [str(name) for name in next(rows, [])]
    names = columns(header)
    places = {field: header.index(name) for field, name in names.items()}
    yield from _batched({field: row[place] for field, place in places.items()} for row in rows)


def _batched(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _encoding(path: Path) -> str:
    """UTF-8 where the file is; the copies of the data that go round are often Latin-1."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def columns(header: Iterable[str]) -> dict[str, str]:
    """The file's name of each field that we read.

    Raises:
        UnreadableFile: naming the fields that are missing.
    """
    known = {"".join(filter(str.isalnum, name.lower())): name for name in header}
    found = {
        field: known[spelling] for field, spellings in _NAMES.items() for spelling in spellings if spelling in known
    }
    if missing := sorted(_NAMES.keys() - found.keys()):
        raise UnreadableFile(f"These columns are missing: {', '.join(missing)}.")
    return found


def _row(cells: Mapping[str, Any]) -> RetailRow:
    return RetailRow(
        invoice=_code(cells["invoice_no"]),
        stock_code=_code(cells["stock_code"]),
        description=" ".join(str(cells["description"] or "").split()),
        quantity=int(float(cells["quantity"])),
        invoiced_at=_instant(cells["invoice_ts"]),
        unit_price=_price(cells["unit_price"]),
        customer=_code(cells["customer_id"]),
        country=str(cells["country"] or "").strip(),
    )


def _code(value: object) -> str:
    """A code as text; workbooks hold numbers as 536365.0."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else str(value)
    text = str(value).strip()
    return text.removesuffix(".0") if text.replace(".", "", 1).isdigit() else text


@lru_cache(4096)
def _price(value: object) -> Decimal:
    """The decimal that the file prints: the shortest one that stands for the same binary number."""
    price = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
    if not price.is_finite():
        raise ValueError(f"{value!r} is no price")
    return price


@lru_cache(4096)
def _instant(value: object) -> datetime:
    """The till's wall clock in London, as UTC."""
    local = value if isinstance(value, datetime) else _parsed(str(value).strip())
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def _parsed(text: str) -> datetime:
    for form in _CSV_TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 (the till's own clock; the caller gives it its zone)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date that we know")
