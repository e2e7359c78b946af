"""A database that dies under a delivery: the event is delivered after all, and blamed for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, transaction

from apps.outbox import registry
from apps.outbox.management.commands.run_relay import Command
from apps.outbox.models import Delivery, OutboxEvent
from apps.outbox.types import OutboxRecord
from tests.integration.outbox.test_relay import ring


@pytest.fixture
def listen() -> Iterator[Callable[[Callable[[OutboxRecord], None]], None]]:
    """Subscribe to tests.rang for one test."""
    before = list(registry._SUBSCRIBERS["tests.rang"])
    yield lambda handler: registry.subscribe("tests.rang", handler, name="tests.hear")
    registry._SUBSCRIBERS["tests.rang"][:] = before


def end_own_session() -> None:
    """Have the server end the session that this connection is in, as a crash of the server does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with closing(psycopg2.connect(settings.DATABASE_OWNER_URL)) as link, link.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [pid])


@pytest.mark.parametrize("is_in_a_statement", [True, False])
def test_a_database_that_dies_under_a_subscriber_is_not_the_subscribers_fault(
    own_database: str, listen: Any, at: datetime, is_in_a_statement: bool
) -> None:
    heard: list[int] = []

    def hear(record: OutboxRecord) -> None:
        heard.append(record.id)
        if len(heard) == 1:
            end_own_session()
            if is_in_a_statement:
                OutboxEvent.objects.count()

    listen(hear)
    with transaction.atomic():
        ring("a", 0, at)
    relay = Command()

    assert not relay._work()
    event = OutboxEvent.objects.get(topic="tests.rang")
    assert (event.attempts, event.last_error, event.sent_at) == (0, "", None)
    assert not Delivery.objects.filter(event=event).exists()

    assert relay._work()
    assert OutboxEvent.objects.get(pk=event.pk).sent_at is not None
    assert Delivery.objects.filter(event=event).count() == 1
    assert heard == [event.pk, event.pk]
