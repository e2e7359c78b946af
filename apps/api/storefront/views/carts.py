"""API · storefront · carts: a guest's by its token, a person's own."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import LinesNotOffered, ListRefused
from apps.api.pagination import Page
from apps.api.problems import fault
from apps.api.serializers import page_of
from apps.api.storefront.base import CART_TOKEN, StorefrontEndpoint, cart_token
from apps.api.storefront.serializers import carts as shapes
from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.errors import NotOffered
from apps.checkout.types import Asked, CartView, ListLine
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
        lines = self.read()["lines"]
        wanted: Counter[UUID] = Counter()
        for line in lines:
            wanted[line["variant_id"]] += line["quantity"]
        try:
            ref = checkout.add_all_to_cart(None, user_id=self.user_id, wanted=wanted, visitor=self.visitor, at=now())
        except NotOffered as error:
            raise LinesNotOffered(
                [
                    fault(f"lines.{place}.variant_id", error.text(), error.code)
                    for place, line in enumerate(lines)
                    if line["variant_id"] in error.variants
                ]
            ) from None
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


class OrderLists(_CartEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.OrderListBody}
    answers = {"POST": {201: shapes.FilledCart}}
    refusals = {"POST": {409: "Some lines cannot be had as they stand: `lines` says why, of each"}}

    def post(self, request: Request) -> Response:
        """Fill a cart by SKU or GTIN, all or nothing: the person's own, the one that Cart-Token opens, or a new one."""
        body, known = self.read(), self.guest_cart
        result = checkout.add_list_to_cart(
            known,
            user_id=self.user_id,
            asked=[Asked(place, **line) for place, line in enumerate(body["lines"])],
            takes_what_there_is=body["takes_what_there_is"],
            visitor=self.visitor,
            at=now(),
        )
        lines = shapes.ListLine(result.lines, many=True, context=self.get_serializer_context()).data
        if result.ref is None:
            raise ListRefused(faults=[_fault(line) for line in result.faulty], lines=lines)
        cart = result.ref.public_id
        view = checkout.view_cart(cart, user_id=self.user_id, visitor=self.visitor, at=now())
        secret = cart_token(cart) if self.user_id is None and known != cart else None
        return self.shown({**_shown(view, cart, secret, self.visitor), "order_list": result.lines}, status=201)


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


def _fault(line: ListLine) -> dict[str, str]:
    assert line.problem is not None
    return fault(f"lines.{line.number}.code", str(line.problem.label), f"checkout.list_{line.problem.value}")


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
