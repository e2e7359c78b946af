"""Payments · what follows from others' news · public schema."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.common.clock import now
from apps.outbox.types import OutboxRecord

from . import operations

log = logging.getLogger(__name__)


def capture(record: OutboxRecord) -> None:
    """A purchase stands and nothing speaks against its payment: take the money.

    The call itself is a task; should the broker lose it, beat finds it.
    """
    operation_id = operations.request_capture(
        UUID(record.payload["intent_id"]), purchase_id=UUID(record.payload["purchase_id"]), at=now()
    )
    if operation_id is not None:
        transaction.on_commit(lambda: _nudge(operation_id))


def _nudge(operation_id: UUID) -> None:
    if current_app.conf.task_always_eager:
        return
    try:
        current_app.send_task("payments.perform_operation", args=[str(operation_id)])
    except OperationalError:
        log.warning("The broker does not answer; operation %s waits for beat.", operation_id)
