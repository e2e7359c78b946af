"""API · staff · money of an order that goes back to its buyer. Agreeing to large ones is for people, on pages."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import refund_shapes as shapes
from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters.refunds import Refunds as RefundFilters
from apps.checkout import operations
from apps.checkout.selectors import refunds
from apps.common.clock import now

READ, WRITE = "purchases:read", "refunds:write"
SEES, GIVES = ("checkout.view_refund",), ("checkout.view_refund", "checkout.add_refund")


class Refunds(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = RefundFilters
    answers = {"GET": {200: page_of(shapes.RefundShown)}}

    def get(self, request: Request) -> Response:
        """Refunds, the newest first."""
        return self.listed(self.filtered(refunds.refund_rows()), order=("-pk",), row=refunds.as_view)


class OrderRefunds(StaffEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    permissions = {"GET": SEES, "POST": GIVES}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.StaffRefundBody}
    answers = {"GET": {200: shapes.RefundsShown}, "POST": {201: shapes.RefundShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """What can still be given back of a vendor's order, and what was."""
        known = refunds.refundable(order_id, language="en")
        return self.shown({**vars(known), "data": refunds.refunds_of([order_id])[order_id]})

    def post(self, request: Request, order_id: UUID) -> Response:
        """Give money back. A large amount waits until another person agrees."""
        made = operations.refund(
            order_id,
            wish=shapes.wish_of(self.read()),
            key=shapes.key_of(self.actor_key(), request.headers["Idempotency-Key"]),
            by=self.actor(),
            made_by=request.user.pk,
            at=now(),
        )
        return self.shown(made, status=201)


class RefundPreview(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": GIVES}
    bodies = {"POST": shapes.StaffRefundBody}
    answers = {"POST": {200: shapes.RefundPreviewShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """What a refund would give and book, before it is made."""
        return self.shown(refunds.preview(order_id, shapes.wish_of(self.read()), made_by=request.user.pk))
