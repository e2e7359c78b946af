"""Checkout · how the payment of one vendor's order stands, as that vendor may know it · public schema."""

from __future__ import annotations

from uuid import UUID

from apps.checkout.models import PurchasePart
from apps.checkout.types.payments import PartPayment
from apps.payments import selectors as payments


def payment_of_order(order_id: UUID, *, vendor_id: int) -> PartPayment | None:
    """The payment behind a vendor's order, with the vendor's own part of it; None where there is none. Three queries.

    What siblings sold, and what the whole came to, is not in it.
    """
    part = PurchasePart.objects.select_related("purchase").filter(order_id=order_id, vendor_id=vendor_id).first()
    if part is None:
        return None
    intent = payments.intent(part.purchase.intent_id)
    return PartPayment(intent.status, part.total, tuple(payments.plain_steps(intent.public_id)))
