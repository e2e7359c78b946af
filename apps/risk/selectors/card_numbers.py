"""Risk · looking for card numbers where none may stand: every text of every schema, and log files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from apps.common import card_numbers

_BATCH = 2000
_TEXTS = ("text", "character varying", "character", "json", "jsonb", "USER-DEFINED", "ARRAY")
_COLUMNS = """
    SELECT c.table_schema, c.table_name, c.column_name
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.data_type = ANY(%s)
        AND c.table_schema !~ '^pg_' AND c.table_schema <> 'information_schema'
    ORDER BY 1, 2, c.ordinal_position
"""


@dataclass(frozen=True)
class Finding:
    """What looks like a card's number: where, and its first six and last four digits."""

    place: str
    hint: str


def in_database() -> Iterator[Finding]:
    """Every text, JSON and array column of every schema, searched. One statement a table, and one for the columns."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(_TEXTS)])
        columns: dict[tuple[str, str], list[str]] = {}
        for schema, table, column in cursor.fetchall():
            columns.setdefault((schema, table), []).append(column)
        for (schema, table), names in columns.items():
            yield from _in_table(schema, table, names)


def in_files(paths: Iterable[Path]) -> Iterator[Finding]:
    """Every line of these files, and of all files in these folders."""
    for path in paths:
        for file in sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]:
            with file.open(encoding="utf-8", errors="replace") as lines:
                for number, line in enumerate(lines, start=1):
                    for found in card_numbers.find(line):
                        yield Finding(f"{file}:{number}", card_numbers.hint(found))


def _in_table(schema: str, table: str, names: list[str]) -> Iterator[Finding]:
    quote = connection.ops.quote_name
    texts = [f"{quote(name)}::text" for name in names]
    where = " OR ".join(f"{text} ~ %s" for text in texts)
    query = f"SELECT {', '.join(texts)} FROM {quote(schema)}.{quote(table)} WHERE {where}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [card_numbers.SQL_PATTERN] * len(texts))
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                for name, text in zip(names, row, strict=True):
                    for found in card_numbers.find(text or ""):
                        yield Finding(f"{schema}.{table}.{name}", card_numbers.hint(found))
