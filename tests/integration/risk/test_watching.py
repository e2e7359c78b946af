"""Alarms open once for what is wrong and close by themselves; the model learns from what was judged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from apps.payments.models import Attempt, Callback, Intent, Operation
from apps.risk import operations, selectors
from apps.risk.models import Alarm, Decision, Model
from apps.risk.rules import anomaly
from apps.risk.selectors import facts as known
from apps.risk.types import Action, AlarmKind, Stage
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db


def watch(at: datetime) -> int:
    with transaction.atomic():
        return operations.watch(at=at)


def attempts(count: int, *, state: str, at: datetime) -> None:
    for _ in range(count):
        key = uuid4().hex
        intent = Intent.objects.create(
            session_id=uuid4(), idempotency_key=key, gateway="stripe", currency="EUR", amount=100, created_at=at,
            updated_at=at,
        )  # fmt: skip
        attempt = Attempt.objects.create(intent=intent, gateway="stripe", closes_at=at, created_at=at)
        is_over = state in ("succeeded", "failed")
        Operation.objects.create(
            attempt=attempt, kind="authorise", state=state, currency="EUR", amount=100, idempotency_key=key, due_at=at,
            requested_at=at, resolved_at=at if is_over else None,
        )  # fmt: skip


def test_few_authorisations_raise_one_alarm_that_ends_by_itself(at: datetime) -> None:
    attempts(5, state="succeeded", at=at)
    attempts(14, state="failed", at=at)
    assert watch(at) == 0
    attempts(1, state="failed", at=at)

    assert watch(at) == watch(at + timedelta(minutes=1)) == 1
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.subject, alarm.facts["authorised"], alarm.facts["of"]) == (
        AlarmKind.AUTHORISATION_RATE, "stripe", 5, 20,
    )  # fmt: skip
    assert [one.pk for one in selectors.open_alarms()] == [alarm.pk]
    assert watch(at + timedelta(hours=2)) == 0
    alarm.refresh_from_db()
    assert alarm.closed_at is not None


def test_waiting_messages_and_lost_answers_raise_alarms(at: datetime) -> None:
    attempts(1, state="unknown", at=at - timedelta(minutes=20))
    Callback.objects.create(gateway="alipay", event_id="1", kind="paid", received_at=at - timedelta(minutes=6))

    watch(at)
    assert set(Alarm.objects.values_list("kind", "subject")) == {
        (AlarmKind.UNKNOWN_OPERATIONS, "stripe"), (AlarmKind.CALLBACK_LAG, "alipay"),
    }  # fmt: skip


def test_open_alarms_are_on_the_installation_s_page(at: datetime) -> None:
    attempts(1, state="unknown", at=at - timedelta(minutes=20))
    watch(at)

    page = staff_browser(person(is_staff=True, is_superuser=True)).get("/admin/installation/").content.decode()
    assert 'data-alarm="unknown_operations"' in page


def test_a_model_is_learned_and_kept_by_version(at: datetime, settings: Any) -> None:
    with transaction.atomic():
        assert operations.learn(at=at) is None
    Decision.objects.bulk_create(
        Decision(stage=Stage.ATTEMPT, action=Action.ALLOW, score=0, anomaly=0, model_version=0, decided_at=at,
                 facts={"amount": 20.0 + number % 30, "device_tried_1h": number % 2})
        for number in range(anomaly.LEAST_SAMPLE)
    )  # fmt: skip
    with transaction.atomic():
        made = operations.learn(at=at)

    assert made is not None
    assert (made.version, made.sample_count) == (1, anomaly.LEAST_SAMPLE)
    assert known.model_in_use().version == Model.objects.get().version == 1
    norms = known.model_in_use().norms
    assert anomaly.score({"amount": 30.0, "device_tried_1h": 1}, norms) == 0
    assert anomaly.score({"amount": 30.0, "device_tried_1h": 12}, norms) > 90
    assert anomaly.score({"amount": 9000.0, "device_tried_1h": 1}, norms) > 50
