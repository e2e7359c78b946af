"""Vendors · the SQL of a vendor's schema, rendered once and replayed in one round trip · public schema.

Each vendor migration is rendered on the template schema, which stands where the
migrations so far have brought it; so operations that look at the database find
what they look for. The text is kept as a SchemaMigration row. A new vendor
replays all rows, an older one those that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django_tenants.utils import schema_context
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from apps.common.schemas import Schema

from .models import SchemaMigration

LOCK_TIMEOUT = "5s"


@contextmanager
def owner_connection() -> Iterator[Connection]:
    """A connection of its own in the owner's role, in autocommit, to the current database."""
    link = psycopg2.connect(settings.DATABASE_OWNER_URL, dbname=connection.settings_dict["NAME"])
    link.autocommit = True
    try:
        yield link
    finally:
        link.close()


def vendor_apps() -> frozenset[str]:
    """Labels of the apps whose tables live in vendors' schemas."""
    return frozenset(
        config.label for config in apps.get_app_configs() if getattr(config, "schema", None) is Schema.VENDOR
    )


def bring_template_up_to_date(link: Connection) -> list[SchemaMigration]:
    """Render and apply to the template schema every vendor migration that is not yet kept; the new rows.

    `link` is in the owner's role. Each migration commits with its row.
    """
    template = settings.TEMPLATE_SCHEMA_NAME
    with link.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(template)))
        cursor.execute(_granting(template))
    kept = set(SchemaMigration.objects.values_list("app", "name"))
    made = []
    with schema_context(template):
        _ensure_recorder(link, template)
        executor = MigrationExecutor(connection)
        labels = vendor_apps()
        plan = executor.migration_plan(
            [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels], clean_start=True
        )
        ours = [migration for migration, _ in plan if migration.app_label in labels]
        # Kept ones stay where they stand: what is new comes after them, wherever Django's plan would have it.
        new = [migration for migration in ours if (migration.app_label, migration.name) not in kept]
        last = SchemaMigration.objects.aggregate(Max("position"))["position__max"] or 0
        for position, migration in enumerate(new, start=last + 1):
            made.append(_render(executor, migration, position))
            replay(link, template, made[-1:])
            made[-1].save(force_insert=True)
    return made


def replay(link: Connection, schema: str, migrations: list[SchemaMigration]) -> None:
    """Apply rendered migrations to one schema in one round trip and one transaction.

    Raises:
        psycopg2.Error: the schema is as it was.
    """
    try:
        with link.cursor() as cursor:
            cursor.execute(f"BEGIN;\n{replaying(schema, migrations)};\nCOMMIT")
    except psycopg2.Error:
        with link.cursor() as cursor:
            cursor.execute("ROLLBACK")
        raise


def replaying(schema: str, migrations: list[SchemaMigration]) -> str:
    """The SQL that applies rendered migrations to one schema, to be run inside a transaction.

    It leaves the transaction's search path on the schema.
    """
    statements = [f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'", f"SET LOCAL search_path = {quoted(schema)}, public"]
    for migration in migrations:
        statements.append(migration.sql.rstrip().rstrip(";"))
        statements.append(
            "INSERT INTO django_migrations (app, name, applied) "  # noqa: S608 - our own migrations' names
            f"VALUES ('{migration.app}', '{migration.name}', now())"
        )
    return ";\n".join(statement for statement in [*statements, _append_only_revokes()] if statement)


def create_schema(link: Connection, schema: str) -> None:
    """Make an empty schema with its migration table, which the application's role may use. Twice is once."""
    with link.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        cursor.execute(_granting(schema))
    _ensure_recorder(link, schema)


def applied(link: Connection, schema: str) -> set[tuple[str, str]]:
    """(app, name) of the migrations that a schema has."""
    with link.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT app, name FROM {}.django_migrations").format(sql.Identifier(schema)))
        return set(cursor.fetchall())


def _ensure_recorder(link: Connection, schema: str) -> None:
    table = MigrationRecorder(connection).Migration._meta.db_table
    with link.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {}.{} (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "
                "app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied timestamptz NOT NULL)"
            ).format(sql.Identifier(schema), sql.Identifier(table))
        )


def _render(executor: MigrationExecutor, migration: Migration, position: int) -> SchemaMigration:
    state = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    lines = [line for line in editor.collected_sql if not line.startswith("--")]
    return SchemaMigration(position=position, app=migration.app_label, name=migration.name, sql="\n".join(lines))


def _granting(schema: str) -> sql.Composed:
    role = sql.Identifier(settings.APP_ROLE)
    name = sql.Identifier(schema)
    return sql.SQL(
        "GRANT USAGE ON SCHEMA {name} TO {role};"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT USAGE, SELECT ON SEQUENCES TO {role}"
    ).format(name=name, role=role)


def _append_only_revokes() -> str:
    tables = [
        model._meta.db_table
        for label in sorted(vendor_apps())
        for model in apps.get_app_config(label).get_models()
        if getattr(model, "append_only", False)
    ]
    role = quoted(settings.APP_ROLE)
    return ";\n".join(
        f"DO $$ BEGIN IF to_regclass('{table}') IS NOT NULL THEN "
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {quoted(table)} FROM {role}; END IF; END $$"
        for table in tables
    )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
