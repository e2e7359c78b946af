"""API · storefront · carts: a guest's by its token, a person's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.base import CART_TOKEN, StorefrontEndpoint, cart_token
from apps.api.storefront.serializers import carts as shapes
from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.types import CartRef, CartView
from apps.common.clock import now
from apps.common.errors import NotFound


class _CartEndpoint(StorefrontEndpoint):
    """What endpoints of one cart share: whose it is, and how it is shown."""

    header_parameters = {method: [CART_TOKEN] for method in ("GET", "POST", "PUT", "DELETE")}

    def own_cart(self, cart: UUID) -> UUID:
        """The cart of the address, which is the token's person's or the one that Cart-Token opens.

        Raises:
            NotFound: it is neither.
        """
        if self.user_id is None:
            if self.guest_cart != cart or not selectors.guest_cart_is_there(cart):
                raise NotFound()
        else:
            known = selectors.cart_of(self.user_id)
            if known is None or known.public_id != cart:
                raise NotFound()
        return cart

    def cart_answer(self, cart: UUID, *, status: int = 200, is_new: bool = False) -> Response:
        """The cart as it is now, priced for the door."""
        view = checkout.view_cart(cart, user_id=self.user_id, visitor=self.visitor, at=now())
        secret = cart_token(cart) if is_new and self.user_id is None else None
        return self.shown(_shown(view, cart, secret, self.visitor), status=status)


class Carts(_CartEndpoint):
    scopes = {"GET": "cart:write", "POST": None}
    bodies = {"POST": shapes.CartBody}
    answers = {"GET": {200: page_of(shapes.CartRow)}, "POST": {201: shapes.Cart}}
    header_parameters = {}

    def get(self, request: Request) -> Response:
        """The token's person's cart, if there is one."""
        found = selectors.cart_of(request.user.pk)
        return self.enveloped(Page([found] if found else [], None, None))

    def post(self, request: Request) -> Response:
        """Make a guest's cart, or fill the person's own."""
        ref: CartRef | None = None
        for line in self.read()["lines"]:
            ref = checkout.add_to_cart(
                ref.public_id if ref else None,
                user_id=self.user_id,
                variant_id=line["variant_id"],
                quantity=line["quantity"],
                visitor=self.visitor,
                at=now(),
            )
        assert ref is not None
        return self.cart_answer(ref.public_id, status=201, is_new=True)


class Cart(_CartEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.Cart}}

    def get(self, request: Request, cart_id: UUID) -> Response:
        """What is in it, by maker and parcel, at the price at the door."""
        with transaction.atomic():  # the promise of rates is renewed where it has run out
            return self.cart_answer(self.own_cart(cart_id))


class CartLines(_CartEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.LineBody}
    answers = {"POST": {200: shapes.Cart}}

    def post(self, request: Request, cart_id: UUID) -> Response:
        """Put pieces in; those of a variant that is in it already are added to it."""
        own, line = self.own_cart(cart_id), self.read()
        checkout.add_to_cart(
            own,
            user_id=self.user_id,
            variant_id=line["variant_id"],
            quantity=line["quantity"],
            visitor=self.visitor,
            at=now(),
        )
        return self.cart_answer(own)


class CartLine(_CartEndpoint):
    scopes = {"PUT": None, "DELETE": None}
    bodies = {"PUT": shapes.QuantityBody}
    answers = {"PUT": {200: shapes.Cart}, "DELETE": {200: shapes.Cart}}

    def put(self, request: Request, cart_id: UUID, variant_id: UUID) -> Response:
        """Have exactly so many pieces of a variant that is in it."""
        return self._set(cart_id, variant_id, int(self.read()["quantity"]))

    def delete(self, request: Request, cart_id: UUID, variant_id: UUID) -> Response:
        """Take a variant out."""
        return self._set(cart_id, variant_id, 0)

    def _set(self, cart_id: UUID, variant_id: UUID, quantity: int) -> Response:
        own = self.own_cart(cart_id)
        checkout.set_quantity(
            own, user_id=self.user_id, variant_id=variant_id, quantity=quantity, visitor=self.visitor, at=now()
        )
        return self.cart_answer(own)


class CartMerges(_CartEndpoint):
    scopes = {"POST": "cart:write"}
    answers = {"POST": {200: shapes.CartRow}}
    refusals = {"POST": {404: "Cart-Token opens no guest's cart"}}

    def post(self, request: Request) -> Response:
        """Pour the guest's cart that Cart-Token opens into the person's own, as signing in on a page does."""
        guest = self.guest_cart
        if guest is None or not selectors.guest_cart_is_there(guest):
            raise NotFound()
        return self.shown(checkout.merge_carts(guest, user_id=request.user.pk, at=now()))


def _shown(view: CartView, cart: UUID, secret: str | None, visitor: Any) -> dict[str, Any]:
    quote = view.quote
    return {
        "id": cart,
        "token": secret,
        "count": view.count,
        "country": visitor.ship_to,
        "currency": visitor.currency,
        "groups": [
            {
                "vendor_slug": group.vendor_slug,
                "vendor_name": group.vendor_name,
                "parcel_count": group.consignment.parcel_count if group.consignment else None,
                "totals": group.consignment.totals if group.consignment else None,
                "lines": group.lines,
            }
            for group in view.groups
        ],
        "totals": quote.totals if quote else None,
        "on_arrival": quote.on_arrival if quote else None,
        "quote_valid_until": quote.valid_until if quote else None,
    }
