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
        for model in apps.get_models():
            if getattr(model, "append_only", False) and _is_public(model._meta.app_label):
                cursor.execute(
                    sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                        table=sql.Identifier(model._meta.db_table), role=role
                    )
                )


def _is_public(label: str) -> bool:
    return apps.get_app_config(label).name in settings.SHARED_APPS
