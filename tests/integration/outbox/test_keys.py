"""Answers are kept for a day and longer, and then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from apps.outbox import tasks
from apps.outbox.models import IdempotencyKey

pytestmark = pytest.mark.django_db


def keep(key: str, *, at: datetime) -> None:
    IdempotencyKey.objects.create(actor="a", route="r", key=key, request_hash="h", status=200, created_at=at)


def test_only_keys_that_are_older_than_two_days_are_forgotten(at: datetime) -> None:
    for key, hours in (("new", 0), ("a day", 25), ("old", 49)):
        keep(key, at=at - timedelta(hours=hours))

    assert tasks.forget_keys() == 1
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"new", "a day"}
