"""The search for strays: every text of every table, by the database's own superuser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg2
from psycopg2 import sql

from tests.isolation.room import Room, words


@dataclass(frozen=True)
class Finding:
    """An invariant: how many rows were looked at, and what breaks it."""

    name: str
    count: int
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it, and there was something to look at."""
        return not self.note and self.count > 0


def search(database_url: str, rooms: list[Room]) -> list[Finding]:
    """All invariants, checked in one snapshot."""
    link = psycopg2.connect(database_url)
    link.set_session(isolation_level="REPEATABLE READ", readonly=True)
    try:
        return [_own_words_alone(link, rooms), _public_rows(link, rooms), _nothing_undone(link, rooms)]
    finally:
        link.close()


def _own_words_alone(link: psycopg2.extensions.connection, rooms: list[Room]) -> Finding:
    looked, strays = 0, []
    for room in rooms:
        for table, text in _bearing(link, room.schema, "canary"):
            looked += 1
            if found := room.strangers(text):
                strays.append(f"{room.schema}.{table}: {', '.join(found)}")
    return Finding("a vendor's schema names no other vendor's things", looked, "; ".join(strays[:3]))


def _public_rows(link: psycopg2.extensions.connection, rooms: list[Room]) -> Finding:
    own = {room.pk: room.word for room in rooms}
    looked, strays = 0, []
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'vendor_id' ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                sql.SQL("SELECT vendor_id, t::text FROM public.{} t WHERE t::text ILIKE '%%canary%%'").format(
                    sql.Identifier(table)
                )
            )
            for vendor, text in cursor.fetchall():
                looked += 1
                if vendor in own and words(text) - {own[vendor]}:
                    strays.append(f"public.{table} of vendor {vendor}: {words(text) - {own[vendor]}}")
    return Finding("a public row that bears a vendor names no other vendor's things", looked, "; ".join(strays[:3]))


def _nothing_undone(link: psycopg2.extensions.connection, rooms: list[Room]) -> Finding:
    looked, left = 0, []
    for schema in [*(room.schema for room in rooms), "public"]:
        for table, text in _bearing(link, schema, "canary"):
            looked += 1
            if "undone-" in text:
                left.append(f"{schema}.{table}")
    return Finding("nothing of what was refused half-way is left", looked, "; ".join(sorted(set(left))[:5]))


def _bearing(link: psycopg2.extensions.connection, schema: str, word: str) -> Iterator[tuple[str, str]]:
    with link.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        for (table,) in cursor.fetchall():
            cursor.execute(
                sql.SQL("SELECT t::text FROM {} t WHERE t::text ILIKE %s").format(sql.Identifier(schema, table)),
                [f"%{word}%"],
            )
            for (text,) in cursor.fetchall():
                yield table, text
