"""API · storefront · paying a checkout: the ways to pay, what the buyer does next, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import override
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.concurrency import etag
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.serializers import checkouts as shapes
from apps.checkout import operations, selectors
from apps.checkout.operations import Device, Outcome
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import SessionStatus
from apps.common.clock import now
from apps.common.errors import Conflict
from apps.payments import selectors as payments
from apps.payments.types import PaymentMethod

from .checkouts import CheckoutEndpoint, change_shown, purchase_shown


class SomethingChanged(Conflict):
    """What the buyer saw holds no more; the checkout now shows what does."""

    code = "api.checkout_changed"
    message = "Something changed since you looked. Read the checkout again and pay if that is right."

    def __init__(self, *, changes: list[dict[str, Any]], current: str) -> None:
        super().__init__()
        self.members = {"changes": changes, "current_etag": current}


class NotPlaced(Conflict):
    code = "api.not_placed"
    message = "No payment was begun."


class CheckoutPaymentMethods(CheckoutEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: page_of(shapes.OfferedMethod)}}

    def get(self, request: Request, checkout_id: UUID) -> Response:
        """The ways in which this checkout's total can be paid, in the order to show them."""
        offers = selectors.methods(self.own(checkout_id))
        usable = [offer for offer in offers if offer.is_usable]
        return self.enveloped(Page(usable, None, None))


class CheckoutPayment(CheckoutEndpoint):
    scopes = {"GET": None, "POST": None, "DELETE": None}
    kinds = {"POST": "payment"}
    bodies = {"POST": shapes.PaymentBody}
    answers = {"GET": {200: shapes.Payment}, "POST": {201: shapes.Payment}, "DELETE": {200: shapes.Checkout}}
    refusals = {"POST": {503: "The payment provider does not answer; nothing was charged"}}
    edits = frozenset({"POST"})
    key_required = frozenset({"POST"})
    alone = frozenset({"POST"})

    def get(self, request: Request, checkout_id: UUID) -> Response:
        """What the buyer has to do next, as it was last known; POST /confirmation asks the provider."""
        view = self.own(checkout_id)
        return self.shown(_payment(view), etag=etag(view.version))

    def post(self, request: Request, checkout_id: UUID) -> Response:
        """Place the purchase: the goods are held, and a way to pay is opened for exactly the shown total."""
        said, view = self.read(), self.matched(checkout_id)
        if view.status in (SessionStatus.COMPLETED, SessionStatus.EXPIRED) or view.quote is None:
            raise Conflict()
        with override(self.visitor.language):
            placed, _address = operations.pay(
                view,
                expected_version=view.version,
                back=said["return_url"],
                method=PaymentMethod(said["method"]) if "method" in said else None,
                device=replace(device_of(request, cart=self.guest_cart), is_handheld=said["handheld"]),
                confirmed_age=said["confirmed_age"],
                by=self.actor(),
                at=now(),
            )
        if placed.intent_id is None:
            found = [change_shown(one, self.visitor.language) for one in placed.changes]
            raise SomethingChanged(changes=list(shapes.Difference(found, many=True).data), current=etag(placed.version))
        held = self.own(checkout_id)
        return self.shown(_payment(held), status=201, etag=etag(held.version))

    def delete(self, request: Request, checkout_id: UUID) -> Response:
        """Give up this payment and go back to change something; the goods go back on sale."""
        self.own(checkout_id)
        operations.reopen(checkout_id, at=now())
        return self.checkout_answer(checkout_id)


class CheckoutConfirmation(CheckoutEndpoint):
    scopes = {"POST": None}
    kinds = {"POST": "payment"}
    answers = {"POST": {200: shapes.Confirmation}}
    refusals = {"POST": {503: "The payment provider does not answer"}}
    alone = frozenset({"POST"})
    # Each call is to look again; completing twice is once in any case.
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request, checkout_id: UUID) -> Response:
        """Ask the provider whether it is paid, and complete the purchase if so. To be repeated while «waiting»."""
        view = self.own(checkout_id)
        outcome, problem = str(view.status), ""
        if view.status is SessionStatus.PLACED and view.intent_id is not None:
            settled = operations.settle(view, by=self.actor(), at=now())
            outcome, problem = settled.outcome.value, settled.problem
            if settled.outcome is Outcome.MEANWHILE:
                outcome = str(self.own(checkout_id).status)
        elif view.status is SessionStatus.OPEN:
            raise NotPlaced()
        return self.shown({"outcome": outcome, "problem": problem, "purchase": purchase_shown(checkout_id)})


def _payment(view: SessionView) -> dict[str, Any]:
    """How a placed checkout's payment stands, and what the buyer does next.

    Raises:
        NotPlaced: none was begun.
    """
    if view.intent_id is None or view.status is SessionStatus.OPEN:
        raise NotPlaced()
    return {"checkout_id": view.public_id, "expires_at": view.expires_at, **step_of(view.intent_id)}


def device_of(request: Request, *, cart: UUID | None = None) -> Device:
    """What a program calls from, for judging an attempt to pay: its token, or a guest's cart, stays the same."""
    plain, token = request._request, request.auth
    return Device(
        ip=str(plain.META.get("REMOTE_ADDR", "")),
        country=str(getattr(plain, "ip_country", "")),
        name=f"token:{token.public_id}" if token is not None else f"cart:{cart or ''}",
    )


def step_of(intent_id: UUID) -> dict[str, Any]:
    """How a payment stands, and what the buyer does next."""
    intent, action = payments.intent(intent_id), payments.action(intent_id)
    shown = (
        {
            "method": action.method.value,
            "action": action.kind.value,
            "url": action.url,
            "qr": action.qr,
            "instructions": action.instructions,
            "missing": action.missing,
            "closes_at": action.closes_at,
        }
        if action
        else {
            "method": "",
            "action": "",
            "url": "",
            "qr": "",
            "instructions": {},
            "missing": intent.amount * 0,
            "closes_at": None,
        }
    )
    return {"status": intent.status.value, "problem": intent.problem, "amount": intent.amount, **shown}
