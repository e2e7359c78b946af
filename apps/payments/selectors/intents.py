"""Payments · reading intents · public schema."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from apps.common.errors import NotFound
from apps.common.reading import read
from apps.payments import rules
from apps.payments.gateways.registry import default_gateway
from apps.payments.gateways.stripe_amounts import SMALLEST, step
from apps.payments.models import Attempt, Callback, Intent, Operation
from apps.payments.types import ActionKind, AttemptStatus, IntentView, PaymentAction, PaymentMethod, Reach

_INTENT = "SELECT {intent} FROM payments_intent intent WHERE public_id = %s"


def intent(public_id: UUID) -> IntentView:
    """An intent with its sums.

    Raises:
        NotFound: there is none.
    """
    found = read(_INTENT, [public_id], intent=Intent)
    if not found:
        raise NotFound()
    view: IntentView = found[0][0].view()
    return view


def action(intent_id: UUID) -> PaymentAction | None:
    """What the buyer of an open intent has to do next; None where nothing waits for the buyer. One query."""
    attempt = (
        Attempt.objects.select_related("intent")
        .filter(intent__public_id=intent_id, status=AttemptStatus.LIVE)
        .exclude(reference="")
        .first()
    )
    if attempt is None:
        return None
    shown, row = attempt.shown or {}, attempt.intent
    return PaymentAction(
        method=PaymentMethod(attempt.method),
        kind=ActionKind(attempt.action),
        url=attempt.url,
        qr=shown.get("qr", ""),
        instructions=shown.get("instructions", {}),
        amount=row.money(row.amount),
        missing=row.money(max(row.amount - attempt.received, 0)),
        closes_at=attempt.closes_at,
    )


def card_facts(intent_id: UUID) -> dict[str, str]:
    """What the provider told of the card that paid: fingerprint, brand, country, bin, last4; empty for other ways."""
    rows = Attempt.objects.filter(intent__public_id=intent_id, status=AttemptStatus.AUTHORISED)
    return rows.values_list("card", flat=True).first() or {}


def reach(intent_id: UUID) -> Reach:
    """How far refunds of a payment reach just now. Two queries.

    Raises:
        NotFound: there is none.
    """
    row = Intent.objects.filter(public_id=intent_id).first()
    if row is None:
        raise NotFound()
    paid = Attempt.objects.filter(intent=row, status=AttemptStatus.AUTHORISED).order_by("id").values("pk")[:1]
    done = list(Operation.objects.filter(attempt__in=paid).values_list("kind", "state", "amount"))
    return Reach(row.money(rules.left_to_refund(done)), row.money(rules.sums_of(done).voided))


def charge_step(currency: str) -> Decimal:
    """The smallest difference between two amounts that the gateway in use can charge."""
    return step(currency) if default_gateway() == "stripe" else Decimal(0)


def least_charge(currency: str) -> Decimal:
    """The least amount that the gateway in use charges."""
    return SMALLEST.get(currency, Decimal(0)) if default_gateway() == "stripe" else Decimal(0)


def intents() -> QuerySet[Intent]:
    """Every payment, to be narrowed and cut by who shows them."""
    return Intent.objects.all()


def record(public_id: UUID) -> tuple[Intent, list[Attempt], list[Callback]]:
    """A payment with its attempts and what was asked of the provider, and the provider's messages. Four queries.

    Raises:
        NotFound: there is none.
    """
    row = Intent.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    attempts = Attempt.objects.filter(intent=row).prefetch_related("operations").order_by("pk")
    return row, list(attempts), list(Callback.objects.filter(intent_id=public_id).order_by("pk"))
