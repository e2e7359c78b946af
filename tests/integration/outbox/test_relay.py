"""The relay: at least once, in order within an aggregate, twice is once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction

from apps.common.errors import Conflict, Retryable
from apps.common.transactions import TransactionMissing
from apps.outbox import operations, registry, relay
from apps.outbox.models import Delivery, OutboxEvent
from apps.outbox.types import Event, OutboxRecord


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    topic: ClassVar[str] = "tests.rang"
    aggregate: ClassVar[str] = "tests.bell"
    key: ClassVar[str] = "bell"

    bell: str
    stroke: int


@pytest.fixture
def listen() -> Iterator[Callable[..., None]]:
    """Subscribe to tests.rang for one test, by `registry.subscribe` or what `by` says."""
    before = list(registry._SUBSCRIBERS["tests.rang"])

    def subscribe(handler: Callable[..., None], by: Callable[..., None] = registry.subscribe, **options: Any) -> None:
        by("tests.rang", handler, **options)

    yield subscribe
    registry._SUBSCRIBERS["tests.rang"][:] = before


def ring(bell: str, stroke: int, at: datetime, **facts: Any) -> None:
    operations.emit(Rang(bell=bell, stroke=stroke, **facts), at=at)


def test_events_of_one_aggregate_arrive_in_order(db: None, listen: Any, at: datetime) -> None:
    heard: list[int] = []
    listen(lambda record: heard.append(record.payload["stroke"]), name="tests.hear")
    for stroke in range(5):
        ring("a", stroke, at)

    relay.drain()

    assert heard == [0, 1, 2, 3, 4]


def test_a_failing_event_holds_back_the_younger_ones_of_its_aggregate_alone(
    db: None, listen: Any, at: datetime
) -> None:
    heard: list[tuple[str, int]] = []

    def hear(record: OutboxRecord) -> None:
        if record.aggregate_id == "a" and record.payload["stroke"] == 0 and not heard:
            heard.append(("failed", 0))
            raise RuntimeError("deaf")
        heard.append((record.aggregate_id, record.payload["stroke"]))

    listen(hear, name="tests.hear")
    ring("a", 0, at)
    ring("a", 1, at)
    ring("b", 0, at)

    relay.drain()
    assert heard == [("failed", 0), ("b", 0)]

    OutboxEvent.objects.filter(sent_at=None).update(available_at=at - timedelta(seconds=1))
    relay.drain()
    assert heard[2:] == [("a", 0), ("a", 1)]


def test_a_failing_subscriber_keeps_an_event_from_no_other(db: None, listen: Any, at: datetime) -> None:
    heard: list[str] = []

    def refuse(record: OutboxRecord) -> None:
        raise RuntimeError(f"never {record.aggregate_id}")

    listen(refuse, name="tests.first")
    listen(lambda record: heard.append(record.aggregate_id), name="tests.second")
    listen(refuse, name="tests.third")
    ring("a", 0, at)
    for _ in range(relay.MAX_ATTEMPTS):
        OutboxEvent.objects.filter(sent_at=None).update(available_at=at - timedelta(seconds=1))
        relay.drain()

    event = OutboxEvent.objects.get(aggregate_id="a")
    assert heard == ["a"]
    assert list(event.deliveries.values_list("subscriber", flat=True)) == ["tests.second"]
    assert (event.attempts, event.sent_at, event.parked_at is not None) == (relay.MAX_ATTEMPTS, None, True)
    assert [line.split(":")[0] for line in event.last_error.splitlines()] == ["tests.first", "tests.third"]


def test_a_subscriber_that_has_had_an_event_does_not_get_it_again(db: None, listen: Any, at: datetime) -> None:
    heard: list[str] = []
    attempts: list[int] = []

    def fail_once(record: OutboxRecord) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise RuntimeError("first time")

    listen(lambda record: heard.append("first"), name="tests.first")
    listen(fail_once, name="tests.second")
    ring("a", 0, at)

    relay.drain()
    OutboxEvent.objects.filter(sent_at=None).update(available_at=at - timedelta(seconds=1))
    relay.drain()

    assert heard == ["first"]
    assert len(attempts) == 2
    assert Delivery.objects.filter(event__topic="tests.rang").count() == 2


@pytest.mark.parametrize(("error", "has_trace"), [(Conflict(), False), (Retryable("busy"), False), (KeyError(), True)])
def test_what_has_only_to_wait_is_one_line_and_a_fault_is_a_trace(
    db: None, listen: Any, at: datetime, caplog: pytest.LogCaptureFixture, error: Exception, has_trace: bool
) -> None:
    def refuse(record: OutboxRecord) -> None:
        raise error

    listen(refuse, name="tests.refuse")
    ring("a", 0, at)
    relay.deliver_next()
    told = [record for record in caplog.records if "tests.refuse" in record.getMessage()]
    assert [bool(record.exc_info) for record in told] == [has_trace]


def test_who_takes_many_gets_the_next_event_of_each_aggregate_of_a_vendor_together(
    db: None, kiln: Any, loom: Any, listen: Any, at: datetime
) -> None:
    heard: list[list[tuple[str, int]]] = []
    alone: list[str] = []
    listen(
        lambda records: heard.append([(r.aggregate_id, r.payload["stroke"]) for r in records]),
        name="tests.m",
        by=registry.subscribe_many,
    )
    listen(lambda record: alone.append(record.aggregate_id), name="tests.one")
    for bell, stroke, vendor in (("a", 0, kiln), ("b", 0, kiln), ("a", 1, kiln), ("c", 0, loom), ("d", 0, kiln)):
        ring(bell, stroke, at, vendor_id=vendor.pk)

    assert relay.drain() == 5

    assert heard == [[("a", 0), ("b", 0), ("d", 0)], [("a", 1)], [("c", 0)]]
    assert alone == ["a", "b", "d", "a", "c"]
    assert Delivery.objects.filter(event__topic="tests.rang").count() == 10
    assert not OutboxEvent.objects.filter(topic="tests.rang", sent_at=None).exists()


def test_no_more_go_together_than_a_limit_and_none_without_a_vendor(
    db: None, kiln: Any, listen: Any, at: datetime
) -> None:
    heard: list[int] = []
    listen(lambda records: heard.append(len(records)), name="tests.m", by=registry.subscribe_many)
    for bell in range(relay.MOST_TOGETHER + 3):
        ring(str(bell), 0, at, vendor_id=kiln.pk)
    ring("market", 0, at)
    ring("place", 0, at)

    relay.drain()

    assert sorted(heard, reverse=True) == [relay.MOST_TOGETHER, 3, 1, 1]


def test_a_vendors_crowd_keeps_others_waiting_for_one_delivery(
    db: None, kiln: Any, loom: Any, listen: Any, at: datetime
) -> None:
    heard: list[tuple[int | None, int]] = []
    listen(
        lambda records: heard.append((records[0].vendor_id, len(records))), name="tests.m", by=registry.subscribe_many
    )
    most = relay.MOST_TOGETHER
    for crowd in (kiln, loom):
        for bell in range(most * 2):
            ring(f"{crowd.pk}-{bell}", 0, at, vendor_id=crowd.pk)
    ring("market", 0, at)
    ring("place", 0, at)

    assert relay.drain() == most * 4 + 2

    crowds = [(kiln.pk, most), (loom.pk, most)]
    assert heard == [*crowds, (None, 1), (None, 1), *crowds]


def test_one_that_fails_among_many_is_tried_again_alone_and_keeps_no_other_waiting(
    db: None, kiln: Any, listen: Any, at: datetime
) -> None:
    heard: list[list[str]] = []

    def hear(records: Sequence[OutboxRecord]) -> None:
        heard.append([record.aggregate_id for record in records])
        ring("echo", len(heard), at)
        if any(record.aggregate_id == "b" for record in records):
            raise RuntimeError("deaf to b")

    listen(hear, name="tests.m", by=registry.subscribe_many)
    for bell in "abc":
        ring(bell, 0, at, vendor_id=kiln.pk)

    relay.deliver_next()

    assert heard == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    told = {event.aggregate_id: (event.attempts, event.sent_at is not None) for event in OutboxEvent.objects.all()}
    assert {bell: told[bell] for bell in "abc"} == {"a": (0, True), "b": (1, False), "c": (0, True)}
    echoes = OutboxEvent.objects.filter(aggregate_id="echo").values_list("payload__stroke", flat=True)
    assert sorted(echoes) == [2, 4]

    ring("d", 0, at, vendor_id=kiln.pk)
    OutboxEvent.objects.filter(sent_at=None).exclude(aggregate_id="echo").update(available_at=at - timedelta(seconds=1))
    heard.clear()
    relay.deliver_next()
    assert heard == [["b"]]


def test_what_a_failing_subscriber_wrote_is_undone(db: None, listen: Any, at: datetime) -> None:
    def write_and_fail(record: OutboxRecord) -> None:
        ring("echo", 1, at)
        raise RuntimeError("after writing")

    listen(write_and_fail, name="tests.write")
    ring("a", 0, at)

    relay.deliver_next()

    assert not OutboxEvent.objects.filter(aggregate_id="echo").exists()
    assert OutboxEvent.objects.get(aggregate_id="a").attempts == 1


def test_a_vendors_event_is_handled_inside_the_vendor(kiln: Any, listen: Any, at: datetime) -> None:
    seen: list[str] = []
    listen(lambda record: seen.append(connection.schema_name), name="tests.inside", enters_vendor=True)
    ring("a", 0, at, vendor_id=kiln.pk)

    relay.drain()

    assert seen == [kiln.schema_name]
    assert connection.schema_name == "public"


def test_an_event_needs_the_transaction_that_made_it_happen(own_database: str, at: datetime) -> None:
    with pytest.raises(TransactionMissing):
        ring("a", 0, at)

    with transaction.atomic():
        ring("a", 0, at)
    assert OutboxEvent.objects.filter(topic="tests.rang").count() == 1


def test_after_many_failures_an_event_is_parked_and_said_why(db: None, listen: Any, at: datetime) -> None:
    def refuse(record: OutboxRecord) -> None:
        raise RuntimeError("never")

    listen(refuse, name="tests.refuse")
    ring("a", 0, at)
    for _ in range(relay.MAX_ATTEMPTS):
        OutboxEvent.objects.filter(sent_at=None).update(available_at=at - timedelta(seconds=1))
        relay.drain()

    event = OutboxEvent.objects.get(aggregate_id="a")
    assert event.parked_at is not None
    assert "never" in event.last_error


def test_the_next_event_is_found_without_reading_those_that_were_sent(db: None, listen: Any, at: datetime) -> None:
    for stroke in range(30):
        ring("a", stroke, at)
    template = OutboxEvent.objects.order_by("-pk").first()
    assert template is not None
    same = {f.attname: getattr(template, f.attname) for f in OutboxEvent._meta.concrete_fields if not f.unique}
    OutboxEvent.objects.bulk_create(OutboxEvent(**{**same, "sent_at": at}) for _ in range(5000))

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_outboxevent")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + relay._CLAIM, [at, ["tests.rang 1"], 1])
        plan = json.dumps(cursor.fetchone()[0])

    assert "Seq Scan" not in plan
    assert "outbox_unsent_next" in plan
    assert "outbox_unsent_of_aggregate" in plan
