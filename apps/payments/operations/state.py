"""Payments · recording what an operation came to · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.payments import rules
from apps.payments.models import Intent, Operation
from apps.payments.types import OperationState


def resolve(operation_pk: int, event: str, *, at: datetime, reference: str = "", problem: str = "") -> Operation:
    """Lock an operation and move it by its table ("succeed", "fail", "wait", "lose"); a resolved one stays as it is."""
    operation = Operation.objects.select_for_update().get(pk=operation_pk)
    if operation.state in rules.OPEN_OPERATIONS:
        move(operation, event, at=at, reference=reference, problem=problem)
    return operation


def note_waiting(operation: Operation, *, at: datetime) -> None:
    """Note that an operation waits for its outcome, unless that has come since `operation` was read. One statement."""
    if operation.state not in rules.OPEN_OPERATIONS:
        return
    tries = operation.tries + 1
    Operation.objects.filter(pk=operation.pk, state=operation.state).update(
        state=rules.OPERATION.next(OperationState(operation.state), "wait"),
        problem="",
        tries=tries,
        due_at=at + rules.pause_after(tries),
    )


def move(operation: Operation, event: str, *, at: datetime, reference: str = "", problem: str = "") -> None:
    """Move a locked operation by its table and save it. One that waits is looked at again after a growing pause."""
    operation.state = rules.OPERATION.next(OperationState(operation.state), event)
    operation.reference = reference or operation.reference
    operation.problem = problem
    if event in ("succeed", "fail"):
        operation.resolved_at = at
    else:
        operation.tries += 1
        operation.due_at = at + rules.pause_after(operation.tries)
    operation.save()


def settle_sums(intent: Intent, known: Sequence[Operation] | None = None) -> None:
    """Set the intent's sums to what its succeeded operations add up to. Not saved.

    `known` are all of its operations where the caller holds them, locked and as they are now.
    """
    if known is None:
        rows = list(Operation.objects.filter(attempt__intent=intent).values_list("kind", "state", "amount"))
    else:
        rows = [(one.kind, one.state, one.amount) for one in known]
    sums = rules.sums_of(rows)
    intent.authorised, intent.captured = sums.authorised, sums.captured
    intent.voided, intent.refunded = sums.voided, sums.refunded
