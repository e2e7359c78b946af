"""What was promised is sent, whoever dies and whatever the broker loses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from kombu.exceptions import OperationalError

from apps.vendors import selectors as vendors
from apps.webhooks import operations, tasks
from apps.webhooks.models import Attempt, Delivery, Endpoint

from .conftest import Made, Receiver

ROOT = Path(__file__).resolve().parents[3]
NOT_EAGER = SimpleNamespace(conf=SimpleNamespace(task_always_eager=False))
# A worker's process that sends one message and is killed before it can write down what came of it.
DYING = """
import os, signal, sys
import django
django.setup()
from django.db import connection
connection.close()
connection.settings_dict["NAME"] = sys.argv[1]
from django.conf import settings
settings.WEBHOOKS_ALLOW_LOOPBACK = True
from apps.webhooks import operations, tasks
operations.settle = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
tasks.deliver(int(sys.argv[2]))
"""


def test_a_worker_killed_between_sending_and_writing_it_down_sends_the_same_again(
    own_database: str, receiver: Receiver, at: Any
) -> None:
    kiln = vendors.by_slug("kiln")
    with transaction.atomic():
        made = Made(*operations.make_endpoint(kiln.pk, url=receiver.url, topics=["order.placed"], at=at))
    with transaction.atomic():
        operations.send_test(made.id, vendor_id=kiln.pk, at=at)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
                   "DATABASE_URL": os.environ["DATABASE_URL"], "PYTHONPATH": str(ROOT)}  # fmt: skip

    died = subprocess.run(
        [sys.executable, "-c", DYING, own_database, str(made.row.pk)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert len(receiver.messages) == 1
    assert (made.deliveries[0].status, Attempt.objects.count()) == ("waiting", 0)
    assert tasks.deliver_due() == 0, "the dead one's lease was taken away too early"

    Endpoint.objects.update(claimed_until=F("claimed_until") - operations.LEASE)
    assert tasks.deliver_due() == 1

    assert [message.id for message in receiver.messages] == [f"msg_{made.deliveries[0].public_id.hex}"] * 2
    assert len({message.body for message in receiver.messages}) == 1
    assert made.deliveries[0].status == "delivered"


def test_a_broker_that_loses_everything_delays_and_loses_nothing(
    db: None, kiln: Any, receiver: Receiver, endpoint: Any, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = endpoint(kiln, receiver.url)
    rows = [write(made) for _ in range(3)]
    lost: list[int] = []
    with monkeypatch.context() as broker:
        broker.setattr(tasks, "current_app", NOT_EAGER)
        broker.setattr(tasks.deliver, "delay", lost.append)
        tasks.wake(made.row.pk)
    assert lost == [made.row.pk]
    assert receiver.messages == []

    assert tasks.deliver_due() == 1

    assert [message.id for message in receiver.messages] == [f"msg_{row.public_id.hex}" for row in rows]
    assert {found.status for found in Delivery.objects.all()} == {"delivered"}


def test_a_broker_that_does_not_answer_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks, "current_app", NOT_EAGER)
    monkeypatch.setattr(tasks.deliver, "delay", unreachable)

    tasks.wake(1)


def test_a_lease_that_ran_out_writes_nothing_of_another_s(
    db: None, kiln: Any, at: Any, receiver: Receiver, endpoint: Any, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    write(made)
    with transaction.atomic():
        first = operations.claim(made.row.pk, at=at)
        second = operations.claim(made.row.pk, at=at + operations.LEASE + timedelta(seconds=1))
        assert first
        assert second
        operations.release(made.row.pk, lease=first)

        assert operations.next_sending(made.row.pk, lease=first, at=at) is None
        assert operations.next_sending(made.row.pk, lease=second, at=at) is not None
    assert made.row.claimed_until == second
