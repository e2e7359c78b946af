"""Requests, counted by surface, route and answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from apps.common import metrics
from marketplace.observability.statements import Tally

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(request: HttpRequest, status: int) -> str:
    """The name of what answered, never the address itself; «none» where that was done before any route was sought."""
    match = request.resolver_match
    if match:
        return str(match.view_name or match.func.__name__)
    return "none" if status < 400 else "unmatched"


def count(surface: str, route: str, method: str, status: int, seconds: float, tally: Tally | None = None) -> None:
    """Count a request that was answered; `tally` holds its statements, None where it cannot have had any."""
    counted, durations, statements, waited = _children(surface, route, method, status)
    counted.inc()
    durations.observe(seconds)
    if tally is not None and tally.count:
        statements.inc(tally.count)
        waited.inc(tally.seconds)


@lru_cache(maxsize=4096)
def _children(surface: str, route: str, method: str, status: int) -> tuple[Any, Any, Any, Any]:
    """The series of a kind of request, looked up once. Methods that nobody serves share one name."""
    known = method if method in _METHODS else "other"
    return (
        metrics.REQUESTS.labels(surface, route, known, str(status)),
        metrics.REQUEST_SECONDS.labels(surface, route),
        metrics.REQUEST_STATEMENTS.labels(surface, route),
        metrics.REQUEST_DATABASE_SECONDS.labels(surface, route),
    )
