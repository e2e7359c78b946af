"""What a connection asks the server between two requests: nothing, unless something may be wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, reset_queries
from django_tenants.utils import tenant_context

from marketplace.database import base


@pytest.fixture
def link(own_database: str) -> Any:
    """The test's connection, opened, used, and at the beginning of a request."""
    assert pid()
    _new_request()
    connection.force_debug_cursor = True
    yield connection
    connection.force_debug_cursor = False


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def sent() -> list[str]:
    return [query["sql"] for query in connection.queries if "pg_backend_pid" not in query["sql"]]


def _new_request() -> None:
    connection.health_check_enabled = True
    connection.health_check_done = False
    reset_queries()


def _end(backend: int) -> None:
    with psycopg2.connect(settings.DATABASE_OWNER_URL) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def test_a_connection_that_was_used_lately_is_not_asked_whether_it_lives(link: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: pytest.fail("asked the server"))
    before = pid()

    _new_request()

    assert pid() == before
    assert sent() == []


def test_one_whose_server_process_has_ended_is_replaced_before_the_next_statement(link: Any) -> None:
    before = pid()
    _end(before)

    _new_request()

    assert pid() != before


def test_one_that_was_idle_for_long_is_asked(link: Any, monkeypatch: Any) -> None:
    asked = []
    monkeypatch.setattr(base, "TRUSTED_S", -1.0)
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: asked.append(True) or True)

    pid()

    assert asked == [True]


def test_going_to_public_and_back_without_a_statement_sets_nothing(link: Any, kiln: Any, loom: Any) -> None:
    with tenant_context(kiln):
        pid()
    reset_queries()
    with tenant_context(loom):
        pass
    with tenant_context(kiln):
        pid()

    assert sent() == []


def test_every_change_of_vendor_before_a_statement_is_sent(link: Any, kiln: Any, loom: Any) -> None:
    with tenant_context(kiln):
        pid()
        with tenant_context(loom):
            pid()
        pid()
    pid()

    paths = [query.partition("=")[2].strip() for query in sent() if query.startswith("SET search_path")]
    assert paths == ['"v_kiln","public"', '"v_loom","public"', '"v_kiln","public"', '"public"']


def test_json_is_what_it_was_in_python(db: Any) -> None:
    values = {"big": 2**70, "small": -(2**63), "listed": (1, 2.5, None, True), "text": 'é \u2028 "قدح"', "empty": {}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [connection.ops.adapt_json_value({**values, 7: "number"}, None)])
        assert json.loads(cursor.fetchone()[0]) == {**values, "listed": [1, 2.5, None, True], "7": "number"}


@pytest.mark.parametrize("value", [datetime(2026, 11, 23, tzinfo=UTC), Decimal("1.5"), object()])
def test_what_json_has_no_word_for_is_refused(db: Any, value: object) -> None:
    with connection.cursor() as cursor, pytest.raises(TypeError):
        cursor.execute("SELECT %s::jsonb", [connection.ops.adapt_json_value({"value": value}, None)])
