"""Planning · order lines out of a file: CSV or Parquet, a row for each good of each order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from .errors import UnreadableOrders
from .types import Order


@dataclass(frozen=True)
class Columns:
    """What the file calls the order's number, the good, the pieces and the instant."""

    order: str = "invoice_no"
    item: str = "stock_code"
    quantity: str = "quantity"
    at: str = "invoice_ts"


@dataclass(frozen=True, eq=False)
class History:
    """Orders by time, and the names of the goods that their indices mean."""

    orders: Sequence[Order]
    goods: Sequence[str]


def read(path: Path, *, columns: Columns, goods: re.Pattern[str]) -> History:
    """The orders of a file: lines of one piece or more whose good's name begins as `goods` says, counted once an order.

    Raises:
        OSError: the file cannot be read.
        UnreadableOrders: a column is missing or unusable, or no line is left.
    """
    names = (columns.order, columns.item, columns.quantity, columns.at)
    try:
        if path.suffix == ".parquet":
            table = pa_parquet.read_table(path)
        else:
            texts = pa_csv.ConvertOptions(column_types={columns.order: pa.string(), columns.item: pa.string()})
            table = pa_csv.read_csv(path, convert_options=texts)
    except pa.ArrowException as error:
        raise UnreadableOrders(problem=str(error)) from error
    missing = [name for name in names if name not in table.column_names]
    if missing:
        raise UnreadableOrders(problem=f"there is no column {', '.join(missing)}")
    lines = zip(*(table[name].to_pylist() for name in names), strict=True)
    held: dict[str, tuple[datetime, dict[str, None]]] = {}
    for order, item, quantity, at in lines:
        if order is None or item is None or not _is_positive(quantity) or not goods.match(str(item)):
            continue
        if not isinstance(at, datetime):
            raise UnreadableOrders(problem=f"{columns.at} holds {at!r}, which is no instant")
        held.setdefault(str(order), (at if at.tzinfo else at.replace(tzinfo=UTC), {}))[1][str(item)] = None
    if not held:
        raise UnreadableOrders(problem="no line is left of it")
    return _history(held)


def _is_positive(quantity: Any) -> bool:
    if not isinstance(quantity, int | float):
        raise UnreadableOrders(problem=f"{quantity!r} is no number of pieces")
    return quantity > 0


def _history(held: Mapping[str, tuple[datetime, Mapping[str, None]]]) -> History:
    names = sorted({item for _, items in held.values() for item in items})
    number = {name: index for index, name in enumerate(names)}
    in_time = sorted(held.items(), key=lambda one: (one[1][0], one[0]))
    orders = [Order(at, np.array([number[item] for item in items], dtype=np.int64)) for _, (at, items) in in_time]
    return History(orders, names)
