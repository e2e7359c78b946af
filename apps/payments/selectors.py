"""Payments · reading intents · public schema."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from apps.common.errors import NotFound

from .gateways.registry import default_gateway
from .gateways.stripe_amounts import step
from .models import Intent
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
