"""Payments · writing down that a page is to be opened, before anybody is called · public schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.common.money import as_wire, from_wire
from apps.common.transactions import transaction_required
from apps.common.writing import insert_together
from apps.payments import rules
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import AttemptStatus, Item, OperationKind, PaymentMethod, PaymentPage

from .requests import add_operation, drafted_first


@transaction_required
def new_attempt(intent: Intent, page: PaymentPage, *, at: datetime) -> tuple[Attempt, Operation]:
    """The attempt that a page of the provider is, with what the page shall say, and its authorisation."""
    operation = drafted_attempt(intent, page, at=at)
    insert_together([operation.attempt, operation])
    return operation.attempt, operation


def drafted_attempt(intent: Intent, page: PaymentPage, *, at: datetime) -> Operation:
    """The rows of `new_attempt`, for a caller that writes them with their intent: the authorisation, its attempt."""
    attempt = Attempt(
        intent=intent,
        gateway=intent.gateway,
        method=page.method,
        request=_page_json(page),
        closes_at=page.closes_at,
        created_at=at,
    )
    return drafted_first(attempt, OperationKind.AUTHORISE, intent.money(intent.amount), reason="page", at=at)


@transaction_required
def close_attempt(attempt: Attempt, intent: Intent, *, reason: str, at: datetime) -> None:
    """Stop waiting on a live attempt, and have the provider close its page. Money that comes all the same goes back."""
    attempt.status = rules.ATTEMPT.next(AttemptStatus(attempt.status), "close")
    attempt.save(update_fields=["status"])
    if attempt.reference:
        add_operation(attempt, OperationKind.CLOSE, intent.money(intent.amount), reason=reason, at=at)


def page_of(attempt: Attempt) -> PaymentPage:
    """What an attempt's page was to say."""
    value = attempt.request
    return PaymentPage(
        **{
            **value,
            "items": tuple(Item(name, from_wire(amount)) for name, amount in value["items"]),
            "closes_at": datetime.fromisoformat(value["closes_at"]),
            "method": PaymentMethod(value.get("method", PaymentMethod.CARD)),
        }
    )


def _page_json(page: PaymentPage) -> dict[str, Any]:
    return {
        **page.__dict__,
        "items": [[item.name, as_wire(item.amount)] for item in page.items],
        "closes_at": page.closes_at.isoformat(),
    }
