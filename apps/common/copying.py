"""Common · many rows at once by COPY, for loads that bulk_create is too slow for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import connection, models

from .prepared import execute
from .transactions import transaction_required

_NEXT_IDS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_PLAIN = frozenset({int, float, Decimal, UUID, datetime, date})
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many primary keys from the table's own sequence, for rows that name each other before they are written."""
    with connection.cursor() as cursor:
        execute(cursor, _NEXT_IDS, [model._meta.db_table, count])
        return [row[0] for row in cursor.fetchall()]


@transaction_required
def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into the model's table, in the schema that is entered; every other column takes its default.

    Values are what `str` renders as PostgreSQL reads it (numbers, text, UUID,
    aware datetime); mappings and lists become JSON, None is NULL. The database
    checks its constraints as ever; defaults of Django and signals do not apply.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    lines = StringIO("".join("\t".join(map(cell, row)) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", lines)


def cell(value: object) -> str:
    """A value in COPY's text format."""
    if type(value) in _PLAIN:
        return str(value)
    if value is None:
        return "\\N"
    if isinstance(value, Mapping | list):
        value = _AS_JSON(value)
    text = str(value)
    for found, written in _ESCAPES:
        if found in text:
            text = text.replace(found, written)
    return text
