"""Payments · recording what an operation came to · public schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from apps.common.prepared import execute
from apps.common.writing import update_together
from apps.payments import rules
from apps.payments.gateways.port import Started
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import OperationState

OPERATION_MOVED = ("state", "reference", "problem", "tries", "due_at", "resolved_at")
_OPENED = """
    WITH opened AS (
        UPDATE payments_attempt SET reference = %(reference)s, url = %(url)s, action = %(action)s, shown = %(shown)s
        WHERE id = %(attempt)s
    )
    UPDATE payments_operation SET state = %(state)s, problem = '', tries = %(tries)s, due_at = %(due_at)s
    WHERE id = %(operation)s AND state = %(before)s
"""


def resolve(operation_pk: int, event: str, *, at: datetime, reference: str = "", problem: str = "") -> Operation:
    """Lock an operation and move it by its table ("succeed", "fail", "wait", "lose"); a resolved one stays as it is."""
    operation = Operation.objects.select_for_update().get(pk=operation_pk)
    if operation.state in rules.OPEN_OPERATIONS:
        move(operation, event, at=at, reference=reference, problem=problem)
    return operation


def note_opened(operation: Operation, started: Started, *, at: datetime) -> None:
    """Note where an authorisation is to be given, and that it waits for its outcome, unless that has come meanwhile.

    One statement; `operation` is as it was read, with its attempt.
    """
    shown = None
    if started.qr or started.instructions:
        shown = {"qr": started.qr, "instructions": dict(started.instructions)}
    if operation.state not in rules.OPEN_OPERATIONS:
        Attempt.objects.filter(pk=operation.attempt_id).update(
            reference=started.reference, url=started.url, action=started.action, shown=shown
        )
        return
    tries = operation.tries + 1
    waits = rules.OPERATION.next(OperationState(operation.state), "wait")
    facts: dict[str, Any] = {
        "attempt": operation.attempt_id,
        "reference": started.reference,
        "url": started.url,
        "action": str(started.action),
        "shown": json.dumps(shown) if shown else None,
        "operation": operation.pk,
        "before": str(operation.state),
        "state": str(waits),
        "tries": tries,
        "due_at": at + rules.pause_after(tries),
    }
    with connection.cursor() as cursor:
        execute(cursor, _OPENED, facts)


def move(operation: Operation, event: str, *, at: datetime, reference: str = "", problem: str = "") -> None:
    """Move a locked operation by its table and save it. One that waits is looked at again after a growing pause."""
    moved(operation, event, at=at, reference=reference, problem=problem)
    update_together((operation, OPERATION_MOVED))


def wait_for_buyer(operation: Operation, *, at: datetime) -> None:
    """Note that the provider was asked and that nobody has paid yet: however often, the next look follows the age."""
    operation.state = rules.OPERATION.next(OperationState(operation.state), "wait")
    operation.tries += 1
    operation.due_at = at + rules.look_after(at - operation.requested_at)
    update_together((operation, OPERATION_MOVED))


def moved(operation: Operation, event: str, *, at: datetime, reference: str = "", problem: str = "") -> None:
    """As `move`, for a caller that writes OPERATION_MOVED itself."""
    operation.state = rules.OPERATION.next(OperationState(operation.state), event)
    operation.reference = reference or operation.reference
    operation.problem = problem
    if event in ("succeed", "fail"):
        operation.resolved_at = at
    else:
        operation.tries += 1
        operation.due_at = at + rules.pause_after(operation.tries)


def settle_sums(intent: Intent, known: Sequence[Operation] | None = None) -> rules.Sums:
    """Set the intent's sums to what its succeeded operations add up to; returns them. Not saved.

    `known` are all of its operations where the caller holds them, locked and as they are now.
    """
    if known is None:
        rows = list(Operation.objects.filter(attempt__intent=intent).values_list("kind", "state", "amount"))
    else:
        rows = [(one.kind, one.state, one.amount) for one in known]
    sums = rules.sums_of(rows)
    intent.authorised, intent.captured = sums.authorised, sums.captured
    intent.voided, intent.refunded = sums.voided, sums.refunded
    intent.disputed, intent.charged_back = sums.disputed, sums.charged_back
    return sums
