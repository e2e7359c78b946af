"""observability · no app · the staff page «Installation»: what waits, what the clock did, what each schema holds."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import celery
import django
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.common.admin import staff_site
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

from . import pulse

SIZES_KEPT_S = 60
OFTEN = timedelta(minutes=5)
_SIZES = """
    SELECT n.nspname, count(*), sum(greatest(pg_stat_get_live_tuples(c.oid), c.reltuples, 0))::bigint,
           sum(pg_total_relation_size(c.oid))::bigint
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    GROUP BY n.nspname
"""


@dataclass(frozen=True)
class SchemaSize:
    """What a schema holds: tables, rows as PostgreSQL's statistics estimate them, bytes with indexes."""

    schema: str
    tables: int
    rows: int
    bytes: int
    vendor: VendorCard | None = None


@dataclass(frozen=True)
class ClockTask:
    """A task of the clock: how often it is due and when it last succeeded; late after three turns without.

    Where no success is known, as after the cache was emptied, only one that comes often is called late.
    """

    name: str
    every: timedelta
    succeeded_at: Any
    is_late: bool


def page(request: HttpRequest) -> HttpResponse:
    """The page, for staff who may see vendors. Its statements do not grow with vendors."""
    if not request.user.has_perm("vendors.view_vendor"):
        raise PermissionDenied
    now = pulse.take()
    context = {
        **staff_site.each_context(request),
        "title": _("Installation"),
        "pulse": now,
        "lag": timedelta(seconds=round(now.lag_s)),
        "clock": clock_tasks(now),
        "schemas": schema_sizes(),
        "versions": versions(),
    }
    return TemplateResponse(request, "admin/installation.html", context)


def schema_sizes() -> list[SchemaSize]:
    """Every schema's size from PostgreSQL's catalogue, the largest first; a minute old at most."""
    rows: list[tuple[str, int, int, int]] = cache.get_or_set("installation:sizes", _measured, SIZES_KEPT_S) or []
    known = vendors.by_schema()
    found = [SchemaSize(schema, tables, count, size, known.get(schema)) for schema, tables, count, size in rows]
    return sorted(found, key=lambda row: -row.bytes)


def _measured() -> list[tuple[str, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_SIZES)
        return cursor.fetchall()


def clock_tasks(now: pulse.Pulse) -> list[ClockTask]:
    """The tasks of the clock, by name."""
    entries: list[dict[str, Any]] = list(settings.CELERY_BEAT_SCHEDULE.values())
    found = []
    for entry in entries:
        every, at = entry["schedule"], now.succeeded.get(entry["task"])
        is_late = every <= OFTEN if at is None else now.at - at > max(3 * every, timedelta(minutes=1))
        found.append(ClockTask(entry["task"], every, at, is_late))
    return sorted(found, key=lambda task: task.name)


def versions() -> list[tuple[str, str, str]]:
    """(what, version, where): servers are embedded, or an operator's own at another address."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    return [
        ("PostgreSQL", postgres, _place("postgres", str(connection.settings_dict["PORT"]))),
        ("Valkey", _asked(_valkey_version), _place("valkey", str(urlsplit(settings.CELERY_BROKER_URL).port or ""))),
        ("Python", platform.python_version(), ""),
        ("Django", django.get_version(), ""),
        ("Celery", celery.__version__, ""),
    ]


def _valkey_version() -> str:
    with current_app.connection_for_read(connect_timeout=2) as link:
        known = link.default_channel.client.info("server")
    return str(known.get("valkey_version") or known.get("redis_version", "?"))


def _asked(question: Callable[[], str]) -> str:
    try:
        return question()
    except Exception as error:  # a page about what is wrong must not fail with it
        return type(error).__name__


def _place(service: str, port: str) -> Any:
    note = settings.STATE_DIR / "run" / f"{service}.json"
    try:
        is_ours = str(json.loads(note.read_text()).get("port")) == port
    except (OSError, ValueError):
        is_ours = False
    return _("embedded") if is_ours else _("outside")
