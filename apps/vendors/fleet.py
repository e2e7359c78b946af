"""Vendors · bringing all vendors' schemas up to date, in parallel, resumable · public schema."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from .errors import FleetBusy
from .grants import grant_public_tables
from .models import FleetStatus, SchemaMigration, Vendor
from .schema_sql import bring_template_up_to_date, owner_connection, replay
from .types import FleetState, SchemaState

_LOCK_KEY = 0x706F_7274_6F6C  # "portol": one fleet migration at a time


def migrate(
    *, workers: int = 2, report: Callable[[SchemaState, int, int], None] = lambda state, done, total: None
) -> list[SchemaState]:
    """Apply to every vendor's schema the migrations that it lacks; the outcome of each schema that lacked some.

    Each schema is one transaction with a lock time-out, so a run that was broken
    off is simply run again. `report` is told each outcome, how many are done and
    how many there are.

    Raises:
        FleetBusy: another fleet migration is running.
    """
    with owner_connection() as link:
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise FleetBusy()
        grant_public_tables(link)
        bring_template_up_to_date(link)
        wanted = list(SchemaMigration.objects.all())
        schemas = list(Vendor.objects.order_by("pk").values_list("schema_name", flat=True))
        lacking = _lacking(link, schemas, wanted)
        outcomes = []
        with ThreadPoolExecutor(max_workers=workers) as pool:
            jobs = [pool.submit(_bring_up_to_date, name, missing) for name, missing in lacking.items()]
            for done, job in enumerate(as_completed(jobs), start=1):
                outcomes.append(job.result())
                report(outcomes[-1], done, len(jobs))
    _record(outcomes, current=[name for name in schemas if name not in lacking], total=len(wanted))
    return outcomes


def _lacking(link: Connection, schemas: list[str], wanted: list[SchemaMigration]) -> dict[str, list[SchemaMigration]]:
    """By schema, the migrations that its own table does not name: one query for the whole fleet."""
    if not schemas:
        return {}
    applied: dict[str, set[tuple[str, str]]] = {name: set() for name in schemas}
    query = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, app, name FROM {}.django_migrations").format(sql.Literal(name), sql.Identifier(name))
        for name in schemas
    )
    with link.cursor() as cursor:
        cursor.execute(query)
        for schema, app, name in cursor.fetchall():
            applied[schema].add((app, name))
    missing = {s: [m for m in wanted if (m.app, m.name) not in done] for s, done in applied.items()}
    return {schema: migrations for schema, migrations in missing.items() if migrations}


def _bring_up_to_date(schema: str, missing: list[SchemaMigration]) -> SchemaState:
    started = time.monotonic()
    try:
        with owner_connection() as link:
            replay(link, schema, missing)
    except psycopg2.Error as error:
        spent = int((time.monotonic() - started) * 1000)
        return SchemaState(schema, FleetState.FAILED, 0, spent, str(error).strip())
    spent = int((time.monotonic() - started) * 1000)
    return SchemaState(schema, FleetState.CURRENT, len(missing), spent)


def _record(outcomes: list[SchemaState], *, current: list[str], total: int) -> None:
    rows = [
        FleetStatus(
            schema_name=outcome.schema_name,
            state=outcome.state,
            applied_position=total if outcome.state == FleetState.CURRENT else 0,
            duration_ms=outcome.duration_ms,
            error=outcome.error,
        )
        for outcome in outcomes
    ] + [FleetStatus(schema_name=name, state=FleetState.CURRENT, applied_position=total) for name in current]
    FleetStatus.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["schema_name"],
        update_fields=["state", "applied_position", "duration_ms", "error", "updated_at"],
    )
