"""API · vendor · money of an order that goes back to its buyer, and the statement."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import refund_shapes as shapes
from apps.api.base import VendorEndpoint
from apps.api.vendor.serializers.statement import StatementQuery, StatementShown
from apps.checkout import operations
from apps.checkout.selectors import refunds, statements
from apps.checkout.types.refunds import Funder
from apps.common.clock import now

READ, WRITE = "orders:read", "refunds:write"


class Refunds(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.RefundBody}
    answers = {"GET": {200: shapes.RefundsShown}, "POST": {201: shapes.RefundShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """What can still be given back of an order, and what was."""
        known = refunds.refundable(order_id, vendor_id=self.vendor.pk, language="en")
        data = refunds.refunds_of([order_id], vendor_id=self.vendor.pk)[order_id]
        return self.shown({**vars(known), "data": data})

    def post(self, request: Request, order_id: UUID) -> Response:
        """Give money back. A large amount waits until the marketplace agrees; goodwill is at your cost."""
        made = operations.refund(
            order_id,
            wish=shapes.wish_of(self.read(), funder=Funder.VENDOR),
            key=shapes.key_of(self.actor_key(), request.headers["Idempotency-Key"]),
            by=self.actor(),
            made_by=request.user.pk,
            vendor_id=self.vendor.pk,
            at=now(),
        )
        return self.shown(made, status=201)


class RefundPreview(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.RefundBody}
    answers = {"POST": {200: shapes.RefundPreviewShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """What a refund would give and book, before it is made."""
        wish = shapes.wish_of(self.read(), funder=Funder.VENDOR)
        return self.shown(refunds.preview(order_id, wish, vendor_id=self.vendor.pk, made_by=request.user.pk))


class Statement(VendorEndpoint):
    scopes = {"GET": "payouts:read"}
    query = {"GET": StatementQuery}
    answers = {"GET": {200: StatementShown}}

    def get(self, request: Request) -> Response:
        """What you were owed, every line that changed it with what it is made of, and what you are owed then."""
        asked = self.parameters
        found = statements.statement(
            self.vendor.pk,
            asked["currency"] or self.vendor.currency,
            since=asked["since"],
            until=asked["until"],
            most=asked["limit"],
        )
        return self.shown(found)
