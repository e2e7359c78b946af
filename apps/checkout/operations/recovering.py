"""Checkout · handing a vendor again what its schema has lost · public schema, and the vendor's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django_tenants.utils import get_tenant_model, tenant_context

from apps.checkout.models import CheckoutSession, PurchasePart
from apps.checkout.rules import parts
from apps.common.transactions import transaction_required
from apps.orders import operations as orders
from apps.orders.types import OrderRef, OrderStatus

from .completing import buyer_facts, replaced_by


@transaction_required
def recover_orders(vendor_id: int, *, order_ids: Collection[UUID], at: datetime) -> list[str]:
    """Make a vendor's orders again from the purchases they belong to; the numbers of those that came back.

    An order whose checkout is not kept any more (history loaded from elsewhere) cannot
    come back. Nothing is priced again and nobody is told.
    """
    vendor = get_tenant_model().objects.get(pk=vendor_id)
    lost = PurchasePart.objects.filter(vendor_id=vendor_id, order_id__in=list(order_ids)).select_related("purchase")
    sessions = CheckoutSession.objects.in_bulk([part.purchase.session_id for part in lost], field_name="public_id")
    recovered = []
    for part in lost.order_by("pk"):
        session = sessions.get(part.purchase.session_id)
        if session is None:
            continue
        frozen = session.frozen
        share = next(one for one in frozen.vendors if one.vendor_id == vendor_id)
        with tenant_context(vendor):
            orders.recover_part(
                parts.order_part(share, frozen, buyer_facts(part.purchase, replaces_id=replaced_by(session))),
                ref=OrderRef(part.order_id, part.order_number),
                status=OrderStatus(part.status),
                version=part.order_version,
                at=at,
            )
        recovered.append(part.order_number)
    return recovered
