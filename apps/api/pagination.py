"""API · lists by keyset: `?cursor=&limit=`, nothing is counted, a row that moves is not shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from .errors import CursorUnusable

SALT = "apps.api.cursor"
DEFAULT_LIMIT = 25
MOST = 100
T = TypeVar("T")


class PageQuery(serializers.Serializer):
    """The query parameters of every list."""

    cursor = serializers.CharField(required=False, max_length=600, help_text="Opaque; from `next` or `previous`.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, default=DEFAULT_LIMIT)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of a list, and the cursors of the pages beside it."""

    rows: Sequence[T]
    next: str | None
    previous: str | None


def page_of_query(rows: QuerySet[Any], *, order: Sequence[str], cursor: str, limit: int) -> Page[Any]:
    """A page of a query ordered by columns of its model, `-` for descending; the last must be unique.

    One statement. `cursor` is empty for the first page.

    Raises:
        CursorUnusable: it is not one of this order's.
    """
    back, after = _read(cursor, order) if cursor else (False, None)
    terms = [_flipped(term) for term in order] if back else list(order)
    if after is not None:
        rows = rows.filter(_beyond(terms, after))
    found = list(rows.order_by(*terms)[: limit + 1])
    has_more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    has_next, has_previous = (True, has_more) if back else (has_more, after is not None)
    return Page(
        found,
        next=_write(found[-1], order, back=False) if found and has_next else None,
        previous=_write(found[0], order, back=True) if found and has_previous else None,
    )


def envelope(request: Request, page: Page[Any], data: Sequence[Any]) -> dict[str, Any]:
    """What a list answers: `data`, and the addresses of the pages beside it or null."""
    return {"data": data, "next": _address(request, page.next), "previous": _address(request, page.previous)}


def _address(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    parameters = [(name, value) for name, value in request.query_params.items() if name != "cursor"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*parameters, ('cursor', cursor)])}")


def _beyond(terms: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after `values` in this order: (a, b, c) row by row, so that each column may have its own direction."""
    found = Q()
    equal: dict[str, Any] = {}
    for term, value in zip(terms, values, strict=True):
        name = term.lstrip("-")
        found |= Q(**equal, **{f"{name}__{'lt' if term.startswith('-') else 'gt'}": value})
        equal[name] = value
    return found


def _flipped(term: str) -> str:
    return term[1:] if term.startswith("-") else f"-{term}"


def _write(row: Any, order: Sequence[str], *, back: bool) -> str:
    values = []
    for term in order:
        value = row
        for part in term.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(str(value.isoformat() if hasattr(value, "isoformat") else value))
    return signing.dumps([",".join(order), int(back), values], salt=SALT, compress=True)


def _read(cursor: str, order: Sequence[str]) -> tuple[bool, list[str]]:
    try:
        stated, back, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise CursorUnusable() from error
    if stated != ",".join(order):
        raise CursorUnusable()
    return bool(back), list(values)


def sealed(cursor: str, *, kind: str) -> str:
    """A selector's own cursor as a client holds it; `kind` names the list and its order."""
    return signing.dumps([kind, cursor], salt=SALT, compress=True)


def opened(cursor: str, *, kind: str) -> str:
    """A selector's own cursor out of a client's; empty for the first page.

    Raises:
        CursorUnusable: it is not one of this list's.
    """
    if not cursor:
        return ""
    try:
        stated, found = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise CursorUnusable() from error
    if stated != kind:
        raise CursorUnusable()
    return str(found)
