"""Checkout · a pasted or uploaded list of codes and quantities: pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from apps.checkout.errors import ListTooLong, ListUnreadable
from apps.checkout.types import Asked

MOST_LINES = 1_000
MOST_PIECES = 99_999
_LONGEST_CODE = 64
_LONGEST_QUOTED = 80
_LONGEST_LINE = 2_000
# What Arabic and Chinese keyboards have in the place of a comma and a semicolon.
_SEPARATORS = str.maketrans({"،": ",", "，": ",", "؛": ";", "；": ";"})
_DELIMITERS = ("\t", ";", ",")
_EXCEL_SAYS = re.compile(r"sep=.", re.IGNORECASE)
_CODES = frozenset(
    [
        *("sku", "gtin", "ean", "upc", "code", "item", "article", "product", "part number", "item number"),
        *("artikelnummer", "artikel", "art.-nr.", "référence", "reference", "réf.", "型号", "货号", "編號", "品番"),
        *("商品コード", "رمز المنتج", "رقم الصنف", "الرمز"),
    ]
)
_QUANTITIES = frozenset(
    [
        *("quantity", "qty", "qty.", "pieces", "pcs", "amount", "count", "menge", "anzahl", "stück"),
        *("quantité", "qté", "数量", "個数", "件数", "الكمية", "كمية", "العدد"),
    ]
)


@dataclass(frozen=True)
class _Columns:
    code: int = 0
    quantity: int = 1
    is_named: bool = False


def read(text: str) -> list[Asked]:
    """The lines of a list that are not empty, each with the number of its line.

    A line is a code and a quantity (one where there is none), parted by a tab, a
    semicolon, a comma or spaces. A line of names says which column is which in the
    lines below it, such as those of a file; without one the code is first.

    Raises:
        ListTooLong: more lines than a cart holds.
        ListUnreadable: there is no line.
    """
    rows = [
        (number, _cells(line))
        for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)
        if line.strip(" \t,;\u3000\xa0") and not _EXCEL_SAYS.fullmatch(line.strip())
    ]
    columns, found = _Columns(), []
    for place, (number, cells) in enumerate(rows):
        named = _named(cells, is_first=not place)
        columns = named or columns
        if named is None:
            found.append(_asked(number, cells, columns))
    if not found:
        raise ListUnreadable()
    if len(found) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES, count=len(found))
    return found


def merged(lines: Sequence[Asked], *, same: Callable[[Asked], Hashable]) -> Iterator[tuple[Asked, tuple[int, ...]]]:
    """Lines that `same` gives the same as one with the sum, and the numbers of those that joined it.

    A line without a usable quantity stays by itself.
    """
    known: dict[Hashable, list[Asked]] = {}
    for place, line in enumerate(lines):
        known.setdefault(same(line) if line.quantity else place, []).append(line)
    for first, *others in known.values():
        total = sum(one.quantity for one in (first, *others))
        yield replace(first, quantity=total), tuple(one.number for one in others)


def _cells(line: str) -> list[str]:
    line = line[:_LONGEST_LINE].strip(" \u3000\xa0").replace("\x00", "").translate(_SEPARATORS)
    delimiter = next((one for one in _DELIMITERS if one in line), None)
    if delimiter is not None:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    code, _, last = _bare(line).rpartition(" ")
    if code and (last.isdecimal() or last.casefold() in _QUANTITIES):
        return [code.strip(), last]
    return [_bare(line)]


def _bare(text: str) -> str:
    return " ".join(text.strip().strip('"').split())


def _named(cells: list[str], *, is_first: bool) -> _Columns | None:
    """Which column is which, if the cells are names of columns."""
    names = [cell.strip('"').casefold() for cell in cells]
    code = next((index for index, name in enumerate(names) if name in _CODES), None)
    quantity = next((index for index, name in enumerate(names) if name in _QUANTITIES), None)
    if code is None:
        # A name that we do not know, beside one that we do; but no SKU with a word for its quantity.
        if not is_first or quantity is None or any(mark.isdigit() for name in names for mark in name):
            return None
        code = 1 if quantity == 0 else 0
    if quantity is None:
        quantity = code + 1
    return _Columns(code, quantity, is_named=True)


def _asked(number: int, cells: list[str], columns: _Columns) -> Asked:
    code = cells[columns.code] if columns.code < len(cells) else ""
    told = cells[columns.quantity] if columns.quantity < len(cells) else ""
    following = cells[2] if not columns.is_named and len(cells) > 2 else ""
    # "MUG, 1,000" would else be one piece.
    quantity = _quantity(told) if not following.isdecimal() else 0
    if not code or len(code) > _LONGEST_CODE:
        return Asked(number, (code or " ".join(cells))[:_LONGEST_QUOTED].strip(), 0)
    return Asked(number, code, quantity)


def _quantity(told: str) -> int:
    """One where nothing is told, zero where it is no quantity."""
    if not told:
        return 1
    # int() reads the digits of every script; a longer text than this is no quantity anyway.
    found = int(told) if told.isdecimal() and len(told) <= 9 else 0
    return found if found <= MOST_PIECES else 0
