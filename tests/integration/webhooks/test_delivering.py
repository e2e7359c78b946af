"""What a vendor's program is told, in which order, how often, and what happens when it does not answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import F

from apps.checkout import operations as checkout
from apps.checkout.models import PurchasePart
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.money import on_wire
from apps.orders.models import Order
from apps.outbox.types import OutboxRecord
from apps.payments import operations as payments
from apps.payments.models import Operation
from apps.vendors.types import TeamRole
from apps.webhooks import operations, sender, tasks
from apps.webhooks.models import Attempt, Delivery, Endpoint
from apps.webhooks.subscribers import announce
from tests.factories import checkout as make
from tests.integration.tenancy.people import member

from .conftest import Made, Receiver

pytestmark = pytest.mark.django_db


def let_time_pass(by: timedelta = timedelta(days=2)) -> None:
    """Make every waiting message due and every endpoint callable, as if so much time had passed."""
    Delivery.objects.filter(status="waiting").update(next_attempt_at=F("next_attempt_at") - by)
    Endpoint.objects.exclude(open_until=None).update(open_until=F("open_until") - by)


def test_a_purchase_is_told_to_the_program_of_each_vendor_that_wants_to_hear_of_it(
    kiln: Any, loom: Any, at: datetime, settings: Any, endpoint: Any, receiver: Receiver, drain: Any, enter: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    kilns = endpoint(kiln, receiver.url, "order.placed", "order.paid")
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    drain()

    make.purchase(variants, at=at)
    drain()
    tasks.deliver_due()

    with enter(kiln):
        order = Order.objects.get()
    placed = next(found for found in receiver.verified(kilns.secret) if found["type"] == "order.placed")
    assert placed["data"]["order_id"] == str(order.public_id)
    assert placed["data"]["number"] == order.number
    assert placed["data"]["total"] == {"amount": f"{order.total.amount:.2f}", "currency": "EUR"}
    assert [line["quantity"] for line in placed["data"]["lines"]] == [1]
    assert {d.status for d in kilns.deliveries} == {"delivered"}
    assert all(b"jana" not in message.body.lower() for message in receiver.messages), "the buyer is named"
    assert Delivery.objects.exclude(endpoint=kilns.row).count() == 0


def test_taking_the_money_is_told_to_each_vendor_with_its_own_part(
    kiln: Any, loom: Any, at: datetime, settings: Any, endpoint: Any, receiver: Receiver, drain: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    kilns, looms = endpoint(kiln, receiver.url + "/k", "order.paid"), endpoint(loom, receiver.url + "/l", "order.paid")
    make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    drain()
    for operation in Operation.objects.filter(kind="capture"):
        payments.perform(operation.public_id, at=at)
    drain()
    tasks.deliver_due()

    paid = {message.path: message for message in receiver.messages}
    assert set(paid) == {"/hooks/k", "/hooks/l"}
    assert b'"number":"KILN-' in paid["/hooks/k"].body
    assert b'"number":"LOOM-' in paid["/hooks/l"].body
    assert kilns.deliveries[0].event_id == looms.deliveries[0].event_id


def test_a_refund_is_told_to_the_vendor_whose_order_it_is(
    kiln: Any, loom: Any, at: datetime, settings: Any, endpoint: Any, receiver: Receiver, drain: Any
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    kilns = endpoint(kiln, receiver.url + "/k", "order.refunded")
    endpoint(loom, receiver.url + "/l", "order.refunded")
    bought = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    drain()
    for operation in Operation.objects.filter(kind="capture"):
        payments.perform(operation.public_id, at=at)
    part = PurchasePart.objects.get(purchase__public_id=bought.public_id, vendor=kiln)
    wish = RefundWish(kind=RefundKind.LINES, reason=RefundReason.DAMAGED, lines={0: 1})
    with transaction.atomic():
        refund = checkout.refund(part.order_id, wish=wish, key="once", at=at, by=make.BUYER)
    drain()
    tasks.deliver_due()

    (told,) = receiver.verified(kilns.secret)
    assert told["type"] == "order.refunded"
    assert told["data"]["refund_id"] == str(refund.public_id)
    assert (told["data"]["number"], told["data"]["reason"]) == (part.order_number, "damaged")
    assert told["data"]["amount"] == on_wire(refund.amount)
    assert told["data"]["by_vendor"] == on_wire(refund.by_vendor)
    assert [line["quantity"] for line in told["data"]["lines"]] == [1]


def test_an_event_that_the_relay_repeats_is_one_message(
    kiln: Any, at: datetime, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    row = write(made)

    with transaction.atomic():
        operations.write(
            [made.row.pk], type=row.type, subject=row.subject, data={}, event_id=row.event_id, occurred_at=at, at=at
        )

    assert [found.payload for found in made.deliveries] == [row.payload]


def test_every_retry_bears_the_same_id_the_same_bytes_and_a_fresh_signature(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    row = write(made)
    receiver.will_answer(500, b"out of order", times=3)

    for _ in range(4):
        tasks.deliver_due()
        let_time_pass()

    assert [message.id for message in receiver.messages] == [f"msg_{row.public_id.hex}"] * 4
    assert {message.body for message in receiver.messages} == {row.payload.encode()}
    assert len(receiver.verified(made.secret)) == 4
    attempts = list(Attempt.objects.filter(delivery=row).values_list("status_code", "failure", "response"))
    assert attempts == [(500, "refused", "out of order")] * 3 + [(200, "", "thanks")]
    assert made.deliveries[0].status == "delivered"
    assert made.deliveries[0].attempt_count == 4


def test_a_message_is_given_up_after_its_tenth_attempt_and_the_next_one_goes_on(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    write(made)
    receiver.will_answer(503, times=10)

    for _ in range(12):
        tasks.deliver_due()
        let_time_pass()

    assert len(receiver.messages) == 10
    assert (made.deliveries[0].status, made.deliveries[0].attempt_count) == ("dead", 10)
    write(made)
    tasks.deliver_due()
    assert made.deliveries[1].status == "delivered"
    assert made.row.failure_count == 0


def test_messages_about_one_thing_keep_their_order_and_others_overtake(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    for subject, number in (("a", 1), ("a", 2), ("b", 3)):
        write(made, subject=subject, number=number)
    receiver.will_answer(500)

    tasks.deliver_due()
    assert [found["data"]["number"] for found in receiver.verified(made.secret)] == [1, 3]
    let_time_pass()
    tasks.deliver_due()

    assert [found["data"]["number"] for found in receiver.verified(made.secret)] == [1, 3, 1, 2]


def test_an_endpoint_that_fails_five_times_is_left_alone_then_asked_once(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    for _ in range(8):
        write(made)
    receiver.will_answer(500, times=6)

    tasks.deliver_due()
    assert len(receiver.messages) == 5, "the breaker did not open"
    assert tasks.deliver_due() == 0

    Endpoint.objects.update(open_until=F("open_until") - timedelta(minutes=1))
    tasks.deliver_due()
    assert len(receiver.messages) == 6, "more than one was let through"

    let_time_pass()
    tasks.deliver_due()
    assert {found.status for found in made.deliveries} == {"delivered"}
    assert (made.row.failure_count, made.row.open_until, made.row.failing_since) == (0, None, None)


def test_what_retry_after_asks_for_is_granted(kiln: Any, endpoint: Any, receiver: Receiver, write: Any) -> None:
    made = endpoint(kiln, receiver.url)
    write(made)
    receiver.will_answer(429, Retry_After="3600")

    tasks.deliver_due()

    row = made.deliveries[0]
    assert row.next_attempt_at is not None
    waited = row.next_attempt_at - Attempt.objects.get(delivery=row).attempted_at
    assert waited == timedelta(hours=1)


def test_a_redirect_is_not_followed(kiln: Any, endpoint: Any, receiver: Receiver, write: Any) -> None:
    made = endpoint(kiln, receiver.url)
    row = write(made)
    receiver.will_answer(302, Location=receiver.url + "/elsewhere")

    tasks.deliver_due()

    assert [message.path for message in receiver.messages] == ["/hooks"]
    assert Attempt.objects.get(delivery=row).status_code == 302
    assert made.deliveries[0].status == "waiting"


@pytest.mark.parametrize(("status", "days", "cause"), [(410, 0, "gone"), (500, 5, "failing")])
def test_a_receiver_that_is_gone_or_fails_for_days_is_switched_off_and_its_owners_are_told(
    status: int, days: int, cause: str, kiln: Any, endpoint: Any, receiver: Receiver, write: Any, drain: Any
) -> None:
    owner, packer = member(kiln, TeamRole.OWNER), member(kiln, TeamRole.FULFILMENT)
    made = endpoint(kiln, receiver.url)
    write(made, subject="a")
    write(made, subject="a")
    receiver.will_answer(500)
    receiver.will_answer(status)

    tasks.deliver_due()
    Endpoint.objects.update(failing_since=F("failing_since") - timedelta(days=days))
    let_time_pass()
    tasks.deliver_due()
    drain()

    assert (made.row.status, made.row.disabled_cause) == ("disabled", cause)
    assert {found.status for found in made.deliveries} == {"dead"}
    assert len(receiver.messages) == 2
    assert [message.to for message in mail.outbox] == [[owner.email]]
    assert packer.email not in str(mail.outbox[0].message())
    assert receiver.url in mail.outbox[0].body
    assert str(made.id) in mail.outbox[0].body


def test_while_paused_messages_wait_and_are_sent_when_resumed(
    kiln: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    with transaction.atomic():
        operations.pause(made.id, vendor_id=kiln.pk)
    write(made)
    assert tasks.deliver_due() == 0
    assert receiver.messages == []

    with transaction.atomic():
        operations.resume(made.id, vendor_id=kiln.pk)
    tasks.deliver_due()

    assert len(receiver.messages) == 1


def test_what_was_given_up_is_replayed_since_an_instant_under_the_same_ids(
    kiln: Any, at: datetime, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    rows = [write(made) for _ in range(3)]
    Delivery.objects.update(status="dead", settled_at=at, next_attempt_at=None, attempt_count=10)
    Delivery.objects.filter(pk=rows[0].pk).update(created_at=at - timedelta(hours=2))

    with transaction.atomic():
        _, count = operations.replay_dead(made.id, vendor_id=kiln.pk, since=at - timedelta(hours=1), at=at)
    tasks.deliver_due()

    assert count == 2
    assert [message.id for message in receiver.messages] == [f"msg_{row.public_id.hex}" for row in rows[1:]]
    assert [found.status for found in made.deliveries] == ["dead", "delivered", "delivered"]


def test_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone(
    kiln: Any, at: datetime, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    with transaction.atomic():
        fresh = operations.rotate_secret(made.id, vendor_id=kiln.pk, at=at)
    assert fresh != made.secret
    assert made.secret not in str(vars(made.row))
    assert fresh not in str(vars(made.row))

    write(made)
    tasks.deliver_due()
    assert receiver.verified(made.secret) == receiver.verified(fresh)

    Endpoint.objects.update(previous_until=at - timedelta(seconds=1))
    receiver.messages.clear()
    write(made)
    tasks.deliver_due()
    assert len(receiver.verified(fresh)) == 1
    with pytest.raises(Exception, match="No matching signature"):
        receiver.verified(made.secret)


def test_an_endpoint_whose_secret_no_key_opens_is_switched_off_and_nothing_is_sent(
    kiln: Any, settings: Any, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    write(made)
    settings.ENCRYPTION_KEYS = ["of-another-installation-" + "y" * 20]

    tasks.deliver_due()

    assert receiver.messages == []
    assert (made.row.status, made.row.disabled_cause) == ("disabled", "unreadable")


def test_settled_messages_are_forgotten_after_a_month_and_waiting_ones_never(
    kiln: Any, at: datetime, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made = endpoint(kiln, receiver.url)
    old, young, waiting = (write(made) for _ in range(3))
    Delivery.objects.exclude(pk=waiting.pk).update(status="delivered", next_attempt_at=None, settled_at=at)
    Delivery.objects.filter(pk=old.pk).update(settled_at=at - timedelta(days=31))
    Attempt.objects.create(delivery=old, attempted_at=at, status_code=200, duration_ms=3)

    assert tasks.forget_settled() == 1

    assert {found.pk for found in made.deliveries} == {young.pk, waiting.pk}


def test_a_vendor_without_endpoints_costs_the_relay_one_query_an_event(
    kiln: Any, at: datetime, settings: Any, drain: Any, django_assert_num_queries: Any
) -> None:
    record = OutboxRecord(1, "orders.placed", "x", kiln.pk, 1, {"order_id": "x"}, at)
    with django_assert_num_queries(1):
        announce(record)


def test_one_task_at_a_time_sends_to_an_endpoint(
    kiln: Any, at: datetime, endpoint: Any, receiver: Receiver, write: Any
) -> None:
    made: Made = endpoint(kiln, receiver.url)
    write(made)
    with transaction.atomic():
        lease = operations.claim(made.row.pk, at=at)
        assert lease is not None
        assert operations.claim(made.row.pk, at=at) is None

    assert tasks.deliver(made.row.pk) == 0
    assert receiver.messages == []
    assert (lease - at).total_seconds() > sender.TIMEOUT_S + tasks.BURST_S
    with transaction.atomic():
        operations.release(made.row.pk, lease=lease)
    assert tasks.deliver(made.row.pk) == 1
