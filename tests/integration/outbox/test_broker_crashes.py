"""What was promised outlives broker, worker and relay: the promise is a row, the message only a nudge."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import kombu.pools
import psycopg2
import pytest
import redis
from django.conf import settings as conf

from apps.currencies.models import ExchangeRate
from apps.ledger.models import Journal
from apps.outbox.models import Delivery, OutboxEvent
from apps.payments import operations, tasks
from apps.payments.models import Intent, Operation
from apps.payments.types import OperationKind, OperationState
from marketplace.celery import app
from marketplace.embedded import Lease
from marketplace.runtime import BASE_DIR
from tests.factories import checkout as make
from tests.integration.sandbox.sandbox_world import Program

LATER = timedelta(minutes=1)
PATIENCE_S = 40
WORKER = ("-m", "celery", "--quiet", "-A", "marketplace", "worker", "-P", "solo", "--without-gossip",
          "--without-mingle", "--without-heartbeat")  # fmt: skip
AUTHORITY = BASE_DIR / "apps/sandbox/authority/app.py"


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker of our own, so that it may lose everything."""
    lease = Lease(tmp_path_factory.mktemp("broker") / "state", durable=False)
    yield f"{lease.take(['valkey']).valkey_url_base}/0"
    lease.release()


@pytest.fixture
def broker(valkey: str) -> Iterator[redis.Redis]:
    """That broker, empty, with Celery sending to it and doing nothing in this process."""
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options", "task_always_eager")}
    _send_to(broker_url=valkey, task_always_eager=False)
    with closing(redis.Redis.from_url(valkey)) as client:
        client.flushall()
        yield client
    _send_to(**before)


def _send_to(**configuration: Any) -> None:
    app.conf.update(configuration)
    app.amqp._producer_pool = None
    app._pool = None
    kombu.pools.reset()


@pytest.fixture
def run(own_database: str, valkey: str) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Run a program on this test's database; what still runs after the test is killed."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{own_database}")),
        "BROKER_URL": valkey,
        "PAYMENT_GATEWAY": "noop",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
    }

    def start(command: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(
            [sys.executable, *command], cwd=BASE_DIR, env={**environment, **more}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@contextmanager
def blocked(database: str, intent_pk: int) -> Iterator[None]:
    """Hold a payment's row, so that whoever comes to it waits there."""
    with closing(psycopg2.connect(conf.DATABASE_OWNER_URL, dbname=database)) as link, link.cursor() as cursor:
        cursor.execute("SELECT id FROM payments_intent WHERE id = %s FOR UPDATE", [intent_pk])
        yield


def killed_while_waiting(process: subprocess.Popen[bytes], database: str) -> None:
    """Kill it with -9 once it waits for a row."""
    until(lambda: _is_waiting_for_a_lock(database), "it does not come to the payment that is held")
    process.kill()
    process.wait()


def until(is_so: Callable[[], Any], what: str) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def captures() -> list[str]:
    return list(Operation.objects.filter(kind=OperationKind.CAPTURE).order_by("pk").values_list("state", flat=True))


def test_a_broker_that_loses_everything_loses_no_capture(
    own_database: str, kiln: Any, broker: redis.Redis, drain: Any, at: datetime
) -> None:
    make.purchase(make.goods(kiln, at=at), at=at)
    drain()
    assert broker.llen("celery") == 1
    assert captures() == [OperationState.REQUESTED]

    broker.flushall()
    tasks.resolve_unknown()

    assert captures() == [OperationState.SUCCEEDED]
    assert Journal.objects.filter(kind="capture").count() == 1


def test_a_broker_that_does_not_answer_keeps_no_purchase_from_its_money(
    own_database: str, kiln: Any, broker: redis.Redis, drain: Any, at: datetime
) -> None:
    make.purchase(make.goods(kiln, at=at), at=at)
    _send_to(broker_url="redis://127.0.0.1:1/0", broker_transport_options={"max_retries": 0})
    drain()
    assert captures() == [OperationState.REQUESTED]

    tasks.resolve_unknown()
    assert captures() == [OperationState.SUCCEEDED]


def test_a_worker_killed_in_the_middle_of_a_batch_leaves_what_it_did_and_what_is_left_to_do(
    own_database: str, kiln: Any, broker: redis.Redis, run: Any, drain: Any, at: datetime
) -> None:
    variants = make.goods(kiln, at=at)
    for _ in range(3):
        make.purchase(variants, at=at)
    drain()
    broker.flushall()
    second = Operation.objects.filter(kind=OperationKind.CAPTURE).order_by("pk")[1]
    with blocked(own_database, second.attempt.intent_id):
        worker = run(WORKER)
        app.send_task("payments.resolve_unknown")
        killed_while_waiting(worker, own_database)
    assert captures() == [OperationState.SUCCEEDED, OperationState.REQUESTED, OperationState.REQUESTED]
    assert broker.hlen("unacked") == 1

    operations.resolve_due(at=at + LATER)

    assert captures() == [OperationState.SUCCEEDED] * 3
    assert Journal.objects.filter(kind="capture").count() == 3


def test_a_relay_killed_in_the_middle_of_a_delivery_has_delivered_all_of_it_or_nothing(
    own_database: str, kiln: Any, broker: redis.Redis, run: Any, drain: Any, at: datetime
) -> None:
    variants = make.goods(kiln, at=at)
    drain()
    for _ in range(2):
        make.purchase(variants, at=at)
    _, bought_last = OutboxEvent.objects.filter(topic="checkout.purchase_completed").order_by("pk")
    with blocked(own_database, Intent.objects.get(public_id=bought_last.payload["intent_id"]).pk):
        relay = run(["manage.py", "run_relay"])
        killed_while_waiting(relay, own_database)
    first, second = OutboxEvent.objects.filter(topic="risk.cleared").order_by("pk")
    assert Delivery.objects.filter(event=first).count() == 1
    until(lambda: not _is_waiting_for_a_lock(own_database), "the killed relay's session does not end")
    assert not Delivery.objects.filter(event=second).exists()
    assert len(captures()) == 1

    drain()

    assert [Delivery.objects.filter(event=event).count() for event in (first, second)] == [1, 1]
    assert len(captures()) == 2
    assert not OutboxEvent.objects.filter(sent_at=None).exists()


def test_a_task_whose_source_does_not_answer_is_tried_again(
    own_database: str, broker: redis.Redis, run: Any, tmp_path: Path, at: datetime
) -> None:
    authority = Program(
        [sys.executable, "-u", str(AUTHORITY), "--port", "0", "--state", str(tmp_path)], tmp_path / "log"
    )
    authority.start()
    try:
        assert authority.arm("down").status_code == 201
        run(WORKER, ECB_FEED_URL=f"{authority.url}/ecb/eurofxref-daily.xml")
        app.send_task("currencies.refresh_exchange_rates")
        until(ExchangeRate.objects.filter(fetched_at__gte=at).exists, "the rates do not come")
    finally:
        authority.stop(signal.SIGKILL)
    assert authority.log.read_text().count("GET /ecb/eurofxref-daily.xml") == 2


def _is_waiting_for_a_lock(database: str) -> bool:
    with closing(psycopg2.connect(conf.DATABASE_OWNER_URL)) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [database]
        )
        return bool(cursor.fetchone()[0])
