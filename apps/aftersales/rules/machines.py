"""Aftersales · the machines of returns, exchanges, claims and remedies, and who has to act in which state: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from apps.aftersales.types import ClaimStatus as C
from apps.aftersales.types import ExchangeStatus as X
from apps.aftersales.types import RemedyStatus as M
from apps.aftersales.types import ReturnStatus as R
from apps.common.machines import Machine
from apps.remedies.types import CaseOwner as O

RETURN: Machine[R] = Machine(
    "return",
    {
        (R.REQUESTED, "approve"): R.APPROVED,
        (R.REQUESTED, "waive"): R.INSPECTED,
        (R.REQUESTED, "refuse"): R.REFUSED,
        (R.REQUESTED, "call_off"): R.CANCELLED,
        (R.APPROVED, "send"): R.IN_TRANSIT,
        (R.APPROVED, "reach_hub"): R.AT_HUB,
        (R.APPROVED, "receive"): R.RECEIVED,
        (R.APPROVED, "waive"): R.INSPECTED,
        (R.APPROVED, "call_off"): R.CANCELLED,
        (R.APPROVED, "expire"): R.EXPIRED,
        (R.IN_TRANSIT, "reach_hub"): R.AT_HUB,
        (R.IN_TRANSIT, "receive"): R.RECEIVED,
        (R.IN_TRANSIT, "lose"): R.INSPECTED,
        (R.AT_HUB, "forward"): R.FORWARDED,
        (R.AT_HUB, "receive"): R.RECEIVED,
        (R.FORWARDED, "receive"): R.RECEIVED,
        (R.RECEIVED, "inspect"): R.INSPECTED,
        (R.INSPECTED, "inspect"): R.INSPECTED,
        (R.INSPECTED, "settle"): R.SETTLED,
        (R.INSPECTED, "ask"): R.UNPAID,
        (R.UNPAID, "end"): R.SETTLED,
        (R.UNPAID, "reopen"): R.INSPECTED,
        (R.REFUSED, "dispute"): R.DISPUTED,
        (R.SETTLED, "dispute"): R.DISPUTED,
        (R.SETTLED, "reopen"): R.INSPECTED,
        (R.DISPUTED, "uphold"): R.CLOSED,
        (R.DISPUTED, "admit"): R.APPROVED,
        (R.DISPUTED, "grant"): R.CLOSED,
    },
)

EXCHANGE: Machine[X] = Machine(
    "exchange",
    {
        (X.WANTED, "send"): X.SENT,
        (X.WANTED, "drop"): X.DROPPED,
        (X.WANTED, "ask"): X.ASKED,
        (X.ASKED, "send"): X.SENT,
        (X.ASKED, "drop"): X.DROPPED,
        (X.SENT, "drop"): X.DROPPED,
    },
)

CLAIM: Machine[C] = Machine(
    "claim",
    {
        (C.OPEN, "submit"): C.SUBMITTED,
        (C.OPEN, "close"): C.CLOSED,
        (C.SUBMITTED, "ask"): C.OPEN,
        (C.SUBMITTED, "accept"): C.ACCEPTED,
        (C.SUBMITTED, "reject"): C.REJECTED,
        (C.SUBMITTED, "close"): C.CLOSED,
        (C.REJECTED, "submit"): C.SUBMITTED,
        (C.REJECTED, "close"): C.CLOSED,
        (C.ACCEPTED, "pay"): C.PAID,
    },
)

REMEDY: Machine[M] = Machine(
    "remedy",
    {
        (M.PENDING, "refund"): M.REFUNDED,
        (M.PENDING, "resend"): M.RESENT,
        (M.PENDING, "refuse"): M.REFUSED,
        (M.RESENT, "reopen"): M.PENDING,
        (M.REFUSED, "dispute"): M.DISPUTED,
        (M.DISPUTED, "refund"): M.REFUNDED,
        (M.DISPUTED, "uphold"): M.UPHELD,
    },
)

OVER = frozenset({R.SETTLED, R.REFUSED, R.CANCELLED, R.EXPIRED, R.CLOSED})
CLAIM_OVER = frozenset({C.PAID, C.CLOSED})

# Who acts in a state, and within how many days; none where nobody can be made to hurry.
_RETURN: Mapping[R, tuple[O, int | None]] = {
    R.REQUESTED: (O.VENDOR, 3),
    R.APPROVED: (O.BUYER, 30),
    R.IN_TRANSIT: (O.CARRIER, None),
    R.AT_HUB: (O.MARKETPLACE, 14),
    R.FORWARDED: (O.CARRIER, None),
    R.RECEIVED: (O.VENDOR, 5),
    R.INSPECTED: (O.VENDOR, 2),
    R.UNPAID: (O.BUYER, 7),
    R.DISPUTED: (O.MARKETPLACE, 7),
}
_REMEDY_DAYS = 3
_DISPUTE_DAYS = 7


def return_owner(status: R, *, since: datetime) -> tuple[O, datetime | None]:
    """Who has to act on a return that stands there since then, and until when."""
    owner, days = _RETURN.get(status, (O.NOBODY, None))
    return owner, None if days is None else since + timedelta(days=days)


def claim_owner(status: C, remedy: M, *, since: datetime, deadline: datetime | None) -> tuple[O, datetime | None]:
    """Who has to act on a claim: what the buyer waits for comes first; `deadline` is the carrier's."""
    if remedy is M.DISPUTED:
        return O.MARKETPLACE, since + timedelta(days=_DISPUTE_DAYS)
    if remedy is M.PENDING:
        return O.VENDOR, since + timedelta(days=_REMEDY_DAYS)
    if status in (C.OPEN, C.REJECTED):
        return O.VENDOR, deadline
    if status in (C.SUBMITTED, C.ACCEPTED):
        return O.CARRIER, None
    return O.NOBODY, None


def is_claim_over(status: C, remedy: M) -> bool:
    """Whether nothing can happen to a claim any more, but for a buyer who disputes a refusal."""
    return status in CLAIM_OVER and remedy not in (M.PENDING, M.DISPUTED)
