"""API · vendor · orders: list, read, confirm, cancel, packing slip."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import order_change_shapes as change_shapes
from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.storefront.views.checkouts import address_from
from apps.api.vendor.files import PdfRenderer, file_answer
from apps.api.vendor.filters.orders import Orders as OrderFilters
from apps.api.vendor.serializers import orders as shapes
from apps.checkout import operations as checkout
from apps.common.clock import now
from apps.orders import operations, selectors
from apps.orders.types import CancelCause

READ, WRITE = "orders:read", "orders:write"


class OrderEndpoint(VendorEndpoint):
    """Answers with the whole order."""

    def answer(self, order_id: UUID) -> Response:
        """The order as it stands now."""
        order = selectors.order(order_id)
        return self.shown(order, etag=etag(order.row.version))


class Orders(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = OrderFilters
    answers = {"GET": {200: page_of(shapes.OrderRowShown)}}

    def get(self, request: Request) -> Response:
        """Orders, newest first."""
        return self.listed(self.filtered(selectors.orders()), order=("-pk",), row=selectors.as_row)


class Order(OrderEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.OrderShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """One order: goods, money, address, shipments, what happened and what can be next."""
        return self.answer(order_id)


class Confirm(OrderEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.OrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Promise to send the goods; the buyer is told."""
        operations.confirm(order_id, at=now(), by=self.actor())
        return self.answer(order_id)


class Cancel(OrderEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.CancelBody}
    answers = {"POST": {200: shapes.OrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Call an order off: goods go back on sale, and the buyer gets the money back."""
        operations.cancel(order_id, reason=self.read()["reason"], at=now(), by=self.actor())
        return self.answer(order_id)


class CancelPieces(OrderEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": change_shapes.LeaveOutBody}
    answers = {"POST": {200: shapes.OrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Send fewer pieces than were ordered; the buyer gets the money for the others back."""
        said: Any = self.read()
        checkout.cancel_pieces(
            order_id,
            pieces=change_shapes.pieces_of(said),
            cause=CancelCause(said["cause"]),
            reason=said["reason"],
            vendor_id=self.vendor.pk,
            at=now(),
            by=self.actor(),
        )
        return self.answer(order_id)


class Swap(OrderEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": change_shapes.SwapBody}
    answers = {"POST": {200: shapes.OrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Send another version that costs as much or less, until the label is printed; the difference goes back."""
        said: Any = self.read()
        checkout.swap_line(
            order_id,
            place=said["line"] - 1,
            variant_id=said["variant"],
            vendor_id=self.vendor.pk,
            at=now(),
            by=self.actor(),
        )
        return self.answer(order_id)


class NewAddress(OrderEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": change_shapes.NewAddressBody}
    answers = {"POST": {200: shapes.OrderShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Send an order to another address of its country, where it costs the same, until its label is printed."""
        said: Any = self.read()
        address = address_from(said["address"], country=selectors.order(order_id).address.country)
        checkout.change_address(order_id, address=address, vendor_id=self.vendor.pk, at=now(), by=self.actor())
        return self.answer(order_id)


class PackingSlip(VendorEndpoint):
    scopes = {"GET": READ}
    renderer_classes = [PdfRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """What lies in the parcels, for the buyer."""
        # Drawing loads a large library, which is needed for nothing else.
        from apps.orders import documents

        order = selectors.order(order_id)
        return file_answer(
            documents.packing_slip(order, self.vendor.name),
            name=f"packing-slip-{order.row.number}.pdf",
            media_type="application/pdf",
        )
