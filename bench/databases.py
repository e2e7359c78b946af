"""bench · no app · databases beside each other on the benchmark's own server, and copies of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis
from psycopg2 import sql

from marketplace.embedded import Endpoints
from marketplace.embedded.postgres import OWNER


@dataclass(frozen=True)
class Databases:
    """All databases of a server, by name. Each marketplace has three of Valkey's as well, from `slot` on."""

    endpoints: Endpoints

    def app_url(self, name: str) -> str:
        """A database in the marketplace's own role."""
        return _at(self.endpoints.app_url, name)

    def owner_url(self, name: str) -> str:
        """A database in the role that makes its tables."""
        return _at(self.endpoints.owner_url, name)

    def superuser_url(self, name: str) -> str:
        """A database in the role that may do anything."""
        return _at(self.endpoints.superuser_url, name)

    def environment(self, name: str, *, slot: int) -> dict[str, str]:
        """The variables that point a marketplace to a database."""
        valkey = self.endpoints.valkey_url_base
        return {
            "DATABASE_URL": self.app_url(name),
            "DATABASE_OWNER_URL": self.owner_url(name),
            "BROKER_URL": f"{valkey}/{slot}",
            "RESULT_URL": f"{valkey}/{slot + 1}",
            "CACHE_URL": f"{valkey}/{slot + 2}",
        }

    def exists(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with self._server() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def make(self, name: str, *, template: str = "template1") -> None:
        """A new database that is a copy of another; one of the same name is thrown away first."""
        with self._server() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )

    def drop(self, name: str) -> None:
        """Throw a database away, if it is there."""
        with self._server() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def settle(self, name: str) -> None:
        """Write out and analyse what loading left behind, so that no measurement pays for it."""
        with closing(psycopg2.connect(self.superuser_url(name))) as link:
            link.autocommit = True
            with link.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
                cursor.execute("CHECKPOINT")

    def checkpoint(self) -> None:
        """Have everything on disk: a server that is stopped with much left to write may be cut short."""
        with self._server() as cursor:
            cursor.execute("CHECKPOINT")

    def forget_cache(self, slot: int) -> None:
        """Empty the three Valkey databases of a marketplace."""
        for at in range(3):
            with redis.Redis.from_url(f"{self.endpoints.valkey_url_base}/{slot + at}") as cache:
                cache.flushdb()

    @contextmanager
    def _server(self) -> Iterator[Any]:
        with closing(psycopg2.connect(self.superuser_url("postgres"))) as link:
            link.autocommit = True
            with link.cursor() as cursor:
                yield cursor


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
