"""bench · no app · SQL statements that the marketplace has sent, by pg_stat_statements."""

from __future__ import annotations

import psycopg2

from marketplace.embedded.postgres import APP

# What opens, closes or marks a transaction or a connection's state is not counted.
_BOOKKEEPING = r"^\s*(begin|start|commit|rollback|savepoint|release|set|reset|show|discard)\M"


class Statements:
    """A counter over a connection of its own, as the superuser."""

    def __init__(self, url: str) -> None:
        self._link = psycopg2.connect(url)
        self._link.autocommit = True

    def reset(self) -> None:
        """Begin to count at zero."""
        with self._link.cursor() as cursor:
            cursor.execute("SELECT pg_stat_statements_reset()")

    def count(self) -> int:
        """Statements of the app's role in this database since the last reset."""
        with self._link.cursor() as cursor:
            cursor.execute(
                """
                SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s
                  JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
                 WHERE d.datname = current_database() AND r.rolname = %s AND s.query !~* %s
                """,
                [APP, _BOOKKEEPING],
            )
            return int(cursor.fetchone()[0])

    def settle(self) -> None:
        """Write out and analyse what loading left behind, so that no run pays for it."""
        with self._link.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    def close(self) -> None:
        """Close the connection."""
        self._link.close()
