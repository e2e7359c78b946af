"""Common · rows of several tables in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL
from django.db.models.sql import InsertQuery

from .prepared import execute
from .transactions import transaction_required

# So many rows are written by a statement that is prepared; more go by Django's compiler, column by column.
FEW = 12

# What Django hands to the driver unchanged: fields by the very type of their values.
_AS_THEY_ARE: dict[type, set[type[models.Field[Any, Any]]]] = {
    str: {models.CharField, models.TextField, models.SlugField},
    int: {
        models.AutoField, models.BigAutoField, models.IntegerField, models.BigIntegerField, models.SmallIntegerField,
        models.PositiveIntegerField, models.PositiveSmallIntegerField,
    },
    bool: {models.BooleanField},
    UUID: {models.UUIDField},
    Decimal: {models.DecimalField},
    datetime: {models.DateTimeField},
    date: {models.DateField},
}  # fmt: skip

_UNSET = object()

Batch = tuple[type[models.Model], bool]


@transaction_required
def insert_together(rows: Sequence[models.Model]) -> None:
    """Write new rows of any number of tables in one statement; those without a primary key are given theirs.

    A row may refer to another of them that has no key yet, where that is the only
    one of its table. Signals are not sent.
    """
    link = connections[DEFAULT_DB_ALIAS]
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
        shape = _shape(model, has_key)
        linked += [link for row in batch for link in _link(row, shape.links, names)]
        text, parameters = _few(batch, shape, link) if len(rows) <= FEW else _many(batch, shape, link)
        parts.append(f"{name} AS ({text}{'' if has_key else f' RETURNING {_key(model)}'})")
        values += parameters
        if not has_key:
            new.append((name, batch))
    keys = ", ".join(f"ARRAY(SELECT * FROM {name})" for name, _ in new) or "1"  # noqa: S608  names are made here
    statement = f"WITH {', '.join(parts)} SELECT {keys}"
    with link.cursor() as cursor:
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
        row._state.adding, row._state.db = False, link.alias


@transaction_required
def update_together(*changes: tuple[models.Model, Sequence[str]], new: Sequence[models.Model] = ()) -> None:
    """Write named fields of rows that the caller has locked, one row a table at most, in one statement.

    `new` rows that tell of it are written by the same: they get no key, and refer to none that has none yet.
    """
    link = connections[DEFAULT_DB_ALIAS]
    parts: list[str] = []
    values: list[Any] = []
    batches: dict[type[models.Model], list[models.Model]] = {}
    for row in new:
        batches.setdefault(type(row), []).append(row)
    for model, batch in batches.items():
        text, parameters = _few(batch, _shape(model, False), link)
        parts.append(text)
        values += parameters
    for row, names in changes:
        text, parameters = _update(row, names, link)
        parts.append(text)
        values += parameters
    *first, last = parts
    before = ", ".join(f"part_{at} AS ({part})" for at, part in enumerate(first))
    with link.cursor() as cursor:
        execute(cursor, f"WITH {before} {last}" if before else last, values)


@transaction_required
def update_as_seen(row: models.Model, names: Sequence[str], *, seen: Mapping[str, Any]) -> bool:
    """Write named fields of a row where others of its fields still are as `seen`; whether they were."""
    link = connections[DEFAULT_DB_ALIAS]
    text, values = _update(row, names, link)
    fields: list[Any] = [row._meta.get_field(name) for name in seen]
    conditions = "".join(f" AND {link.ops.quote_name(field.column)} = %s" for field in fields)
    with link.cursor() as cursor:
        execute(cursor, text + conditions, [*values, *seen.values()])
        return bool(cursor.rowcount)


@transaction_required
def insert_or_update(rows: Sequence[models.Model], *, unique: Sequence[str], update: Sequence[str]) -> None:
    """Write new rows of one table, and `update` fields of those whose `unique` fields are there. Keys are not given.

    None is nothing to do.
    """
    if not rows:
        return
    link = connections[DEFAULT_DB_ALIAS]
    meta, quoted = rows[0]._meta, link.ops.quote_name
    known, changed = (
        [quoted(str(cast(Any, meta.get_field(name)).column)) for name in names] for names in (unique, update)
    )
    shape = _shape(type(rows[0]), False)
    is_few = len(rows) <= FEW
    text, values = (_few if is_few else _many)(list(rows), shape, link)
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in changed)
    text += f" ON CONFLICT ({', '.join(known)}) DO UPDATE SET {sets}"
    with link.cursor() as cursor:
        if is_few:
            execute(cursor, text, values)
        else:
            cursor.execute(text, values)


def _update(row: models.Model, names: Sequence[str], link: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    quoted = link.ops.quote_name
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    sets = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    text = f"UPDATE {quoted(row._meta.db_table)} SET {sets} WHERE {_key(type(row))} = %s"  # noqa: S608  names of columns
    return text, [*(field.get_db_prep_save(getattr(row, field.attname), link) for field in fields), row.pk]


@dataclass(frozen=True)
class _Shape:
    """How rows of a table are inserted.

    `columns` are its fields with their attributes and the types of values that go to
    PostgreSQL as they are; `links` those that refer to other rows.
    """

    into: str
    columns: list[tuple[Any, str, tuple[type, ...]]]
    links: list[models.ForeignKey[Any, Any]]


@cache
def _shape(model: type[models.Model], has_key: bool) -> _Shape:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if has_key or not field.primary_key]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    return _Shape(
        into=f"INSERT INTO {quoted(model._meta.db_table)} ({names})",
        columns=[(field, field.attname, _plain(field)) for field in fields],
        links=[field for field in fields if isinstance(field, models.ForeignKey)],
    )


def _plain(field: models.Field[Any, Any]) -> tuple[type, ...]:
    own = field.target_field if isinstance(field, models.ForeignKey) else field
    if getattr(own, "auto_now", False) or getattr(own, "auto_now_add", False):
        return ()
    python = next((python for python, kinds in _AS_THEY_ARE.items() if type(own) in kinds), None)
    return (python, NoneType) if python else ()


def _few(batch: list[models.Model], shape: _Shape, link: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """The insertion of a few rows, without Django's compiler, which takes twice the time that this does."""
    values: list[Any] = []
    lines: list[str] = []
    for row in batch:
        places = []
        for field, name, plain in shape.columns:
            given = row.__dict__.get(name, _UNSET)
            if type(given) in plain:
                places.append("%s")
                values.append(given)
                continue
            value = field.pre_save(row, True)
            if hasattr(value, "resolve_expression") or hasattr(field, "get_placeholder"):
                if not isinstance(value, RawSQL):
                    return _many(batch, shape, link)
                places.append(value.sql)
                continue
            places.append("%s")
            values.append(field.get_db_prep_save(value, link))
        lines.append(f"({', '.join(places)})")
    return f"{shape.into} VALUES {', '.join(lines)}", values


def _many(batch: list[models.Model], shape: _Shape, link: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    query = InsertQuery(type(batch[0]))
    query.insert_values([field for field, _, _ in shape.columns], batch)
    ((text, parameters),) = query.get_compiler(connection=link).as_sql()
    return text, list(parameters)


def _link(
    row: models.Model, fields: Sequence[models.ForeignKey[Any, Any]], names: dict[Batch, str]
) -> list[tuple[models.Model, str, models.Model]]:
    """Have each reference to a row without a key say where that key comes from."""
    links = []
    for field in fields:
        if not field.is_cached(row):
            continue
        target = field.get_cached_value(row)
        if target is not None and target.pk is None:
            source = names[type(target), False]
            setattr(row, field.attname, RawSQL(f"(SELECT * FROM {source})", []))  # noqa: S608, S611  a name made here
            links.append((row, field.name, target))
    return links


def _key(model: type[models.Model]) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(str(model._meta.pk.column)))
