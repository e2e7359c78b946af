"""Vendors · what the application's role may do in public."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import connection as Connection


def grant_public_tables(link: Connection) -> None:
    """Let the application's role read and write public's tables, and only add to the append-only ones.

    `link` is in the owner's role. Run after each migration of public.
    """
    role = sql.Identifier(settings.APP_ROLE)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {role}"),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
    ]
    with link.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=role))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {name for (name,) in cursor.fetchall()}
        for table in sorted(present & _append_only_tables()):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                    table=sql.Identifier(table), role=role
                )
            )


def _append_only_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "append_only", False)
        and apps.get_app_config(model._meta.app_label).name in settings.SHARED_APPS
    }
