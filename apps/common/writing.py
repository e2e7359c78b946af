"""Common · rows of several tables in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import InsertQuery

from .prepared import execute
from .transactions import transaction_required

# So many rows are written by a statement that is prepared; more go by Django's compiler, column by column.
FEW = 12

Batch = tuple[type[models.Model], bool]


@transaction_required
def insert_together(rows: Sequence[models.Model]) -> None:
    """Write new rows of any number of tables in one statement; those without a primary key are given theirs.

    A row may refer to another of them that has no key yet, where that is the only
    one of its table. Signals are not sent.
    """
    batches: dict[Batch, list[models.Model]] = {}
    for row in rows:
        batches.setdefault((type(row), row.pk is not None), []).append(row)
    names = {batch: f"written_{at}" for at, batch in enumerate(batches)}
    parts: list[str] = []
    values: list[Any] = []
    new: list[tuple[str, list[models.Model]]] = []
    linked: list[tuple[models.Model, str, models.Model]] = []
    for (model, has_key), batch in batches.items():
        name = names[model, has_key]
        fields = [field for field in model._meta.local_concrete_fields if has_key or not field.primary_key]
        linked += [link for row in batch for link in _link(row, fields, names)]
        text, parameters = _few(batch, fields) if len(rows) <= FEW else _many(model, batch, fields)
        parts.append(f"{name} AS ({text}{'' if has_key else f' RETURNING {_key(model)}'})")
        values += parameters
        if not has_key:
            new.append((name, batch))
    keys = ", ".join(f"ARRAY(SELECT * FROM {name})" for name, _ in new) or "1"  # noqa: S608  names are made here
    statement = f"WITH {', '.join(parts)} SELECT {keys}"
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            execute(cursor, statement, values)
        else:
            cursor.execute(statement, values)
        found = cursor.fetchone()
    for (_, batch), given in zip(new, found, strict=False):
        for row, key in zip(batch, given, strict=True):
            row.pk = key
    for row, field, target in linked:
        setattr(row, field, target)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@transaction_required
def update_together(*changes: tuple[models.Model, Sequence[str]]) -> None:
    """Write named fields of rows that the caller has locked, one row a table at most, in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for row, names in changes:
        fields: list[Any] = [row._meta.get_field(name) for name in names]
        sets = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
        table = connection.ops.quote_name(row._meta.db_table)
        parts.append(f"UPDATE {table} SET {sets} WHERE {_key(type(row))} = %s")  # noqa: S608  names of columns and tables
        values += [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        values.append(row.pk)
    *first, last = parts
    before = ", ".join(f"changed_{at} AS ({part})" for at, part in enumerate(first))
    with connection.cursor() as cursor:
        execute(cursor, f"WITH {before} {last}" if before else last, values)


def _few(batch: list[models.Model], fields: Sequence[models.Field[Any, Any]]) -> tuple[str, list[Any]]:
    """The insertion of a few rows, without Django's compiler, which takes twice the time that this does."""
    values: list[Any] = []
    lines: list[str] = []
    for row in batch:
        places = []
        for field in fields:
            value = field.pre_save(row, True)
            if hasattr(value, "resolve_expression") or hasattr(field, "get_placeholder"):
                if not isinstance(value, RawSQL):
                    return _many(type(row), batch, fields)
                places.append(value.sql)
                continue
            places.append("%s")
            values.append(field.get_db_prep_save(value, connection))
        lines.append(f"({', '.join(places)})")
    return f"{_into(type(batch[0]), tuple(fields))} VALUES {', '.join(lines)}", values


def _many(
    model: type[models.Model], batch: list[models.Model], fields: Sequence[models.Field[Any, Any]]
) -> tuple[str, list[Any]]:
    query = InsertQuery(model)
    query.insert_values(fields, batch)
    ((text, parameters),) = query.get_compiler(connection=connection).as_sql()
    return text, list(parameters)


@cache
def _into(model: type[models.Model], fields: tuple[models.Field[Any, Any], ...]) -> str:
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns})"


def _link(
    row: models.Model, fields: Sequence[models.Field[Any, Any]], names: dict[Batch, str]
) -> list[tuple[models.Model, str, models.Model]]:
    """Have each reference to a row without a key say where that key comes from."""
    links = []
    for field in fields:
        if not isinstance(field, models.ForeignKey) or not field.is_cached(row):
            continue
        target = field.get_cached_value(row)
        if target is not None and target.pk is None:
            source = names[type(target), False]
            setattr(row, field.attname, RawSQL(f"(SELECT * FROM {source})", []))  # noqa: S608, S611  a name made here
            links.append((row, field.name, target))
    return links


def _key(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(str(model._meta.pk.column)))
