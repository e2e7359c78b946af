"""Webhooks · sending what is due · public schema."""

from __future__ import annotations

import logging
import random
import time

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations, selectors, sender
from .rules import messages

log = logging.getLogger(__name__)

BURST_S = 45  # how long one task sends: with a last exchange of fifteen seconds it ends well within its lease
ENDPOINTS = 200


def wake(endpoint_id: int) -> None:
    """Ask the worker to send to an endpoint now. Should the broker lose this, beat finds the endpoint."""
    if current_app.conf.task_always_eager:
        return
    try:
        deliver.delay(endpoint_id)
    except OperationalError:
        log.warning("The broker does not answer; the messages to endpoint %s wait for beat.", endpoint_id)


@public_task("webhooks.deliver_due")
def deliver_due() -> int:
    """Start a task for each endpoint that has something due and that nobody sends to."""
    found = selectors.with_due(at=now(), limit=ENDPOINTS)
    for endpoint_id in found:
        deliver.delay(endpoint_id)
    return len(found)


@public_task("webhooks.deliver")
def deliver(endpoint_id: int) -> int:
    """Send to one endpoint what is due, oldest first, one at a time; how many attempts were made."""
    with transaction.atomic():
        lease = operations.claim(endpoint_id, at=now())
    if lease is None:
        return 0
    count, ends = 0, time.monotonic() + BURST_S
    try:
        while time.monotonic() < ends:
            with transaction.atomic():
                sending = operations.next_sending(endpoint_id, lease=lease, at=now())
            if sending is None:
                break
            signed = messages.headers(sending.message_id, body=sending.body, secrets=sending.secrets, at=now())
            outcome = sender.post(
                sending.url, body=sending.body, headers=signed, allows_loopback=settings.WEBHOOKS_ALLOW_LOOPBACK
            )
            with transaction.atomic():
                operations.settle(sending.delivery_id, outcome, jitter=random.random(), at=now())  # noqa: S311
            count += 1
    finally:
        with transaction.atomic():
            operations.release(endpoint_id, lease=lease)
    if selectors.has_due(endpoint_id, at=now()):
        wake(endpoint_id)
    return count


@public_task("webhooks.forget_settled")
def forget_settled() -> int:
    """Delete messages that were settled a month ago."""
    with transaction.atomic():
        return operations.forget_settled(at=now())
