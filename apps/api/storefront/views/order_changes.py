"""API · storefront · an order of a purchase that changes before it is sent, by its buyer or by its token."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import order_change_shapes as shapes
from apps.checkout import operations
from apps.common.clock import now
from apps.orders import selectors as orders
from apps.orders.types import CancelCause

from .aftersales import OrderEndpoint
from .checkouts import address_from


class _ChangeEndpoint(OrderEndpoint):
    def answer(self, order_id: UUID) -> Response:
        """What can still be changed."""
        return self.shown(shapes.changes(orders.order(order_id)))


class Changes(_ChangeEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.ChangesShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """What can still be changed of an order: pieces, address, wishes."""
        with self.entered(order_id):
            return self.answer(order_id)


class CancelPieces(_ChangeEndpoint):
    scopes = {"POST": None}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.CallOffBody}
    answers = {"POST": {200: shapes.ChangesShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Call pieces off that are not packed yet; their money goes back. All of them cancel the order."""
        said: Any = self.read()
        with self.entered(order_id):
            operations.cancel_pieces(
                order_id,
                pieces=shapes.pieces_of(said),
                cause=CancelCause.NOT_WANTED,
                reason=said["reason"],
                at=now(),
                by=self.actor(),
            )
            return self.answer(order_id)


class Swap(_ChangeEndpoint):
    scopes = {"POST": None}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.SwapBody}
    answers = {"POST": {200: shapes.ChangesShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Have another version sent that costs as much or less, while nothing is packed; the difference goes back."""
        said: Any = self.read()
        with self.entered(order_id):
            operations.swap_line(
                order_id, place=said["line"] - 1, variant_id=said["variant"], at=now(), by=self.actor()
            )
            return self.answer(order_id)


class NewAddress(_ChangeEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.NewAddressBody}
    answers = {"POST": {200: shapes.ChangesShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Send the order to another address of its country, where it costs the same, until its label is printed."""
        said: Any = self.read()
        with self.entered(order_id):
            country = orders.order(order_id).address.country
            address = address_from(said["address"], country=country)
            operations.change_address(order_id, address=address, at=now(), by=self.actor())
            return self.answer(order_id)


class Wishes(_ChangeEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.WishesBody}
    answers = {"POST": {200: shapes.ChangesShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """A wish for the seller, and a greeting for the parcel."""
        said: Any = self.read()
        with self.entered(order_id):
            operations.change_wishes(order_id, **said, at=now(), by=self.actor())
            return self.answer(order_id)
