"""The page «Installation»: true figures, few statements, and only for staff."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.outbox.models import OutboxEvent
from marketplace.observability import exposition, pulse
from marketplace.observability.live import LiveFigures
from marketplace.observability.tasks import SUCCESS_KEY
from tests.integration.tenancy.people import browser, person, staff_browser

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/installation/"


def event(at: datetime, **changed: Any) -> OutboxEvent:
    return OutboxEvent.objects.create(
        **{"topic": "tests.rang", "aggregate": "tests.bell", "aggregate_id": "a", "created_at": at,
           "available_at": at, **changed}
    )  # fmt: skip


def test_it_tells_what_waits_and_what_was_given_up(at: datetime) -> None:
    OutboxEvent.objects.update(sent_at=at)
    event(at - timedelta(minutes=5))
    event(at)
    event(at, parked_at=at)

    now = pulse.take()

    assert (now.outbox.unsent, now.outbox.parked) == (2, 1)
    assert 300 <= now.lag_s < 330
    assert now.queues.keys() == {queue.name for queue in settings.CELERY_TASK_QUEUES} | {"unacknowledged"}
    assert all(length is not None and length >= 0 for length in now.queues.values())


def test_prometheus_reads_the_same(at: datetime) -> None:
    OutboxEvent.objects.update(sent_at=at)
    event(at)
    cache.set(SUCCESS_KEY.format("logistics.poll_tracking"), time(), None)

    lines = exposition.text(LiveFigures()).decode()

    assert "portolan_outbox_unsent 1.0" in lines
    assert "portolan_database_up 1.0" in lines
    assert 'portolan_task_last_success_timestamp_seconds{task="logistics.poll_tracking"}' in lines
    assert 'portolan_queue_messages{queue="bulk"}' in lines


def test_staff_see_every_schema_and_its_vendor_in_a_few_statements(kiln: Any, loom: Any) -> None:
    client = staff_browser(person(is_staff=True, is_superuser=True))
    cache.delete("installation:sizes")

    with CaptureQueriesContext(connection) as queries:
        page = client.get(ADDRESS)

    assert page.status_code == 200
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]
    text = page.content.decode()
    for vendor in (kiln, loom):
        assert f'data-schema="{vendor.schema_name}"' in text
        assert f'href="/admin/v/{vendor.slug}/"' in text
    assert re.search(r"PostgreSQL</th><td[^>]*>\d+\.\d+", text)
    assert 'data-task="logistics.poll_tracking"' in text


def test_nobody_else_sees_it() -> None:
    assert browser().get(ADDRESS).status_code == 302
    assert staff_browser(person(is_staff=True)).get(ADDRESS).status_code == 403
    assert staff_browser(person()).get(ADDRESS).status_code == 302
