"""Common · statements that PostgreSQL parses and plans once for each connection."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

PUBLIC = "public"
_MOST = 200
# What each open connection has prepared, by text; it ends with the connection.
_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_PLACE = re.compile(r"%\((\w+)\)s|%s|%%")


def execute(cursor: CursorWrapper, statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
    """Run a statement that is always the same but for its parameters, whose types PostgreSQL must find by itself.

    Prepared where it is new to this connection, which a rollback does not undo. Only
    while no vendor is entered, since another search path has all of it planned anew.
    """
    is_public = getattr(connection, "schema_name", PUBLIC) == PUBLIC
    name = _prepared(statement) if is_public else None
    if name is None:
        cursor.execute(statement, parameters)
        return
    values = _in_order(statement, parameters)
    cursor.execute(f"EXECUTE {name}({', '.join(['%s'] * len(values))})" if values else f"EXECUTE {name}", values)


def _prepared(statement: str) -> str | None:
    """The name under which this connection knows a statement; None where it knows too many."""
    link = connection.connection
    names = _known.setdefault(link, {})
    name = names.get(statement)
    if name is None and len(names) < _MOST:
        name = f"ready_{len(names)}"
        with link.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {_numbered(statement)}")
        names[statement] = name
    return name


def _numbered(statement: str) -> str:
    """A statement with $1, $2, … in place of its parameters; one that is named twice has one number."""
    numbers: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        key = found[1] or f"#{len(numbers)}"
        return f"${numbers.setdefault(key, len(numbers) + 1)}"

    return _PLACE.sub(place, statement)


def _in_order(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    if not isinstance(parameters, Mapping):
        return list(parameters)
    return [parameters[name] for name in dict.fromkeys(found[1] for found in _PLACE.finditer(statement) if found[1])]
