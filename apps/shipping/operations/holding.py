"""Shipping · nothing of an order leaves while the marketplace looks at it · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.shipping.errors import ShipmentHeld
from apps.shipping.models import Fulfilment


@transaction_required
def hold_for_order(order_id: UUID, *, at: datetime) -> None:
    """Keep an order's fulfilments in the house."""
    Fulfilment.objects.filter(order_id=order_id, held_at__isnull=True).update(held_at=at)


@transaction_required
def release_for_order(order_id: UUID) -> None:
    """Let an order's fulfilments go on."""
    Fulfilment.objects.filter(order_id=order_id).update(held_at=None)


def require_free(row: Fulfilment) -> None:
    """Let a step go on only where nothing holds the fulfilment.

    Raises:
        ShipmentHeld: its order is looked at.
    """
    if row.held_at is not None:
        raise ShipmentHeld()
