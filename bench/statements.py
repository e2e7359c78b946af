"""bench · no app · SQL statements that a shop has sent, by pg_stat_statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg2

# What opens, closes or marks a transaction or a connection's state is not counted.
BOOKKEEPING = r"^\s*(begin|start|commit|rollback|savepoint|release|set|reset|show|discard)\M"


# One role's own, in this database, without the bookkeeping.
_OURS = """
  FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
 WHERE d.datname = current_database() AND r.rolname = %s AND s.query !~* %s
"""
_LONGEST_TEXT = 160


@dataclass(frozen=True)
class Statement:
    """A statement with its parameters left out: how often it ran, and PostgreSQL's milliseconds for all of them."""

    text: str
    calls: int
    total_ms: float


class Statements:
    """A counter over a connection of its own, as the superuser."""

    def __init__(self, url: str, *, role: str) -> None:
        self._link = psycopg2.connect(url)
        self._link.autocommit = True
        self._role = role
        with self._link.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def reset(self) -> None:
        """Begin to count at zero."""
        with self._link.cursor() as cursor:
            cursor.execute("SELECT pg_stat_statements_reset()")

    def count(self) -> int:
        """Statements of the role in this database since the last reset."""
        with self._link.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(sum(s.calls), 0) {_OURS}", [self._role, BOOKKEEPING])
            return int(cursor.fetchone()[0])

    def most(self, count: int) -> tuple[Statement, ...]:
        """Those that took PostgreSQL longest since the last reset, the longest first."""
        with self._link.cursor() as cursor:
            cursor.execute(
                f"SELECT s.query, s.calls, s.total_exec_time {_OURS} ORDER BY s.total_exec_time DESC LIMIT %s",
                [self._role, BOOKKEEPING, count],
            )
            return tuple(
                Statement(" ".join(text.split())[:_LONGEST_TEXT], calls, total_ms)
                for text, calls, total_ms in cursor.fetchall()
            )

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the superuser finds: the judge asks the database, never the shop."""
        with self._link.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall()) if cursor.description else []

    def close(self) -> None:
        """Close the connection."""
        self._link.close()
