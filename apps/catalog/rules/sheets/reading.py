"""Catalog · from the bytes of an uploaded file to rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from apps.common import decoding

from ...errors import ImportRefused
from .columns import PREFIXES, PRODUCT, REQUIRED, VARIANT, Column, recognised

MAX_BYTES = 12 * 1024 * 1024
MAX_ROWS = 20_000
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Row:
    """A row that is not empty; `number` as a spreadsheet counts. Cells are stripped."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A readable file: its columns, its rows, and whether it writes decimals with a comma."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    decimal_comma: bool


def read(data: bytes, *, languages: Sequence[str], warehouses: Sequence[str]) -> Sheet:
    """The file as columns and rows, whatever its delimiter (comma, semicolon, tab) and Unicode encoding.

    Raises:
        ImportRefused: not text in UTF-8 or UTF-16, no header, an unknown or repeated
            column, a required one missing, no rows, or too many.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(problem=_("The file is larger than 12 MB. Split it into several files."))
    text = _decoded(data)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ImportRefused(
            problem=_("The file breaks off inside a quoted cell (%(reason)s). Save it as CSV again."), reason=error
        ) from None
    header = next((index for index, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if header is None:
        raise ImportRefused(problem=_("The file is empty. Download the export to see what a sheet looks like."))
    columns = _columns(lines[header], languages=languages, warehouses=warehouses)
    rows = tuple(
        Row(number, tuple(cell.strip() for cell in line))
        for number, line in enumerate(lines[header + 1 :], start=header + 2)
        if any(cell.strip() for cell in line)
    )
    if not rows:
        raise ImportRefused(problem=_("The file has a header but no rows. Add one row for each variant."))
    if len(rows) > MAX_ROWS:
        raise ImportRefused(
            problem=_("The file has %(count)s rows, more than %(limit)s. Split it into several files."),
            count=len(rows),
            limit=MAX_ROWS,
        )
    return Sheet(columns, rows, decimal_comma=delimiter == ";")


def _decoded(data: bytes) -> str:
    try:
        return decoding.decoded(data)
    except decoding.NotText as error:
        raise ImportRefused(problem=error.problem, **error.data) from None


def _columns(header: Sequence[str], *, languages: Sequence[str], warehouses: Sequence[str]) -> tuple[Column, ...]:
    while header and not header[-1].strip():
        header = header[:-1]
    found = [recognised(cell) for cell in header]
    unknown = [
        cell for cell, column in zip(header, found, strict=True) if column is None or not _exists(column, languages)
    ]
    if unknown:
        raise ImportRefused(
            problem=_("These columns are not known: %(columns)s. %(hint)sRename or remove them."),
            columns=", ".join(f"“{cell}”" for cell in unknown[:8]),
            hint=_hint(unknown[0], languages),
        )
    columns = tuple(_with_house(column, warehouses) for column in found if column is not None)
    names = [column.name for column in columns]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ImportRefused(
            problem=_("These columns occur twice: %(columns)s. Remove one of each."), columns=", ".join(repeated)
        )
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise ImportRefused(
            problem=_(
                "These columns are missing: %(columns)s. The first row must hold the column names of the export."
            ),
            columns=", ".join(missing),
        )
    return columns


def _exists(column: Column, languages: Sequence[str]) -> bool:
    return column.prefix not in {"title", "description", "slug"} or column.key in languages


def _with_house(column: Column, warehouses: Sequence[str]) -> Column:
    if column.prefix != "stock":
        return column
    code = next((code for code in warehouses if code.lower() == column.key.lower()), None)
    if code is None:
        raise ImportRefused(
            problem=_("There is no warehouse “%(warehouse)s”. Your warehouses are: %(known)s."),
            warehouse=column.key,
            known=", ".join(warehouses) or "–",
        )
    return Column(f"stock.{code}", "stock", code)


def _hint(header: str, languages: Sequence[str]) -> str:
    known = [*PRODUCT, *VARIANT, *(f"{prefix}.{language}" for prefix in PREFIXES[:3] for language in languages)]
    close = get_close_matches(header.strip().lower(), known, n=1)
    return str(_("Did you mean “%(column)s”? ") % {"column": close[0]}) if close else ""
