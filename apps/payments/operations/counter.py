"""Payments · money that a seller takes in its own shop, written down as it is taken · public schema.

Nobody is called, so all of it is one transaction with the sale.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from djmoney.money import Money

from apps.common.transactions import transaction_required
from apps.payments.gateways import registry
from apps.payments.models import Operation
from apps.payments.types import IntentRef, PaymentMethod, PaymentPage

from .effects import take_effect
from .intents import locked, open_intent
from .requests import request_capture
from .state import note_opened, resolve
from .verifying import record


@transaction_required
def promise_at_counter(
    *, session_id: UUID, version: int, amount: Money, vendor_id: int, language: str, email: str, at: datetime
) -> IntentRef:
    """State that a seller takes `amount` in its shop for a sale; `take_at_counter` follows once the sale stands.

    Raises:
        AmountNotChargeable: there is nothing to pay.
    """
    page = PaymentPage(
        items=(),
        success_url="",
        cancel_url="",
        language=language,
        email=email,
        description="",
        closes_at=at + timedelta(minutes=1),
        method=PaymentMethod.COUNTER,
        held_by=vendor_id,
    )
    intent = open_intent(session_id=session_id, version=version, amount=amount, page=page, at=at)
    gateway = registry.gateway(registry.gateway_of(page.method))
    started = gateway.start(intent.public_id, amount, page, key=str(intent.public_id))
    note_opened(intent.opened, started, at=at)
    record(intent.public_id, intent.opened.pk, gateway.query(started.reference), at=at)
    return intent


@transaction_required
def take_at_counter(intent_id: UUID, *, purchase_id: UUID, at: datetime) -> None:
    """Book the money of a purchase as taken by its seller. Twice is once."""
    operation_id = request_capture(intent_id, purchase_id=purchase_id, at=at)
    if operation_id is not None:
        _done(intent_id, operation_id, at=at)


@transaction_required
def give_back_at_counter(intent_id: UUID, operation_id: UUID, *, at: datetime) -> None:
    """Book a refund that was asked for as given back by the seller. Twice is once."""
    _done(intent_id, operation_id, at=at)


def _done(intent_id: UUID, operation_id: UUID, *, at: datetime) -> None:
    intent = locked(intent_id)
    pk = Operation.objects.values_list("pk", flat=True).get(public_id=operation_id)
    before = Operation.objects.values_list("resolved_at", flat=True).get(pk=pk)
    operation = resolve(pk, "succeed", at=at, reference=str(operation_id))
    if before is None:
        take_effect(intent, operation, at=at)
