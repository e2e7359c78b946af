"""Checkout · an order that its vendor did not confirm in time · public schema, and the vendor's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django_tenants.utils import tenant_context

from apps.checkout.models import PurchasePart
from apps.checkout.types import PartStatus
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.orders import operations as orders
from apps.orders import selectors as order_reads

from .refunds import lock_purchase, refund


@transaction_required
def lapse(order_id: UUID, *, at: datetime) -> bool:
    """Cancel an order that was not confirmed in time: the goods are on sale again and the money goes back, together.

    One that the marketplace looks at, or that was confirmed meanwhile, stays; whether it was cancelled.

    Raises:
        NotCaptured, PaidElsewhere, RefundHeld: the money cannot go back now. Nothing is written.
    """
    lock_purchase(order_id)
    part = PurchasePart.objects.select_related("purchase", "vendor").get(order_id=order_id)
    with tenant_context(part.vendor):
        if part.status != PartStatus.PLACED or not order_reads.is_to_confirm(order_id):
            return False
        with translation.override(part.purchase.language):
            reason = _("The seller did not confirm the order in time.")
        orders.cancel(order_id, reason=reason, at=at, by=SYSTEM)
    refund(order_id, wish=RefundWish(RefundKind.WHOLE, RefundReason.CANCELLED), key="cancelled", at=at)
    return True
