"""Payments · transition tables, keys and back-off: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.common.machines import Machine

from .types import AttemptStatus, IntentStatus, OperationKind, OperationState

I, O = IntentStatus, OperationState  # noqa: E741

INTENT = Machine(
    "payment",
    {
        (I.CREATED, "start"): I.PENDING,
        (I.PENDING, "start"): I.PENDING,
        (I.CREATED, "authorise"): I.AUTHORISED,
        (I.PENDING, "authorise"): I.AUTHORISED,
        (I.AUTHORISED, "capture"): I.CAPTURED,
        (I.AUTHORISED, "void"): I.VOIDED,
        (I.CREATED, "cancel"): I.CANCELLED,
        (I.PENDING, "cancel"): I.CANCELLED,
        (I.CREATED, "expire"): I.EXPIRED,
        (I.PENDING, "expire"): I.EXPIRED,
        (I.CREATED, "conflict"): I.CONFLICTED,
        (I.PENDING, "conflict"): I.CONFLICTED,
        (I.CONFLICTED, "conflict"): I.CONFLICTED,
        (I.CONFLICTED, "authorise"): I.AUTHORISED,
    },
)

OPERATION = Machine(
    "payment operation",
    {
        (O.REQUESTED, "wait"): O.PENDING,
        (O.REQUESTED, "succeed"): O.SUCCEEDED,
        (O.REQUESTED, "fail"): O.FAILED,
        (O.REQUESTED, "lose"): O.UNKNOWN,
        (O.PENDING, "wait"): O.PENDING,
        (O.PENDING, "succeed"): O.SUCCEEDED,
        (O.PENDING, "fail"): O.FAILED,
        (O.PENDING, "lose"): O.UNKNOWN,
        (O.UNKNOWN, "wait"): O.PENDING,
        (O.UNKNOWN, "succeed"): O.SUCCEEDED,
        (O.UNKNOWN, "fail"): O.FAILED,
        (O.UNKNOWN, "lose"): O.UNKNOWN,
    },
)

ATTEMPT = Machine(
    "payment attempt",
    {
        (AttemptStatus.LIVE, "authorise"): AttemptStatus.AUTHORISED,
        (AttemptStatus.LIVE, "fail"): AttemptStatus.FAILED,
        (AttemptStatus.LIVE, "close"): AttemptStatus.CLOSED,
        (AttemptStatus.CLOSED, "authorise"): AttemptStatus.AUTHORISED,
        (AttemptStatus.CLOSED, "close"): AttemptStatus.CLOSED,
        (AttemptStatus.CLOSED, "fail"): AttemptStatus.FAILED,
    },
)

OPEN_INTENTS = (I.CREATED, I.PENDING)
OPEN_OPERATIONS = (O.REQUESTED, O.PENDING, O.UNKNOWN)
LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_CALL = timedelta(seconds=20)
"""A call that was begun so long ago has ended, or whoever made it is dead."""


@dataclass(frozen=True)
class Sums:
    """What succeeded operations add up to, in minor units."""

    authorised: int = 0
    captured: int = 0
    voided: int = 0
    refunded: int = 0

    @property
    def is_sound(self) -> bool:
        """0 ≤ refunded ≤ captured, and captured and voided together ≤ authorised."""
        return 0 <= self.refunded <= self.captured and self.captured + self.voided <= self.authorised


_FIELD = {
    OperationKind.AUTHORISE: "authorised",
    OperationKind.CAPTURE: "captured",
    OperationKind.VOID: "voided",
    OperationKind.REFUND: "refunded",
}


def sums_of(operations: Iterable[tuple[str, str, int]]) -> Sums:
    """The sums of (kind, state, minor units); what has not succeeded does not count."""
    totals = dict.fromkeys(_FIELD.values(), 0)
    for kind, state, units in operations:
        if state == O.SUCCEEDED and kind in _FIELD:
            totals[_FIELD[OperationKind(kind)]] += units
    return Sums(**totals)


def operation_key(attempt_id: UUID, kind: OperationKind, sequence: int) -> str:
    """The idempotency key that goes to the provider, the same on every try."""
    return f"{attempt_id}:{kind.value}:{sequence}"


def pause_after(tries: int) -> timedelta:
    """How long to leave an operation alone after `tries` tries: 10 s at first, doubling, at most half an hour."""
    return min(timedelta(seconds=10 * 2 ** min(max(tries - 1, 0), 12)), LONGEST_PAUSE)
