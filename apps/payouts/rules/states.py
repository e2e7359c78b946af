"""Payouts · transition tables: pure. The migration repeats the payout's table as a trigger."""

from __future__ import annotations

from apps.common.machines import Machine
from apps.payouts.types import BatchStatus, PayoutStatus

P, B = PayoutStatus, BatchStatus

PAYOUT = Machine(
    "payout",
    {
        (P.DRAFT, "approve"): P.APPROVED,
        (P.DRAFT, "cancel"): P.CANCELLED,
        (P.APPROVED, "send"): P.SENT,
        (P.APPROVED, "fail"): P.FAILED,
        (P.APPROVED, "pay"): P.PAID,
        (P.SENT, "pay"): P.PAID,
        (P.SENT, "fail"): P.FAILED,
        (P.SENT, "return"): P.RETURNED,
        (P.PAID, "return"): P.RETURNED,
    },
)

BATCH = Machine(
    "payment file",
    {
        (B.MADE, "approve"): B.APPROVED,
        (B.MADE, "cancel"): B.CANCELLED,
        (B.APPROVED, "send"): B.SENT,
        (B.APPROVED, "reject"): B.REJECTED,
        (B.SENT, "reject"): B.REJECTED,
    },
)

UNDER_WAY = (P.APPROVED, P.SENT)
REFUSED = (P.FAILED, P.RETURNED)
