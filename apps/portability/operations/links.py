"""Portability · the two connections of this work: a snapshot to read from, the owner's role to write with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, parse_dsn
from psycopg2.extensions import connection as Connection

_link: Any = connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A read-only transaction of its own in which every query sees one and the same instant.

    Values are written as PostgreSQL writes them in UTC, whatever the server's settings.
    """
    known = connection.settings_dict
    link = psycopg2.connect(
        host=known["HOST"], port=known["PORT"] or None, user=known["USER"], password=known["PASSWORD"],
        dbname=known["NAME"], application_name="portolan export", client_encoding="UTF8",
        options="-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c intervalstyle=iso_8601 -c search_path=",
    )  # fmt: skip
    try:
        link.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        yield link
    finally:
        link.close()


@contextmanager
def owner_role() -> Iterator[None]:
    """Make Django's own connection the owner's for a while: it may then make, fill and rename schemas.

    Not inside a transaction. Other threads keep theirs.
    """
    before = connection.settings_dict
    connection.close()
    owner = parse_dsn(settings.DATABASE_OWNER_URL)
    _link.settings_dict = {
        **before,
        "USER": owner["user"],
        "PASSWORD": owner.get("password", ""),
        "HOST": owner.get("host", ""),
        "PORT": owner.get("port", ""),
    }
    try:
        yield
    finally:
        connection.close()
        _link.settings_dict = before
        _link.set_schema_to_public()
