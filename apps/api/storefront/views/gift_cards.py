"""API · storefront · buying gift cards, and those that a person bought and was mailed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import override
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors as accounts
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers import checkouts as payment_shapes
from apps.api.storefront.serializers import gift_cards as shapes
from apps.common.clock import now
from apps.credits import operations, selectors
from apps.credits.types import CardWish, SaleView, Shopper
from apps.payments.types import PaymentMethod

from .payments import NotPlaced, device_of, step_of

READ, WRITE = "account:read", "account:write"


class GiftCardOffers(StorefrontEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: page_of(shapes.GiftCardOffer)}}

    def get(self, request: Request) -> Response:
        """What gift cards are sold for, by currency; empty where none are sold."""
        return self.enveloped(Page(selectors.card_offers(), None, None))


class _Own(StorefrontEndpoint):
    """Endpoints of one gift card that the person whose token is shown buys or bought; nobody else's is there."""

    def own(self, gift_card_id: UUID) -> SaleView:
        return selectors.sale(gift_card_id, user_id=self.request.user.pk, at=now())

    def card_answer(self, gift_card_id: UUID, *, status: int = 200) -> Response:
        return self.shown(_payable(self.own(gift_card_id)), status=status)


class GiftCards(_Own):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.BuyBody}
    answers = {"GET": {200: shapes.OwnGiftCards}, "POST": {201: shapes.PayableGiftCard}}
    refusals = {"POST": {422: "The value or the day is not offered: `code` says which"}}

    def get(self, request: Request) -> Response:
        """The gift cards that the person bought, and those mailed to the person's verified addresses."""
        bought = selectors.sales_of(request.user.pk, at=now())
        received = selectors.received_by(accounts.verified_emails(request.user.pk))
        return self.shown({"bought": bought, "received": received})

    def post(self, request: Request) -> Response:
        """Order a gift card; it is paid by POST /gift-cards/{gift_card_id}/payment."""
        visitor = self.visitor
        by = Shopper(request.user.pk, request.user.email, visitor.language, visitor.ship_to)
        sale = operations.order_card(CardWish(**self.read()), by=by, at=now())
        return self.card_answer(sale, status=201)


class GiftCard(_Own):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.PayableGiftCard}}

    def get(self, request: Request, gift_card_id: UUID) -> Response:
        """One gift card as it was last known; POST /confirmation asks the provider."""
        return self.card_answer(gift_card_id)


class GiftCardPayment(_Own):
    scopes = {"GET": READ, "POST": WRITE}
    kinds = {"POST": "payment"}
    bodies = {"POST": payment_shapes.PayBody}
    answers = {"GET": {200: payment_shapes.PaymentStep}, "POST": {201: payment_shapes.PaymentStep}}
    refusals = {
        "GET": {409: "No payment was begun"},
        "POST": {409: "It is paid, or over", 503: "The payment provider does not answer; nothing was charged"},
    }
    key_required = frozenset({"POST"})
    alone = frozenset({"POST"})

    def get(self, request: Request, gift_card_id: UUID) -> Response:
        """What the buyer has to do next, as it was last known."""
        return self.shown(_step(self.own(gift_card_id)))

    def post(self, request: Request, gift_card_id: UUID) -> Response:
        """Open a way to pay; another one replaces it. Gift cards and store credit are none."""
        said = self.read()
        self.own(gift_card_id)
        with override(self.visitor.language):
            operations.pay_card(
                gift_card_id,
                back=said["return_url"],
                method=PaymentMethod(said["method"]) if "method" in said else None,
                visit=device_of(request).visit,
                is_handheld=said["handheld"],
                at=now(),
            )
        return self.shown(_step(self.own(gift_card_id)), status=201)


class GiftCardConfirmation(_Own):
    scopes = {"POST": WRITE}
    kinds = {"POST": "payment"}
    answers = {"POST": {200: shapes.PayableGiftCard}}
    refusals = {"POST": {503: "The payment provider does not answer"}}
    alone = frozenset({"POST"})
    # Each call is to look again; going on twice is once in any case.
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request, gift_card_id: UUID) -> Response:
        """Ask the provider whether it is paid, and go on if so. The card is issued a moment later."""
        self.own(gift_card_id)
        operations.settle_card(gift_card_id, at=now())
        return self.card_answer(gift_card_id)


class GiftCardMails(_Own):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.PayableGiftCard}}
    refusals = {
        "POST": {
            409: "It is not sent yet, used up, given back, or the recipient's server refused it within ten minutes",
            429: "It was sent within ten minutes",
        }
    }

    def post(self, request: Request, gift_card_id: UUID) -> Response:
        """Mail the recipient a new code; the one before cannot be used any more. `retry_at`: no server answered yet."""
        operations.send_card_again(gift_card_id, buyer_id=request.user.pk, at=now())
        return self.card_answer(gift_card_id)


class GiftCardRecipient(_Own):
    scopes = {"PUT": WRITE}
    bodies = {"PUT": shapes.RecipientBody}
    answers = {"PUT": {200: shapes.PayableGiftCard}}
    refusals = {"PUT": {409: "Somebody has used it", 429: "It was sent within ten minutes"}}

    def put(self, request: Request, gift_card_id: UUID) -> Response:
        """Correct to whom an unused gift card goes; one that was sent is sent there at once, with a new code."""
        said = self.read()
        operations.change_recipient(
            gift_card_id,
            name=said["recipient_name"],
            email=said["recipient_email"],
            buyer_id=request.user.pk,
            at=now(),
        )
        return self.card_answer(gift_card_id)


class GiftCardWithdrawal(_Own):
    scopes = {"POST": WRITE}
    kinds = {"POST": "payment"}
    answers = {"POST": {200: shapes.PayableGiftCard}}
    refusals = {"POST": {409: "Used, blocked, disputed, or too late"}}

    def post(self, request: Request, gift_card_id: UUID) -> Response:
        """Block an unused gift card and have its money go back the way it came: both or neither."""
        operations.give_card_back(gift_card_id, buyer_id=request.user.pk, at=now())
        return self.card_answer(gift_card_id)


def _payable(view: SaleView) -> dict[str, Any]:
    usable = selectors.ways_to_pay(view.value, country=view.country) if view.can_be_paid else ()
    return {**vars(view), "methods": [offer.method.value for offer in usable]}


def _step(view: SaleView) -> dict[str, Any]:
    """
    Raises:
        NotPlaced: no payment was begun.
    """
    if view.intent_id is None:
        raise NotPlaced()
    return step_of(view.intent_id)
