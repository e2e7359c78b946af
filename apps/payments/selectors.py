"""Payments · reading intents · public schema."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from apps.common.errors import NotFound

from .gateways.registry import default_gateway
from .gateways.stripe_amounts import step
from .models import Attempt, Callback, Intent
from .types import IntentView


def intent(public_id: UUID) -> IntentView:
    """An intent with its sums.

    Raises:
        NotFound: there is none.
    """
    row = Intent.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    return row.view()


def charge_step(currency: str) -> Decimal:
    """The smallest difference between two amounts that the gateway in use can charge."""
    return step(currency) if default_gateway() == "stripe" else Decimal(0)


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
