"""Payments · writing down that a page is to be opened, before anybody is called · public schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.common.money import as_wire
from apps.common.transactions import transaction_required
from apps.common.writing import insert_together
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import OperationKind, PaymentPage

from .requests import drafted_first


@transaction_required
def new_attempt(intent: Intent, page: PaymentPage, *, at: datetime) -> tuple[Attempt, Operation]:
    """The attempt that a page of the provider is, with what the page shall say, and its authorisation."""
    operation = drafted_attempt(intent, page, at=at)
    insert_together([operation.attempt, operation])
    return operation.attempt, operation


def drafted_attempt(intent: Intent, page: PaymentPage, *, at: datetime) -> Operation:
    """The rows of `new_attempt`, for a caller that writes them with their intent: the authorisation, its attempt."""
    attempt = Attempt(
        intent=intent, gateway=intent.gateway, request=_page_json(page), closes_at=page.closes_at, created_at=at
    )
    return drafted_first(attempt, OperationKind.AUTHORISE, intent.money(intent.amount), reason="page", at=at)


def _page_json(page: PaymentPage) -> dict[str, Any]:
    return {
        **page.__dict__,
        "items": [[item.name, as_wire(item.amount)] for item in page.items],
        "closes_at": page.closes_at.isoformat(),
    }
