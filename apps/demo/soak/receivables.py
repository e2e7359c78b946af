"""Demo · buyers' accounts after a soak: of each payment nothing is left but what is still to be paid back."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.checkout.models import Purchase, Refund
from apps.checkout.types.refunds import RefundKind, RefundStatus
from apps.common.money import from_minor, to_minor
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import selectors as payments
from apps.payments.types import AttemptStatus, OperationKind, OperationState

from . import gifts
from .findings import Finding

CARRIED_OUT = (RefundStatus.REQUESTED, RefundStatus.PAID, RefundStatus.FAILED)
_SHOWN = 5
_RETURNS = (OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.REFUND_BOUNCED)
_Sums = dict[tuple[UUID, str], int]


def findings() -> list[Finding]:
    """The sums by currency, and the payments that are off."""
    books, owed = _in_the_books(), _still_owed()
    off = [
        f"payment {key[0]}: {from_minor(books[key], key[1])}, not {from_minor(owed[key], key[1])}"
        for key in sorted({*books, *owed}, key=str)
        if books[key] != owed[key]
    ]
    return [
        *(
            Finding(
                f"buyers {code}: books, and what is still to be paid back",
                str(from_minor(_total(books, code), code).amount),
                str(from_minor(_total(owed, code), code).amount),
            )
            for code in sorted({code for _, code in {*books, *owed}})
        ),
        Finding(f"buyers' accounts that are off ({len(off)})", "; ".join(off[:_SHOWN]) or "none", "none"),
    ]


def _in_the_books() -> _Sums:
    """What is on buyers' accounts, by payment and currency, in minor units."""
    intents = dict(Purchase.objects.values_list("public_id", "intent_id")) | gifts.intents()
    operations = {
        str(public_id): intent
        for public_id, intent in payments.operations().order_by().values_list("public_id", "attempt__intent__public_id")
    }
    sums: _Sums = defaultdict(int)
    rows = ledger.postings().filter(account__code=AccountCode.BUYER_RECEIVABLE).order_by()
    for key, purchase, code, units in rows.values_list(
        "journal__idempotency_key", "journal__purchase_id", "currency", "amount"
    ):
        intent = intents[purchase] if purchase in intents else operations[key.partition(":")[2]]
        sums[intent, code] += units
    return sums


def _still_owed() -> _Sums:
    """What follows from refunds that are to be paid, and from what was released and not taken back yet."""
    sums: _Sums = defaultdict(int)
    rows = Refund.objects.filter(status__in=CARRIED_OUT).exclude(kind=RefundKind.CHARGEBACK).order_by()
    for intent, code, amount, credited, tendered, status in rows.values_list(
        "part__purchase__intent_id", "currency", "amount", "credited", "tendered", "status"
    ):
        paid = Decimal(0) if status == RefundStatus.FAILED else tendered
        sums[intent, code] -= to_minor(Money(amount - credited - paid, code))
    released = payments.operations().filter(
        kind=OperationKind.VOID, state=OperationState.SUCCEEDED, attempt__status=AttemptStatus.AUTHORISED,
        attempt__intent__purchase_id__isnull=False,
    )  # fmt: skip
    for intent, code, units in released.order_by().values_list("attempt__intent__public_id", "currency", "amount"):
        sums[intent, code] += units
    for key, units in [*_not_returned().items(), *gifts.still_owed().items()]:
        sums[key] -= units
    return sums


def _not_returned() -> _Sums:
    """What came too much, twice or for a checkout that had ended, and has not gone back: its return failed."""
    sums: _Sums = defaultdict(int)
    rows = payments.operations().filter(state=OperationState.SUCCEEDED, kind__in=_RETURNS).order_by("attempt", "id")
    facts = rows.select_related("attempt__intent")
    for attempt, group in groupby(facts, key=lambda row: row.attempt):
        done, intent = list(group), attempt.intent
        is_sold = attempt.status == AttemptStatus.AUTHORISED and intent.purchase_id is not None
        back = {str(one.public_id): one.amount for one in done if _is_return(one, is_sold=is_sold)}
        for one in done:
            if one.kind == OperationKind.REFUND_BOUNCED:
                back.pop(one.idempotency_key.rpartition(":")[2], None)
        taken = sum(one.amount for one in done if one.kind == OperationKind.CAPTURE)
        due = max(taken - intent.amount, 0) if is_sold else taken
        sums[intent.public_id, intent.currency] += due - sum(back.values())
    return sums


def _is_return(operation: Any, *, is_sold: bool) -> bool:
    """Whether a refund gives back what was no purchase's."""
    return operation.kind == OperationKind.REFUND and (not is_sold or operation.reason == "overpaid")


def _total(sums: _Sums, code: str) -> int:
    return sum(units for (_, currency), units in sums.items() if currency == code)
