"""API · staff · purchases, the orders they became, and payments: to find and to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django_tenants.utils import tenant_context
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import order_change_shapes as change_shapes
from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import purchases as filters
from apps.api.staff.serializers import purchases as shapes
from apps.checkout import operations
from apps.checkout import selectors as checkout
from apps.checkout.selectors import records
from apps.common.clock import now
from apps.orders import selectors as orders
from apps.orders.types import CancelCause
from apps.payments import selectors as payments

READ = "purchases:read"
SEES = ("checkout.view_purchase",)


class Purchases(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    kinds = {"GET": "search"}
    query = {"GET": PageQuery}
    filterset_class = filters.Purchases
    answers = {"GET": {200: page_of(shapes.PurchaseRowShown)}}

    def get(self, request: Request) -> Response:
        """Purchases, the newest first."""
        return self.listed(self.filtered(records.purchases()), order=("-placed_at", "-pk"), row=records.as_record)


class Purchase(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.PurchaseShown}}

    def get(self, request: Request, purchase_id: UUID) -> Response:
        """One purchase: each vendor's part, address, sums and everything that happened."""
        found = checkout.purchase(purchase_id, language="en")
        record = records.as_record(records.purchases().get(public_id=purchase_id))
        slugs = {part.vendor_id: part.vendor_slug for part in found.parts}
        timeline = [{**vars(entry), "vendor": slugs.get(entry.vendor_id or 0)} for entry in found.timeline]
        sums = {name: getattr(found.totals, name) for name in ("goods", "shipping", "duty", "tax", "fees")}
        more: dict[str, Any] = {"address": found.address, "currency": found.currency, "on_arrival": found.on_arrival}
        return self.shown({**vars(record), **sums, **more, "timeline": timeline})


class Order(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": (*SEES, "vendors.view_vendor")}
    answers = {"GET": {200: shapes.StaffOrderShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """One vendor's order, as the vendor sees it."""
        vendor = records.vendor_of_order(order_id)
        with tenant_context(vendor):
            return self.shown({**vars(orders.order(order_id)), "vendor": vendor.slug})


class CancelPieces(StaffEndpoint):
    scopes = {"POST": "refunds:write"}
    permissions = {"POST": (*SEES, "vendors.view_vendor", "checkout.add_refund")}
    key_required = frozenset({"POST"})
    bodies = {"POST": change_shapes.LeaveOutBody}
    answers = {"POST": {200: shapes.StaffOrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Have fewer pieces sent of a vendor's order; the buyer gets the money for the others back."""
        said: Any = self.read()
        operations.cancel_pieces(
            order_id,
            pieces=change_shapes.pieces_of(said),
            cause=CancelCause(said["cause"]),
            reason=said["reason"],
            at=now(),
            by=self.actor(),
        )
        vendor = records.vendor_of_order(order_id)
        with tenant_context(vendor):
            return self.shown({**vars(orders.order(order_id)), "vendor": vendor.slug})


class Payments(StaffEndpoint):
    scopes = {"GET": "payments:read"}
    permissions = {"GET": ("payments.view_intent",)}
    query = {"GET": PageQuery}
    filterset_class = filters.Payments
    answers = {"GET": {200: page_of(shapes.PaymentRowShown)}}

    def get(self, request: Request) -> Response:
        """Payments, the newest first."""
        return self.listed(self.filtered(payments.intents()), order=("-pk",))


class Payment(StaffEndpoint):
    scopes = {"GET": "payments:read"}
    permissions = {"GET": ("payments.view_intent", "payments.view_operation", "payments.view_callback")}
    answers = {"GET": {200: shapes.PaymentShown}}

    def get(self, request: Request, payment_id: UUID) -> Response:
        """One payment: attempts, what was asked of the provider, and what it sent."""
        intent, attempts, callbacks = payments.record(payment_id)
        return self.shown({"payment": intent, "attempts": attempts, "callbacks": callbacks})
