"""API · storefront · gift cards and store credit: at a checkout, and a person's own."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers import checkouts as checkout_shapes
from apps.api.storefront.serializers import credit as shapes
from apps.checkout import operations as checkout
from apps.common.clock import now
from apps.common.errors import Forbidden
from apps.credits import operations, selectors

from .checkouts import CheckoutEndpoint

READ, WRITE = "account:read", "account:write"


class SignInForCredit(Forbidden):
    code = "api.sign_in_for_credit"
    message = "Store credit is a person's own: send that person's token."


class _Tries(StorefrontEndpoint):
    """Endpoints that take codes: wrong ones are counted by address and by person."""

    @property
    def tried_by(self) -> list[str]:
        person = self.user_id
        address = self.request.META.get("REMOTE_ADDR", "")
        return [f"network:{address}", f"person:{person}" if person is not None else ""]


class CheckoutCredits(CheckoutEndpoint, _Tries):
    scopes = {"POST": None}
    kinds = {"POST": "payment"}
    bodies = {"POST": shapes.TenderBody}
    answers = {"POST": {200: checkout_shapes.Checkout}}
    refusals = {"POST": {422: "The card cannot be used: `code` says why", 429: "Too many wrong codes"}}
    edits = frozenset({"POST"})

    def post(self, request: Request, checkout_id: UUID) -> Response:
        """Have a gift card or the person's store credit pay first; nothing is held before the payment is begun."""
        view, said = self.matched(checkout_id), self.read()
        if "code" in said:
            checkout.use_gift_card(
                checkout_id, expected_version=view.version, code=said["code"], tried_by=self.tried_by, at=now()
            )
        else:
            person = self.user_id
            if person is None:
                raise SignInForCredit()
            checkout.use_store_credit(checkout_id, expected_version=view.version, user_id=person, at=now())
        return self.checkout_answer(checkout_id)


class CheckoutCredit(CheckoutEndpoint):
    scopes = {"DELETE": None}
    answers = {"DELETE": {200: checkout_shapes.Checkout}}
    edits = frozenset({"DELETE"})

    def delete(self, request: Request, checkout_id: UUID, tender_id: UUID) -> Response:
        """Pay without it."""
        view = self.matched(checkout_id)
        checkout.leave_credit(checkout_id, expected_version=view.version, account_id=tender_id, at=now())
        return self.checkout_answer(checkout_id)


class StoreCredit(StorefrontEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.StoreCredit}}

    def get(self, request: Request) -> Response:
        """The person's store credit by currency, and what changed it."""
        return self.shown(_credit_of(request.user.pk))


class StoreCreditCards(_Tries):
    scopes = {"POST": WRITE}
    kinds = {"POST": "payment"}
    bodies = {"POST": shapes.CardBody}
    answers = {"POST": {201: shapes.StoreCredit}}
    refusals = {"POST": {422: "The card cannot be used: `code` says why", 429: "Too many wrong codes"}}

    def post(self, request: Request) -> Response:
        """Add what is left on a gift card to the person's store credit, where it does not expire."""
        at = now()
        card = operations.found_card(self.read()["code"], tried_by=self.tried_by, at=at)
        operations.move_card(request.user.pk, card, at=at)
        return self.shown(_credit_of(request.user.pk), status=201)


def _credit_of(person: int) -> dict[str, object]:
    return {"balances": selectors.balances_of(person), "movements": selectors.movements_of(person)}
