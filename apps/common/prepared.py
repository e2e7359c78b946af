"""Common · statements that PostgreSQL parses and plans once for each connection."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.utils import CursorWrapper

PUBLIC = "public"
_MOST = 200
_MOST_OF_VENDORS = 100
# What runs each statement that an open connection has prepared, by schema and text; it ends with the connection.
_known: WeakKeyDictionary[Any, dict[tuple[str, str], str]] = WeakKeyDictionary()
_PLACE = re.compile(r"%\((\w+)\)s|%s|%%")


def execute(cursor: CursorWrapper, statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
    """Run a statement that is always the same but for its parameters, whose types PostgreSQL must find by itself.

    Prepared where it is new to this connection, which a rollback does not undo: for each vendor by itself, since
    another search path has all of it planned anew, and for the first vendors that the connection serves only.
    """
    link = cursor.db
    ready = _prepared(statement, getattr(link, "schema_name", PUBLIC), link.connection)
    if ready is None:
        cursor.execute(statement, parameters)
    elif isinstance(parameters, Mapping):
        cursor.execute(ready, [parameters[name] for name in _numbered(statement)[1]])
    else:
        cursor.execute(ready, parameters)


def _prepared(statement: str, schema: str, link: Any) -> str | None:
    """What runs a statement in a schema on this connection; None where it knows too many."""
    known = _known.setdefault(link, {})
    ready = known.get((schema, statement))
    if ready is None and len(known) < (_MOST if schema == PUBLIC else _MOST_OF_VENDORS):
        name = f"ready_{len(known)}"
        text, places = _numbered(statement)
        with link.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {text}")
        ready = f"EXECUTE {name}({', '.join(['%s'] * len(places))})" if places else f"EXECUTE {name}"
        known[schema, statement] = ready
    return ready


@lru_cache(maxsize=2 * _MOST)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement with $1, $2, … in place of its parameters, and their names; named twice is one number."""
    numbers: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        key = found[1] or f"#{len(numbers)}"
        return f"${numbers.setdefault(key, len(numbers) + 1)}"

    return _PLACE.sub(place, statement), tuple(numbers)
