"""embedded · no app · the roles, the database and the extensions of a fresh PostgreSQL server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from marketplace.embedded.files import password

if TYPE_CHECKING:
    from marketplace.embedded.postgres import Postgres

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin", "citext", "pg_stat_statements")


def create_roles_and_database(server: Postgres) -> None:
    """Make the two roles, then prepare template1, then copy it: every later database starts the same.

    The owner changes the schema and may create databases; the app role reads
    and writes rows of whatever the owner makes, and has no DDL. The owner may end
    sessions, so that it can drop a database somebody is still leaving. Migrations
    take UPDATE and DELETE on append-only tables away from it. Can be
    repeated after a first start that was cut short.
    """
    from marketplace.embedded.postgres import APP, DATABASE, OWNER, SUPERUSER

    running = server.running()
    assert running is not None
    with closing(connect(server.url(SUPERUSER, running.port, "template1"))) as link, link.cursor() as cursor:
        for role, attributes in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB")):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL("{} ROLE {} LOGIN {} PASSWORD %s").format(
                    sql.SQL(verb), sql.Identifier(role), sql.SQL(attributes)
                ),
                [password(server.root, role)],
            )
        for right in ("pg_read_all_stats", "pg_signal_backend"):
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(right), sql.Identifier(OWNER)))
        for extension in EXTENSIONS:
            cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for privilege, objects in (
            ("USAGE", "SCHEMAS"),
            ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
            ("USAGE, SELECT", "SEQUENCES"),
        ):
            cursor.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}").format(
                    sql.Identifier(OWNER), sql.SQL(privilege), sql.SQL(objects), sql.Identifier(APP)
                )
            )
    with closing(connect(server.url(SUPERUSER, running.port, "postgres"))) as link, link.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def connect(url: str) -> Connection:
    """A connection outside transactions."""
    link = psycopg2.connect(url)
    link.autocommit = True
    return link
